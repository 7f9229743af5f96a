"""Peers among the cities of an index: which they are, and which a person chose.

Takes a `PostingsIndex` and a `PeerChoice` of an address, gives a `PeerGroup`. Candidates
are the cities that have statements; what each writes about is counted from its columns.
`search.filters` keeps the statements of a group's cities, pages and JSON show it.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from corpus.cities import load_gazetteer
from corpus.documents import City
from corpus.peers import Peer, TopicProfiles, compare_cities, list_peers
from index.postings import PostingsIndex
from search.parameters import PeerChoice

N_PEERS = 15
"""Cities in a group unless a person adds or drops some."""

N_NEXT = 6
"""Cities just outside the group, offered to be added."""


@dataclass(frozen=True, slots=True)
class Member:
    """A city of a group: how alike it is, how much it wrote, whether a person added it."""

    peer: Peer
    n_records: int
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """The peers of a city.

    Attributes:
        city: whose peers they are.
        choice: what the person chose, without what changes nothing.
        members: the most alike first.
        next_members: the most alike of those left out.
        dropped: cities a person took out.
        n_candidates: cities with statements, the city itself left out.
        median_population: of the members; None where there is none.
        median_of_all: the same of all candidates.
    """

    city: City
    choice: PeerChoice
    members: tuple[Member, ...]
    next_members: tuple[Member, ...]
    dropped: tuple[City, ...]
    n_candidates: int
    median_population: int | None
    median_of_all: int | None

    @property
    def slugs(self) -> tuple[str, ...]:
        """The members' addresses."""
        return tuple(member.peer.city.slug for member in self.members)


class PeerFinder:
    """Finds peers among the cities of one index; what it counts is counted once."""

    def __init__(self, index: PostingsIndex) -> None:
        counts = _count_topics(index)
        self._n_records = _count_records(index)
        self._profiles = TopicProfiles(counts)
        found = (load_gazetteer().find_slug(slug) for slug in self._n_records)
        self._candidates = tuple(city for city in found if city is not None)
        self._ranked = lru_cache(maxsize=1024)(self._rank)

    def find(self, city: City, choice: PeerChoice) -> PeerGroup:
        """The peers of a city, as chosen.

        What is added comes in wherever it stands; what is dropped is not replaced.
        """
        ranked = self._ranked(city)
        dropped = _find_cities(choice.dropped)
        out = {city.slug, *(other.slug for other in dropped)}
        usual = [peer for peer in ranked[:N_PEERS] if peer.city.slug not in out]
        inside = {peer.city.slug for peer in ranked[:N_PEERS]}
        extra = [c for c in _find_cities(choice.added) if c.slug not in inside | out]
        added = [compare_cities(city, other, self._profiles) for other in extra]
        kept = sorted([*usual, *added], key=lambda peer: (-peer.match, peer.city.slug))
        taken = {peer.city.slug for peer in kept} | out
        following = [peer for peer in ranked if peer.city.slug not in taken][:N_NEXT]
        others = [other for other in self._candidates if other.slug != city.slug]
        return PeerGroup(
            city,
            PeerChoice(city.slug, tuple(c.slug for c in extra), tuple(c.slug for c in dropped)),
            tuple(self._member(peer, is_added=peer in added) for peer in kept),
            tuple(self._member(peer) for peer in following),
            tuple(dropped),
            len(others),
            _median([peer.city for peer in kept]),
            _median(others),
        )

    def _rank(self, city: City) -> tuple[Peer, ...]:
        return list_peers(city, self._candidates, self._profiles)

    def _member(self, peer: Peer, *, is_added: bool = False) -> Member:
        return Member(peer, self._n_records.get(peer.city.slug, 0), is_added)


_FINDERS: WeakKeyDictionary[PostingsIndex, PeerFinder] = WeakKeyDictionary()


def make_peer_finder(index: PostingsIndex) -> PeerFinder:
    """The finder of an index, made once for as long as the index is in use."""
    finder = _FINDERS.get(index)
    if finder is None:
        finder = _FINDERS[index] = PeerFinder(index)
    return finder


def _find_cities(slugs: tuple[str, ...]) -> list[City]:
    """The places these addresses name, each once; what names none is left out."""
    found = (load_gazetteer().find_slug(slug) for slug in slugs)
    return list(dict.fromkeys(city for city in found if city is not None))


def _median(cities: list[City]) -> int | None:
    known = [city.population for city in cities if city.population]
    return round(statistics.median(known)) if known else None


def _count_records(index: PostingsIndex) -> dict[str, int]:
    column = index.columns.get("city")
    if column is None:
        return {}
    return {slug: len(column.documents(n)) for n, slug in enumerate(column.values)}


def _count_topics(index: PostingsIndex) -> dict[str, dict[str, int]]:
    """For each city, topics and how many of its records carry them."""
    cities, topics = index.columns.get("city"), index.columns.get("topic")
    if cities is None or topics is None:
        return {}
    counted = {}
    for number, slug in enumerate(cities.values):
        counts = topics.count(cities.documents(number))
        counted[slug] = {topics.values[int(t)]: int(counts[t]) for t in counts.nonzero()[0]}
    return counted
