"""Addresses in and out: what a request asks, and the links we make.

Takes the parameters of a request, gives checked `SearchParameters`; takes searches and
records, gives paths. Pages and JSON read their parameters here, by the same rules;
`webapp.api_parameters.SearchRequest` is the one list of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from corpus.cleaning import clean_line
from corpus.documents import PartialDate
from corpus.errors import BadParametersError, InvalidRecordError
from corpus.messages import Message
from search.parameters import FACET_PARAMETERS, MAX_QUERY_LENGTH, PeerChoice, SearchParameters
from webapp.api_parameters import SearchRequest
from webapp.languages import page_url

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

PASSED_OVER = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid")
"""Starts of what mail and advertising programs add to links; pages ignore them."""

_REPEATABLE = {name for name, field in SearchRequest.model_fields.items() if field.default_factory}


def read_parameters(args: MultiDict[str, str]) -> SearchParameters:
    """Check the parameters of an address; empty texts count as absent.

    Raises:
        BadParametersError: one or more can't be used; names each with what to write.
        InvalidQueryError: a value is out of bounds.
    """
    raw: dict[str, object] = {}
    for name in args:
        values = [_clean(value) for value in args.getlist(name)]
        if name in _REPEATABLE:
            raw[name] = list(dict.fromkeys(values))
        else:
            raw[name] = values[0] if len(values) == 1 else values
    try:
        request = SearchRequest.model_validate(raw)
    except ValidationError as error:
        raise BadParametersError(_explain(error)) from None
    return _make_parameters(request)


def _clean(value: str) -> str:
    """Without control characters; what is too long to be taken stays as it is, to be refused."""
    return value if len(value) > MAX_QUERY_LENGTH else clean_line(value)


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
            explained[name] = Message(
                "There is no parameter %(name)r. Use: %(known)s.", name=name, known=known
            )
        elif isinstance(detail["input"], list):
            explained[name] = Message("%(name)s is given more than once; give it once.", name=name)
        else:
            value = str(detail["input"])
            shown = value if len(value) <= 60 else value[:60] + "…"
            explained[name] = Message(
                "%(name)s can't be %(value)r. %(wanted)s",
                name=name,
                value=shown,
                wanted=Message(expected[name]),
            )
    return tuple(explained.items())


def _make_parameters(request: SearchRequest) -> SearchParameters:
    _check_dates(request.date_from, request.date_to)
    chosen = {name: tuple(v for v in getattr(request, name) if v) for name in FACET_PARAMETERS}
    selections = tuple((name, selected) for name, selected in chosen.items() if selected)
    return SearchParameters(
        q=request.q,
        selections=selections,
        peers=PeerChoice.parse(request.peers) if request.peers else None,
        date_from=request.date_from,
        date_to=request.date_to,
        sort=request.sort,
        page=request.page,
        per_page=request.per_page,
        exact=request.exact,
        plain=tuple(key for key in request.plain if key),
    )


def _check_dates(date_from: str, date_to: str) -> None:
    """Both are real dates, and some day lies between them."""
    problems, dates = [], []
    for name, text in (("from", date_from), ("to", date_to)):
        try:
            dates.append(PartialDate.parse(text) if text else None)
        except InvalidRecordError as error:
            words = Message(
                "%(name)s can't be %(value)r. %(wanted)s",
                name=name,
                value=text,
                wanted=error.remedy,
            )
            problems.append((name, words))
    if problems:
        raise BadParametersError(tuple(problems))
    first, last = dates
    if first and last and first.earliest > last.latest:
        words = Message(
            "from (%(first)s) is later than to (%(last)s), so no day is left. Swap them.",
            first=first,
            last=last,
        )
        raise BadParametersError((("from", words),))


def search_url(parameters: SearchParameters) -> str:
    """The page of a search."""
    query = parameters.to_query_string()
    return page_url(f"/search?{query}" if query else "/search")


def statement_url(doc_id: str) -> str:
    """The page of a statement."""
    return page_url(f"/statements/{quote(doc_id, safe='')}")


def passage_url(doc_id: str, question: str, anchor: str = "") -> str:
    """The page of a statement as the answer to a question, at one of its sentences.

    >>> passage_url("boise-id-1", "ice raids", "p-1a2b3c4")
    '/statements/boise-id-1?q=ice+raids#p-1a2b3c4'
    """
    asked = f"?{urlencode({'q': question})}" if question else ""
    return statement_url(doc_id) + asked + (f"#{anchor}" if anchor else "")


def city_url(slug: str) -> str:
    """The page of a city."""
    return page_url(f"/cities/{quote(slug, safe='')}")


def peers_url(choice: PeerChoice) -> str:
    """The page of a city's peers, with what a person added and dropped."""
    pairs = [("add", slug) for slug in choice.added] + [("drop", slug) for slug in choice.dropped]
    return f"{city_url(choice.slug)}/peers" + (f"?{urlencode(pairs)}" if pairs else "")


def topic_url(slug: str) -> str:
    """The page of a topic."""
    return page_url(f"/topics/{quote(slug, safe='')}")
