"""Every page there is, taken from the application's own map of addresses.

Gives the addresses that are checked as a whole: by axe, by the checker of HTML, for Spanish.
`make_whole_site` makes a site over the shipped corpus where each of them has something to
show: a reviewer, a queue, private links, a record that was taken down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from corpus.removals import take_down
from corpus.reviewers import save_reviewer
from corpus.store import open_store
from search.publishing import ensure_built, publish, store_path
from tests.sending import (
    GARDENS,
    NAME,
    PASSWORD,
    decide,
    list_waiting,
    read_token,
    read_version,
    send_anyway,
    sign_in,
)
from webapp import create_app
from webapp.languages import ONE_LANGUAGE
from webapp.private_links import make_token
from webapp.protection import limiter
from webapp.settings import Settings
from webapp.signin import hash_password

ENGLISH_RECORD = "santa-fe-nm-2019-raids-un-american"
SPANISH_RECORD = "los-angeles-ca-2025-directiva-12-inmigrantes"
TAKEN_DOWN = "evanston-il-2019-aviso-junio-ice"
PINNED_QUESTION = "welcome"
PINS = "/review/pinned"

MORE = (
    "/search?q=respuestas a las redadas de ICE",
    "/search?q=ciudades pequeñas del medio oeste desde 2019",
    "/search?q=xilófono",
    "/search?q=vivienda+bicicletas&city=boise-id&kind=initiative",
    "/search?q=redadas&peers=evanston-il",
    "/search?q=redadas&exact=1&page=2",
    "/search?topic=housing&kind=initiative&sort=date",
    "/search?q=-redadas",
    '/search?q="redadas',
    "/search?q=redadas&colour=red",
    "/?page=x",
    "/nowhere",
    f"/statements/{SPANISH_RECORD}?q=redadas",
    f"/statements/{SPANISH_RECORD}?q=bicicletas",
    f"/brief?ids={ENGLISH_RECORD},{SPANISH_RECORD}&q=redadas",
    "/cities/dayton-oh/peers?add=mesa-az&drop=erie-pa",
    "/cities/evanston-il/peers?add=Springfield",
    "/my-city?name=Springfield",
    f"/contribute?corrects={SPANISH_RECORD}",
    "/contribute?about=boise-id",
)
"""Addresses of pages that look otherwise with a question or a value."""

ASKED_IN_ENGLISH = (
    "/search?q=responses+to+ICE+raids",
    f"/search?q={PINNED_QUESTION}",
    "/search?q=sanctury+raids+in+cities+like+Dayton+in+Texas",
    "/search?q=sanctury+raids+in+Texas&exact=1",
    '/search?q=raids+city:"Santa+Fe"+-hockey',
    "/search?q=xylophone+raids+city:Boise",
    "/search?q=police&state=CA&state=TX&sort=date&page=1&from=2015",
    "/search?q=police&page=99",
    f"/statements/{ENGLISH_RECORD}?q=ICE+raids",
    f"/brief?ids={ENGLISH_RECORD},gone&q=ice+raids",
)
"""Addresses of pages that say an English question again, whatever their language is."""

SAMPLES = {
    "/cities": ("evanston-il", "los-angeles-ca", "wichita-falls-tx"),
    "/topics": ("housing",),
    "/statements": (ENGLISH_RECORD, SPANISH_RECORD),
}
"""What stands for the argument of an address that begins so."""

PRIVATE = ("/review", "/contributions")
"""Starts of addresses that need a session or a private link."""


@dataclass(frozen=True, slots=True)
class WholeSite:
    """A site where every page has something to show, and a reviewer's session to it.

    Attributes:
        public: addresses anybody may ask for, in English; `/es` before them is Spanish.
        private: addresses of reviewers and of those who sent something in.
    """

    data_path: Path
    app: Flask
    reviewer: FlaskClient
    public: tuple[str, ...]
    private: tuple[str, ...]


def list_public(app: Flask) -> list[str]:
    """Addresses of every HTML page that needs no session, from the application's own map."""
    client = app.test_client()
    addresses = list(MORE)
    for rule in _list_page_rules(app):
        if not rule.rule.startswith(PRIVATE) or rule.rule == "/review/sign-in":
            start = rule.rule.partition("/<")[0]
            values = SAMPLES.get(start, ()) if rule.arguments else ("",)
            assert values, f"{rule.rule} needs a value in SAMPLES"
            paths = [re.sub("<[^>]*>", value, rule.rule) for value in values]
            addresses += [path for path in paths if _is_page(client, path)]
    return addresses


