"""The peers of a city as JSON.

Takes a `PeerGroup`, gives dicts ready for `json.dumps`: each peer with every likeness that
is known, so that a program can weigh them in its own way.
"""

from __future__ import annotations

from corpus.documents import City
from corpus.peers import DistanceLikeness, Likeness, RegionLikeness, SizeLikeness, TopicsLikeness
from search.parameters import SearchParameters
from search.peers import Member, PeerGroup
from search.serialize import Json, city_to_json, search_address


def peers_to_json(group: PeerGroup, base_url: str = "") -> Json:
    """The peers of a city, most alike first, and the search among them."""
    return {
        "city": _city_with_people(group.city),
        "peers": str(group.choice),
        "members": [_member_to_json(member, base_url) for member in group.members],
        "next": [_member_to_json(member, base_url) for member in group.next_members],
        "dropped": [city_to_json(city) for city in group.dropped],
        "candidates": group.n_candidates,
        "median_population": group.median_population,
        "median_population_of_candidates": group.median_of_all,
        "search_url": search_address(SearchParameters(peers=group.choice), base_url),
    }


def _member_to_json(member: Member, base_url: str) -> Json:
    peer = member.peer
    return {
        **_city_with_people(peer.city),
        "match": peer.match,
        "likenesses": [
            _likeness_to_json(likeness, is_reason=likeness in peer.reasons)
            for likeness in peer.likenesses
        ],
        "records": member.n_records,
        "is_added": member.is_added,
        "url": f"{base_url}/cities/{peer.city.slug}",
    }


def _city_with_people(city: City) -> Json:
    return {**city_to_json(city), "population": city.population}


def _likeness_to_json(likeness: Likeness, *, is_reason: bool) -> Json:
    """A likeness with the facts behind it; null for the facts of other likenesses."""
    facts: Json = {"ratio": None, "topics": None, "area": None, "km": None}
    match likeness:
        case SizeLikeness():
            name, facts["ratio"] = "size", round(likeness.ratio, 3)
        case TopicsLikeness():
            name, facts["topics"] = "topics", list(likeness.shared)
        case RegionLikeness():
            name, facts["area"] = "region", likeness.name or None
        case DistanceLikeness():
            name, facts["km"] = "distance", round(likeness.km)
    return {"fact": name, "likeness": round(likeness.value, 3), "is_reason": is_reason, **facts}
