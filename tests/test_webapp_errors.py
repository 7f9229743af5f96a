"""Whatever goes wrong, people get words and programs get problem+json."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp import create_app
from webapp.errors import list_problems
from webapp.security import HEADERS, MAX_BODY_BYTES
from webapp.settings import Settings

WRONG = [
    ("/search?q=a&page=1000000000", 400, "page can&#39;t be &#39;1000000000&#39;"),
    ("/search?q=a&page=first", 400, "a whole number from 1 to 100"),
    ("/search?q=a&colour=red", 400, "There is no parameter"),
    ("/search?q=-raids", 400, ""),
    ("/?page=x", 400, "page can&#39;t be &#39;x&#39;"),
    ("/topics/hate-crimes?page=0", 400, "page can&#39;t be &#39;0&#39;"),
    ("/statements/no-such-record", 404, "There is no record &#39;no-such-record&#39;"),
    ("/cities/atlantis-zz", 404, "There is no city &#39;atlantis-zz&#39;"),
    ("/topics/stamp-collecting", 404, "There is no topic &#39;stamp-collecting&#39;"),
    ("/nowhere", 404, "There is nothing at this address"),
    ("/static/nowhere.css", 404, "There is nothing at this address"),
]

WRONG_JSON = [
    ("/api/v1/search?page=101", 400, "parameters"),
    ("/api/v1/search?per_page=many", 400, "parameters"),
    ("/api/v1/search?foo=1", 400, "parameters"),
    ("/api/v1/search?q=-raids", 400, "parameters"),
    ("/api/v1/search?from=2020&to=2019", 400, "parameters"),
    ("/api/v1/topics?page=2", 400, "parameters"),
    ("/api/v1/statements/no-such-record", 404, "not-here"),
    ("/api/v1/cities/atlantis-zz", 404, "not-here"),
    ("/api/v1/nowhere", 404, "not-found"),
]


def check_problem(response: TestResponse, status: int, name: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    problem: dict[str, object] = json.loads(response.text)
    assert list(problem) == ["type", "title", "status", "detail", "instance", "errors"]
    assert (problem["type"], problem["status"]) == (f"/api#problem-{name}", status)
    assert str(problem["instance"]).startswith("urn:uuid:")
    return problem


@pytest.mark.parametrize(("address", "status", "words"), WRONG)
def test_a_page_says_what_is_wrong_and_where_to_go(
    client: FlaskClient, address: str, status: int, words: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert words in response.text
    assert 'href="/topics"' in response.text
    assert 'href="/cities"' in response.text


@pytest.mark.parametrize(("address", "status", "name"), WRONG_JSON)
def test_the_interface_says_it_as_problem_json(
    client: FlaskClient, address: str, status: int, name: str
) -> None:
    check_problem(client.get(address), status, name)


def test_the_question_stays_in_the_box_when_something_else_is_wrong(client: FlaskClient) -> None:
    assert 'value="ice &lt;raids&gt;"' in client.get("/search?q=ice+<raids>&page=x").text


def test_every_wrong_parameter_is_named(client: FlaskClient) -> None:
    problem = check_problem(client.get("/api/v1/search?page=x&per_page=y&foo=1"), 400, "parameters")
    assert isinstance(problem["errors"], list)
    assert {error["parameter"] for error in problem["errors"]} == {"page", "per_page", "foo"}


def test_every_kind_of_problem_is_explained_where_its_address_points(client: FlaskClient) -> None:
    page = client.get("/api").text
    assert list_problems()
    for name, _ in list_problems():
        assert f'id="problem-{name}"' in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, method: str) -> None:
    for address in ("/search", "/api/v1/search"):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
    check_problem(getattr(client, method)("/api/v1/search"), 405, "method-not-allowed")


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    check_problem(client.post("/api/v1/search", data=body), 413, "request-entity-too-large")
    response = client.post("/search", data=body)
    assert (response.status_code, "more data than any address" in response.text) == (413, True)


def test_a_question_of_ten_thousand_letters_is_refused_in_words(client: FlaskClient) -> None:
    for address in ("/search", "/api/v1/search"):
        response = client.get(address, query_string={"q": "a" * 10_000})
        assert response.status_code == 400
        assert "at most 2,000 characters" in response.text


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "\x00\x07\x1b",
        "'; DROP TABLE statements; --",
        '" OR 1=1',
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        ".*(a+)+$[^\\]",
        "((((((",
        '"unclosed phrase',
        "a" * 2000,
        "(" * 1000,
        '"' * 999,
        "city: state: year: before:",
        "year:99999 before:soon",
        "%s {0} {{7*7}} ${jndi}",
        "🏛️ ß ﬁ İ",
        "\ud800".encode("utf-8", "replace").decode(),
        "* ** -",
    ],
)
def test_any_question_gets_an_answer_or_words(client: FlaskClient, question: str) -> None:
    page = client.get("/search", query_string={"q": question})
    answer = client.get("/api/v1/search", query_string={"q": question})
    assert page.status_code in (200, 400)
    assert answer.status_code in (200, 400)
    assert "<script>" not in page.text
    assert "<img" not in page.text


def test_a_bug_of_ours_is_told_without_its_details(
    data_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(data=data_path))

    def fail() -> str:
        raise ZeroDivisionError("the details")

    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/api/v1/fail", "fail_json", view_func=fail)
    page = app.test_client().get("/fail")
    problem = check_problem(app.test_client().get("/api/v1/fail"), 500, "internal-server-error")
    assert page.status_code == 500
    assert "the details" not in page.text + str(problem)
    assert str(problem["instance"]) in caplog.text


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    return create_app(Settings(data=tmp_path / "nothing"))


def test_without_an_index_the_site_says_that_it_is_not_ready(empty_app: Flask) -> None:
    client = empty_app.test_client()
    page = client.get("/search?q=raids")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "mayors build" in page.text
    check_problem(client.get("/api/v1/search?q=raids"), 503, "not-ready")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_asking_before_the_build_leaves_nothing_behind(empty_app: Flask, tmp_path: Path) -> None:
    empty_app.test_client().get("/search?q=raids")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_index_is_told_in_words(data_path: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "data"
    shutil.copytree(data_path, damaged)
    for file in (damaged / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    client = create_app(Settings(data=damaged)).test_client()
    assert client.get("/search?q=raids").status_code == 503
    check_problem(client.get("/api/v1/search?q=raids"), 503, "not-ready")


def test_only_our_own_names_are_answered(client: FlaskClient, data_path: Path) -> None:
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:80"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200
    refused = client.get("/search?q=ice", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "This site is not called" in refused.text
    settings = Settings(data=data_path, hosts=("search.example.org",))
    named = create_app(settings).test_client()
    assert named.get("/healthz", headers={"Host": "search.example.org"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=ice",
        "/nowhere",
        "/search?page=x",
        "/api/v1/topics",
        "/api/v1/no",
        "/healthz",
    ],
)
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "'unsafe" not in headers["Content-Security-Policy"]


def test_answers_are_compressed(client: FlaskClient) -> None:
    for encoding in ("br", "gzip"):
        response = client.get("/search?q=ice", headers={"Accept-Encoding": encoding})
        assert response.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in response.headers["Vary"]


def test_named_files_are_kept_for_good_and_pages_are_asked_again(client: FlaskClient) -> None:
    page = client.get("/about")
    assert page.headers["Cache-Control"] == "no-cache"
    tag = page.headers["ETag"]
    assert client.get("/about", headers={"If-None-Match": tag}).status_code == 304
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(style) as response:
        assert "immutable" in response.headers["Cache-Control"]
