"""Addresses in and out: what a request asks, and the links we make.

Takes the parameters of a request, gives checked `SearchParameters`; takes searches and
records, gives paths. Pages and JSON read their parameters here, by the same rules;
`webapp.api_models.SearchRequest` is the one list of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import ValidationError

from corpus.cleaning import clean_line
from corpus.documents import PartialDate
from corpus.errors import InvalidRecordError
from search.parameters import FACET_PARAMETERS, SearchParameters
from webapp.api_models import SearchRequest
from webapp.errors import BadParametersError

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

PASSED_OVER = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid")
"""Starts of what mail and advertising programs add to links; pages ignore them."""


def read_parameters(args: MultiDict[str, str]) -> SearchParameters:
    """Check the parameters of an address; empty ones count as absent.

    Raises:
        BadParametersError: one or more can't be used; names each with what to write.
        InvalidQueryError: a value is out of bounds.
    """
    fields = SearchRequest.model_fields
    repeatable = {n for n, f in fields.items() if str(f.annotation).startswith("list")}
    names = {f.alias or n: n for n, f in fields.items()}
    raw: dict[str, object] = {}
    for name in args:
        values = [cleaned for value in args.getlist(name) if (cleaned := clean_line(value))]
        if names.get(name) in repeatable:
            raw[name] = list(dict.fromkeys(values))
        elif values:
            raw[name] = values[0] if len(values) == 1 else values
        elif name not in names:
            raw[name] = ""
    try:
        request = SearchRequest.model_validate(raw)
    except ValidationError as error:
        raise BadParametersError(_explain(error)) from None
    return _make_parameters(request)


def keep_known(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The parameters without what mail programs add to links."""
    kept = args.copy()
    for name in list(kept):
        if name.startswith(PASSED_OVER):
            kept.poplist(name)
    return kept


def _explain(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Each parameter at fault with words: what stood there, what to write instead."""
    expected = {f.alias or n: f.description or "" for n, f in SearchRequest.model_fields.items()}
    explained: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0])
        if detail["type"] == "extra_forbidden":
            known = ", ".join(expected)
            explained[name] = f"There is no parameter {name!r}. Use: {known}."
        elif isinstance(detail["input"], list):
            explained[name] = f"{name} is given more than once; give it once."
        else:
            value = str(detail["input"])
            shown = value if len(value) <= 60 else value[:60] + "…"
            explained[name] = f"{name} can't be {shown!r}. {expected[name]}"
    return tuple(explained.items())


def _make_parameters(request: SearchRequest) -> SearchParameters:
    values = request.model_dump()
    for name in ("date_from", "date_to"):
        if values[name]:
            _check_date(name.removeprefix("date_"), values[name])
    selections = tuple((name, tuple(values[name])) for name in FACET_PARAMETERS if values[name])
    return SearchParameters(
        q=request.q,
        selections=selections,
        date_from=request.date_from,
        date_to=request.date_to,
        sort=request.sort,
        page=request.page,
        per_page=request.per_page,
        exact=request.exact,
    )


def _check_date(name: str, text: str) -> None:
    try:
        PartialDate.parse(text)
    except InvalidRecordError as error:
        raise BadParametersError(((name, f"{name} is {text!r}. {error.remedy}"),)) from None


def search_url(parameters: SearchParameters) -> str:
    """The page of a search."""
    query = parameters.to_query_string()
    return f"/search?{query}" if query else "/search"


def statement_url(doc_id: str) -> str:
    """The page of a statement."""
    return f"/statements/{quote(doc_id, safe='')}"


def city_url(slug: str) -> str:
    """The page of a city."""
    return f"/cities/{quote(slug, safe='')}"


def topic_url(slug: str) -> str:
    """The page of a topic."""
    return f"/topics/{quote(slug, safe='')}"
