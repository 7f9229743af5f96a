"""Which cities are like a city: peers by population and by where they lie.

Takes `City` records of the gazetteer, gives weights from 0 to 1. Make peers from cities
that have statements: the gazetteer holds a few places that are no cities.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from corpus.documents import City
from corpus.states import load_states

_SIZE_SCALE = 2.0
_DISTANCE_SCALE_KM = 800.0
_LEAST_WEIGHT = 0.2
_EARTH_RADIUS_KM = 6371.0


def peer_weight(city: City, other: City) -> float:
    """How like a city another one is: 1.0 for itself, 0.0 without a population.

        weight(c, o) = exp(-|ln(p_c / p_o)| / 2) * (0.5 + 0.3 r + 0.2 exp(-d / 800))

    with populations p, distance d in km, and r = 1 in the same Census division, 0.6 in
    the same region, else 0. Four times the people halve the weight; an equal city at the
    other end of the country keeps half.

    >>> from corpus.cities import load_gazetteer
    >>> find = load_gazetteer().find
    >>> round(peer_weight(find("Dayton", "OH"), find("Toledo", "OH")), 2)
    0.68
    >>> round(peer_weight(find("Dayton", "OH"), find("Los Angeles", "CA")), 2)
    0.09
    """
    if city.slug == other.slug:
        return 1.0
    if not city.population or not other.population:
        return 0.0
    size = math.exp(-abs(math.log(city.population / other.population)) / _SIZE_SCALE)
    near = math.exp(-distance_km(city, other) / _DISTANCE_SCALE_KM)
    return size * (0.5 + 0.3 * _shared_region(city, other) + 0.2 * near)


def list_peers(city: City, others: Iterable[City]) -> tuple[tuple[City, float], ...]:
    """The others that are like a city, the most alike first; far ones are left out."""
    weighed = ((other, round(peer_weight(city, other), 3)) for other in others)
    kept = [(other, weight) for other, weight in weighed if weight >= _LEAST_WEIGHT]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0].slug)))


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


def _shared_region(city: City, other: City) -> float:
    states = load_states()
    here, there = states.get(city.state), states.get(other.state)
    if here is None or there is None:
        return 0.0
    if here.division == there.division:
        return 1.0
    return 0.6 if here.region == there.region else 0.0
