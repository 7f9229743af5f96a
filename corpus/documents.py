"""The records that flow through the house: frozen, typed, checked at the door.

Takes plain values from readers and the store, gives `Statement` and its parts.
Knows nothing of files, databases, indexes or pages.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from corpus.cleaning import make_slug
from corpus.errors import InvalidRecordError
from corpus.messages import Message

LANGUAGES = ("en", "es")
"""Languages the index has analyzers for."""

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Kind(StrEnum):
    """What a record is."""

    STATEMENT = "statement"
    INITIATIVE = "initiative"
    BEST_PRACTICE = "best_practice"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, to the month or to the day; never more than was said.

    >>> PartialDate.parse("2019-07").latest
    datetime.date(2019, 7, 31)
    >>> str(PartialDate(2019, 7)), str(PartialDate(2019))
    ('2019-07', '2019')
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise InvalidRecordError(
                "date", f"{self.year}-?-{self.day}", Message("A day needs its month.")
            )
        try:
            datetime.date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise InvalidRecordError(
                "date", str(self), Message("Write a real date as YYYY, YYYY-MM or YYYY-MM-DD.")
            ) from error

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read YYYY, YYYY-MM or YYYY-MM-DD.

        Raises:
            InvalidRecordError: the text has another form or names no real day.
        """
        match = _PARTIAL_DATE.fullmatch(text.strip())
        if match is None:
            raise InvalidRecordError(
                "date", text, Message("Write it as YYYY, YYYY-MM or YYYY-MM-DD.")
            )
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year or 0, month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def earliest(self) -> datetime.date:
        """The first day it can be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        """The last day it can be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class City:
    """A place: `slug` is its address here, `state` its two-letter code.

    Population is a count of people, coordinates are decimal degrees; all three
    are None for a place the gazetteer does not hold.
    """

    slug: str
    name: str
    state: str
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def label(self) -> str:
        """How people write it: "Rochester, MN"."""
        return f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a city itself names as the one to ask; any part may be unknown."""

    office: str | None = None
    name: str | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    checked_on: datetime.date | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is a way to reach someone."""
        return bool(self.phone or self.email or self.url)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read, and when."""

    name: str
    url: str | None = None
    retrieved: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A further address a record names."""

    label: str
    url: str


class Document(Protocol):
    """What `index` needs of anything it indexes."""

    @property
    def doc_id(self) -> str:
        """A name that never changes."""

    @property
    def language(self) -> str:
        """The language its text is in: 'en' or 'es'."""

    def fields(self) -> dict[str, str]:
        """Text to be analysed, by field name."""

    def keywords(self) -> dict[str, tuple[str, ...]]:
        """Exact values to filter and count by, by column name."""

    def days(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day it can be of, or None."""


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A title and a text, as test collections have them."""

    doc_id: str
    title: str
    text: str
    language: str = "en"

    def fields(self) -> dict[str, str]:
        """Title and text."""
        return {"title": self.title, "text": self.text}

    def keywords(self) -> dict[str, tuple[str, ...]]:
        """None: a test collection has no columns."""
        return {}

    def days(self) -> tuple[datetime.date, datetime.date] | None:
        """None: a test collection has no dates."""
        return None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a mayor or a city said or did, with where it was read.

    Either `city` is set, or `issuer` names the national body that spoke, or the
    text is about the collection itself and neither is known. `date_is_inferred`
    marks a date taken from the surroundings of the text, not from its own words.
    `mayor` is spelled as `corpus.cities` spells the name everywhere.
    """

    doc_id: str
    kind: Kind
    title: str
    text: str
    source: Source
    city: City | None = None
    issuer: str | None = None
    mayor: str | None = None
    date: PartialDate | None = None
    date_is_inferred: bool = False
    topics: tuple[str, ...] = ()
    language: str = "en"
    links: tuple[Link, ...] = ()
    contact: Contact | None = None

    def __post_init__(self) -> None:
        if not self.doc_id.strip():
            raise InvalidRecordError("id", self.doc_id, "Give the record an id of its own.")
        if not self.title.strip():
            raise InvalidRecordError("title", self.title, "Give the record a title.")
        if not self.text.strip():
            raise InvalidRecordError("text", self.text, "Give the record a text.")
        if self.language not in LANGUAGES:
            raise InvalidRecordError(
                "language", self.language, f"Use one of {', '.join(LANGUAGES)}."
            )

    def fields(self) -> dict[str, str]:
        """Title, text, topics, place and mayor, as they are searched."""
        place = f"{self.city.name}, {self.city.state}" if self.city else self.issuer or ""
        return {
            "title": self.title,
            "text": self.text,
            "topics": ", ".join(self.topics),
            "place": place,
            "mayor": self.mayor or "",
        }

    def keywords(self) -> dict[str, tuple[str, ...]]:
        """The values of each facet."""
        return {
            "kind": (self.kind.value,),
            "state": (self.city.state,) if self.city else (),
            "city": (self.city.slug,) if self.city else (),
            "topic": tuple(make_slug(topic) for topic in self.topics),
            "mayor": (self.mayor,) if self.mayor else (),
            "year": (str(self.date.year),) if self.date else (),
            "lang": (self.language,),
        }

    def days(self) -> tuple[datetime.date, datetime.date] | None:
        """The span of days its date can be."""
        return (self.date.earliest, self.date.latest) if self.date else None
