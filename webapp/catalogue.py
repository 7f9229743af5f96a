"""The collection at a glance: what it holds, counted from the records themselves.

Takes every current statement once, gives the counts that the home, browse and about
pages show. Pure; `webapp.collection` keeps the result for a published generation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from corpus.cleaning import fold
from corpus.documents import City, Statement
from corpus.states import load_states
from corpus.topics import Topic, load_topics


@dataclass(frozen=True, slots=True)
class CityCount:
    """A city and how many records it has."""

    city: City
    n_records: int


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic and how many records carry it."""

    topic: Topic
    n_records: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the collection holds; cities by state and name, topics by name."""

    n_records: int
    n_with_contact: int
    kinds: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    years: tuple[int, ...]
    cities: tuple[CityCount, ...]
    topics: tuple[TopicCount, ...]

    @property
    def n_states(self) -> int:
        """How many states have a city here."""
        return len({entry.city.state for entry in self.cities})

    def list_states(self) -> list[tuple[str, list[CityCount]]]:
        """Each state's code with its cities."""
        by_state = groupby(self.cities, key=lambda entry: entry.city.state)
        return [(state, list(entries)) for state, entries in by_state]

    def list_top_topics(self, limit: int) -> list[TopicCount]:
        """The topics most records carry, the fullest first."""
        return sorted(self.topics, key=lambda t: (-t.n_records, t.topic.name))[:limit]

    def list_top_cities(self, limit: int) -> list[CityCount]:
        """The cities with most records, the fullest first."""
        return sorted(self.cities, key=lambda c: (-c.n_records, c.city.label))[:limit]


def _place_order(city: City) -> tuple[str, str]:
    state = load_states().get(city.state)
    return (state.name if state else city.state, fold(city.name))


def make_catalogue(statements: Iterable[Statement]) -> Catalogue:
    """Count everything in one pass."""
    all_statements = list(statements)
    cities = {s.city.slug: s.city for s in all_statements if s.city}
    per_city = Counter(s.city.slug for s in all_statements if s.city)
    per_topic = Counter(topic for s in all_statements for topic in s.topics)
    ordered = sorted(cities.values(), key=_place_order)
    return Catalogue(
        n_records=len(all_statements),
        n_with_contact=sum(bool(s.contact and s.contact.is_usable) for s in all_statements),
        kinds=tuple(Counter(s.kind.value for s in all_statements).most_common()),
        languages=tuple(Counter(s.language for s in all_statements).most_common()),
        years=tuple(sorted({s.date.year for s in all_statements if s.date})),
        cities=tuple(CityCount(city, per_city[city.slug]) for city in ordered),
        topics=tuple(
            TopicCount(topic, per_topic[topic.name])
            for topic in load_topics()
            if per_topic[topic.name]
        ),
    )
