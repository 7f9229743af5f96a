"""The contact and the links of a record, to and from our JSON.

Part of `corpus.records`, kept apart so that each stays small.
"""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit

from corpus.documents import Contact, Link
from corpus.record_fields import FieldReader


def links_from_record(reader: FieldReader) -> tuple[Link, ...]:
    """The record's links; one without a label is called by its host."""
    links: list[Link] = []
    for number, value in enumerate(reader.read_list("links"), start=1):
        part = reader.read_member(f"links[{number}]", value)
        if part is None:
            continue
        label = part.read_line("label")
        url = part.read_url("url", is_required=True)
        if url:
            links.append(Link(label or urlsplit(url).hostname or url, url))
    return tuple(links)


def contact_from_record(reader: FieldReader, retrieved: datetime.date | None) -> Contact | None:
    """The record's contact, checked when its source was read; None if it says nothing."""
    part = reader.read_part("contact")
    if part is None:
        return None
    office, name, title, phone = (
        part.read_line(field) or None for field in ("office", "name", "title", "phone")
    )
    if phone and not any(c.isdigit() for c in phone):
        part.add_problem("phone", phone, "Give a telephone number with its digits.")
    email, url = part.read_email("email"), part.read_url("url")
    checked_on = part.read_day("checked_on") or retrieved
    contact = Contact(office, name, title, phone, email, url, checked_on)
    return contact if contact.is_usable or office or name or title else None


def contact_to_record(
    contact: Contact | None, retrieved: datetime.date | None
) -> dict[str, object] | None:
    """The contact's record; the day it was checked stands in it if it is not the source's."""
    if contact is None:
        return None
    record: dict[str, object] = {
        "office": contact.office,
        "name": contact.name,
        "title": contact.title,
        "url": contact.url,
        "phone": contact.phone,
        "email": contact.email,
    }
    if contact.checked_on not in (None, retrieved):
        record["checked_on"] = str(contact.checked_on)
    return record
