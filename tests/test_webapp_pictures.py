"""Where and when the matches are: every match counted, every tile and bar a way to narrow."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as Html

from corpus.states import load_states
from search.parameters import SearchParameters
from search.results import Facet, FacetValue
from tests.reading import read_html, texts
from webapp.tilemap import N_SHADES, PLACES, TILE_HEIGHT, TILE_WIDTH, make_tile_map, shade_of
from webapp.timeline import N_BARS, Timeline, make_timeline

POLICE = "/search?q=police"
years = st.dictionaries(st.integers(1990, 2030), st.integers(1, 500), min_size=1, max_size=30)


def facet(name: str, counts: dict[str, int], *selected: str) -> Facet:
    values = (FacetValue(v, v, n, v in selected) for v, n in counts.items())
    return Facet(name, name.capitalize(), tuple(values))


def timeline(counts: dict[int, int], **facts: str) -> Timeline:
    made = make_timeline(
        facet("year", {str(year): n for year, n in counts.items()}),
        SearchParameters("parks", **facts),  # type: ignore[arg-type]
    )
    assert made is not None
    return made


def labels(page: Html, selector: str) -> dict[str, int]:
    """Name and count of each link of a picture, as a screen reader says them."""
    said = (node.attributes["aria-label"] or "" for node in page.css(selector))
    parts = (re.fullmatch(r"(.+?), ([\d,]+) results?(?:, in use)?", words) for words in said)
    return {part[1]: int(part[2].replace(",", "")) for part in parts if part}


def rows(page: Html, number: int) -> dict[str, int]:
    """The rows of one of the tables under the pictures."""
    table = page.css(".as-table table")[number]
    cells = (
        [" ".join(c.text().split()) for c in row.css("th, td")] for row in table.css("tbody tr")
    )
    return {name: int(count.replace(",", "")) for name, count in cells}


def test_every_state_has_a_tile_of_its_own_with_dc_and_puerto_rico() -> None:
    assert set(PLACES) == set(load_states())
    assert {"DC", "PR"} <= set(PLACES)
    assert len(set(PLACES.values())) == len(PLACES) == 52


@pytest.mark.parametrize(
    ("west", "east"), [("CA", "NV"), ("WA", "ME"), ("TX", "FL"), ("NE", "OH"), ("HI", "TX")]
)
def test_tiles_lie_about_where_their_states_lie(west: str, east: str) -> None:
    assert PLACES[west][0] < PLACES[east][0]


def test_more_matches_are_darker_and_none_leads_nowhere() -> None:
    drawn = make_tile_map(facet("state", {"TX": 16, "OH": 1}, "OH"), lambda code: f"/to/{code}")
    assert drawn is not None
    tiles = {tile.code: tile for tile in drawn.tiles}
    assert (tiles["TX"].shade, tiles["OH"].shade, tiles["CA"].shade) == (4, 1, 0)
    assert (tiles["TX"].url, tiles["CA"].url) == ("/to/TX", None)
    assert (tiles["OH"].is_selected, tiles["TX"].is_selected) == (True, False)
    assert [tile.code for tile in drawn.with_matches] == ["TX", "OH"]
    assert all(0 <= t.x <= drawn.width - TILE_WIDTH for t in drawn.tiles)
    assert all(0 <= t.y <= drawn.height - TILE_HEIGHT for t in drawn.tiles)


def test_without_places_or_dates_nothing_is_drawn() -> None:
    assert make_tile_map(facet("state", {}), str) is None
    assert make_tile_map(facet("state", {"TX": 0}, "TX"), str) is None
    assert make_timeline(facet("year", {}), SearchParameters("parks")) is None


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_shades_grow_with_counts(one: int, other: int) -> None:
    most = max(one, other)
    assert 1 <= shade_of(min(one, other), most) <= shade_of(most, most) == N_SHADES


def test_years_between_are_drawn_as_gaps() -> None:
    bars = timeline({2017: 2, 2020: 1}).bars
    assert [(bar.of.year, bar.of.count) for bar in bars] == [
        (2017, 2), (2018, 0), (2019, 0), (2020, 1),
    ]  # fmt: skip
    assert [bar.of.url for bar in bars][1:3] == [None, None]
    assert bars[0].of.url == "/search?q=parks&year=2017"


def test_old_years_share_the_first_bar_and_stay_apart_in_the_table() -> None:
    drawn = timeline({1995: 3, 2008: 4, 2025: 1})
    assert len(drawn.bars) == N_BARS
    first = drawn.bars[0].of
    assert (first.year, first.is_rest, first.count) == (2014, True, 7)
    assert first.url == "/search?q=parks&to=2014"
    assert [(of.year, of.count) for of in drawn.years] == [(2025, 1), (2008, 4), (1995, 3)]


@given(years)
def test_no_match_is_lost_and_no_bar_leaves_the_drawing(counts: dict[int, int]) -> None:
    drawn = timeline(counts)
    assert sum(bar.of.count for bar in drawn.bars) == sum(counts.values())
    assert len(drawn.bars) <= N_BARS
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= drawn.width + 0.1
        assert 0 <= bar.y <= drawn.base
        assert bar.y + bar.height == pytest.approx(drawn.base, abs=0.2)
        assert bar.slot_width >= drawn.width / N_BARS


def test_pictures_tables_and_filters_say_the_same(client: FlaskClient) -> None:
    page = read_html(client, POLICE)
    facets = json.loads(client.get("/api/v1" + POLICE).text)["facets"]
    counted = {value["label"]: value["count"] for value in facets["state"]}
    assert labels(page, ".tiles a") == rows(page, 0) == counted
    by_year = {value["label"]: value["count"] for value in facets["year"]}
    assert rows(page, 1) == by_year
    assert sum(labels(page, "a.bar").values()) == sum(by_year.values())


def test_what_is_on_no_tile_and_in_no_bar_is_said(client: FlaskClient) -> None:
    page = read_html(client, "/search?q=immigrants")
    body = json.loads(client.get("/api/v1/search?q=immigrants").text)
    n_placed = sum(value["count"] for value in body["facets"]["state"])
    n_dated = sum(value["count"] for value in body["facets"]["year"])
    notes = " ".join(texts(page, ".picture .note"))
    assert f"{body['total'] - n_placed} results are of no single city" in notes
    assert f"{body['total'] - n_dated} results have no date" in notes


def test_a_tile_filters_by_its_state_and_again_takes_it_away(client: FlaskClient) -> None:
    page = read_html(client, POLICE + "&page=2")
    texas = page.css_first(".tiles a[aria-label^=Texas]")
    assert texas is not None
    assert texas.attributes["href"] == "/search?q=police&state=TX"
    chosen = read_html(client, "/search?q=police&state=TX").css_first(".tiles a.on")
    assert chosen is not None
    assert chosen.attributes["href"] == "/search?q=police"
    assert (chosen.attributes["aria-label"] or "").endswith(", in use")


@pytest.mark.parametrize("selector", [".tiles a", "a.bar"])
def test_a_picture_counts_what_its_links_find(client: FlaskClient, selector: str) -> None:
    page = read_html(client, POLICE)
    for node in page.css(selector):
        address = urlsplit(node.attributes["href"] or "")
        found = json.loads(client.get(f"/api/v1/search?{address.query}").text)["total"]
        said = re.search(r", ([\d,]+) result", node.attributes["aria-label"] or "")
        assert said is not None
        assert found == int(said[1])


def test_no_matches_no_pictures(client: FlaskClient) -> None:
    assert read_html(client, "/search?q=xylophone").css(".pictures, svg.tiles, svg.bars") == []


def test_topic_and_city_pages_have_pictures_of_their_own(client: FlaskClient) -> None:
    topic = read_html(client, "/topics/hate-crimes")
    first = topic.css_first(".tiles a")
    assert first is not None
    assert re.fullmatch(r"/search\?state=..&topic=hate-crimes", first.attributes["href"] or "")
    city = read_html(client, "/cities/evanston-il")
    bar, tile = city.css_first("a.bar"), city.css_first(".tiles a")
    assert bar is not None
    assert tile is not None
    assert (bar.attributes["href"] or "").startswith("/search?city=evanston-il&year=")
    assert "peers=evanston-il" in (tile.attributes["href"] or "")


def test_in_spanish_links_stay_in_spanish(app: Flask) -> None:
    page = read_html(app.test_client(), "/es/search?q=police")
    links = [node.attributes["href"] or "" for node in page.css(".tiles a, a.bar")]
    assert links
    assert all(link.startswith("/es/search?") for link in links)
