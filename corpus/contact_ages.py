"""How long ago each contact was checked.

Takes a store and a day, gives the contacts checked before it. A contact was last checked
on its own `checked_on`, which is the day its source was read unless someone said later.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from corpus.documents import Contact
from corpus.store import Store


@dataclass(frozen=True, slots=True)
class AgedContact:
    """A contact, the record that names it, and where it is."""

    contact: Contact
    doc_id: str
    place: str


def list_old_contacts(store: Store, before: datetime.date) -> tuple[AgedContact, ...]:
    """Contacts last checked before that day, or never; the oldest first."""
    found = []
    for stored in store.list_current():
        statement = stored.statement
        contact = statement.contact
        if contact and contact.is_usable and (contact.checked_on or datetime.date.min) < before:
            place = statement.city.label if statement.city else statement.issuer or ""
            found.append(AgedContact(contact, statement.doc_id, place))
    never = datetime.date.min
    return tuple(sorted(found, key=lambda e: (e.contact.checked_on or never, e.place, e.doc_id)))
