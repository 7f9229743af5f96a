"""Searching among cities like mine: who is in, who is not, and what a person may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cities import load_gazetteer
from corpus.errors import InvalidQueryError
from search.facets import count_facets
from search.parameters import PeerChoice, SearchParameters
from search.peers import N_PEERS, PeerFinder, PeerGroup, make_peer_finder
from search.ranking import Ranker
from tests.makers import make_index, make_statement

PLACES = ("Dayton, OH", "Akron, OH", "Toledo, OH", "Rockford, IL", "Phoenix, AZ", "Mesa, AZ")
INDEX = make_index(
    *(make_statement(place.lower(), "A raid on a market.", place=place) for place in PLACES),
    make_statement("national", "A raid on a market."),
)
slugs = st.from_regex(r"[a-z]{1,8}-[a-z]{2}", fullmatch=True)


def found(peers: str, **parameters: object) -> list[str]:
    choice = PeerChoice.parse(peers)
    ranking = Ranker(INDEX).rank_matches(
        SearchParameters("raid", peers=choice, **parameters)  # type: ignore[arg-type]
    )
    return sorted(INDEX.document_ids[int(number)] for number in ranking.documents)


def group_of(choice: PeerChoice, finder: PeerFinder | None = None) -> PeerGroup:
    city = load_gazetteer().find_slug(choice.slug)
    assert city is not None
    return (finder or make_peer_finder(INDEX)).find(city, choice)


def test_only_cities_like_mine_are_searched_not_mine_itself() -> None:
    assert found("dayton-oh") == ["akron, oh", "mesa, az", "rockford, il", "toledo, oh"]


def test_a_city_added_is_searched_too_a_city_dropped_is_not() -> None:
    assert found("dayton-oh,phoenix-az,-akron-oh,-mesa-az") == [
        "phoenix, az",
        "rockford, il",
        "toledo, oh",
    ]


def test_peers_and_other_filters_both_apply() -> None:
    assert found("dayton-oh", selections=(("state", ("OH",)),)) == ["akron, oh", "toledo, oh"]


def test_facets_count_within_the_peers_only() -> None:
    parameters = SearchParameters(
        "raid", (("state", ("OH",)),), peers=PeerChoice("dayton-oh", dropped=("mesa-az",))
    )
    facets = count_facets(Ranker(INDEX).rank_matches(parameters), INDEX)
    states = next(facet for facet in facets if facet.name == "state")
    assert [(v.value, v.n_matches) for v in states.values] == [("OH", 2), ("IL", 1)]


def test_a_place_nobody_knows_has_no_peers_and_that_is_said() -> None:
    ranking = Ranker(INDEX).rank_matches(SearchParameters("raid", peers=PeerChoice("atlantis-oh")))
    assert len(ranking.documents) == 0
    assert ranking.chosen.notes == ("There is no city “atlantis-oh”, so it has no peers.",)


def test_a_city_without_records_has_peers_too() -> None:
    group = group_of(PeerChoice("canton-oh"))
    assert group.n_candidates == len(PLACES)
    assert group.slugs[0] in {"akron-oh", "dayton-oh"}


def test_the_group_keeps_only_choices_that_change_something() -> None:
    choice = PeerChoice("dayton-oh", ("akron-oh", "phoenix-az", "dayton-oh"), ("mesa-az", "x-oh"))
    group = group_of(choice)
    assert group.choice == PeerChoice("dayton-oh", ("phoenix-az",), ("mesa-az",))
    assert [m.peer.city.slug for m in group.members if m.is_added] == ["phoenix-az"]
    assert [city.slug for city in group.dropped] == ["mesa-az"]
    assert [m.peer.city.slug for m in group.next_members] == []


def test_a_group_is_no_longer_than_people_can_read() -> None:
    names = (
        "Akron Toledo Canton Parma Lorain Hamilton Youngstown Springfield Kettering Elyria "
        "Lakewood Newark Mansfield Mentor Dublin Strongsville Fairfield Warren Findlay Lima"
    )
    places = [f"{name}, OH" for name in names.split()]
    index = make_index(*(make_statement(place, place=place) for place in places))
    group = group_of(PeerChoice("dayton-oh"), PeerFinder(index))
    assert len(group.members) == N_PEERS
    matches = [m.peer.match for m in (*group.members, *group.next_members)]
    assert matches == sorted(matches, reverse=True)


@pytest.mark.parametrize(
    "text", ["Dayton", "", ",", "dayton-oh,-", "--oh", "dayton-oh;x", "a" * 99]
)
def test_what_names_no_city_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="dayton-oh,mesa-az,-akron-oh"):
        PeerChoice.parse(text)


@given(slugs, st.lists(slugs, max_size=5), st.lists(slugs, max_size=5))
def test_a_choice_reads_back_as_written(slug: str, added: list[str], dropped: list[str]) -> None:
    written = ",".join([slug, *added, *(f"-{one}" for one in dropped)])
    choice = PeerChoice.parse(written)
    assert PeerChoice.parse(str(choice)) == choice
    assert not set(choice.added) & set(choice.dropped)


@given(slugs, slugs)
def test_dropping_undoes_adding_and_adding_undoes_dropping(slug: str, other: str) -> None:
    start = PeerChoice(slug)
    assert start.with_added(other).with_dropped(other) == start
    assert start.with_dropped(other).with_added(other) == start
