"""Anyone can send in, sees what is wrong, and keeps the one key to what they sent."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.removals import take_down
from corpus.store import open_store
from corpus.submissions import Submissions
from corpus.submissions_records import Action, State, Submission, Submitter
from corpus.submissions_rows import Decision
from search.publishing import store_path
from tests.sending import (
    GARDENS,
    WELCOME,
    make_site,
    read_token,
    read_version,
    send_anyway,
    send_form,
)

RECORD = {
    "kind": "initiative",
    "city": "Boise",
    "state": "ID",
    "title": "Quillfeather gardens",
    "text": "Boise opened twelve quillfeather gardens on vacant lots.",
    "source": {"name": "City of Boise", "url": "https://example.org/a", "retrieved": "2024-06-01"},
    "submitted_by": {"name": "Ana Ruiz", "email": "ana@example.org"},
}


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    return make_site(tmp_path)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def list_sent(path: Path) -> tuple[Submission, ...]:
    with open_store(store_path(path)) as store:
        queue = Submissions(store)
        return (*queue.list_pending(), *queue.list_decided())


def test_what_is_sent_waits_under_a_private_link_and_is_not_on_the_site(
    client: FlaskClient, tmp_path: Path
) -> None:
    answer = send_form(client)
    assert answer.status_code == 303
    receipt = client.get(answer.headers["Location"])
    assert "It has arrived and waits for a reviewer." in receipt.text
    assert receipt.headers["Cache-Control"] == "no-store"
    assert receipt.headers["Referrer-Policy"] == "same-origin"
    (sent,) = list_sent(tmp_path)
    assert sent.statement is not None
    assert (sent.action, sent.state) == (Action.NEW, State.PENDING)
    assert sent.submitter == Submitter("Ana Ruiz", "ana@example.org")
    assert sent.statement.text == GARDENS["text"]
    assert (sent.statement.topics, str(sent.statement.date)) == (("housing",), "2024-05")
    assert [(link.label, link.url) for link in sent.statement.links] == [
        ("The list of lots", "https://example.org/lots")
    ]
    assert sent.statement.doc_id not in client.get("/search?q=quillfeather").text
    assert client.get(f"/statements/{sent.statement.doc_id}").status_code == 404


def test_every_mistake_is_named_and_nothing_has_to_be_typed_twice(client: FlaskClient) -> None:
    page = send_form(
        client,
        place="Springfield",
        date="2099",
        links="not an address",
        contact_email="nobody",
        email="me",
    )
    assert page.status_code == 422
    for words in (
        "Name the city and its state",
        "Springfield, MO",
        "at most a year ahead",
        "one whole address a line",
        "Give an e-mail address",
        "Give your work e-mail",
        "5 fields need another look",
        "Quillfeather gardens on vacant lots",
        "Neighbors tend them.",
    ):
        assert words in page.text, words
    assert 'value="housing" checked' in page.text


def test_the_same_in_spanish(client: FlaskClient) -> None:
    page = send_form(client, "/es/contribute", date="2099", text="")
    assert page.status_code == 422
    assert "2 campos necesitan otra mirada" in page.text
    assert "como mucho un año por delante" in page.text
    answer = send_form(client, "/es/contribute")
    assert answer.headers["Location"].startswith("/es/contributions/")


def test_a_double_click_sends_it_once(client: FlaskClient, tmp_path: Path) -> None:
    first = send_form(client, key="one form")
    again = send_form(client, key="one form")
    assert first.headers["Location"] == again.headers["Location"]
    assert len(list_sent(tmp_path)) == 1


def test_what_is_here_already_is_shown_before_it_is_sent(
    client: FlaskClient, tmp_path: Path
) -> None:
    same = {"title": "Welcoming", "text": WELCOME.text, "date": "2023-03"}
    page = send_form(client, **same)
    assert page.status_code == 200
    assert "This seems to be here already" in page.text
    assert "/statements/boise-id-2023-welcome" in page.text
    assert list_sent(tmp_path) == ()
    assert send_anyway(client, **same).status_code == 303


def test_who_mends_what_they_were_warned_of_is_warned_of_what_is_left(client: FlaskClient) -> None:
    slip = {"title": "Welcoming", "text": WELCOME.text, "date": "2023-03", "place": "Boisse, ID"}
    page = send_form(client, **slip).text
    assert "Did you mean Boise, ID?" in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    page = send_form(client, **slip | {"place": "Boise, ID"}, seen=seen[0]).text
    assert "This seems to be here already" in page
    assert "Did you mean" not in page


def test_a_correction_that_changes_nothing_asks_what_is_wrong(
    client: FlaskClient, tmp_path: Path
) -> None:
    address = f"/contribute?corrects={WELCOME.doc_id}"
    same: dict[str, object] = {
        "corrects": WELCOME.doc_id, "kind": "statement", "title": WELCOME.title, "mayor":
        "Lauren McLean", "text": WELCOME.text, "date": "2023-03", "topics": [], "links": "",
        "source_name": WELCOME.source.name, "source_url": WELCOME.source.url,
        "contact_office": "Mayor’s Office", "contact_phone": "(208) 555-0142",
    }  # fmt: skip
    page = send_form(client, address, **same)
    assert (page.status_code, "Nothing is changed." in page.text) == (422, True)
    assert send_form(client, address, **same, note="The number is dead.").status_code == 303
    assert len(list_sent(tmp_path)) == 1


def test_mistakes_are_listed_in_the_order_of_the_form(client: FlaskClient) -> None:
    page = send_form(client, email="", title="", date="2099", place="").text
    linked = re.findall(r'href="#f-(\w+)"', page)
    assert linked == ["place", "title", "date", "email"]


def test_the_receipt_says_when_a_record_was_taken_down_later(
    client: FlaskClient, tmp_path: Path
) -> None:
    link = send_form(client).headers["Location"]
    with open_store(store_path(tmp_path)) as store:
        queue = Submissions(store)
        (sent,) = queue.list_pending()
        done = queue.approve(Decision(sent.submission_id, sent.version, "Bo"))
        assert "It has been accepted" in client.get(link).text
        take_down(store, str(done.doc_id), "The city closed them.", "Bo")
    page = client.get(link).text
    assert "It was accepted and taken down later: <b>The city closed them.</b>" in page
    assert "See the record" not in page


def test_a_mayor_of_another_city_and_an_unknown_city_are_asked_about(client: FlaskClient) -> None:
    page = send_form(client, place="Nampa, ID").text
    assert "Lauren McLean is known here as mayor of Boise, ID." in page
    assert "We know no city Atlantis, ID." in send_form(client, place="Atlantis, ID").text


def test_a_misspelt_city_is_answered_with_the_one_that_is_meant(
    client: FlaskClient, tmp_path: Path
) -> None:
    page = send_form(client, place="Evnaston, IL").text
    assert "Did you mean Evanston, IL? A small place may be right as it is." in page
    page = send_form(client, place="Cincinatti").text
    assert "Name the city and its state" in page
    assert "<li>Cincinnati, OH</li>" in page
    assert "<li>Springfield, MO</li>" in send_form(client, place="Springfield").text
    slip = post(client, RECORD | {"city": "Boisse"})[1]["cautions"]
    assert slip == ["We know no city Boisse, ID. Did you mean Boise, ID? A small place may be "
                    "right as it is."]  # fmt: skip
    (told,) = [
        error["detail"]
        for error in post(client, RECORD | {"city": "Cincinatti", "state": ""})[1]["errors"]  # type: ignore[attr-defined]
        if error["parameter"] == "state"
    ]
    expected = "Give the state of the city as its two letters. Did you mean Cincinnati, OH?"
    assert told == expected
    assert len(list_sent(tmp_path)) == 1


def test_its_sender_corrects_and_withdraws_it_by_the_link(
    client: FlaskClient, tmp_path: Path
) -> None:
    link = send_form(client).headers["Location"]
    form = client.get(f"{link}/correct").text
    assert "Neighbors tend them." in form
    changed = {"title": "Thirteen gardens", "version": read_version(form)}
    assert send_form(client, f"{link}/correct", **changed).headers["Location"] == link
    assert send_form(client, f"{link}/correct", **changed).status_code == 409
    (sent,) = list_sent(tmp_path)
    assert sent.statement is not None
    assert sent.statement.title == "Thirteen gardens"
    page = client.get(link).text
    token, version = read_token(page), read_version(page)
    client.post(f"{link}/withdraw", data={"csrf_token": token, "version": version})
    assert "You withdrew it." in client.get(link).text
    assert "can’t be corrected here any more" in client.get(f"{link}/correct").text


def test_a_correction_shows_the_record_and_waits_beside_it(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert (
        "/contribute?corrects=boise-id-2023-welcome"
        in client.get("/statements/boise-id-2023-welcome").text
    )
    page = client.get("/contribute?corrects=boise-id-2023-welcome").text
    assert WELCOME.text in page
    answer = send_form(client, corrects=WELCOME.doc_id, title="Boise is welcoming")
    assert answer.status_code == 303
    (sent,) = list_sent(tmp_path)
    assert (sent.action, sent.doc_id) == (Action.CORRECTION, WELCOME.doc_id)
    assert client.get("/contribute?corrects=nothing").status_code == 404


def test_a_remark_on_a_city_lands_in_the_same_queue(client: FlaskClient, tmp_path: Path) -> None:
    assert "/contribute?about=boise-id" in client.get("/cities/boise-id").text
    page = send_form(client, "/contribute?about=boise-id", about="boise-id", note="")
    assert (page.status_code, "Say in a few words what is wrong." in page.text) == (422, True)
    send_form(client, "/contribute?about=boise-id", about="boise-id", note="The number is dead.")
    (sent,) = list_sent(tmp_path)
    assert (sent.action, sent.place, sent.note) == (
        Action.REMARK,
        "boise-id",
        "The number is dead.",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "<script>alert(1)</script> said the mayor of the city of Boise today."},
        {"title": "שלום לכל השכנים", "text": "גינה \u202eחדשה בעיר, שתים עשרה גינות."},
        {"text": "DespuÃ©s de la reuniÃ³n, la ciudad abriÃ³ doce jardines."},
        {"title": "'; DROP TABLE submissions; --"},
        {"name": "Ana\r\nBcc: all@example.org"},
    ],
)
def test_odd_texts_are_taken_as_words_and_nothing_else(
    client: FlaskClient, tmp_path: Path, fields: dict[str, str]
) -> None:
    link = send_form(client, **fields).headers["Location"]
    page = client.get(link).text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert len(list_sent(tmp_path)) == 1


def test_too_much_is_refused_in_words(client: FlaskClient, tmp_path: Path) -> None:
    page = send_form(client, text="x" * 20_001)
    assert (page.status_code, "too long; shorten it" in page.text) == (422, True)
    assert send_form(client, text="x" * 300_000).status_code == 413
    assert list_sent(tmp_path) == ()


def test_what_fills_in_the_field_people_do_not_see_is_not_heard_and_loses_nothing(
    client: FlaskClient, tmp_path: Path
) -> None:
    page = send_form(client, second_line="https://spam.example")
    assert (page.status_code, "Send it once more" in page.text) == (422, True)
    assert "Neighbors tend them." in page.text
    assert "spam.example" not in page.text
    assert list_sent(tmp_path) == ()


def test_no_other_site_can_send_the_form(client: FlaskClient, tmp_path: Path) -> None:
    assert client.post("/contribute", data=GARDENS).status_code == 400
    assert list_sent(tmp_path) == ()


def test_who_sends_too_often_is_told_how_long_to_wait(client: FlaskClient) -> None:
    answers = [send_form(client, title=f"Garden {n}") for n in range(21)]
    assert [a.status_code for a in answers] == [303] * 20 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "Retry-After" not in client.get("/contribute").headers


def test_a_private_link_can_not_be_guessed_and_is_not_in_the_store(
    client: FlaskClient, tmp_path: Path
) -> None:
    token = send_form(client).headers["Location"].rpartition("/")[2]
    (sent,) = list_sent(tmp_path)
    assert client.get(f"/contributions/{sent.submission_id}").status_code == 404
    assert client.get(f"/contributions/{token[:-1]}0").status_code in (404, 200)
    assert client.get("/contributions/" + "0" * 32).status_code == 404
    files = b"".join(p.read_bytes() for p in tmp_path.glob("mayors.sqlite*"))
    assert token.encode() not in files


def post(client: FlaskClient, record: object, **headers: str) -> tuple[int, dict[str, object]]:
    answer = client.post("/api/v1/submissions", json=record, headers=headers)
    body: dict[str, object] = json.loads(answer.text)
    return answer.status_code, body | {"Location": answer.headers.get("Location")}


def test_a_program_sends_a_record_by_the_same_rules(client: FlaskClient, tmp_path: Path) -> None:
    status, body = post(client, RECORD)
    assert (status, body["state"], body["similar"], body["cautions"]) == (201, "pending", [], [])
    assert body["Location"] == body["url"]
    assert client.get(str(body["url"])).status_code == 200
    assert post(client, RECORD) == (200, body)
    (sent,) = list_sent(tmp_path)
    assert sent.statement is not None
    assert (sent.reader, sent.statement.title) == ("api", "Quillfeather gardens")


def test_a_program_is_told_every_field_at_fault(client: FlaskClient, tmp_path: Path) -> None:
    status, body = post(
        client,
        RECORD | {"date": "2099", "topics": ["stamps"], "colour": 1, "submitted_by": {"name": ""}},
    )
    errors = body["errors"]
    assert isinstance(errors, list)
    assert (status, body["type"]) == (422, "/api#problem-record")
    assert [e["parameter"] for e in errors] == [
        "colour",
        "submitted_by.name",
        "submitted_by.email",
        "date",
        "topics",
    ]
    assert post(client, {})[0] == 422
    assert post(client, [1])[0] == 400
    assert post(client, RECORD | {"corrects": "nothing"})[0] == 404
    deep = client.post("/api/v1/submissions", data="[" * 100_000, content_type="application/json")
    assert deep.status_code == 400
    assert client.post("/api/v1/submissions", data="x").status_code == 415
    assert list_sent(tmp_path) == ()


def test_a_repeated_key_sends_once_whatever_the_content(
    client: FlaskClient, tmp_path: Path
) -> None:
    first = post(client, RECORD, **{"Idempotency-Key": "k"})[1]["url"]
    assert post(client, RECORD | {"title": "Other"}, **{"Idempotency-Key": "k"})[1]["url"] == first
    assert len(list_sent(tmp_path)) == 1


def test_sending_goes_on_while_the_search_is_away(client: FlaskClient, tmp_path: Path) -> None:
    for file in (tmp_path / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    assert client.get("/search?q=boise").status_code == 503
    assert send_form(client).status_code == 303
    correction = f"/contribute?corrects={WELCOME.doc_id}"
    assert send_form(client, correction, corrects=WELCOME.doc_id).status_code == 303
    assert len(list_sent(tmp_path)) == 2


def test_a_contact_is_marked_as_checked_today_without_another_change(
    client: FlaskClient, tmp_path: Path
) -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    address = f"/contribute?corrects={WELCOME.doc_id}"
    same = {
        "corrects": WELCOME.doc_id,
        "contact_office": "Mayor’s Office",
        "contact_phone": "(208) 555-0142",
    }
    late = send_form(client, address, **same, contact_checked_on="9999-01-01")
    assert (late.status_code, "not a later one than today" in late.text) == (422, True)
    assert send_form(client, address, **same, contact_checked_on="soon").status_code == 422
    send_form(client, address, **same, contact_checked_on=today.isoformat())
    (sent,) = list_sent(tmp_path)
    assert sent.statement is not None
    assert sent.statement.contact is not None
    assert sent.statement.contact.checked_on == today