def _is_page(client: FlaskClient, path: str) -> bool:
    response = client.get(path)
    return response.mimetype == "text/html" and not response.location


def make_whole_site(data_path: Path) -> WholeSite:
    """The shipped corpus with a reviewer, a queue and a record taken down."""
    ensure_built(data_path, lambda _words: None)
    with open_store(store_path(data_path)) as store:
        save_reviewer(store, NAME, hash_password(PASSWORD), "bo@example.org")
        take_down(store, TAKEN_DOWN, "The city asked for it.", NAME)
    publish(data_path)
    app = create_app(Settings(data=data_path))
    limiter.reset()
    reviewer = app.test_client()
    sign_in(reviewer)
    numbers = list(_fill_queue(app, reviewer))
    private = list(_list_private(app, reviewer, numbers, _pin(reviewer)))
    limiter.reset()
    public = (*list_public(app), *ASKED_IN_ENGLISH)
    return WholeSite(data_path, app, reviewer, public, tuple(private))


def _fill_queue(app: Flask, reviewer: FlaskClient) -> Iterator[str]:
    """Send in a new record twice, a correction and a remark; the ids of what then is there.

    One is asked about, one declined, the others wait.
    """
    sender = app.test_client()
    near = GARDENS | {"title": f"{GARDENS['title']} again", "email": "bea@example.org"}
    for address, form in (
        ("/contribute", GARDENS),
        ("/contribute", near),
        ("/contribute", GARDENS | {"place": "Mesa, AZ", "language": "es"}),
        (f"/contribute?corrects={ENGLISH_RECORD}", GARDENS | {"place": "Santa Fe, NM"}),
        ("/contribute?about=boise-id", {"note": "The number is dead."}),
    ):
        about = {"corrects": ENGLISH_RECORD} if "corrects" in address else {}
        about |= {"about": "boise-id"} if "about" in address else {}
        response = send_anyway(sender, address, **(form | about))
        assert response.status_code == 303, response.text
    numbers = list_waiting(reviewer)
    assert decide(reviewer, numbers[0], "ask", words="Which lots?").status_code == 303
    assert decide(reviewer, numbers[2], "decline", words="Not yet.").status_code == 303
    return iter(numbers)


def _pin(reviewer: FlaskClient) -> str:
    """Pin an answer to a question; its name in addresses."""
    page = reviewer.get(f"{PINS}/new").text
    form = {"question": PINNED_QUESTION, "matching": "whole", "records": ENGLISH_RECORD}
    hidden = {"csrf_token": read_token(page), "version": read_version(page)}
    done = reviewer.post(f"{PINS}/new", data=hidden | form | {"owner": NAME, "act": "save"})
    assert done.status_code == 303, done.text
    return done.headers["Location"].rpartition("/")[2]


def _list_private(app: Flask, reviewer: FlaskClient, numbers: list[str], pin: str) -> Iterator[str]:
    with app.test_request_context():
        tokens = [(make_token(number), make_token(number, "confirm")) for number in numbers]
    samples = {
        "submission_id": numbers,
        "doc_id": [ENGLISH_RECORD, TAKEN_DOWN],
        "token": [token for token, _ in tokens],
        "name": [pin],
        "slug": ["housing"],
    }
    for rule in _list_page_rules(app):
        if not rule.rule.startswith(PRIVATE):
            continue
        name = next((name for name in samples if name in rule.arguments), "")
        assert name or not rule.arguments, f"{rule.rule} needs a value in samples"
        for number, value in enumerate(samples.get(name, [""])):
            path = rule.rule.replace("<code>", tokens[number % len(tokens)][1])
            path = re.sub("<[^>]*>", value, path)
            if _is_page(reviewer, path):
                yield path


def _list_page_rules(app: Flask) -> Iterator[Rule]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(ONE_LANGUAGE):
            yield rule
