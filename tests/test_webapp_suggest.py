"""Suggestions over HTTP: the four lists of the OpenSearch format, in both languages."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient

SUGGESTIONS = "application/x-suggestions+json"


def test_a_browser_gets_questions_what_they_are_and_where_they_lead(client: FlaskClient) -> None:
    response = client.get("/suggest?q=evanst")
    assert response.content_type == SUGGESTIONS
    assert response.json == [
        "evanst",
        ["Evanston, IL"],
        ["City, 5 records"],
        ["http://localhost/search?q=Evanston,+IL"],
    ]


def test_in_spanish_topics_and_descriptions_are_spanish(client: FlaskClient) -> None:
    typed, texts, descriptions, addresses = client.get("/es/suggest?q=vivi").json or []
    assert (typed, texts[0]) == ("vivi", "vivienda")
    assert descriptions[0].startswith("Tema, ")
    assert addresses[0] == "http://localhost/es/search?q=vivienda"


@pytest.mark.parametrize("address", ["/suggest", "/suggest?q=", "/suggest?q=" + "x" * 5000])
def test_nothing_typed_and_far_too_much_are_answered_with_nothing(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert (response.json or [])[1:] == [[], [], []]


def test_the_description_document_leads_here(client: FlaskClient) -> None:
    assert "http://localhost/suggest?q={searchTerms}" in client.get("/opensearch.xml").text
    assert "http://localhost/es/suggest?q={searchTerms}" in client.get("/es/opensearch.xml").text


@pytest.mark.parametrize("typed", ["ev", "chic", "hate", "know", "guar", "ice", "welc", "san"])
def test_whatever_is_offered_finds_something(client: FlaskClient, typed: str) -> None:
    _, texts, _, _ = client.get("/suggest", query_string={"q": typed}).json or []
    for text in texts:
        found = client.get("/api/v1/search", query_string={"q": text}).json or {}
        assert found["total"] > 0, text


def test_it_may_be_kept_for_a_while_and_is_quicker_than_a_search(client: FlaskClient) -> None:
    assert client.get("/suggest?q=ice").cache_control.max_age == 300

    def time_of(address: str) -> float:
        client.get(address)
        started = time.perf_counter()
        for _ in range(5):
            client.get(address)
        return time.perf_counter() - started

    assert time_of("/suggest?q=ice+r") < time_of("/search?q=ice+raids")
