"""A record or a city by its address, with whom to ask: for pages and JSON alike.

Takes an id or a slug from an address, gives records; says in words when there is none.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from corpus.cities import load_gazetteer
from corpus.documents import City, Statement
from corpus.errors import NotHereError
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
    collection = get_collection()
    stored = collection.store().find_statement(doc_id)
    if stored is None:
        raise NotHereError(
            f"There is no record {doc_id!r}. It may have been renamed or withdrawn: "
            "search for its city or its words."
        )
    return FoundRecord(stored, collection.engine().find_contact(stored.statement))


def find_city(slug: str) -> FoundCity:
    """The city of that address.

    Raises:
        NotHereError: no such place is known.
    """
    city = load_gazetteer().find_slug(slug)
    if city is None:
        raise NotHereError(
            f"There is no city {slug!r}. Addresses read like 'evanston-il': the name, "
            "then the state's two letters. Browse the cities or search instead."
        )
    store = get_collection().store()
    statements = [entry.statement for entry in store.list_current(city.slug)]
    return FoundCity(
        city,
        tuple(sorted(statements, key=_newest_first)),
        tuple(store.list_city_contacts(city.slug)),
    )


def _newest_first(statement: Statement) -> tuple[int, str]:
    day = statement.date.earliest if statement.date else datetime.date.min
    return (-day.toordinal(), statement.doc_id)
