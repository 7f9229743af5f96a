"""The one place that turns our JSON records into `Statement` and back.

Takes plain mappings (a line of JSONL, a row of CSV, a form), gives checked records or
one `InvalidRecordsError` with every problem. Readers, submissions and exports all come
through here; the store and everything below may then trust what they hold.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping

from corpus.cities import load_gazetteer, make_city
from corpus.cleaning import clean_line, make_slug
from corpus.documents import LANGUAGES, City, Kind, PartialDate, Source, Statement
from corpus.errors import InvalidRecordError
from corpus.record_fields import FieldReader
from corpus.record_parts import contact_from_record, contact_to_record, links_from_record
from corpus.topics import find_topic, list_near_topics

RECORD_FIELDS = (
    "id", "kind", "city", "state", "mayor", "date", "date_is_inferred", "title", "text",
    "topics", "language", "links", "contact", "source",
)  # fmt: skip
"""The fields of a record, in the order we write them."""

HISTORY_FIELD = "history"
"""What an exported record has beside them, for `corpus.importing`."""

FIRST_YEAR = 1776
DAYS_AHEAD = 366
_MAX_ID_TITLE = 48
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")


def statement_from_record(
    record: Mapping[str, object], *, today: datetime.date | None = None
) -> Statement:
    """Check a record of our JSON schema and make it a `Statement`.

    `today` bounds the dates (at most a year ahead); by default it is the day in UTC.

    Raises:
        InvalidRecordsError: with one problem for each field that can't be taken.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    reader = FieldReader(record)
    title = reader.read_line("title", is_required=True)
    text = reader.read_text("text", is_required=True)
    city, issuer = _read_place(reader)
    date = _read_date(reader, today)
    source = _read_source(reader, today)
    doc_id = _read_id(reader) or make_doc_id(city, issuer, date, title)
    kind = reader.read_choice("kind", [k.value for k in Kind], default=None)
    language = reader.read_choice("language", LANGUAGES, default="en")
    mayor = reader.read_line("mayor") or None
    is_inferred = reader.read_flag("date_is_inferred")
    topics = _read_topics(reader)
    links = links_from_record(reader)
    contact = contact_from_record(reader, source.retrieved)
    reader.finish()
    return Statement(
        doc_id=doc_id,
        kind=Kind(kind),
        title=title,
        text=text,
        source=source,
        city=city,
        issuer=issuer,
        mayor=mayor,
        date=date,
        date_is_inferred=is_inferred and date is not None,
        topics=topics,
        language=language,
        links=links,
        contact=contact,
    )


def statement_to_record(statement: Statement) -> dict[str, object]:
    """The record of our JSON schema that `statement_from_record` turns back."""
    source = statement.source
    return {
        "id": statement.doc_id,
        "kind": statement.kind.value,
        "city": statement.city.name if statement.city else statement.issuer,
        "state": statement.city.state if statement.city else None,
        "mayor": statement.mayor,
        "date": str(statement.date) if statement.date else None,
        "date_is_inferred": statement.date_is_inferred,
        "title": statement.title,
        "text": statement.text,
        "topics": list(statement.topics),
        "language": statement.language,
        "links": [{"label": link.label, "url": link.url} for link in statement.links],
        "contact": contact_to_record(statement.contact, source.retrieved),
        "source": {
            "name": source.name,
            "url": source.url,
            "retrieved": source.retrieved.isoformat() if source.retrieved else None,
        },
    }


def make_doc_id(city: City | None, issuer: str | None, date: PartialDate | None, title: str) -> str:
    """A stable id from place, date and title; the same record gets the same id again.

    A title too long for an address is cut at a word and a hash of it whole is added.

    >>> make_doc_id(make_city("Rochester", "MN"), None, PartialDate(2019, 7), "On ICE raids")
    'rochester-mn-2019-07-on-ice-raids'
    """
    place = city.slug if city else make_slug(issuer or "")
    slug = make_slug(title)
    if len(slug) > _MAX_ID_TITLE or not slug:
        digest = hashlib.sha256(title.encode()).hexdigest()[:6]
        slug = f"{slug[:_MAX_ID_TITLE].rpartition('-')[0]}-{digest}".strip("-")
    return "-".join(part for part in (place[:80], str(date or ""), slug) if part)


def _read_id(reader: FieldReader) -> str:
    doc_id = reader.read_line("id")
    if doc_id and not _ID.fullmatch(doc_id):
        reader.add_problem(
            "id", doc_id, "Use letters, digits and . _ : - only, or leave it out to get one."
        )
    return doc_id


def _read_place(reader: FieldReader) -> tuple[City | None, str | None]:
    """The city, or the national body that stands in its field when there is no state."""
    name, state = reader.read_line("city"), reader.read_line("state")
    gazetteer = load_gazetteer()
    if name and state:
        try:
            return make_city(name, state), None
        except InvalidRecordError as error:
            reader.add_problem(error.field, error.value, error.remedy)
    elif state:
        reader.add_problem("city", name, "Name the city of that state, or leave out both.")
    elif name:
        city = gazetteer.resolve(name) if name[-1] == ")" or "," in name else None
        if city is not None:
            return city, None
        named = gazetteer.list_named(name)
        if not named:
            return None, name
        states = ", ".join(sorted(city.state for city in named[:6]))
        reader.add_problem(
            "state", state, f"Add the state of {name} as its two-letter code (of {states})."
        )
    return None, None


def _read_date(reader: FieldReader, today: datetime.date) -> PartialDate | None:
    text = reader.read_line("date")
    if not text:
        return None
    try:
        date = PartialDate.parse(text)
    except InvalidRecordError as error:
        reader.add_problem("date", error.value, error.remedy)
        return None
    if date.year < FIRST_YEAR:
        reader.add_problem("date", text, f"Use a year from {FIRST_YEAR} on.")
    elif date.earliest > today + datetime.timedelta(days=DAYS_AHEAD):
        reader.add_problem("date", text, "It is more than a year ahead; check the year.")
    return date


def _read_topics(reader: FieldReader) -> tuple[str, ...]:
    topics: list[str] = []
    for text in reader.read_list("topics"):
        topic = find_topic(text) if isinstance(text, str) else None
        if topic is not None:
            topics.append(topic.name)
            continue
        near = list_near_topics(str(text))
        meant = f"Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        reader.add_problem("topics", text, f"{meant} Use the names in topics.csv.".strip())
    return tuple(dict.fromkeys(topics))


def _read_source(reader: FieldReader, today: datetime.date) -> Source:
    part = reader.read_part("source")
    if part is None:
        reader.add_problem("source", None, "Say where it was read: name, url and retrieved.")
        return Source("")
    name = part.read_line("name", is_required=True)
    url = part.read_url("url")
    retrieved = part.read_day("retrieved")
    if retrieved and retrieved > today + datetime.timedelta(days=1):
        part.add_problem("retrieved", str(retrieved), "Give the day it was read, not a later one.")
    return Source(clean_line(name), url, retrieved)
