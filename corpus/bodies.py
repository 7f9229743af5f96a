"""The JSON of a stored record back to a `Statement`, without checking it again.

Takes what `corpus.records.statement_to_record` wrote, gives the statement. What lies in
the store was checked when it came in, so this is quick (a page of results reads ten)
and keeps reading a record whose topic has since left the vocabulary.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from corpus.cities import make_city
from corpus.documents import City, Contact, Kind, Link, PartialDate, Source, Statement

_city = functools.lru_cache(maxsize=8192)(make_city)
_date = functools.lru_cache(maxsize=8192)(PartialDate.parse)
_day = functools.lru_cache(maxsize=8192)(datetime.date.fromisoformat)


def statement_from_body(body: Mapping[str, Any]) -> Statement:
    """The statement whose record this is."""
    source = body["source"]
    retrieved = _day(source["retrieved"]) if source["retrieved"] else None
    return Statement(
        doc_id=body["id"],
        kind=Kind(body["kind"]),
        title=body["title"],
        text=body["text"],
        source=Source(source["name"], source["url"], retrieved),
        city=_find_city(body),
        issuer=None if body["state"] else body["city"],
        mayor=body["mayor"],
        date=_date(body["date"]) if body["date"] else None,
        date_is_inferred=body["date_is_inferred"],
        topics=tuple(body["topics"]),
        language=body["language"],
        links=tuple(Link(link["label"], link["url"]) for link in body["links"]),
        contact=_find_contact(body["contact"], retrieved),
    )


def _find_city(body: Mapping[str, Any]) -> City | None:
    return _city(body["city"], body["state"]) if body["state"] else None


def _find_contact(
    part: Mapping[str, Any] | None, retrieved: datetime.date | None
) -> Contact | None:
    if part is None:
        return None
    checked_on = _day(part["checked_on"]) if part.get("checked_on") else retrieved
    return Contact(
        office=part["office"],
        name=part["name"],
        title=part["title"],
        phone=part["phone"],
        email=part["email"],
        url=part["url"],
        checked_on=checked_on,
    )


def make_sum(body: Mapping[str, object]) -> str:
    """The SHA-256 of a record, whatever the order of its fields."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
