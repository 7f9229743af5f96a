"""How long ago each contact was checked, and the note that one still is right.

Takes a store and a day, gives the contacts checked before it. A contact was last checked
on its own `checked_on`, which is the day its source was read unless someone said later.
The same contact in several records of a place is one: whoever checks it checks all.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.adding import Adding, Policy
from corpus.database import writing
from corpus.documents import Contact, Statement
from corpus.errors import OutdatedError
from corpus.messages import Message
from corpus.removals import note_act
from corpus.store import Store
from corpus.stored import Incoming
from corpus.submissions_records import Act

READER = "check"
"""The reader of revisions that only say when a contact was checked."""


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A record that names a contact, in the revision that was seen."""

    doc_id: str
    revision: int
    title: str


@dataclass(frozen=True, slots=True)
class AgedContact:
    """A contact as it was checked last, where it is, and the records that name it."""

    contact: Contact
    place: str
    records: tuple[NamedIn, ...]


def list_old_contacts(store: Store, before: datetime.date) -> tuple[AgedContact, ...]:
    """Contacts last checked before that day, or never; the oldest first."""
    days: dict[tuple[str, Contact], datetime.date] = {}
    records: defaultdict[tuple[str, Contact], list[NamedIn]] = defaultdict(list)
    never = datetime.date.min
    for stored in store.list_with_contact():
        statement = stored.statement
        if statement.contact:
            key = (_name_place(statement), replace(statement.contact, checked_on=None))
            days[key] = max(days.get(key, never), statement.contact.checked_on or never)
            records[key].append(NamedIn(statement.doc_id, stored.revision, statement.title))
    found = [
        AgedContact(replace(contact, checked_on=day if day > never else None), place, tuple(named))
        for (place, contact), named in records.items()
        if (day := days[place, contact]) < before
    ]
    return tuple(
        sorted(found, key=lambda e: (e.contact.checked_on or never, e.place, e.records[0].doc_id))
    )


def mark_checked(
    store: Store, records: Sequence[tuple[str, int]], day: datetime.date, reviewer: str
) -> None:
    """Note that the contact of these (doc_id, revision) was right on a day: in all, or in none.

    Each becomes a revision of its record, with a line in the audit trail.

    Raises:
        OutdatedError: a record has another revision by now, or no contact.
        StoreError: the database fails.
    """
    now = datetime.datetime.now(datetime.UTC)
    with writing(store.engine) as connection:
        checked = []
        for doc_id, revision in records:
            stored = store.find_statement(doc_id)
            contact = stored.statement.contact if stored else None
            if stored is None or contact is None or stored.revision != revision:
                raise OutdatedError(
                    Message(
                        "The record %(doc_id)s has changed meanwhile. Nothing was noted; look at "
                        "its contact again.",
                        doc_id=doc_id,
                    )
                )
            statement = replace(stored.statement, contact=replace(contact, checked_on=day))
            checked.append(Incoming(statement, "contact check", None, READER))
            note_act(connection, Act(now, reviewer, "check contact", None, doc_id, ""))
        Adding(connection, Policy(now)).run(checked)


def _name_place(statement: Statement) -> str:
    return statement.city.label if statement.city else statement.issuer or ""
