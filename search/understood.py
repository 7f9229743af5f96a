"""What is understood of a question: the records that readers of words give the engine.

`Part` is one thing understood, `World` what the corpus knows, `Understanding` the whole.
Made by `search.understanding` and its readers; knows nothing of how they read.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from corpus.documents import PartialDate


@dataclass(frozen=True, slots=True)
class Part:
    """One thing understood, shown to the person as a chip that can be taken away.

    Attributes:
        key: its stable name in addresses: "state:TX", "size:small", "like:dayton-oh".
        field: city, state, region, mayor, kind, lang, size, date, like or instrument.
        label: the same in words.
        is_filter: whether it keeps others out; else it only lifts what fits.
        start: the first character of the question it was read from.
        end: one past the last.
        states: codes; any of them fits.
        cities: slugs; any of them fits.
        mayors: canonical names; any of them fits.
        kinds: values of `corpus.documents.Kind`.
        languages: codes.
        min_population: fits cities of at least so many people.
        max_population: fits cities of at most so many.
        date_from: fits dates from this one on, itself included.
        date_to: fits dates up to this one, itself included.
        terms: words and phrases to lift in texts.
        topics: slugs of topics to lift.
        weights: pairs of a city's slug and how near it is, from 0 to 1.
    """

    key: str
    field: str
    label: str
    is_filter: bool
    start: int
    end: int
    states: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    mayors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_population: int | None = None
    max_population: int | None = None
    date_from: PartialDate | None = None
    date_to: PartialDate | None = None
    terms: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()

    def as_boost(self) -> Part:
        """The same, no longer keeping others out."""
        return replace(self, is_filter=False)


@dataclass(frozen=True, slots=True)
class World:
    """What the corpus knows, made once for each index.

    Attributes:
        mayors: canonical names that records carry.
        cities: slugs of the cities that have records.
        today: what "last year" counts from.
    """

    mayors: tuple[str, ...]
    cities: tuple[str, ...]
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Understanding:
    """The parts in the order of the question, and what is left to search as words."""

    parts: tuple[Part, ...]
    remaining: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A part as its reader found it, before the readings are weighed against each other.

    Attributes:
        part: what was understood.
        first: the number of the first token read.
        end: one past the last.
        keeps_words: the words go on being searched even if the part filters.
        is_silent: claims its words so that nothing else is read from them, and says nothing.
    """

    part: Part
    first: int
    end: int
    keeps_words: bool = field(default=False)
    is_silent: bool = field(default=False)
