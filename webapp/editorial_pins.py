"""Editors' pages of pinned answers: which statements stand above the answers to a question.

Takes the form of a pin, checks it, has `webapp.editorial` keep it; shows all of them with
what they are of and when, and each with its versions.
"""

from __future__ import annotations

import datetime
import re
import secrets
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import clean_line, clean_text
from corpus.documents import Statement
from corpus.editorial import list_current, list_versions
from corpus.editorial_records import Pin, Subject, Version
from corpus.errors import NotHereError
from corpus.messages import Message
from corpus.reviewers import list_reviewers
from search.parameters import SearchParameters
from search.pinned import MAX_PINNED, fold_question, list_words
from webapp.addresses import search_url
from webapp.collection import get_collection
from webapp.editorial import keep, keep_earlier, make_editors_pages, read_line, show

pins_pages = make_editors_pages("pins")

ADDRESS = "/review/pinned"
MAX_QUESTION = 300


@dataclass(frozen=True, slots=True)
class PinDraft:
    """A pin as it is typed."""

    question: str = ""
    matching: str = "whole"
    records: str = ""
    first_day: str = ""
    last_day: str = ""
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PinRow:
    """A pin in the list: its statements, those gone as None, and whether it is shown today.

    `state` is "shown", "later", "over" or "ended".
    """

    version: Version
    pin: Pin
    statements: tuple[tuple[str, Statement | None], ...]
    state: str
    search_url: str


@pins_pages.get(ADDRESS)
def pinned() -> Response:
    """Every pin: those shown now, those of another time, those ended."""
    versions = list_current(get_collection().store(), Subject.PIN)
    rows = sorted(
        (row for version in versions if (row := _make_row(version))),
        key=lambda row: (row.state == "over", row.state, row.pin.question),
    )
    ended = [_last_of(version) for version in versions if version.entry is None]
    return show("review_pinned.html", rows=rows, ended=ended)


@pins_pages.get(f"{ADDRESS}/new")
def form() -> Response:
    """The form of a new pin, for the question of the address if it has one."""
    question = clean_line(request.args.get("q", "")[:MAX_QUESTION])
    return _show("", PinDraft(question=question, owner=g.reviewer.name), {})


@pins_pages.post(f"{ADDRESS}/new")
def add() -> AnyResponse:
    """Pin statements to a question."""
    return _save(secrets.token_hex(8), "add")


@pins_pages.get(f"{ADDRESS}/<name>")
def one(name: str) -> Response:
    """One pin with its versions, to be changed."""
    versions = _list_versions(name)
    pin = next((v.entry for v in versions if isinstance(v.entry, Pin)), None)
    return _show(name, _make_draft(pin) if pin else PinDraft(), {})


@pins_pages.post(f"{ADDRESS}/<name>")
def change(name: str) -> AnyResponse:
    """Change a pin, end it, or bring an earlier version back."""
    _list_versions(name)
    act, address = request.form.get("act", ""), f"{ADDRESS}/{name}"
    if act == "end":
        return keep(Subject.PIN, name, None, "end", address)
    if act == "bring back":
        return keep_earlier(Subject.PIN, name, address)
    return _save(name, "change")


def _save(name: str, act: str) -> AnyResponse:
    draft = PinDraft(
        question=clean_line(request.form.get("question", "")[:MAX_QUESTION]),
        matching=read_line("matching"),
        records="\n".join(clean_text(request.form.get("records", "")[:5000]).split()),
        first_day=read_line("first_day"),
        last_day=read_line("last_day"),
        owner=read_line("owner"),
        note=read_line("note"),
    )
    problems: dict[str, str] = {}
    pin = Pin(
        draft.question,
        draft.matching == "words",
        _check_records(draft.records, problems),
        _check_owner(draft.owner, problems),
        _check_day("first_day", draft.first_day, problems),
        _check_day("last_day", draft.last_day, problems),
        draft.note,
    )
    _check_question(pin, name, problems)
    if pin.first_day and pin.last_day and pin.first_day > pin.last_day:
        problems["last_day"] = Message("This is before the first day.")
    if problems:
        return _show(name if act == "change" else "", draft, problems, 422)
    return keep(Subject.PIN, name, pin, act, f"{ADDRESS}/{name}")


