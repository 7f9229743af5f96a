"""Peers in a question: "cities like Dayton", "the size of Dayton", "Dayton-sized".

Takes a `Question` and `CityNames`, gives readings whose weights say how like the named
city each city with records is; used by `search.understanding`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TypeAlias

from corpus.cities import load_gazetteer
from corpus.documents import City
from corpus.messages import Message, join_or
from corpus.peers import list_peers
from search.city_names import CityNames, NamedCity
from search.place_context import PLACE_NOUNS
from search.question import PhraseTable, Question
from search.understood import Part, Reading

_LIKE: PhraseTable[bool] = PhraseTable(
    (phrase, needs_noun)
    for needs_noun, phrases in (
        (
            True,
            "like;such as;as;of the size of;about the size of;the size of;around the size of;"
            "as big as;as large as;como;del tamaño de;tan grandes como",
        ),
        (
            False,
            "similar to;similar in size to;comparable to;comparable in size to;that resemble;"
            "that look like;about as big as;the same size as;peers of;peers to;peers for;"
            "peer cities of;peer cities to;peer cities for;similares a;parecidas a;parecidos a;"
            "comparables a;comparables con",
        ),
    )
    for phrase in phrases.split(";")
)
"""Words of likeness; those that mean other things too count after "cities" and the like."""
_AND = {"and", "or", "y", "o", "e", "u"}
_MAX_PEERS = 60
_Found: TypeAlias = tuple[int, int, tuple[City, ...]]


def find_peers(question: Question, names: CityNames, slugs: tuple[str, ...]) -> Iterator[Reading]:
    """Every city whose likes are asked for, "Dayton" and "Toledo" in "like Dayton or Toledo"."""
    for first in range(len(question.tokens)):
        for start, end, cities in (
            *_after_likeness(question, first, names),
            *_before_sized(question, first, names),
        ):
            yield _reading(question, start, end, cities, slugs)


def _after_likeness(question: Question, first: int, names: CityNames) -> Iterator[_Found]:
    """Read "cities like Dayton or Toledo"."""
    found = _LIKE.find(question, first)
    has_noun = question.follows(first) and question.key(first - 1) in PLACE_NOUNS
    if found is None or (found[1] and not has_noun):
        return
    start = first - 1 if has_noun else first
    named = _name_at(question, found[0], names)
    while named:
        yield start, named.end, named.cities
        start = named.end
        is_list = question.key(start) in _AND or (
            start < len(question.gaps) and question.gaps[start].strip() == ","
        )
        if not is_list:
            return
        named = _name_at(question, start + (question.key(start) in _AND), names)


def _before_sized(question: Question, first: int, names: CityNames) -> Iterator[_Found]:
    """Read "Dayton-sized"."""
    if not any(question.key(first + n) in {"sized", "size"} for n in (1, 2, 3)):
        return
    named = _name_at(question, first, names)
    if named and question.key(named.end) in {"sized", "size"}:
        yield first, named.end + 1, named.cities


def _name_at(question: Question, first: int, names: CityNames) -> NamedCity | None:
    """A city's name; small letters do in a question that has only these."""
    if question.is_cased and not question.is_capital(first):
        return None
    return names.find_anywhere(question, first)


def _reading(
    question: Question, first: int, end: int, cities: tuple[City, ...], slugs: tuple[str, ...]
) -> Reading:
    part = Part(
        "like:" + "+".join(city.slug for city in cities),
        "like",
        Message("cities like %(city)s", city=join_or([city.label for city in cities])),
        False,
        *question.span(first, end),
        weights=_weights(tuple(cities), slugs),
    )
    return Reading(part, first, end)


@functools.lru_cache(maxsize=256)
def _weights(cities: tuple[City, ...], slugs: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The nearest cities with records, the named ones at 1.0 among them."""
    best = {city.slug: 1.0 for city in cities if city.slug in slugs}
    others = [city for city in map(load_gazetteer().find_slug, slugs) if city]
    for city in cities:
        for peer in list_peers(city, others):
            best[peer.city.slug] = max(peer.match, best.get(peer.city.slug, 0.0))
    return tuple(sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:_MAX_PEERS])
