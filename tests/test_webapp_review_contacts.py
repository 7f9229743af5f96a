"""Reviewers see contacts nobody has checked for a year, and settle each with one button."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.documents import Contact
from tests.makers import fill_store
from tests.sending import WELCOME, list_waiting, make_site, read_token, send_form, sign_in

CONTACT = Contact("Mayor’s Office", phone="(208) 555-0142", checked_on=datetime.date(2023, 3, 1))
ADDRESS = f"/contribute?corrects={WELCOME.doc_id}"


@pytest.fixture
def reviewer(tmp_path: Path) -> FlaskClient:
    site = make_site(tmp_path)
    fill_store(tmp_path, replace(WELCOME, contact=CONTACT))
    client = site.test_client()
    sign_in(client)
    return client


def press(reviewer: FlaskClient) -> str:
    """Press the button of the only contact; the page it leads to."""
    page = reviewer.get("/review/contacts").text
    assert f'name="record" value="2 {WELCOME.doc_id}"' in page
    form = {"csrf_token": read_token(page), "record": f"2 {WELCOME.doc_id}"}
    answer = reviewer.post("/review/contacts", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/review/contacts")
    return reviewer.get("/review/contacts").text


def test_a_contact_that_is_still_right_takes_one_button(reviewer: FlaskClient) -> None:
    page = reviewer.get("/review/contacts").text
    assert "1 contact was not checked for a year" in page
    assert "March 1, 2023" in page
    assert f'href="{ADDRESS}#f-contact_office"' in page
    page = press(reviewer)
    assert "Noted: checked today." in page
    assert "0 contacts were not checked for a year" in page
    today = datetime.datetime.now(datetime.UTC).date()
    record = reviewer.get(f"/api/v1/statements/{WELCOME.doc_id}").json or {}
    assert record["contact"]["checked_on"] == today.isoformat()
    found = reviewer.get("/api/v1/search?q=welcoming").json or {}
    assert found["hits"][0]["contact"]["checked_on"] == today.isoformat()
    assert "check contact" in reviewer.get("/review/trail").text
    history = reviewer.get(f"/statements/{WELCOME.doc_id}/history").text
    assert "Contact checked on" in history


def test_a_dead_contact_is_corrected_through_the_queue(reviewer: FlaskClient) -> None:
    send_form(reviewer, ADDRESS, corrects=WELCOME.doc_id, contact_phone="(208) 555-0188")
    assert len(list_waiting(reviewer)) == 1


def test_a_button_pressed_twice_is_told_and_changes_nothing(reviewer: FlaskClient) -> None:
    page = reviewer.get("/review/contacts").text
    form = {"csrf_token": read_token(page), "record": f"2 {WELCOME.doc_id}"}
    press(reviewer)
    reviewer.post("/review/contacts", data=form)
    assert "has changed meanwhile" in reviewer.get("/review/contacts").text
    assert "Revision 4" not in reviewer.get(f"/statements/{WELCOME.doc_id}/history").text
