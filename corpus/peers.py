"""Which cities are like a city, how much, and why.

Takes `City` records of the gazetteer and what each city's records are about, gives `Peer`
records: a match from 0 to 1 made of named likenesses, each with the facts behind it. The
likenesses are data; a front end puts them into words. A match says how alike two cities
are, never which of them is better.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from corpus.documents import City
from corpus.states import load_states

SIZE_SHARE = 0.5
TOPICS_SHARE = 0.2
REGION_SHARE = 0.15
DISTANCE_SHARE = 0.15
STRONG = 0.5
"""The likeness from which a fact is a reason to call two cities alike."""

STRONG_TOPICS = 0.3
"""The same for topics, whose cosine is rarely higher."""

_LEAST_MATCH = 0.3
_SIZE_SCALE = 2.0
_DISTANCE_SCALE_KM = 800.0
_SAME_REGION = 0.6
_EARTH_RADIUS_KM = 6371.0
_N_SHARED_TOPICS = 3


@dataclass(frozen=True, slots=True)
class SizeLikeness:
    """How near the populations are; `ratio` is the other's divided by the city's."""

    value: float
    ratio: float


@dataclass(frozen=True, slots=True)
class TopicsLikeness:
    """How alike the topics are.

    `shared` are the slugs that tell most, at most three; `evidence` is below 1 where either
    city has written little, and the likeness then counts for so much less.
    """

    value: float
    shared: tuple[str, ...]
    evidence: float


@dataclass(frozen=True, slots=True)
class RegionLikeness:
    """1.0 in one Census division, less in one region; `name` is of what is shared, or empty."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class DistanceLikeness:
    """How near they are on the map; `km` is the great-circle distance."""

    value: float
    km: float


Likeness: TypeAlias = SizeLikeness | TopicsLikeness | RegionLikeness | DistanceLikeness


@dataclass(frozen=True, slots=True)
class Peer:
    """A city, how like the one asked about it is, and each likeness that is known."""

    city: City
    match: float
    likenesses: tuple[Likeness, ...]

    @property
    def percent(self) -> int:
        """The match in per cent."""
        return round(100 * self.match)

    @property
    def reasons(self) -> tuple[Likeness, ...]:
        """The likenesses that are strong, what counts most first."""
        return tuple(
            likeness
            for likeness in self.likenesses
            if likeness.value >= (STRONG_TOPICS if isinstance(likeness, TopicsLikeness) else STRONG)
        )


class TopicProfiles:
    """What each city writes about, ready to be compared.

    Args:
        counts: for each city's slug, topics and how many of its records carry them.

    With n(c, t) records of city c on topic t, N cities and N(t) of them on that topic:

        weight(c, t) = sqrt(n(c, t)) * ln(1 + N / N(t))

    so that a second record counts less than a first, and a topic of few cities more than
    one of all.
    """

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        n_with = Counter(topic for topics in counts.values() for topic in topics)
        rarity = {topic: math.log1p(len(counts) / n) for topic, n in n_with.items()}
        self._weights = {
            slug: {topic: math.sqrt(n) * rarity[topic] for topic, n in topics.items()}
            for slug, topics in counts.items()
            if topics
        }
        self._evidence = {slug: sum(topics.values()) for slug, topics in counts.items()}

    def compare(self, slug: str, other: str) -> TopicsLikeness | None:
        """Their cosine, and how much it rests on; None without records.

            evidence(c, o) = e(c) * e(o),    e(c) = n(c) / (n(c) + 1)

        with n(c) topics named by the city's records in all.

        >>> profiles = TopicProfiles({"a": {"parks": 3}, "b": {"parks": 1}, "c": {"raids": 9}})
        >>> profiles.compare("a", "b")
        TopicsLikeness(value=1.0, shared=('parks',), evidence=0.375)
        >>> profiles.compare("a", "c").value, profiles.compare("a", "nowhere")
        (0.0, None)
        """
        mine, theirs = self._weights.get(slug), self._weights.get(other)
        if mine is None or theirs is None:
            return None
        common = {topic: mine[topic] * theirs[topic] for topic in mine.keys() & theirs.keys()}
        lengths = math.hypot(*mine.values()) * math.hypot(*theirs.values())
        n_mine, n_theirs = self._evidence[slug], self._evidence[other]
        evidence = n_mine / (n_mine + 1) * n_theirs / (n_theirs + 1)
        telling = sorted(common, key=lambda topic: (-common[topic], topic))
        value = min(1.0, sum(common.values()) / lengths)
        return TopicsLikeness(value, tuple(telling[:_N_SHARED_TOPICS]), evidence)


