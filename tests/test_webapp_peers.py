"""Cities like mine on the pages and in JSON: found, explained, changed, searched among."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html

from corpus.peers import DistanceLikeness, RegionLikeness, SizeLikeness, TopicsLikeness
from tests.reading import read_html, texts
from webapp.peers_words import say_reason

PEERS = "/cities/dayton-oh/peers"
API = "/api/v1" + PEERS


def members(client: FlaskClient, query: str = "") -> list[str]:
    return [one["slug"] for one in json.loads(client.get(API + query).text)["members"]]


def link(page: Html, words: str) -> str:
    found = [node for node in page.css("a") if words in " ".join(node.text().split())]
    assert found, words
    return found[0].attributes["href"] or ""


def test_each_peer_shows_its_match_and_the_reasons(client: FlaskClient) -> None:
    page = read_html(client, PEERS)
    rows = texts(page, "table.peers tbody tr")
    assert len(rows) == 15
    assert rows[0].startswith("Ann Arbor, MI 117,070 82% 86% as large; in the East North Central")
    assert "176 miles away" in rows[0]
    percents = [int(text.rstrip("%")) for text in texts(page, "td.match span")]
    assert percents == sorted(percents, reverse=True)


def test_the_page_says_that_it_is_no_ranking(client: FlaskClient) -> None:
    assert "It is not a ranking: no city here is better" in read_html(client, PEERS).text()


def test_the_medians_stand_beside_the_citys_own_population(client: FlaskClient) -> None:
    feet = texts(read_html(client, PEERS), "table.peers tfoot tr")
    assert feet == [
        "Median of these 112,225",
        "Median of all 153 cities 190,934",
        "Dayton, OH 135,512",
    ]


def test_a_peer_can_be_removed_and_put_back(client: FlaskClient) -> None:
    without = read_html(client, link(read_html(client, PEERS), "Remove Ann Arbor, MI"))
    assert "Ann Arbor, MI" not in " ".join(texts(without, "table.peers th"))
    assert len(texts(without, "table.peers tbody tr")) == 14
    assert link(without, "Put back Ann Arbor, MI") == PEERS
    assert link(without, "Undo all changes") == PEERS


def test_a_city_is_added_by_its_name(client: FlaskClient) -> None:
    answer = client.get(PEERS + "?add=Mesa,+Arizona&drop=Toledo+OH")
    assert (answer.status_code, answer.location) == (302, PEERS + "?add=mesa-az&drop=toledo-oh")
    page = read_html(client, answer.location)
    assert "Added by you" in texts(page, "table.peers tbody tr")[-1]
    assert link(page, "Remove Mesa, AZ") == PEERS + "?drop=toledo-oh"


@pytest.mark.parametrize("name", ["Atlantis", "Springfield"])
def test_a_name_of_none_or_of_several_is_asked_for_again(client: FlaskClient, name: str) -> None:
    page = read_html(client, f"{PEERS}?add={name}")
    assert texts(page, ".notice")[0].startswith(f"“{name}” is no city we know, or several")
    assert len(texts(page, "table.peers tbody tr")) == 15


def test_another_spelling_of_a_citys_address_leads_to_the_one(client: FlaskClient) -> None:
    assert client.get("/cities/Saint-Paul-MN/peers").location == "/cities/saint-paul-mn/peers"
    assert client.get("/cities/atlantis-oh/peers").status_code == 404


def test_people_search_among_the_peers_they_chose(client: FlaskClient) -> None:
    page = read_html(client, PEERS + "?add=mesa-az&drop=erie-pa")
    assert texts(page, ".within label") == ["Search what these 15 cities said and did"]
    field = page.css_first(".within input[name=peers]")
    assert field is not None
    assert field.attributes["value"] == "dayton-oh,mesa-az,-erie-pa"
    found = json.loads(
        client.get("/api/v1/search?q=immigrants&per_page=100&peers=dayton-oh,mesa-az,-erie-pa").text
    )
    cities = {hit["city"]["slug"] for hit in found["hits"]}
    assert cities
    assert cities <= set(members(client, "?add=mesa-az&drop=erie-pa"))
    assert found["links"]["self"].endswith("&peers=dayton-oh,mesa-az,-erie-pa&per_page=100")


def test_the_filter_is_a_chip_and_stays_with_the_next_question(client: FlaskClient) -> None:
    page = read_html(client, "/search?q=immigrants&peers=dayton-oh&state=IL")
    assert "Remove filter Cities like Dayton, OH×" in texts(page, ".chips li")
    assert link(page, "Remove filter Cities like Dayton") == "/search?q=immigrants&state=IL"
    kept = page.css_first("form.search input[name=peers]")
    assert kept is not None
    assert kept.attributes["value"] == "dayton-oh"
    assert all("peers=dayton-oh" in (a.attributes["href"] or "") for a in page.css(".filters li a")
               if not a.attributes.get("aria-current"))  # fmt: skip


def test_a_place_nobody_knows_keeps_nothing_and_says_so(client: FlaskClient) -> None:
    page = read_html(client, "/search?q=immigrants&peers=atlantis-oh")
    assert "There is no city “atlantis-oh”, so it has no peers." in page.text()
    assert client.get("/search?q=immigrants&peers=nonsense").status_code == 400


def test_programs_get_every_likeness_with_its_facts(client: FlaskClient) -> None:
    answer = json.loads(client.get(API).text)
    first = answer["members"][0]
    assert (first["slug"], first["match"], first["records"]) == ("ann-arbor-mi", 0.815, 1)
    assert [one["fact"] for one in first["likenesses"]] == ["size", "topics", "region", "distance"]
    assert first["likenesses"][2] == {
        "fact": "region", "likeness": 1.0, "is_reason": True,
        "ratio": None, "topics": None, "area": "East North Central", "km": None,
    }  # fmt: skip
    assert answer["search_url"] == "http://localhost/api/v1/search?peers=dayton-oh"
    assert answer["candidates"] == 153


def test_programs_are_told_of_every_mistake(client: FlaskClient) -> None:
    answer = client.get(API + "?add=Atlantis&with=x")
    assert answer.status_code == 400
    assert json.loads(answer.text)["errors"] == [
        {"parameter": "with", "detail": "There is no parameter 'with'. Use: add, drop."},
        {
            "parameter": "add",
            "detail": "add can't be 'Atlantis'. Name one city with its state, such as mesa-az.",
        },
    ]


def test_a_citys_page_names_its_nearest_peers(client: FlaskClient) -> None:
    page = read_html(client, "/cities/dayton-oh")
    listed = texts(page, ".peer-list li")
    assert listed[0] == "Ann Arbor, MI 82% match"
    assert len(listed) == 5
    assert link(page, "All 15, and why") == PEERS


def test_a_city_without_records_has_a_page_of_peers(client: FlaskClient) -> None:
    assert len(texts(read_html(client, "/cities/springfield-il/peers"), ".peers tbody tr")) == 15


@pytest.mark.parametrize(
    ("likeness", "words"),
    [
        (SizeLikeness(1.0, 1.05), "about as large"),
        (SizeLikeness(0.6, 2.72), "2.7 times as large"),
        (SizeLikeness(0.6, 0.4), "40% as large"),
        (TopicsLikeness(0.5, ("housing", "zoning"), 1.0), "also writes about housing"),
        (RegionLikeness(1.0, "Mountain"), "in the Mountain division, too"),
        (RegionLikeness(0.6, "Midwest"), "in the Midwest, too"),
        (RegionLikeness(1.0, "Puerto Rico"), "in Puerto Rico, too"),
        (DistanceLikeness(0.9, 1609.344), "1,000 miles away"),
    ],
)  # fmt: skip
def test_every_likeness_is_said_in_words(app: object, likeness: object, words: str) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    with app.test_request_context("/"):
        assert say_reason(likeness) == words  # type: ignore[arg-type]
