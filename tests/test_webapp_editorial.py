"""Editors decide what stands above answers and what words mean; it holds at once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from pydantic import TypeAdapter
from werkzeug.test import TestResponse

from corpus.records import statement_to_record
from corpus.removals import take_down
from corpus.store import open_store
from corpus.topics import find_topic
from search.publishing import publish, store_path
from tests.sending import (
    NAME,
    WELCOME,
    decide,
    list_waiting,
    make_site,
    read_token,
    read_version,
    send_form,
    sign_in,
)
from webapp.api_models import SearchAnswer
from webapp.cli.ingest import ingest_command
from webapp.cli.search import search_command
from webapp.settings import Settings

PIN = {
    "question": "rainwater barrels",
    "matching": "whole",
    "records": f"http://localhost/es/statements/{WELCOME.doc_id}?q=welcome#p-1",
    "owner": NAME,
    "act": "save",
}


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


def send(
    reviewer: FlaskClient, address: str, fields: dict[str, str], to: str | None = None
) -> TestResponse:
    """Open a form at an address and send it with these fields."""
    page = reviewer.get(address).text
    hidden = {"csrf_token": read_token(page), "version": read_version(page)}
    return reviewer.post(to or address, data=hidden | fields)


def pin(reviewer: FlaskClient, **fields: str) -> str:
    """Pin an answer; give the address of its page."""
    answer = send(reviewer, "/review/pinned/new", PIN | fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def list_pinned(client: FlaskClient, address: str) -> list[str]:
    """The ids above the hits of a page of results."""
    found = re.search(r'<section class="pinned".*?</section>', client.get(address).text, re.DOTALL)
    return re.findall(r'<h3[^>]*><a href="[^"]*/statements/([^"?]+)', found[0]) if found else []


def ask(client: FlaskClient, address: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(client.get(address).text)
    TypeAdapter(SearchAnswer).validate_python(body)
    return body


def test_a_pinned_answer_is_seen_at_once_on_pages_and_in_json(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    assert list_pinned(visitor, "/search?q=rainwater+barrels") == []
    pin(reviewer)
    page = visitor.get("/search?q=Rainwater+barrels").text
    assert list_pinned(visitor, "/search?q=Rainwater+barrels") == [WELCOME.doc_id]
    assert "Chosen by the editors" in page
    assert "Elegido por la redacción" in visitor.get("/es/search?q=rainwater+barrels").text
    body = ask(visitor, "/api/v1/search?q=rainwater+barrels")
    assert ([hit["id"] for hit in body["pinned"]], body["hits"]) == ([WELCOME.doc_id], [])
    assert list_pinned(visitor, "/search?q=rainwater+barrels&state=TX") == []
    assert list_pinned(visitor, "/search?q=rainwater+barrels&exact=1") == []


def test_the_command_line_shows_it_too(reviewer: FlaskClient, tmp_path: Path) -> None:
    pin(reviewer, question="refugees")
    settings = Settings(data=tmp_path)
    done = CliRunner().invoke(search_command, ["refugees"], obj=settings)
    assert done.output.startswith("Chosen by the editors")
    assert done.output.count(WELCOME.title) == 1


def test_what_is_pinned_stands_there_once(reviewer: FlaskClient, visitor: FlaskClient) -> None:
    pin(reviewer, question="refugees", matching="words")
    page = visitor.get("/search?q=refugees").text
    assert page.count("Boise calls itself a welcoming city</a></h") == 1
    body = ask(visitor, "/api/v1/search?q=refugees")
    assert len(body["hits"]) == len(body["pinned"]) == 1


def test_a_pin_is_changed_ended_and_brought_back(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    address = pin(reviewer)
    send(reviewer, address, PIN | {"question": "cisterns", "note": "For the drought."})
    assert list_pinned(visitor, "/search?q=cisterns") == [WELCOME.doc_id]
    assert list_pinned(visitor, "/search?q=rainwater+barrels") == []
    send(reviewer, address, {"act": "end"})
    assert list_pinned(visitor, "/search?q=cisterns") == []
    assert "Ended" in reviewer.get("/review/pinned").text
    send(reviewer, address, {"act": "bring back", "number": "1"})
    assert list_pinned(visitor, "/search?q=rainwater+barrels") == [WELCOME.doc_id]
    rows = re.findall(r"<td>(added|changed|ended|brought back)</td>", reviewer.get(address).text)
    assert rows == ["brought back", "ended", "changed", "added"]
    trail = reviewer.get("/review/trail").text
    assert re.findall(r"<td>(pin: [a-z ]+)</td>", trail) == [
        "pin: bring back", "pin: end", "pin: change", "pin: add"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"question": " ? "}, "Write the question, or words of it."),
        ({"records": ""}, "Name at least one record."),
        ({"records": "nowhere"}, "Not in the collection: nowhere."),
        ({"first_day": "soon"}, "Write a day as YYYY-MM-DD"),
        ({"first_day": "2026-05-02", "last_day": "2026-05-01"}, "This is before the first day."),
        ({"owner": "Nobody"}, "Choose a reviewer of the list."),
    ],
)
def test_what_is_wrong_with_a_pin_is_said_at_its_field(
    reviewer: FlaskClient, fields: dict[str, str], told: str
) -> None:
    answer = send(reviewer, "/review/pinned/new", PIN | fields)
    assert answer.status_code == 422
    (name, *_) = list(fields)[-1:]
    wrong = re.search(rf'<p class="wrong" id="wrong-{name}">(.*?)</p>', answer.text)
    assert wrong, answer.text
    assert told in wrong[1]
    assert 'value="rainwater barrels"' in answer.text or name == "question"


def test_a_question_has_one_pin(reviewer: FlaskClient) -> None:
    pin(reviewer)
    again = send(reviewer, "/review/pinned/new", PIN | {"question": "Rainwater  BARRELS?"})
    assert (again.status_code, "There is a pin for this already" in again.text) == (422, True)


def test_of_two_editors_the_second_is_told_to_look_again(reviewer: FlaskClient) -> None:
    address = pin(reviewer)
    old = reviewer.get(address).text
    send(reviewer, address, PIN | {"question": "cisterns"})
    hidden = {"csrf_token": read_token(old), "version": read_version(old)}
    reviewer.post(address, data=PIN | hidden | {"question": "wells"})
    page = reviewer.get(address).text
    assert "This was changed while you looked at it." in page
    assert 'value="cisterns"' in page


def test_a_record_taken_down_is_pinned_nowhere_and_the_list_says_so(
    reviewer: FlaskClient, visitor: FlaskClient, tmp_path: Path
) -> None:
    pin(reviewer)
    with open_store(store_path(tmp_path)) as store:
        take_down(store, WELCOME.doc_id, "Asked for.", NAME)
    publish(tmp_path)
    assert list_pinned(visitor, "/search?q=rainwater+barrels") == []
    assert "not in the collection any more" in reviewer.get("/review/pinned").text


def test_there_is_no_page_of_a_pin_that_never_was(reviewer: FlaskClient) -> None:
    answer = reviewer.get("/review/pinned/nothing")
    assert (answer.status_code, "There is no pinned answer" in answer.text) == (404, True)


GROUP = {
    "name": "newcomers",
    "is_new": "1",
    "relation": "same",
    "english": "refugee\nquillow",
    "spanish": "refugiado; quilubre",
    "act": "save",
}
GROUP_ADDRESS = "/review/thesaurus/group?name=newcomers"


def add_group(reviewer: FlaskClient, **fields: str) -> TestResponse:
    to = "/review/thesaurus/group"
    return send(reviewer, to, GROUP | fields, to)


def change_group(reviewer: FlaskClient, name: str, **fields: str) -> TestResponse:
    to = "/review/thesaurus/group"
    return send(reviewer, f"{to}?name={name}", {"name": name} | fields, to)


def count(visitor: FlaskClient, question: str) -> int:
    return int(ask(visitor, f"/api/v1/search?q={question}")["total"])


def test_a_synonym_holds_at_once_and_can_be_taken_away(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    assert count(visitor, "quillows") == 0
    assert add_group(reviewer).headers["Location"] == GROUP_ADDRESS
    assert (count(visitor, "quillows"), count(visitor, "quilubres")) == (1, 1)
    assert "quillow" in reviewer.get("/review/thesaurus").text
    change_group(reviewer, "newcomers", act="as shipped")
    assert count(visitor, "quillows") == 0
    change_group(reviewer, "newcomers", act="bring back", number="1")
    assert count(visitor, "quillows") == 1


def test_a_shipped_group_is_switched_off_and_put_back(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    page = reviewer.get("/review/thesaurus?term=refugee").text
    found = re.findall(r"/review/thesaurus/group\?name=([^\"]+)", page)
    assert found
    assert count(visitor, "refugiados") == 1
    for name in found:
        change_group(reviewer, name.replace("%20", " "), act="switch off")
    assert count(visitor, "refugiados") == 0
    assert reviewer.get("/review/thesaurus").text.count("<td>switched off</td>") == len(found)
    for name in found:
        change_group(reviewer, name.replace("%20", " "), act="as shipped")
    assert count(visitor, "refugiados") == 1


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"name": ""}, "name", "The group has no name."),
        ({"name": "Legal aid"}, "name", "There is a group of this name already"),
        ({"english": "", "spanish": ""}, "english", "The group has no term."),
        ({"english": "quillow", "spanish": ""}, "english", "A single term is related to nothing"),
        ({"english": "the\nquillow"}, "english", "&#39;the&#39; holds only very common words."),
        ({"english": "quillow\nquillows"}, "english", "is found by &#39;quillow&#39; already"),
        ({"relation": "translation", "spanish": ""}, "spanish", "A translation needs English and"),
        ({"see_also": "nothing"}, "see_also", "See_also names &#39;nothing&#39;"),
        ({"see_also": "newcomers"}, "see_also", "See_also goes in a circle"),
        (
            {"english": "legal aid\nlegal help"},
            "english",
            "Shares 2 terms with &#39;legal aid&#39;",
        ),
    ],
)
def test_an_edit_is_checked_as_the_shipped_file_is(
    reviewer: FlaskClient, fields: dict[str, str], field: str, told: str
) -> None:
    answer = add_group(reviewer, **fields)
    assert answer.status_code == 422
    wrong = re.search(rf'<p class="wrong" id="wrong-{field}">(.*?)</p>', answer.text)
    assert wrong, answer.text
    assert told in wrong[1]


TOPIC = {
    "english": "Night markets",
    "spanish": "Mercados nocturnos",
    "scope_english": "Food and music after dark.",
    "scope_spanish": "Comida y música de noche.",
    "is_offered": "1",
    "act": "save",
}


def test_a_topic_that_is_added_can_be_chosen_and_read_in_both_languages_at_once(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    assert visitor.get("/topics/night-markets").status_code == 404
    assert send(reviewer, "/review/topics/new", TOPIC).status_code == 303
    assert "Food and music after dark." in visitor.get("/topics/night-markets").text
    assert "Mercados nocturnos" in visitor.get("/es/topics/night-markets").text
    assert 'value="night markets"' in visitor.get("/contribute").text
    send_form(visitor, topics=["night markets"])
    (number,) = list_waiting(reviewer)
    assert decide(reviewer, number, "approve", topics=["night markets"]).status_code == 303
    assert "Mercados nocturnos" in visitor.get("/es/search?topic=night-markets").text
    assert ask(visitor, "/api/v1/search?topic=night-markets")["total"] == 1
    assert find_topic("night-markets") is None, "it is a topic of this site alone"


def test_a_topic_reads_as_editors_say_and_keeps_its_address_and_records(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    send_form(visitor, topics=["housing"])
    decide(reviewer, list_waiting(reviewer)[0], "approve", topics=["housing"])
    changed = TOPIC | {"english": "Homes", "spanish": "Hogares"}
    send(reviewer, "/review/topics/housing", changed)
    for address, label in (("", "Homes"), ("/es", "Hogares")):
        assert f"<h1>{label}</h1>" in visitor.get(f"{address}/topics/housing").text
        assert f">{label}</a>" in visitor.get(f"{address}/topics").text
        assert label in visitor.get(f"{address}/search?q=gardens").text
    assert ask(visitor, "/api/v1/search?topic=housing")["hits"][0]["topics"] == ["housing"]
    send(reviewer, "/review/topics/housing", {"act": "as shipped"})
    assert "<h1>Housing</h1>" in visitor.get("/topics/housing").text
    send(reviewer, "/review/topics/housing", {"act": "bring back", "number": "1"})
    assert "<h1>Homes</h1>" in visitor.get("/topics/housing").text


def test_a_topic_not_offered_keeps_its_records_and_is_not_chosen_any_more(
    reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    send_form(visitor, topics=["housing"])
    decide(reviewer, list_waiting(reviewer)[0], "approve", topics=["housing"])
    doc_id = ask(visitor, "/api/v1/search?topic=housing")["hits"][0]["id"]
    kept = {name: value for name, value in TOPIC.items() if name != "is_offered"}
    send(reviewer, "/review/topics/housing", kept | {"english": "Homes"})
    assert 'value="housing"' not in visitor.get("/contribute").text
    assert 'value="housing" checked' in visitor.get(f"/contribute?corrects={doc_id}").text
    assert ask(visitor, "/api/v1/search?topic=housing")["total"] == 1


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"english": ""}, "english", "Write something."),
        ({"english": "Housing"}, "english", "There is a topic of this name already."),
        ({"english": "¿?"}, "english", "Write a name of letters."),
        ({"spanish": "Vivienda"}, "spanish", "There is a topic of this name already."),
        ({"scope_spanish": ""}, "scope_spanish", "Write something."),
    ],
)
def test_what_is_wrong_with_a_topic_is_said_at_its_field(
    reviewer: FlaskClient, fields: dict[str, str], field: str, told: str
) -> None:
    answer = send(reviewer, "/review/topics/new", TOPIC | fields)
    assert answer.status_code == 422
    wrong = re.search(rf'<p class="wrong" id="wrong-{field}">(.*?)</p>', answer.text)
    assert wrong, answer.text
    assert told in wrong[1]


def test_files_may_carry_the_topics_of_the_site(
    reviewer: FlaskClient, visitor: FlaskClient, tmp_path: Path
) -> None:
    send(reviewer, "/review/topics/new", TOPIC)
    record = statement_to_record(replace(WELCOME, doc_id="boise-id-2024-x", title="Another one"))
    record |= {"topics": ["night markets"], "text": "Boise opened stalls after dark."}
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    done = CliRunner().invoke(ingest_command, [str(path)], obj=Settings(data=tmp_path))
    assert done.exit_code == 0, done.output
    assert ask(visitor, "/api/v1/search?topic=night-markets")["total"] == 1
