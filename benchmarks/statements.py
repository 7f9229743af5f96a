"""A synthetic statement's string as what the product indexes and stores.

Takes the strings of `benchmarks.synthetic` and their facts, gives documents for the
index builder and whole statements for the store; the two agree in every field.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.facts import Facts
from corpus.documents import PartialDate, Source, Statement

REVISION = 1
"""The revision of a statement that was stored once."""

_SOURCE = Source("A made-up page", "https://example.org/", datetime.date(2026, 1, 1))


def make_id(number: int) -> str:
    """The id of a statement; ids are ordered as numbers are."""
    return f"s{number:08d}"


class SyntheticDocument(NamedTuple):
    """A statement as the index wants it: see `corpus.documents.Document`."""

    number: int
    text: str
    facts: Facts
    language: str = "en"

    @property
    def doc_id(self) -> str:
        """Its name."""
        return make_id(self.number)

    def fields(self) -> dict[str, str]:
        """Title, text, topics, place and mayor."""
        title, text, topics, place, mayor = self.text.split("\n")
        return {"title": title, "text": text, "topics": topics, "place": place, "mayor": mayor}

    def keywords(self) -> dict[str, tuple[str, ...]]:
        """The values of each facet."""
        return self.facts.keywords(self.number)

    def days(self) -> tuple[datetime.date, datetime.date]:
        """The one day it is of."""
        day = self.facts.date(self.number)
        return (day, day)


def list_documents(texts: Sequence[str], facts: Facts) -> Iterator[SyntheticDocument]:
    """The statements as documents, one by one."""
    for number, text in enumerate(texts):
        yield SyntheticDocument(number, text, facts)


def make_statement(number: int, text: str, facts: Facts) -> Statement:
    """The statement as it is stored and shown."""
    title, body, *_ = text.split("\n")
    date = facts.date(number)
    place = facts.city[number]
    return Statement(
        doc_id=make_id(number),
        kind=facts.kind_of(number),
        title=title,
        text=body,
        source=_SOURCE,
        city=facts.cities[place],
        mayor=facts.mayors[place],
        date=PartialDate(date.year, date.month, date.day),
        topics=facts.topic_sets[facts.topics[number]],
    )
