"""What the gazetteer promises: one city, one slug, in whatever spelling people use."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.cities import load_gazetteer, make_city
from corpus.errors import InvalidRecordError
from corpus.mayors import load_mayor_names
from corpus.states import find_state, load_states, state_name
from corpus.topics import find_topic, list_near_topics, load_topics

DATA = Path(corpus.__file__).parent / "data"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Evanston, IL", "evanston-il"),
        ("Evanston (IL)", "evanston-il"),
        ("evanston, illinois", "evanston-il"),
        ("Evanston Ill.", "evanston-il"),
        ("DC", "washington-dc"),
        ("Washington, D.C.", "washington-dc"),
        ("NYC", "new-york-ny"),
        ("New York, NY", "new-york-ny"),
        ("New York City, N.Y.", "new-york-ny"),
        ("St. Paul, Minn.", "saint-paul-mn"),
        ("Ft Worth, Texas", "fort-worth-tx"),
        ("SAN JOSE, CA", "san-jose-ca"),
        ("San José, California", "san-jose-ca"),
        ("Coeur d’Alene, Idaho", "coeur-dalene-id"),
        ("Winston Salem, N.C.", "winston-salem-nc"),
        ("City of Austin, TX", "austin-tx"),
        ("Bayamon, Puerto Rico", "bayamon-pr"),
        ("Philly", "philadelphia-pa"),
    ],
)
def test_a_place_is_found_however_it_is_written(text: str, slug: str) -> None:
    city = load_gazetteer().resolve(text)
    assert city is not None
    assert city.slug == slug


@pytest.mark.parametrize(
    "text", ["Springfield", "Kansas City", "Nowhere, ZZ", "", "  ", ",", "()", "a" * 5000]
)
def test_what_names_no_one_city_is_none(text: str) -> None:
    assert load_gazetteer().resolve(text) is None


def test_the_two_new_yorks_are_one() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.find("New York", "NY") == gazetteer.find("New York City", "NY")
    city = gazetteer.find_slug("new-york-ny")
    assert city is not None
    assert city.label == "New York, NY"
    assert gazetteer.find_slug("new-york-city-ny") == city


def test_every_city_is_found_by_its_slug() -> None:
    gazetteer = load_gazetteer()
    with (DATA / "us_cities.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name"], row["state"]) for row in csv.DictReader(file)]
    for name, state in rows:
        city = gazetteer.find(name, state)
        assert city is not None, (name, state)
        assert gazetteer.find_slug(city.slug) == city, city.slug


def test_every_city_of_the_corpus_is_known() -> None:
    lines = (DATA / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        if record["state"]:
            city = load_gazetteer().find(record["city"], record["state"])
            assert city is not None
            assert city.name == record["city"]


def test_namesakes_come_largest_first() -> None:
    states = [city.state for city in load_gazetteer().list_named("Columbus")]
    assert states[:2] == ["OH", "GA"]
    assert load_gazetteer().list_named("Xanadu") == ()


def test_a_place_out_of_the_gazetteer_can_be_made() -> None:
    city = make_city("Lake Wobegon", "Minn.")
    assert (city.slug, city.population) == ("lake-wobegon-mn", None)
    with pytest.raises(InvalidRecordError, match="two-letter code"):
        make_city("Paris", "France")
    with pytest.raises(InvalidRecordError, match="city's name alone"):
        make_city("12345", "MN")


def test_states_are_52_with_their_regions() -> None:
    states = load_states()
    assert len(states) == 52
    assert {state.region for state in states.values()} == {
        "Northeast", "Midwest", "South", "West", "Puerto Rico",
    }  # fmt: skip
    assert len({state.division for state in states.values()}) == 10
    assert all(find_state(s) == state.code for state in states.values() for s in state.spellings)


@pytest.mark.parametrize(
    ("text", "code"),
    [("mn", "MN"), ("N.M.", "NM"), ("Nuevo México", "NM"), ("W. Va.", "WV"), ("Ontario", None)],
)
def test_a_state_is_found_in_its_spellings(text: str, code: str | None) -> None:
    assert find_state(text) == code
    assert load_gazetteer().find_state(text) == code


def test_a_state_code_has_its_name() -> None:
    assert state_name("DC") == load_gazetteer().state_name("DC") == "District of Columbia"


def test_one_mayor_has_one_canonical_name() -> None:
    names, evanston = load_mayor_names(), load_gazetteer().find("Evanston", "IL")
    assert names.canonical("stephen hagerty", evanston) == "Steve Hagerty"
    assert names.canonical("Steve Hagerty", evanston) == "Steve Hagerty"
    assert names.list_variants("Steve Hagerty", evanston) == ("Stephen Hagerty",)
    assert names.canonical("Ann Day", evanston) == "Ann Day"
    boise = load_gazetteer().find("Boise", "ID")
    assert names.canonical("Stephen Hagerty", boise) == "Stephen Hagerty"
    assert names.canonical("Stephen Hagerty", None) == "Stephen Hagerty"


def test_topics_are_the_vocabulary() -> None:
    assert len(load_topics()) == 50
    assert all(find_topic(topic.slug) == find_topic(topic.name) == topic for topic in load_topics())
    assert find_topic("astrology") is None
    assert "hate crimes" in list_near_topics("hate crime")


def test_the_gazetteer_is_loaded_when_first_asked_for() -> None:
    code = "import corpus.cities as c; print(c.load_gazetteer.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


@given(st.text(max_size=80))
def test_no_text_breaks_the_gazetteer(text: str) -> None:
    gazetteer = load_gazetteer()
    gazetteer.resolve(text)
    gazetteer.find_slug(text)
    gazetteer.list_named(text)
    gazetteer.find(text, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Evanstn, IL", ["Evanston, IL"]),
        ("Evanston, IN", ["Evanston, IL", "Evanston, WY"]),
        ("City of Evanstan, Illinois", ["Evanston, IL"]),
        ("Pittsburg PA", ["Pittsburgh, PA", "Pittsburg, CA", "Pittsburg, KS"]),
        ("St. Pual, MN", ["Saint Paul, MN"]),
        ("Kansas, MO", ["Kansas City, MO"]),
        ("Boise City, ID", ["Boise, ID"]),
        ("Philidelphia", ["Philadelphia, PA", "Philadelphia, MS"]),
        ("Toledo, OG", ["Toledo, OH"]),
        ("Lake Wobegon, MN", []),
        ("U.S. Conference of Mayors", []),
        ("", []),
        ("x", []),
    ],
)
def test_a_misspelt_place_names_the_cities_it_may_be(typed: str, meant: list[str]) -> None:
    assert [city.label for city in load_gazetteer().list_near(typed)] == meant
