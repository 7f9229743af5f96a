"""The collection at a glance: what it holds, as the home, browse and about pages show it.

Takes an engine, whose columns know how many records have each value, and its store; reads
no record, so that a large collection is counted in milliseconds after each approval.
`webapp.collection` keeps the result for a published generation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from corpus.cities import load_gazetteer
from corpus.cleaning import fold
from corpus.documents import City
from corpus.states import load_states
from corpus.store import Store
from corpus.topics import Topic, load_topics
from search.engine import SearchEngine


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


def make_catalogue(engine: SearchEngine, store: Store) -> Catalogue:
    """The counts of what the engine can find."""
    per_topic = dict(engine.list_values("topic"))
    cities = ((_find_city(slug, store), n) for slug, n in engine.list_values("city") if n)
    counted = [CityCount(city, n) for city, n in cities if city]
    return Catalogue(
        n_records=engine.n_documents,
        n_with_contact=store.n_with_contact(),
        kinds=_order(engine.list_values("kind")),
        languages=_order(engine.list_values("lang")),
        years=tuple(sorted(int(year) for year, n in engine.list_values("year") if n)),
        cities=tuple(sorted(counted, key=lambda entry: _place_order(entry.city))),
        topics=tuple(
            TopicCount(topic, per_topic[topic.slug])
            for topic in load_topics()
            if per_topic.get(topic.slug)
        ),
    )


def _order(values: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Values that some record has, the most frequent first."""
    return tuple(sorted(((v, n) for v, n in values if n), key=lambda pair: (-pair[1], pair[0])))


def _find_city(slug: str, store: Store) -> City | None:
    """The gazetteer's city, or the place as a record has it that the gazetteer does not hold."""
    known = load_gazetteer().find_slug(slug)
    return known if known else store.find_city(slug)
