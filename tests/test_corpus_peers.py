"""Cities like a city: how much, and why; never by chance, never by fame."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cities import load_gazetteer
from corpus.documents import City
from corpus.peers import (
    DISTANCE_SHARE,
    REGION_SHARE,
    SIZE_SHARE,
    TOPICS_SHARE,
    DistanceLikeness,
    RegionLikeness,
    SizeLikeness,
    TopicProfiles,
    TopicsLikeness,
    compare_cities,
    distance_km,
    list_peers,
)
from corpus.states import load_states

SLUGS = ("dayton-oh", "toledo-oh", "akron-oh", "chicago-il", "los-angeles-ca", "san-juan-pr")
PROFILES = TopicProfiles(
    {
        "dayton-oh": {"refugees": 4, "policing": 1},
        "akron-oh": {"refugees": 4, "policing": 1},
        "toledo-oh": {"parks": 3},
        "chicago-il": {"policing": 9},
    }
)


def city(slug: str) -> City:
    found = load_gazetteer().find_slug(slug)
    assert found is not None
    return found


UNKNOWN = City("lake-wobegon-mn", "Lake Wobegon", "MN")
cities = st.builds(
    City,
    st.text("abc", min_size=1, max_size=3),
    st.just("A place"),
    st.sampled_from(sorted(load_states())),
    st.none() | st.integers(0, 10_000_000),
    st.none() | st.floats(-90, 90),
    st.none() | st.floats(-180, 180),
)


def test_a_match_says_which_facts_it_is_made_of() -> None:
    peer = compare_cities(city("dayton-oh"), city("akron-oh"), PROFILES)
    size, topics, region, distance = peer.likenesses
    assert isinstance(size, SizeLikeness)
    assert size.ratio == pytest.approx(190_000 / 137_000, rel=0.1)
    assert size.value == pytest.approx(size.ratio**-0.5)
    assert isinstance(topics, TopicsLikeness)
    assert topics.value == pytest.approx(1.0)
    assert topics.shared == ("refugees", "policing")
    assert topics.evidence == pytest.approx(25 / 36)
    assert region == RegionLikeness(1.0, "East North Central")
    assert isinstance(distance, DistanceLikeness)
    assert distance.km == pytest.approx(276, abs=10)
    assert peer.reasons == peer.likenesses
    weighed = (
        SIZE_SHARE * size.value
        + TOPICS_SHARE * topics.evidence
        + REGION_SHARE
        + DISTANCE_SHARE * distance.value
    )
    whole = SIZE_SHARE + TOPICS_SHARE * topics.evidence + REGION_SHARE + DISTANCE_SHARE
    assert peer.match == pytest.approx(weighed / whole, abs=0.0005)


def test_reasons_are_only_what_is_really_alike() -> None:
    peer = compare_cities(city("toledo-oh"), city("chicago-il"), PROFILES)
    assert [type(reason) for reason in peer.reasons] == [RegionLikeness, DistanceLikeness]


def test_a_city_without_records_is_compared_by_size_and_place_alone() -> None:
    peer = compare_cities(city("dayton-oh"), city("los-angeles-ca"), PROFILES)
    assert not any(isinstance(likeness, TopicsLikeness) for likeness in peer.likenesses)
    assert peer == compare_cities(city("dayton-oh"), city("los-angeles-ca"))


def test_what_cities_write_about_moves_the_order() -> None:
    others = [city("akron-oh"), city("toledo-oh")]
    assert [p.city.name for p in list_peers(city("dayton-oh"), others)] == ["Akron", "Toledo"]
    swapped = TopicProfiles(
        {"dayton-oh": {"refugees": 4}, "toledo-oh": {"refugees": 4}, "akron-oh": {"parks": 9}}
    )
    found = list_peers(city("dayton-oh"), others, swapped)
    assert [peer.city.name for peer in found] == ["Toledo", "Akron"]


def test_one_record_tells_less_than_many() -> None:
    few = TopicProfiles({"a": {"parks": 1}, "b": {"parks": 1}}).compare("a", "b")
    many = TopicProfiles({"a": {"parks": 9}, "b": {"parks": 9}}).compare("a", "b")
    assert few == TopicsLikeness(1.0, ("parks",), 0.25)
    assert many is not None
    assert many.evidence == pytest.approx(0.81)


def test_a_city_is_no_peer_of_itself_and_a_place_without_people_is_none() -> None:
    dayton = city("dayton-oh")
    assert list_peers(dayton, [dayton, UNKNOWN]) == ()
    assert compare_cities(dayton, UNKNOWN).match == 0.0
    assert list_peers(UNKNOWN, [dayton]) == ()
    assert math.isinf(distance_km(dayton, UNKNOWN))


def test_puerto_rico_lies_in_a_region_of_its_own() -> None:
    peer = compare_cities(city("san-juan-pr"), city("dayton-oh"))
    assert RegionLikeness(0.0, "") in peer.likenesses


def test_the_shares_are_a_whole() -> None:
    shares = (SIZE_SHARE, TOPICS_SHARE, REGION_SHARE, DISTANCE_SHARE)
    assert sum(shares) == pytest.approx(1.0)


@given(cities, cities)
def test_likeness_goes_both_ways_and_stays_within_bounds(one: City, other: City) -> None:
    there, back = compare_cities(one, other), compare_cities(other, one)
    assert 0.0 <= there.match <= 1.0
    assert there.match == pytest.approx(back.match, abs=0.0011)
    assert all(0.0 <= likeness.value <= 1.0 for likeness in there.likenesses)
