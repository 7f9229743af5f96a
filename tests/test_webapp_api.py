"""The JSON interface keeps the contract it publishes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from pydantic import TypeAdapter
from schemathesis.specs.openapi.checks import positive_data_acceptance

from webapp.api_models import (
    CityAnswer,
    SearchAnswer,
    StatementAnswer,
    TopicsAnswer,
)
from webapp.api_parameters import SearchRequest
from webapp.api_peers import PeersAnswer

ICE = "/api/v1/search?q=responses+to+ICE+raids"


def get(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    body: dict[str, Any] = json.loads(response.text)
    return body


def test_a_search_answers_with_cities_excerpts_and_contacts(client: FlaskClient) -> None:
    body = get(client, ICE)
    TypeAdapter(SearchAnswer).validate_python(body)
    assert list(body) == [
        "query", "interpretation", "total", "page", "per_page", "took_ms", "links", "facets",
        "pinned", "hits",
    ]  # fmt: skip
    assert (body["query"], body["page"], body["per_page"]) == ("responses to ICE raids", 1, 10)
    assert len({hit["city"]["slug"] for hit in body["hits"] if hit["city"]}) >= 5
    for hit in body["hits"]:
        for start, end in hit["excerpt"]["spans"]:
            assert 0 <= start < end <= len(hit["excerpt"]["text"])
    assert any(hit["contact"] for hit in body["hits"])


def test_what_was_understood_can_be_taken_back_by_its_address(client: FlaskClient) -> None:
    base = "http://localhost/api/v1/search?q=sanctury+in+Texas"
    told = get(client, base)["interpretation"]
    assert told["parts"] == [
        {
            "key": "state:TX",
            "field": "state",
            "label": "Texas",
            "is_filter": True,
            "remove_url": base + "&plain=state%3ATX",
        }
    ]
    assert told["corrections"] == [{"typed": "sanctury", "searched": "sanctuary"}]
    assert told["exact_url"] == base + "&exact=1"
    plain = get(client, told["parts"][0]["remove_url"])["interpretation"]
    assert (plain["parts"], plain["terms"][-1]) == ([], "Texas")
    exact = get(client, told["exact_url"])["interpretation"]
    assert (exact["parts"], exact["added"], exact["corrections"]) == ([], [], [])
    assert exact["exact_url"] is None


def test_the_page_and_the_interface_show_the_same_hits(client: FlaskClient) -> None:
    page = client.get("/search?q=responses+to+ICE+raids").text
    hits = get(client, ICE)["hits"]
    places = [re.search(f'/statements/{hit["id"]}["?#]', page).start() for hit in hits]  # type: ignore[union-attr]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("address", "model"),
    [
        (ICE + "&state=IL&kind=statement&per_page=3", SearchAnswer),
        ("/api/v1/search?lang=es&sort=date", SearchAnswer),
        ("/api/v1/statements/evanston-il-2019-ice-statements-bilingual", StatementAnswer),
        ("/api/v1/cities/chicago-il", CityAnswer),
        ("/api/v1/cities/springfield-il", CityAnswer),
        ("/api/v1/cities/dayton-oh/peers?add=mesa-az&drop=akron-oh", PeersAnswer),
        ("/api/v1/cities/springfield-il/peers", PeersAnswer),
        ("/api/v1/topics", TopicsAnswer),
    ],
)
def test_every_answer_is_as_described(client: FlaskClient, address: str, model: type) -> None:
    TypeAdapter(model).validate_python(get(client, address), strict=False)


def test_neighbouring_pages_are_named_in_the_body_and_in_the_header(client: FlaskClient) -> None:
    response = client.get(ICE + "&page=2&per_page=5")
    links = json.loads(response.text)["links"]
    base = "http://localhost" + ICE
    assert links == {
        "self": base + "&page=2&per_page=5",
        "next": base + "&page=3&per_page=5",
        "prev": base + "&per_page=5",
        "first": base + "&per_page=5",
        "last": links["last"],
    }
    assert response.headers.getlist("Link") == [
        f'<{url}>; rel="{relation}"' for relation, url in links.items()
    ]


def test_following_next_gives_every_hit_once(client: FlaskClient) -> None:
    address, ids = "/api/v1/search?state=CA&per_page=7", []
    body: dict[str, Any] = {}
    while address:
        body = get(client, address)
        ids += [hit["id"] for hit in body["hits"]]
        address = body["links"]["next"]
    assert len(ids) == len(set(ids)) == body["total"]


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    body = get(client, ICE + "&page=99")
    assert (body["hits"], body["links"]["next"]) == ([], None)
    assert body["total"] > 0


def test_the_address_of_a_facet_value_gives_as_many_hits_as_it_counts(client: FlaskClient) -> None:
    for values in get(client, ICE)["facets"].values():
        for value in values[:3]:
            assert get(client, value["url"])["total"] == value["count"], value


def test_an_unchanged_answer_need_not_be_sent_again(client: FlaskClient) -> None:
    first = client.get(ICE)
    again = client.get(ICE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(ICE + "&page=2", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_any_site_may_read_the_interface_and_nothing_else(client: FlaskClient) -> None:
    assert client.get(ICE).headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/nothing").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=ice").headers


def test_the_description_is_valid_openapi_3_1(client: FlaskClient) -> None:
    description = get(client, "/api/v1/openapi.json")
    validate(description, cls=OpenAPIV31SpecValidator)
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) == {
        "/api/v1/search", "/api/v1/statements/{doc_id}", "/api/v1/cities/{slug}",
        "/api/v1/cities/{slug}/peers", "/api/v1/topics", "/api/v1/submissions",
    }  # fmt: skip


def test_every_parameter_is_described_with_an_example_that_works(client: FlaskClient) -> None:
    description = get(client, "/api/v1/openapi.json")
    for path, operations in description["paths"].items():
        address = path.replace("{slug}", "evanston-il")
        for parameter in operations.get("get", {}).get("parameters", ()):
            name, example = parameter["name"], parameter["example"]
            assert parameter["description"], name
            value = example[0] if isinstance(example, list) else example
            if parameter["in"] == "path":
                get(client, path.replace("{" + name + "}", value))
            else:
                get(client, f"{address}?{name}={value}")


def test_every_refusal_is_described_as_problem_json(client: FlaskClient) -> None:
    description = get(client, "/api/v1/openapi.json")
    for operations in description["paths"].values():
        (operation,) = operations.values()
        for status, answer in operation["responses"].items():
            media_type = "application/problem+json" if status >= "400" else "application/json"
            assert list(answer["content"]) == [media_type]


def test_the_readable_page_names_every_parameter_and_address(client: FlaskClient) -> None:
    page = client.get("/api").text
    for name, field in SearchRequest.model_fields.items():
        assert f"<code>{field.alias or name}</code>" in page
    for path in get(client, "/api/v1/openapi.json")["paths"]:
        assert path in page


PATHS = (
    "/api/v1/search",
    "/api/v1/statements/{doc_id}",
    "/api/v1/cities/{slug}",
    "/api/v1/cities/{slug}/peers",
    "/api/v1/topics",
)


POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.mark.parametrize(
    ("path", "mode"), [*((path, POSITIVE) for path in PATHS), ("/api/v1/search", NEGATIVE)]
)
def test_the_interface_keeps_its_description_whatever_is_asked(
    app: Flask, path: str, mode: schemathesis.GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
    @settings(
        max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def keeps_its_description(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},
            # a schema can't tell that February has no 30th, or that -raids alone asks nothing
            excluded_checks=[positive_data_acceptance],
        )

    keeps_its_description()
