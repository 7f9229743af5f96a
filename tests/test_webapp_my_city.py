"""My city: remembered in one cookie, which a person can see, change and clear."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reading import read_html, texts


@pytest.mark.parametrize("name", ["dayton-oh", "Dayton, OH", "Dayton Ohio", " Dayton (OH) "])
def test_a_city_is_named_in_any_way_people_write_it(app: Flask, name: str) -> None:
    client = app.test_client()
    answer = client.get(f"/search?q=raids&mine={quote(name)}&state=IL")
    assert (answer.status_code, answer.location) == (303, "/search?q=raids&state=IL")
    cookie = client.get_cookie("mine")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("dayton-oh", True, "Lax")


def test_the_cookie_is_shown_and_cleared(app: Flask) -> None:
    client = app.test_client()
    client.get("/?mine=dayton-oh")
    page = read_html(client, "/my-city")
    assert "mine=dayton-oh" in texts(page, "code")
    clear = next(a for a in page.css("a") if a.text() == "Clear it")
    assert clear.attributes["href"] == "/my-city?mine="
    assert client.get("/my-city?mine=").location == "/my-city"
    assert client.get_cookie("mine") is None
    assert "Nothing now." in read_html(client, "/my-city").text()


def test_chosen_peers_are_remembered_with_the_city(app: Flask) -> None:
    client = app.test_client()
    client.get("/?mine=dayton-oh,mesa-az,-erie-pa")
    page = read_html(client, "/")
    box = page.css_first("form.search input[name=peers]")
    assert box is not None
    assert box.attributes["value"] == "dayton-oh,mesa-az,-erie-pa"
    which = next(a for a in page.css(".mine a") if a.text() == "Which?")
    assert which.attributes["href"] == "/cities/dayton-oh/peers?add=mesa-az&drop=erie-pa"


def test_results_offer_the_filter_once_my_city_is_known(app: Flask) -> None:
    client = app.test_client()
    page = read_html(client, "/search?q=raids&state=IL")
    kept = {
        n.attributes["name"]: n.attributes.get("value") for n in page.css(".filters form input")
    }
    assert (kept["q"], kept["state"], "mine" in kept) == ("raids", "IL", True)
    client.get("/?mine=dayton-oh")
    page = read_html(client, "/search?q=raids&state=IL")
    offer = next(a for a in page.css(".filters li a") if "Cities like Dayton, OH" in a.text())
    assert offer.attributes["href"] == "/search?q=raids&state=IL&peers=dayton-oh"


def test_a_name_of_several_cities_is_asked_back(client: FlaskClient) -> None:
    answer = client.get("/search?q=raids&mine=Springfield")
    assert (answer.status_code, answer.location) == (303, "/my-city?name=Springfield")
    choices = texts(read_html(client, answer.location), ".notice .chips a")
    assert choices[:3] == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]
    assert "is no city we know" in read_html(client, "/my-city?name=Atlantis").text()


@pytest.mark.parametrize("value", ["", "nonsense", "atlantis-oh", "<b>,x", "a" * 3000])
def test_a_cookie_that_names_no_city_is_as_none(app: Flask, value: str) -> None:
    client = app.test_client()
    client.set_cookie("mine", value)
    assert "Name my city" in read_html(client, "/").text()


@pytest.mark.parametrize("path", ["//example.org/", "/\\example.org/", "///example.org"])
def test_no_address_leads_away_from_the_site(client: FlaskClient, path: str) -> None:
    for query in ("mine=dayton-oh", "mine=", "mine=Springfield"):
        location = client.get(f"{path}?{query}", base_url="http://localhost").location
        assert location is not None
        assert location.startswith(("/", "http://localhost/"))
        assert not location.startswith(("//", "/\\"))


def test_programs_keep_no_city_and_caches_keep_pages_apart(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=raids&mine=dayton-oh").status_code == 400
    assert "Cookie" in client.get("/").headers["Vary"]
    assert "Cookie" not in client.get("/api/v1/topics").headers.get("Vary", "")
