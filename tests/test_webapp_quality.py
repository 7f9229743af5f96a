"""Reviewers see what people ask and what becomes of it; nobody is in it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.search_log import SEARCH_LOG_NAME, SearchLog
from tests.sending import WELCOME, make_site, sign_in
from webapp.protection import get_secret
from webapp.quality import EXTENSION

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
RECORD = f"/statements/{WELCOME.doc_id}"


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    return make_site(tmp_path)


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture
def reviewer(site: Flask) -> FlaskClient:
    client = site.test_client()
    sign_in(client)
    return client


def ask_earlier(site: Flask, question: str, *, is_empty: bool = False) -> None:
    """The same question on the two days before today."""
    for n_days in (1, 2):
        day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=n_days)
        path = site.extensions["mayors_settings"].data / SEARCH_LOG_NAME
        log = SearchLog(path, get_secret(site), 90, lambda day=day: day)  # type: ignore[misc]
        log.note_question(question, is_empty=is_empty)
        log.write()


def read_counts(reviewer: FlaskClient) -> list[int]:
    """Searches, different questions, without results, led to a record."""
    found = re.findall(r"<dd>(\d+)</dd>", reviewer.get("/review/quality").text)
    return [int(number) for number in found]


def list_questions(page: str, heading: str) -> list[str]:
    part = page.partition(f">{heading}</h2>")[2].partition("<h2>")[0]
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', part)


def test_questions_and_the_way_on_to_a_record_are_counted(
    site: Flask, visitor: FlaskClient, reviewer: FlaskClient
) -> None:
    ask_earlier(site, "refugees")
    ask_earlier(site, "unicorn parades", is_empty=True)
    ask_earlier(site, "immigrants")
    assert visitor.get("/search?q=Refugees", headers=BROWSER).status_code == 200
    visitor.get("/es/search?q=unicorn+parades", headers=BROWSER)
    visitor.get("/search?q=immigrants&sort=date", headers=BROWSER)
    visitor.get(f"{RECORD}?q=refugees", headers=BROWSER)
    visitor.get(RECORD, headers=BROWSER)
    assert read_counts(reviewer) == [9, 3, 3, 1]
    page = reviewer.get("/review/quality?days=7").text
    everything = ["immigrants", "refugees", "unicorn parades"]
    assert list_questions(page, "Asked most") == everything
    assert list_questions(page, "Questions without results") == ["unicorn parades"]
    assert list_questions(page, "Questions without a click") == ["immigrants"]
    assert "/review/pinned/new?q=unicorn%20parades" in page


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/search?q=refugees", {"User-Agent": "Mozilla/5.0 (compatible; Somebot/2.1)"}),
        ("/search?q=refugees", {"User-Agent": "curl/8.5.0"}),
        ("/search?q=refugees", {"User-Agent": ""}),
        ("/search?q=refugees", BROWSER | {"Sec-Purpose": "prefetch"}),
        ("/search?q=refugees&state=ID", BROWSER),
        ("/search?q=refugees&page=2", BROWSER),
        ("/search?q=refugees&exact=1", BROWSER),
        ("/search?state=ID", BROWSER),
        ("/api/v1/search?q=refugees", BROWSER),
        ("/search.csv?q=refugees", BROWSER),
        ("/suggest?q=refugees", BROWSER),
        ("/healthz", BROWSER),
    ],
)
def test_what_is_no_question_of_a_person_does_not_count(
    visitor: FlaskClient, reviewer: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    assert visitor.get(address, headers=headers).status_code == 200
    assert read_counts(reviewer) == [0, 0, 0, 0]


def test_reviewers_do_not_count_and_visitors_get_no_cookie(
    visitor: FlaskClient, reviewer: FlaskClient
) -> None:
    reviewer.get("/search?q=refugees", headers=BROWSER)
    assert read_counts(reviewer) == [0, 0, 0, 0]
    answer = visitor.get("/search?q=refugees", headers=BROWSER)
    assert "Set-Cookie" not in answer.headers


def test_the_file_holds_no_address_and_no_question_asked_once(
    site: Flask, visitor: FlaskClient, tmp_path: Path
) -> None:
    visitor.get(
        "/search?q=refugees", headers=BROWSER, environ_base={"REMOTE_ADDR": "198.51.100.77"}
    )
    site.extensions[EXTENSION].write()
    held = b"".join(each.read_bytes() for each in tmp_path.glob(f"{SEARCH_LOG_NAME}*"))
    assert held
    for never in (b"198.51.100.77", b"refugees", b"Firefox"):
        assert never not in held


def test_without_days_there_is_no_log_and_an_old_one_is_gone(tmp_path: Path) -> None:
    (tmp_path / SEARCH_LOG_NAME).write_bytes(b"old")
    site = make_site(tmp_path, search_log_days=0)
    client = site.test_client()
    client.get("/search?q=refugees", headers=BROWSER)
    sign_in(client)
    assert "No log is kept" in client.get("/review/quality").text
    assert list(tmp_path.glob(f"{SEARCH_LOG_NAME}*")) == []


def test_a_period_that_is_none_is_the_usual_one(reviewer: FlaskClient) -> None:
    page = reviewer.get("/review/quality?days=1000000").text
    assert re.search(r'days=30" aria-current="page"', page)