NO_PROFILES = TopicProfiles({})
"""For comparing by place and size alone."""


def compare_cities(city: City, other: City, profiles: TopicProfiles = NO_PROFILES) -> Peer:
    """How like a city another one is: the mean of what is known, weighted by its shares.

    A fact that is not known leaves its share to the others. Without both populations the
    match is 0: a place so little known is like none.

    >>> from corpus.cities import load_gazetteer
    >>> find = load_gazetteer().find
    >>> compare_cities(find("Dayton", "OH"), find("Toledo", "OH")).percent
    78
    >>> compare_cities(find("Dayton", "OH"), find("Los Angeles", "CA")).percent
    12
    """
    known = (
        _compare_sizes(city, other),
        profiles.compare(city.slug, other.slug),
        _compare_regions(city, other),
        _compare_places(city, other),
    )
    likenesses = tuple(likeness for likeness in known if likeness is not None)
    if not isinstance(known[0], SizeLikeness):
        return Peer(other, 0.0, likenesses)
    total = sum(_share(likeness) for likeness in likenesses)
    match = sum(_share(likeness) * likeness.value for likeness in likenesses) / total
    return Peer(other, round(match, 3), likenesses)


def list_peers(
    city: City, others: Iterable[City], profiles: TopicProfiles = NO_PROFILES
) -> tuple[Peer, ...]:
    """The others that are like a city, the most alike first; unlike ones are left out.

    Make peers from cities that have statements: the gazetteer holds a few places that are
    no cities.
    """
    compared = (compare_cities(city, o, profiles) for o in others if o.slug != city.slug)
    kept = [peer for peer in compared if peer.match >= _LEAST_MATCH]
    return tuple(sorted(kept, key=lambda peer: (-peer.match, peer.city.slug)))


def distance_km(city: City, other: City) -> float:
    """Great-circle distance; infinite where a place is not on the map."""
    if city.latitude is None or city.longitude is None:
        return math.inf
    if other.latitude is None or other.longitude is None:
        return math.inf
    here, there = math.radians(city.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - city.longitude)
    chord = (
        math.sin((there - here) / 2) ** 2
        + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


def _share(likeness: Likeness) -> float:
    match likeness:
        case SizeLikeness():
            return SIZE_SHARE
        case TopicsLikeness():
            return TOPICS_SHARE * likeness.evidence
        case RegionLikeness():
            return REGION_SHARE
        case DistanceLikeness():
            return DISTANCE_SHARE


def _compare_sizes(city: City, other: City) -> SizeLikeness | None:
    """exp(-|ln(p_c / p_o)| / 2): four times the people halve it."""
    if not city.population or not other.population:
        return None
    ratio = other.population / city.population
    return SizeLikeness(math.exp(-abs(math.log(ratio)) / _SIZE_SCALE), ratio)


def _compare_regions(city: City, other: City) -> RegionLikeness | None:
    states = load_states()
    here, there = states.get(city.state), states.get(other.state)
    if here is None or there is None:
        return None
    if here.division == there.division:
        return RegionLikeness(1.0, here.division)
    if here.region == there.region:
        return RegionLikeness(_SAME_REGION, here.region)
    return RegionLikeness(0.0, "")


def _compare_places(city: City, other: City) -> DistanceLikeness | None:
    """exp(-d / 800): half at 555 km, a seventh at 1,550 km."""
    km = distance_km(city, other)
    return None if math.isinf(km) else DistanceLikeness(math.exp(-km / _DISTANCE_SCALE_KM), km)