def _check_question(pin: Pin, name: str, problems: dict[str, str]) -> None:
    if not list_words(pin.question):
        problems["question"] = Message("Write the question, or words of it.")
        return
    for other in list_current(get_collection().store(), Subject.PIN):
        if isinstance(other.entry, Pin) and other.name != name and _asks_same(pin, other.entry):
            words = Message("There is a pin for this already; change that one.")
            problems["question"] = words


def _asks_same(one: Pin, other: Pin) -> bool:
    if one.is_words != other.is_words:
        return False
    fold = list_words if one.is_words else fold_question
    return fold(one.question) == fold(other.question)


def _check_records(text: str, problems: dict[str, str]) -> tuple[str, ...]:
    """The ids of statements, each given by its id or its address, one a line."""
    parts = (re.split(r"[?#]", each)[0].rstrip("/").rpartition("/")[2] for each in text.split())
    doc_ids = tuple(dict.fromkeys(unquote(part) for part in parts if part))
    store = get_collection().store()
    unknown = [doc_id for doc_id in doc_ids if store.find_statement(doc_id) is None]
    if not doc_ids:
        problems["records"] = Message("Name at least one record.")
    elif unknown:
        problems["records"] = Message(
            "Not in the collection: %(ids)s. Copy the address of the record’s page.",
            ids=", ".join(unknown),
        )
    elif len(doc_ids) > MAX_PINNED:
        problems["records"] = Message("At most %(number)d are shown.", number=MAX_PINNED)
    return doc_ids


def _check_owner(owner: str, problems: dict[str, str]) -> str:
    if owner not in {one.name for one in list_reviewers(get_collection().store())}:
        problems["owner"] = Message("Choose a reviewer of the list.")
    return owner


def _check_day(name: str, text: str, problems: dict[str, str]) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        problems[name] = Message("Write a day as YYYY-MM-DD, or leave it empty.")
        return None


def _make_draft(pin: Pin) -> PinDraft:
    first_day, last_day = (d.isoformat() if d else "" for d in (pin.first_day, pin.last_day))
    return PinDraft(
        pin.question,
        "words" if pin.is_words else "whole",
        "\n".join(pin.doc_ids),
        first_day,
        last_day,
        pin.owner,
        pin.note,
    )


def _make_row(version: Version) -> PinRow | None:
    pin = version.entry
    if not isinstance(pin, Pin):
        return None
    store = get_collection().store()
    found = ((doc_id, store.find_statement(doc_id)) for doc_id in pin.doc_ids)
    statements = tuple((doc_id, stored.statement if stored else None) for doc_id, stored in found)
    url = search_url(SearchParameters(pin.question))
    return PinRow(version, pin, statements, _find_state(pin), url)


def _find_state(pin: Pin) -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    if pin.is_shown_on(today):
        return "shown"
    return "over" if pin.last_day and pin.last_day < today else "later"


def _last_of(version: Version) -> tuple[Version, Pin]:
    """A pin that ended, and how it was last."""
    versions = list_versions(get_collection().store(), Subject.PIN, version.name)
    return version, next(v.entry for v in versions if isinstance(v.entry, Pin))


def _list_versions(name: str) -> tuple[Version, ...]:
    versions = list_versions(get_collection().store(), Subject.PIN, name)
    if not versions:
        words = Message("There is no pinned answer %(name)r; look at the list.", name=name)
        raise NotHereError(words)
    return versions


def _show(name: str, draft: PinDraft, problems: dict[str, str], status: int = 200) -> Response:
    store = get_collection().store()
    versions = _list_versions(name) if name else ()
    return show(
        "review_pin.html",
        status,
        name=name,
        draft=draft,
        problems=problems,
        versions=versions,
        row=_make_row(versions[0]) if versions else None,
        owners=[(one.name, one.name) for one in list_reviewers(store)],
    )
