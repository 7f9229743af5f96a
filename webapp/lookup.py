"""A record or a city by its address, with whom to ask: for pages and JSON alike.

Takes an id or a slug from an address, gives records; says in words when there is none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.cities import load_gazetteer
from corpus.documents import City, Statement
from corpus.errors import NotHereError
from corpus.messages import Message
from corpus.removals import find_removal
from corpus.stored import StoredContact, StoredStatement
from search.results import CityContact
from webapp.collection import get_collection


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record as stored, and the contact to show with it."""

    stored: StoredStatement
    contact: CityContact | None


@dataclass(frozen=True, slots=True)
class FoundCity:
    """A city, its records (newest first, undated last) and its contacts."""

    city: City
    statements: tuple[Statement, ...]
    contacts: tuple[StoredContact, ...]


def find_record(doc_id: str) -> FoundRecord:
    """The record of that id.

    Raises:
        NotHereError: there is none.
    """
    stored = find_stored(doc_id)
    return FoundRecord(stored, get_collection().engine().find_contact(stored.statement))


def find_stored(doc_id: str) -> StoredStatement:
    """The record of that id as it is stored, also while the search is away.

    Raises:
        NotHereError: there is none.
    """
    store = get_collection().store()
    stored = store.find_statement(doc_id)
    if stored is not None:
        return stored
    if find_removal(store, doc_id):
        raise NotHereError(
            Message(
                "The record %(doc_id)r was taken down; the page of removals says why.",
                doc_id=doc_id,
            )
        )
    raise NotHereError(
        Message(
            "There is no record %(doc_id)r. It may have been renamed or withdrawn: "
            "search for its city or its words.",
            doc_id=doc_id,
        )
    )


def find_known_city(slug: str) -> City:
    """The city of that address, with or without records; or a small place that records name.

    Raises:
        NotHereError: no such place is known.
    """
    city = load_gazetteer().find_slug(slug) or get_collection().store().find_city(slug)
    if city is None:
        raise NotHereError(
            Message(
                "There is no city %(slug)r. Addresses read like 'evanston-il': the name, "
                "then the state's two letters. Browse the cities or search instead.",
                slug=slug,
            )
        )
    return city


def find_city(slug: str) -> FoundCity:
    """The city of that address with all there is of it.

    Raises:
        NotHereError: no such place is known.
    """
    city = find_known_city(slug)
    store = get_collection().store()
    statements = [entry.statement for entry in store.list_current(city.slug)]
    return FoundCity(
        city,
        tuple(sorted(statements, key=_newest_first)),
        _drop_repeats(store.list_city_contacts(city.slug)),
    )


def _drop_repeats(contacts: Iterable[StoredContact]) -> tuple[StoredContact, ...]:
    """Without those that tell of the same office nothing an earlier one has not told."""
    kept: list[StoredContact] = []
    for entry in contacts:
        told = _ways(entry)
        if not any(
            entry.contact.office == other.contact.office and told <= _ways(other) for other in kept
        ):
            kept.append(entry)
    return tuple(kept)


def _ways(entry: StoredContact) -> set[str]:
    contact = entry.contact
    parts = (contact.name, contact.phone, contact.email, contact.url)
    return {part for part in parts if part}


def _newest_first(statement: Statement) -> tuple[int, str]:
    day = statement.date.earliest if statement.date else datetime.date.min
    return (-day.toordinal(), statement.doc_id)
