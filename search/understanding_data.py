"""The data behind the understanding of questions, read once from search/data/*.csv.

Gives frozen records; what they mean for a question is said by the readers that use them.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import PartialDate
from corpus.messages import Message
from corpus.states import load_states

DATA_PATH = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the country: its states or cities, and whether people agree on them."""

    key: str
    label: str
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    states: tuple[str, ...]
    cities: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something people date by; a period has a last day. `is_place`: named like a city."""

    key: str
    label: str
    names: tuple[str, ...]
    date_from: PartialDate
    date_to: PartialDate | None
    is_place: bool


@dataclass(frozen=True, slots=True)
class RecordWord:
    """Words that name a sort of record: a kind, an instrument, a language."""

    field: str
    key: str
    label: str
    words: tuple[str, ...]
    topics: tuple[str, ...]


@functools.cache
def load_regions() -> tuple[Region, ...]:
    """The regions; those of the Census Bureau are spelled out from the states' own file."""
    return tuple(_region(row) for row in _rows("regions.csv"))


@functools.cache
def load_events() -> tuple[Event, ...]:
    """The dated events, the oldest first."""
    return tuple(
        Event(
            row["key"],
            _label(row),
            _split(row["names"]),
            PartialDate.parse(row["date_from"]),
            PartialDate.parse(row["date_to"]) if row["date_to"] else None,
            row["is_place"] == "yes",
        )
        for row in _rows("events.csv")
    )


@functools.cache
def load_record_words() -> tuple[RecordWord, ...]:
    """The names of kinds, instruments and languages."""
    return tuple(
        RecordWord(
            row["field"],
            row["key"],
            _label(row),
            _split(row["words"]),
            _split(row["topics"]),
        )
        for row in _rows("record_words.csv")
    )


@functools.cache
def load_state_adjectives() -> tuple[tuple[str, str], ...]:
    """Pairs of a word such as "Texan" and a state's code."""
    return tuple((row["word"], row["state"]) for row in _rows("state_adjectives.csv"))


@functools.cache
def load_name_traps(field: str) -> dict[str, str]:
    """What else a name is (word, person, event, other), by the name, for "city" or "surname".

    >>> load_name_traps("city")["Mobile"], load_name_traps("surname")["Young"]
    ('word', 'word')
    """
    return {row["name"]: row["is"] for row in _rows("name_traps.csv") if row["field"] == field}


def _region(row: dict[str, str]) -> Region:
    census = row["census"]
    states = [
        state.code
        for state in load_states().values()
        if census and census in (state.region, state.division)
    ]
    return Region(
        row["key"],
        _label(row),
        _split(row["nouns"]),
        _split(row["adjectives"]),
        tuple(dict.fromkeys([*states, *_split(row["states"])])),
        _split(row["cities"]),
        row["is_sure"] == "yes",
    )


def _label(row: dict[str, str]) -> Message:
    words = row["label"]
    return Message(words)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA_PATH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
