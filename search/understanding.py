"""Plain words understood: what a question says of place, mayor, date, kind, size, language.

Takes a question's text and the `World` of the corpus, gives an `Understanding`: parts that
filter or lift, each shown and removable, and the words that remain to be searched. Rules
and data, no model, no I/O beyond the data files. What is not sure lifts and never filters;
nothing is read from quoted text, `field:value` or words excluded with a minus.

Each reader of words (`understanding_*.py`) proposes readings; the longest win, no two
overlap; parts that contradict each other stop filtering.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.cities import load_gazetteer
from search.city_names import CityNames
from search.place_context import follows_other
from search.question import Question, read_question
from search.remaining import remaining_words
from search.understanding_cities import find_cities
from search.understanding_dates import find_dates
from search.understanding_events import find_events
from search.understanding_kinds import find_record_words
from search.understanding_mayors import MayorTables, find_mayors, make_mayor_tables
from search.understanding_peers import find_peers
from search.understanding_sizes import find_sizes
from search.understanding_states import find_regions, find_states
from search.understood import Part, Reading, Understanding, World

__all__ = ["Part", "Understanding", "World", "understand"]

_PLACE_FIELDS = {"city", "state", "region"}
_BETWEEN_PLACES = {"and", "or", "to", "y", "o", "e", "u", "a"}
_RANKS = {"like": 0, "mayor": 1, "date": 2, "city": 3, "region": 4, "state": 5, "size": 6}
"""Of two readings of equal length the earlier field counts."""


@dataclass(frozen=True, slots=True)
class _Names:
    cities: CityNames
    mayors: MayorTables


def understand(text: str, world: World, *, without: frozenset[str] = frozenset()) -> Understanding:
    """What a question says, and its words without those of the filters.

    Args:
        text: the question as typed.
        world: what the corpus knows.
        without: keys of parts the person took away; their words are searched again.

    >>> import datetime
    >>> world = World(("Kim Norton",), ("rochester-mn",), datetime.date(2026, 11, 1))
    >>> found = understand("homelessness programs in Texas since 2020", world)
    >>> [part.key for part in found.parts], found.remaining
    (['state:TX', 'date:2020..'], 'homelessness programs')
    """
    question = read_question(text)
    names = _make_names(world.mayors, world.cities)
    readings = _longest(_list_readings(question, names, world))
    claimed = {number for r in readings for number in range(r.first, r.end)}
    others = find_record_words(question, claimed)
    readings = _longest([*readings, *others])
    readings = [r for r in readings if not r.is_silent and r.part.key not in without]
    readings = _reconcile(readings, question)
    parts = tuple(r.part for r in readings)
    return Understanding(parts, remaining_words(question, readings))


@functools.lru_cache(maxsize=4)
def _make_names(mayors: tuple[str, ...], cities: tuple[str, ...]) -> _Names:
    return _Names(CityNames(cities), make_mayor_tables(mayors))


def _list_readings(question: Question, names: _Names, world: World) -> Iterator[Reading]:
    yield from find_peers(question, names.cities, world.cities)
    yield from find_mayors(question, names.mayors)
    yield from find_events(question)
    yield from find_dates(question, world.today)
    yield from find_cities(question, names.cities)
    yield from find_regions(question)
    yield from find_states(question)
    yield from find_sizes(question)


def _longest(readings: Iterable[Reading]) -> list[Reading]:
    """Readings of which no two share a token, longer ones first served, in question order."""
    ranked = sorted(readings, key=lambda r: (r.first - r.end, _RANKS.get(r.part.field, 9), r.first))
    claimed: set[int] = set()
    kept: list[Reading] = []
    for reading in ranked:
        tokens = set(range(reading.first, reading.end))
        if not tokens & claimed:
            claimed |= tokens
            kept.append(reading)
    return sorted(kept, key=lambda r: r.first)


def _reconcile(readings: list[Reading], question: Question) -> list[Reading]:
    """Say a thing once, and let places that contradict each other only lift."""
    unique: dict[str, Reading] = {}
    for reading in readings:
        known = unique.get(reading.part.key)
        if known is None or (reading.part.is_filter and not known.part.is_filter):
            unique[reading.part.key] = reading
    kept = sorted(unique.values(), key=lambda r: r.first)
    kept = _level_lists(kept, question)
    places = [r for r in kept if r.part.is_filter and r.part.field in _PLACE_FIELDS]
    if len(places) < 2 or not _is_contradiction(places, question):
        return kept
    return [_demoted(r) if r in places else r for r in kept]


def _level_lists(readings: list[Reading], question: Question) -> list[Reading]:
    """Let no place of a list filter if another of it only lifts: "Portland and Seattle"."""
    lifted: set[int] = set()
    for a, b in (*pairwise(readings), *pairwise(reversed(readings))):
        first, second = (a, b) if a.first < b.first else (b, a)
        is_list = {a.part.field, b.part.field} <= _PLACE_FIELDS and (
            _are_listed(question, first.end, second.first)
        )
        if is_list and (a.first in lifted or not a.part.is_filter):
            lifted.add(b.first)
    return [_demoted(r) if r.first in lifted else r for r in readings]


def _are_listed(question: Question, end: int, first: int) -> bool:
    if first == end:
        return question.gaps[first].strip() in {",", "/", "&"}
    return first == end + 1 and question.key(end) in _BETWEEN_PLACES


def _is_contradiction(places: list[Reading], question: Question) -> bool:
    """Whether places of two fields leave nothing: "Chicago" and "Texas", "from X to Y".

    Values of one field are alternatives; fields restrict each other.
    """
    if any(follows_other(question, r.first) for r in places):
        return True
    by_field: dict[str, set[str]] = {}
    for reading in places:
        by_field.setdefault(reading.part.field, set()).update(_states_of(reading.part))
    fields = list(by_field.values())
    return any(not set.intersection(a, b) for a in fields for b in fields)


def _states_of(part: Part) -> set[str]:
    cities = (load_gazetteer().find_slug(slug) for slug in part.cities)
    return {*part.states, *(city.state for city in cities if city)}


def _demoted(reading: Reading) -> Reading:
    return Reading(reading.part.as_boost(), reading.first, reading.end)
