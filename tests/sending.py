"""What tests of sending in and reviewing share: a small site of one's own, forms filled in."""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus.documents import Contact
from corpus.reviewers import save_reviewer
from corpus.store import open_store
from search.publishing import store_path
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.protection import limiter
from webapp.settings import Settings
from webapp.signin import hash_password

NAME, PASSWORD = "Bo Reviewer", "twelve quiet lamps"

WELCOME = make_statement(
    "boise-id-2023-welcome",
    "Boise adopted a resolution that calls it a welcoming city for refugees and immigrants.",
    title="Boise calls itself a welcoming city",
    place="Boise, ID",
    when="2023-03",
    mayor="Lauren McLean",
    contact=Contact("Mayor’s Office", phone="(208) 555-0142"),
)

GARDENS = {
    "place": "Boise, ID",
    "kind": "initiative",
    "mayor": "Lauren McLean",
    "title": "Quillfeather gardens on vacant lots",
    "text": "Boise opened twelve quillfeather gardens on vacant lots.\n\nNeighbors tend them.",
    "date": "2024-05",
    "language": "en",
    "topics": ["housing"],
    "links": "The list of lots https://example.org/lots",
    "source_name": "City of Boise",
    "source_url": "https://example.org/gardens",
    "contact_office": "Parks and Recreation",
    "contact_phone": "(208) 555-0199",
    "name": "Ana Ruiz",
    "email": "ana@example.org",
}
"""A form filled in without a mistake."""


def make_site(data_path: Path, **settings: object) -> Flask:
    """The application over one record, with one reviewer, and throttles at zero."""
    shutil.copytree(_make_template().name, data_path, dirs_exist_ok=True)
    app = create_app(Settings(data=data_path, **settings))  # type: ignore[arg-type]
    limiter.reset()
    return app


@cache
def _make_template() -> tempfile.TemporaryDirectory[str]:
    """The data of the site, built once."""
    folder = tempfile.TemporaryDirectory(prefix="mayors-site-")
    fill_store(Path(folder.name), WELCOME)
    with open_store(store_path(Path(folder.name))) as store:
        save_reviewer(store, NAME, hash_password(PASSWORD), "bo@example.org")
    return folder


def read_token(page: str) -> str:
    """The form's token on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def read_version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, page
    return found[1]


def send_form(client: FlaskClient, address: str = "/contribute", **fields: object) -> TestResponse:
    """Open the form at an address and send it, the gardens' with other `fields`."""
    token = read_token(client.get(address).text)
    action = address.partition("?")[0]
    return client.post(action, data=GARDENS | {"csrf_token": token} | fields)


def send_anyway(
    client: FlaskClient, address: str = "/contribute", **fields: object
) -> TestResponse:
    """The same by somebody who looks at what they are warned of and sends it all the same."""
    answer = send_form(client, address, **fields)
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
    return send_form(client, address, **fields, seen=seen[1]) if seen else answer


def sign_in(client: FlaskClient, password: str = PASSWORD, name: str = NAME) -> TestResponse:
    token = read_token(client.get("/review/sign-in").text)
    form = {"csrf_token": token, "name": name, "password": password, "next": "/review"}
    return client.post("/review/sign-in", data=form)


def list_waiting(reviewer: FlaskClient) -> list[str]:
    """The ids of what waits, in the queue's order."""
    page = reviewer.get("/review").text.partition('<ul class="browse-one">')[0]
    return re.findall(r'/review/([0-9a-f]{16})"', page)


def decide(reviewer: FlaskClient, number: str, act: str, **fields: object) -> TestResponse:
    """Open a submission and press one of its buttons, its fields as the page shows them."""
    from selectolax.lexbor import LexborHTMLParser

    page = reviewer.get(f"/review/{number}").text
    form: dict[str, object] = {}
    for node in LexborHTMLParser(page).css("main form.record-form [name]"):
        name, kind = node.attributes.get("name") or "", node.attributes.get("type")
        if node.tag == "textarea":
            form[name] = node.text()
        elif node.tag == "select":
            chosen = node.css_first("option[selected]")
            form[name] = (chosen.attributes.get("value") if chosen else "") or ""
        elif kind == "checkbox":
            if "checked" in node.attributes:
                form.setdefault(name, []).append(node.attributes.get("value"))  # type: ignore[attr-defined]
        elif node.tag == "input":
            form[name] = node.attributes.get("value") or ""
    return reviewer.post(f"/review/{number}", data=form | {"act": act} | fields)
