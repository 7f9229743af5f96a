"""The JSON interface: the same answers as the pages, for programs.

Takes GET requests under /api/v1/, gives what `search.serialize` makes, with Link headers
(RFC 8288) and an ETag. The OpenAPI description is generated from the views below and
the models of `webapp.api_parameters` and `webapp.api_models`; /api shows it to people.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request
from spectree import Response as Answers
from spectree import SpecTree
from spectree.plugins.flask_plugin import FlaskPlugin

from corpus.errors import BadParametersError
from search.serialize import page_to_json
from search.serialize_peers import peers_to_json
from search.serialize_records import city_page_to_json, statement_to_json, topics_to_json
from webapp.addresses import read_parameters
from webapp.api_models import (
    CityAnswer,
    Problem,
    SearchAnswer,
    StatementAnswer,
    TopicsAnswer,
)
from webapp.api_parameters import SearchRequest
from webapp.api_peers import PeersAnswer, PeersRequest
from webapp.collection import get_collection
from webapp.errors import list_problems
from webapp.lookup import find_city, find_record
from webapp.places import find_peers, refuse_unknown

api = Blueprint("api", __name__)


class _DescribingPlugin(FlaskPlugin):
    """Describes views and stays out of their way: `webapp.addresses` checks what is asked."""

    def validate(self, func: Callable[..., Any], *_checks: Any, **view_args: Any) -> Any:
        """The view's answer as it is."""
        return func(**view_args)


spec = SpecTree(
    "flask",
    backend=_DescribingPlugin,
    mode="strict",
    annotations=False,
    title="Mayors’ Statements Search",
    version="1",
    description="What US mayors and their cities have said and done, searchable. "
    "Open to every origin, no key needed; what is sent in is read by a reviewer first.",
    page_templates={},  # /api is ours; spectree's pages fetch from elsewhere
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
)

_REFUSALS: dict[str, tuple[type[Problem], str]] = {
    "HTTP_400": (Problem, "A parameter can't be used; errors names it."),
    "HTTP_503": (Problem, "The collection can't be searched just now."),
}
_NOT_HERE: dict[str, tuple[type[Problem], str]] = {
    "HTTP_404": (Problem, "Nothing of that name is in the collection."),
}


def _answer(body: Mapping[str, Any], links: Mapping[str, str | None] | None = None) -> Response:
    """JSON with Link headers and an ETag that leaves the time taken out."""
    text = json.dumps(body, separators=(",", ":"))
    timeless = re.sub(r'"took_ms":[^,}]*', "", text, count=1)
    response = Response(text, mimetype="application/json")
    response.set_etag(hashlib.sha256(timeless.encode()).hexdigest()[:32], weak=True)
    for relation, url in (links or {}).items():
        if url:
            response.headers.add("Link", f'<{url}>; rel="{relation}"')
    return response


def _refuse_parameters() -> None:
    """Addresses that take no parameters say so.

    Raises:
        BadParametersError: there is one.
    """
    if request.args:
        raise BadParametersError(
            tuple((name, f"This address takes no parameter {name!r}.") for name in request.args)
        )


def _base_url() -> str:
    return f"{request.scheme}://{request.host}"


@api.get("/api/v1/search")
@spec.validate(
    query=SearchRequest,
    resp=Answers(HTTP_200=(SearchAnswer, "One page of hits."), **_REFUSALS),
    validation_error_status=400,
    skip_validation=True,
    operation_id="search",
    tags=["search"],
)
def search() -> Response:
    """Search the collection.

    Facets count all matches; values of one facet are joined by OR, facets by AND.
    A page past the last one is empty. The Link header names the neighbouring pages.
    """
    parameters = read_parameters(request.args)
    page = get_collection().engine().search(parameters)
    body = page_to_json(page, _base_url())
    return _answer(body, body["links"])


