"""Contacts nobody has checked for long are named once, and checked everywhere at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.contact_ages import AgedContact, NamedIn, list_old_contacts, mark_checked
from corpus.documents import Contact
from corpus.errors import OutdatedError
from corpus.removals import take_down
from corpus.store import Store, open_store
from corpus.stored import Incoming
from corpus.submissions import Submissions
from tests.makers import make_statement

EQUITY = Contact("Office of Equity", phone="208-555-0142")
PRESS = Contact("Press Office", email="press@example.org")
TODAY, OLD = datetime.date(2026, 11, 22), datetime.date(2024, 3, 1)
YEAR_AGO = datetime.date(2025, 11, 22)


def naming(doc_id: str, contact: Contact, checked_on: datetime.date | None) -> Incoming:
    dated = replace(contact, checked_on=checked_on)
    statement = make_statement(doc_id, f"Words of {doc_id}.", place="Boise, ID", contact=dated)
    return Incoming(statement, "test")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        given = [
            naming("a", EQUITY, OLD),
            naming("b", EQUITY, datetime.date(2024, 5, 1)),
            naming("c", PRESS, None),
            naming("d", Contact("Clerk", phone="208-555-0100"), datetime.date(2026, 1, 1)),
            naming("e", Contact("Nobody to reach"), OLD),
            naming("f", Contact("Gone", phone="1"), OLD),
        ]
        opened.add(given, allow_similar=True)
        take_down(opened, "f", "Asked for.", "Bo")
        yield opened


def test_each_contact_is_named_once_with_all_its_records_the_oldest_first(store: Store) -> None:
    seen = datetime.date(2024, 5, 1)
    assert list_old_contacts(store, YEAR_AGO) == (
        AgedContact(PRESS, "Boise, ID", (NamedIn("c", 1, "Title of c"),)),
        AgedContact(
            replace(EQUITY, checked_on=seen),
            "Boise, ID",
            (NamedIn("a", 1, "Title of a"), NamedIn("b", 1, "Title of b")),
        ),
    )


def test_one_that_was_checked_in_another_record_is_not_old(store: Store) -> None:
    mark_checked(store, [("b", 1)], TODAY, "Bo")
    assert [entry.contact.office for entry in list_old_contacts(store, YEAR_AGO)] == [
        "Press Office"
    ]


def test_what_was_checked_says_so_in_every_record_and_in_the_trail(store: Store) -> None:
    version = store.content_version()
    mark_checked(store, [("a", 1), ("b", 1)], TODAY, "Bo")
    for doc_id in ("a", "b"):
        stored = store.find_statement(doc_id)
        assert stored is not None
        assert (stored.revision, stored.statement.contact) == (2, replace(EQUITY, checked_on=TODAY))
    assert store.content_version() != version
    acts = Submissions(store).list_acts(limit=2)
    assert [(act.actor, act.action, act.doc_id) for act in acts] == [
        ("Bo", "check contact", "b"),
        ("Bo", "check contact", "a"),
    ]


def test_of_a_record_that_changed_meanwhile_nothing_is_noted(store: Store) -> None:
    store.add([naming("b", Contact("Office of Equity", phone="208-555-0177"), None)])
    n_acts = len(Submissions(store).list_acts())
    for records in ([("a", 1), ("b", 1)], [("f", 1)], [("nothing", 1)]):
        with pytest.raises(OutdatedError, match="has changed meanwhile"):
            mark_checked(store, records, TODAY, "Bo")
    stored = store.find_statement("a")
    assert stored is not None
    assert stored.revision == 1
    assert len(Submissions(store).list_acts()) == n_acts
