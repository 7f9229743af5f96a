"""Reviewers decide, everybody sees what changed, and nobody reaches what is not theirs."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.reviewers import remove_reviewer, save_reviewer
from corpus.store import open_store
from corpus.submissions import Submissions
from search.publishing import store_path
from tests.sending import (
    NAME,
    PASSWORD,
    WELCOME,
    decide,
    list_waiting,
    make_site,
    read_token,
    send_anyway,
    send_form,
    sign_in,
)
from webapp.protection import SESSION_HOURS
from webapp.signin import hash_password

GARDENS_ID = "boise-id-2024-05-quillfeather-gardens-on-vacant-lots"


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    return make_site(tmp_path)


@pytest.fixture
def sender(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture
def reviewer(site: Flask) -> FlaskClient:
    client = site.test_client()
    assert sign_in(client).status_code == 303
    return client


def test_nobody_gets_to_reviewers_pages_without_signing_in(
    site: Flask, sender: FlaskClient
) -> None:
    """Every address of the application, asked with every method by somebody unknown."""
    open_addresses = ("/review/sign-in", "/review/sign-out")
    token = read_token(sender.get("/review/sign-in").text)
    n_guarded = 0
    for rule in site.url_map.iter_rules():
        if not rule.rule.startswith("/review") or rule.rule in open_addresses:
            continue
        path = re.sub("<[^>]*>", WELCOME.doc_id, rule.rule)
        for method in rule.methods or ():
            if method in ("GET", "POST"):
                answer = sender.open(
                    path, method=method, data={"csrf_token": token} if method == "POST" else None
                )
                assert answer.status_code == 401, path
                assert WELCOME.title not in answer.text
                assert sender.open(f"/es{path}", method=method).status_code in (400, 401)
                n_guarded += 1
    assert n_guarded >= 6


def test_every_address_that_changes_something_is_known(site: Flask) -> None:
    """A new one has to be thought about here: who may, and is it throttled?"""
    changing = {r.rule for r in site.url_map.iter_rules() if "POST" in (r.methods or ())}
    assert changing == {
        "/contribute",
        "/contributions/<token>/correct",
        "/contributions/<token>/withdraw",
        "/contributions/<token>/confirm/<code>",
        "/api/v1/submissions",
        "/review/sign-in",
        "/review/sign-out",
        "/review/<submission_id>",
        "/review/statements/<doc_id>",
        "/review/contacts",
        "/review/pinned/new",
        "/review/pinned/<name>",
        "/review/thesaurus/group",
        "/review/topics/new",
        "/review/topics/<slug>",
    }


def test_forms_without_the_sessions_token_are_refused(site: Flask, reviewer: FlaskClient) -> None:
    for rule in site.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            path = re.sub("<[^>]*>", "x", rule.rule)
            assert reviewer.post(path, data={"act": "approve"}).status_code == 400, path


def test_a_wrong_password_and_an_unknown_name_are_told_alike(site: Flask) -> None:
    client = site.test_client()
    wrong, unknown = sign_in(client, "wrong words here"), sign_in(client, name="Nobody")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "do not belong together" in wrong.text
    assert "do not belong together" in unknown.text
    assert client.get("/review").status_code == 401


def test_guessing_passwords_is_throttled(site: Flask) -> None:
    client = site.test_client()
    answers = [sign_in(client, f"guess number {n}").status_code for n in range(11)]
    assert answers == [401] * 10 + [429]
    assert sign_in(client).status_code == 429


def test_a_session_ends(
    site: Flask, reviewer: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reviewer.get("/review").status_code == 200
    cookie = reviewer.get_cookie("session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    later = time.time() + SESSION_HOURS * 3600 + 60
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        assert reviewer.get("/review").status_code == 401
    sign_in(reviewer)
    with open_store(store_path(tmp_path)) as store:
        save_reviewer(store, NAME, hash_password("another password"), None)
        assert reviewer.get("/review").status_code == 401
        sign_in(reviewer, "another password")
        assert reviewer.get("/review").status_code == 200
        remove_reviewer(store, NAME)
    assert reviewer.get("/review").status_code == 401


def test_signing_out_ends_it_and_leads_nowhere_else(reviewer: FlaskClient) -> None:
    token = read_token(reviewer.get("/review").text)
    reviewer.post("/review/sign-out", data={"csrf_token": token})
    assert reviewer.get("/review").status_code == 401
    token = read_token(reviewer.get("/review/sign-in?next=//evil.example/review/").text)
    form = {
        "csrf_token": token,
        "name": NAME,
        "password": PASSWORD,
        "next": "//evil.example/review/",
    }
    assert reviewer.post("/review/sign-in", data=form).headers["Location"] == "/review"


def test_an_approved_record_is_searchable_at_once(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    link = send_form(sender).headers["Location"]
    (number,) = list_waiting(reviewer)
    assert decide(reviewer, number, "approve").status_code == 303
    assert f"/statements/{GARDENS_ID}" in sender.get("/search?q=quillfeather").text
    page = sender.get(f"/statements/{GARDENS_ID}").text
    assert "Parks and Recreation" in page
    assert "ana@example.org" not in page
    assert "Ana Ruiz" not in page
    assert f"/statements/{GARDENS_ID}" in sender.get(link).text
    assert list_waiting(reviewer) == []


def test_a_reviewer_edits_before_publishing_and_mistakes_keep_the_draft(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    send_form(sender)
    (number,) = list_waiting(reviewer)
    page = decide(reviewer, number, "approve", title="Twelve lots", date="soon")
    assert (page.status_code, "Twelve lots" in page.text) == (422, True)
    assert "Write it as 2024" in page.text
    decide(reviewer, number, "approve", title="Twelve lots")
    assert "<h1>Twelve lots</h1>" in sender.get(f"/statements/{GARDENS_ID}").text


def test_a_correction_is_shown_side_by_side_and_in_the_public_history(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    address = f"/contribute?corrects={WELCOME.doc_id}"
    send_form(sender, address, corrects=WELCOME.doc_id, title="Boise calls itself a friendly city")
    (number,) = list_waiting(reviewer)
    page = reviewer.get(f"/review/{number}").text
    assert "Boise calls itself a <del>welcoming</del> city" in page
    assert "Boise calls itself a <ins>friendly</ins> city" in page
    decide(reviewer, number, "approve")
    history = sender.get(f"/statements/{WELCOME.doc_id}/history").text
    assert "Revision 2" in history
    assert "<del>welcoming</del>" in history
    decide(reviewer, number, "undo")
    assert "Boise calls itself a welcoming city" in sender.get(f"/statements/{WELCOME.doc_id}").text
    assert list_waiting(reviewer) == [number]


def test_a_refusal_and_a_question_need_words_and_reach_the_sender(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    link = send_form(sender).headers["Location"]
    (number,) = list_waiting(reviewer)
    assert decide(reviewer, number, "ask", words=" ").status_code == 422
    decide(reviewer, number, "ask", words="Which twelve lots?")
    assert "Which twelve lots?" in sender.get(link).text
    decide(reviewer, number, "decline", words="It is an advertisement.")
    assert "It is an advertisement." in sender.get(link).text
    decide(reviewer, number, "undo")
    assert "waits for a reviewer" in sender.get(link).text


def test_the_second_of_two_reviewers_is_told(
    site: Flask, sender: FlaskClient, reviewer: FlaskClient
) -> None:
    send_form(sender)
    (number,) = list_waiting(reviewer)
    page = reviewer.get(f"/review/{number}").text
    other = site.test_client()
    sign_in(other)
    decide(other, number, "decline", words="No.")
    form = {"csrf_token": read_token(page), "version": "1", "act": "decline", "words": "Mine."}
    reviewer.post(f"/review/{number}", data=form)
    assert f"it is declined now, by {NAME}" in reviewer.get(f"/review/{number}").text
    assert "Mine." not in sender.get("/review").text


def test_what_is_taken_down_is_gone_and_in_the_public_log(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    address = f"/review/statements/{WELCOME.doc_id}"
    found = reviewer.get(f"/review/find?record=http://localhost/es/statements/{WELCOME.doc_id}?x=1")
    assert found.headers["Location"] == address
    form = {"csrf_token": read_token(reviewer.get(address).text), "act": "take down"}
    reviewer.post(address, data=form)
    assert sender.get(f"/statements/{WELCOME.doc_id}").status_code == 200
    reviewer.post(address, data=form | {"reason": "The city took it back."})
    gone = sender.get(f"/statements/{WELCOME.doc_id}")
    assert (gone.status_code, "was taken down" in gone.text) == (404, True)
    assert WELCOME.title not in sender.get("/search?q=welcoming+refugees").text
    log = sender.get("/removals").text
    assert WELCOME.title in log
    assert "The city took it back." in log
    history = sender.get(f"/statements/{WELCOME.doc_id}/history").text
    assert "Taken down" in history
    assert WELCOME.text not in history
    reviewer.post(address, data=form | {"act": "put back"})
    assert sender.get(f"/statements/{WELCOME.doc_id}").status_code == 200
    assert WELCOME.title in sender.get("/search?q=welcoming+refugees").text


def test_the_queue_says_what_is_near_and_who_is_unconfirmed(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    send_anyway(sender, title="Welcoming", text=WELCOME.text, date="2023-03")
    page = reviewer.get("/review").text
    assert "1 near duplicate" in page
    assert "(unconfirmed)" in page
    assert "0 days" in page
    (number,) = list_waiting(reviewer)
    assert WELCOME.title in reviewer.get(f"/review/{number}").text


def test_two_that_wait_and_tell_the_same_name_each_other(
    sender: FlaskClient, reviewer: FlaskClient
) -> None:
    send_form(sender)
    send_form(sender, name="Bo Firth", email="bo@example.org", title="Boise opens twelve gardens")
    send_form(sender, title="Boise mends its bridges", text="Crews painted nine old bridges.")
    queue = reviewer.get("/review").text
    assert queue.count("1 other in the queue is like it") == 2
    assert "near duplicate" not in queue
    first, second, third = list_waiting(reviewer)
    page = reviewer.get(f"/review/{first}").text
    assert "This waits in the queue, too" in page
    assert f'href="/review/{second}" lang="en">Boise opens twelve gardens</a>' in page
    assert "in the queue, too" not in reviewer.get(f"/review/{third}").text
    decide(reviewer, first, "decline", words="The other one is better.")
    assert "in the queue, too" not in reviewer.get(f"/review/{second}").text
    assert "is like it" not in reviewer.get("/review").text


def test_every_act_is_in_the_trail(sender: FlaskClient, reviewer: FlaskClient) -> None:
    send_form(sender)
    (number,) = list_waiting(reviewer)
    decide(reviewer, number, "decline", words="Not a mayor’s.")
    page = reviewer.get("/review/trail").text
    assert "decline" in page
    assert "Not a mayor’s." in page
    assert NAME in page
    assert reviewer.get("/review/0000000000000000").status_code == 404
    assert reviewer.get("/review/statements/nothing").status_code == 404


def test_a_remark_is_settled(sender: FlaskClient, reviewer: FlaskClient, tmp_path: Path) -> None:
    send_form(sender, "/contribute?about=boise-id", about="boise-id", note="The number is dead.")
    (number,) = list_waiting(reviewer)
    assert "The number is dead." in reviewer.get(f"/review/{number}").text
    decide(reviewer, number, "approve")
    with open_store(store_path(tmp_path)) as store:
        assert Submissions(store).list_pending() == ()