@api.get("/api/v1/statements/<string:doc_id>")
@spec.validate(
    resp=Answers(HTTP_200=(StatementAnswer, "The record."), **_REFUSALS, **_NOT_HERE),
    validation_error_status=400,
    skip_validation=True,
    operation_id="statement",
    path_parameter_descriptions={"doc_id": "The record's id, as a hit names it."},
    tags=["records"],
)
def statement(doc_id: str) -> Response:
    """One record, whole."""
    _refuse_parameters()
    found = find_record(doc_id)
    return _answer(statement_to_json(found.stored, found.contact, _base_url()))


@api.get("/api/v1/cities/<string:slug>")
@spec.validate(
    resp=Answers(HTTP_200=(CityAnswer, "The city."), **_REFUSALS, **_NOT_HERE),
    validation_error_status=400,
    skip_validation=True,
    operation_id="city",
    path_parameter_descriptions={"slug": "The city's address here, such as evanston-il."},
    tags=["records"],
)
def city(slug: str) -> Response:
    """One city with its contacts and records."""
    _refuse_parameters()
    found = find_city(slug)
    return _answer(city_page_to_json(found.city, found.statements, found.contacts, _base_url()))


@api.get("/api/v1/cities/<string:slug>/peers")
@spec.validate(
    query=PeersRequest,
    resp=Answers(HTTP_200=(PeersAnswer, "Its peers."), **_REFUSALS, **_NOT_HERE),
    validation_error_status=400,
    skip_validation=True,
    operation_id="peers",
    path_parameter_descriptions={"slug": "The city's address here, such as evanston-il."},
    tags=["records"],
)
def peers(slug: str) -> Response:
    """The cities like one, with how much and why.

    Search among them with the parameter peers of a search.
    """
    group = refuse_unknown(find_peers(slug, request.args), request.args)
    return _answer(peers_to_json(group, _base_url()))


@api.get("/api/v1/topics")
@spec.validate(
    resp=Answers(HTTP_200=(TopicsAnswer, "All topics."), **_REFUSALS),
    validation_error_status=400,
    skip_validation=True,
    operation_id="topics",
    tags=["records"],
)
def topics() -> Response:
    """Every topic with its scope and its number of records."""
    _refuse_parameters()
    entries = get_collection().catalogue().topics
    counts = tuple((entry.topic, entry.n_records) for entry in entries)
    return _answer(topics_to_json(counts, _base_url()))


@api.get("/api/v1/openapi.json")
def openapi() -> Response:
    """The description of this interface."""
    return _answer(make_openapi(current_app))


@api.get("/api")
def readable() -> str:
    """The same description, for people."""
    return render_template(
        "api.html", description=make_openapi(current_app), problems=list_problems()
    )


def make_openapi(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 description, from the views and models of this module."""
    return _generate(id(app))


@cache
def _generate(_app_id: int) -> dict[str, Any]:
    """Generate once: refusals get their own media type, path parameters an example."""
    description: dict[str, Any] = json.loads(json.dumps(spec.spec))
    for path in description["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content")
                if content and int(status) >= 400:
                    answer["content"] = {"application/problem+json": content["application/json"]}
            for parameter in operation.get("parameters", ()):
                _describe_parameter(parameter)
    description["servers"] = [{"url": "/"}]
    description["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    return description


_PATH_EXAMPLES = {
    "doc_id": "abilene-tx-2019-veteran-homelessness-100-days",
    "slug": "evanston-il",
}


def _describe_parameter(parameter: dict[str, Any]) -> None:
    """Move description and example to where OpenAPI readers look for them."""
    schema = parameter.get("schema", {})
    if "description" in schema:
        parameter["description"] = schema.pop("description")
    examples = schema.pop("examples", None)
    if examples:
        parameter["example"] = 1 if examples[0] is True else examples[0]
    elif parameter["name"] in _PATH_EXAMPLES:
        parameter["example"] = _PATH_EXAMPLES[parameter["name"]]
    if schema.get("type") == "array":
        parameter.update(style="form", explode=True)


def register_api(app: Flask) -> None:
    """Add the interface to an application."""
    app.register_blueprint(api)
    spec.register(app)
