"""What synthetic statements are filtered and counted by: place, mayor, day, kind, topics.

Takes a number of statements, gives their facts as small arrays; the same for every run.
Cities and topics are the shipped ones, the larger a city the more statements; mayors
have made-up names that no statement holds as words.
"""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpus.cities import CITIES_PATH, load_gazetteer
from corpus.documents import City, Kind
from corpus.topics import load_topics

N_CITIES = 1_400
"""As many as the member cities whose press rooms are meant."""

N_TOPIC_SETS = 400
FIRST_DAY = datetime.date(1995, 1, 1).toordinal()
LAST_DAY = datetime.date(2025, 12, 31).toordinal()

_SEED = 44
_KINDS = tuple(Kind)
_KIND_VALUES = tuple((kind.value,) for kind in _KINDS)
_SOUNDS = ("wa", "we", "wi", "wo", "sha", "she", "shi", "sho", "ha", "he", "hi", "ho", "ja", "jo")


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by statement number: indices into the tables, days as ordinals."""

    cities: tuple[City, ...]
    mayors: tuple[str, ...]
    topic_sets: tuple[tuple[str, ...], ...]
    slug_sets: tuple[tuple[str, ...], ...]
    place_values: tuple[tuple[tuple[str, ...], ...], ...]
    city: tuple[int, ...]
    topics: tuple[int, ...]
    kind: tuple[int, ...]
    day: tuple[int, ...]

    def lines(self, number: int) -> str:
        """Topics, place and mayor as they are searched, a line each."""
        city = self.city[number]
        topics = ", ".join(self.topic_sets[self.topics[number]])
        return f"{topics}\n{self.cities[city].label}\n{self.mayors[city]}"

    def keywords(self, number: int) -> dict[str, tuple[str, ...]]:
        """The values of each facet."""
        state, city, mayor = self.place_values[self.city[number]]
        return {
            "kind": _KIND_VALUES[self.kind[number]],
            "state": state,
            "city": city,
            "topic": self.slug_sets[self.topics[number]],
            "mayor": mayor,
            "year": _year(self.day[number]),
            "lang": ("en",),
        }

    def date(self, number: int) -> datetime.date:
        """The day of a statement."""
        return datetime.date.fromordinal(self.day[number])

    def kind_of(self, number: int) -> Kind:
        """What a statement is."""
        return _KINDS[self.kind[number]]


def make_facts(n_documents: int) -> Facts:
    """The facts of so many statements; a larger corpus begins with those of a smaller."""
    cities = _largest_cities()
    chance = np.array([city.population or 1 for city in cities], dtype=float) ** 0.5
    bounds = chance.cumsum() / chance.sum()
    drawn = np.random.default_rng(_SEED).random((n_documents, 4))
    topics = load_topics()
    generator = np.random.default_rng(_SEED + 1)
    sets = [
        sorted(generator.choice(len(topics), int(generator.integers(1, 4)), replace=False))
        for _ in range(N_TOPIC_SETS)
    ]
    mayors = tuple(_mayor(number) for number in range(len(cities)))
    return Facts(
        cities,
        mayors,
        tuple(tuple(topics[number].name for number in row) for row in sets),
        tuple(tuple(topics[number].slug for number in row) for row in sets),
        tuple(((c.state,), (c.slug,), (m,)) for c, m in zip(cities, mayors, strict=True)),
        tuple(np.searchsorted(bounds, drawn[:, 0], side="right").tolist()),
        tuple((drawn[:, 1] * N_TOPIC_SETS).astype(np.int16).tolist()),
        tuple((drawn[:, 2] * len(_KINDS)).astype(np.int8).tolist()),
        tuple((FIRST_DAY + drawn[:, 3] * (LAST_DAY - FIRST_DAY)).astype(np.int32).tolist()),
    )


@cache
def _year(day: int) -> tuple[str]:
    return (str(datetime.date.fromordinal(day).year),)


@cache
def _largest_cities() -> tuple[City, ...]:
    with CITIES_PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    rows.sort(key=lambda row: -int(row[3]))
    found = (load_gazetteer().find(row[1], row[2]) for row in rows[: N_CITIES + 100])
    return tuple(dict.fromkeys(city for city in found if city))[:N_CITIES]


def _mayor(number: int) -> str:
    n = len(_SOUNDS)
    first = _SOUNDS[number % n] + _SOUNDS[number // n % n]
    last = _SOUNDS[number // n**2 % n] + _SOUNDS[number % n] + _SOUNDS[number // n % n] + "son"
    return f"{first.capitalize()} {last.capitalize()}"
