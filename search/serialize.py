"""Results to JSON: the one place that knows the field names programs see.

Takes results, gives dicts ready for `json.dumps`. The schema of these objects is
described in `webapp.api_models`, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote_plus

from corpus.documents import City, Contact, Link, Source, Statement
from search.parameters import MAX_PAGE, SearchParameters
from search.results import CityContact, Hit, Interpretation, ResultPage

Json = dict[str, Any]

SEARCH_ADDRESS = "/api/v1/search"

_quote_value = lru_cache(maxsize=16_384)(partial(quote_plus, safe=","))
"""A facet's value in an address: there are some thousand, and the same ones again and again."""


def page_to_json(page: ResultPage, base_url: str = "") -> Json:
    """A page of results as DESIGN section 4 has it; addresses begin with `base_url`."""
    return {
        "query": page.query.parameters.q,
        "interpretation": interpretation_to_json(
            page.interpretation, page.query.parameters, base_url
        ),
        "total": page.total,
        "page": page.query.parameters.page,
        "per_page": page.query.parameters.per_page,
        "took_ms": page.took_ms,
        "links": page_links(page, base_url),
        "facets": _facets_to_json(page, base_url),
        "pinned": [hit_to_json(hit, base_url) for hit in page.pinned],
        "hits": [hit_to_json(hit, base_url) for hit in page.hits],
    }


def page_links(page: ResultPage, base_url: str = "") -> dict[str, str | None]:
    """Addresses of this page and those around it; None where there is none."""
    parameters = page.query.parameters
    last = max(1, min(page.n_pages, MAX_PAGE))
    here = parameters.page
    numbers = {
        "self": here,
        "next": here + 1 if here < last else None,
        "prev": min(here - 1, last) if here > 1 else None,
        "first": 1,
        "last": last,
    }
    addresses = {
        number: search_address(parameters.with_page(number), base_url)
        for number in {number for number in numbers.values() if number}
    }
    return {name: addresses[number] if number else None for name, number in numbers.items()}


def search_address(parameters: SearchParameters, base_url: str = "") -> str:
    """The address of a search in the JSON interface."""
    return f"{base_url}{SEARCH_ADDRESS}?{parameters.to_query_string()}".rstrip("?")


def interpretation_to_json(
    interpretation: Interpretation, parameters: SearchParameters, base_url: str = ""
) -> Json:
    """What was understood, with the addresses that take it back."""
    offer = interpretation.offer
    exact_url = None if parameters.exact else search_address(parameters.as_exact(), base_url)
    return {
        "terms": list(interpretation.terms),
        "excluded": list(interpretation.excluded),
        "ignored": list(interpretation.ignored),
        "filters": [{"field": name, "label": label} for name, label in interpretation.filters],
        "notes": list(interpretation.notes),
        "parts": [
            {
                "key": part.key,
                "field": part.field,
                "label": part.label,
                "is_filter": part.is_filter,
                "remove_url": search_address(parameters.without_part(part.key), base_url),
            }
            for part in interpretation.parts
        ],
        "added": [term for term, _ in interpretation.added],
        "corrections": [
            {"typed": typed, "searched": searched} for typed, searched in interpretation.corrections
        ],
        "offer": {
            "typed": offer.typed,
            "offered": offer.offered,
            "url": search_address(replace(parameters, q=offer.question, page=1), base_url),
        }
        if offer
        else None,
        "exact_url": exact_url,
    }


def hit_to_json(hit: Hit, base_url: str = "") -> Json:
    """One hit: the statement's head, its excerpt and its contact."""
    head = statement_head(hit.statement, base_url)
    return {
        **head,
        "excerpt": {
            "text": hit.excerpt.text,
            "spans": [[start, end] for start, end in hit.excerpt.spans],
        },
        "score": hit.score,
        "contact": contact_to_json(hit.contact),
    }


def statement_head(statement: Statement, base_url: str = "") -> Json:
    """Everything about a statement but its text and its contact."""
    return {
        "id": statement.doc_id,
        "kind": statement.kind.value,
        "title": statement.title,
        "city": city_to_json(statement.city) if statement.city else None,
        "issuer": statement.issuer,
        "mayor": statement.mayor,
        "date": str(statement.date) if statement.date else None,
        "date_is_inferred": statement.date_is_inferred,
        "topics": list(statement.topics),
        "language": statement.language,
        "url": f"{base_url}/statements/{statement.doc_id}",
        "source": source_to_json(statement.source),
        "links": [link_to_json(link) for link in statement.links],
    }


def city_to_json(city: City) -> Json:
    """A city as a hit names it."""
    return {"slug": city.slug, "name": city.name, "state": city.state}


def source_to_json(source: Source) -> Json:
    """Where a record was read."""
    retrieved = source.retrieved.isoformat() if source.retrieved else None
    return {"name": source.name, "url": source.url, "retrieved": retrieved}


def link_to_json(link: Link) -> Json:
    """A further address."""
    return {"label": link.label, "url": link.url}


def contact_to_json(found: CityContact | None) -> Json | None:
    """Whom to ask, and the record it was taken from when it is another one's."""
    if found is None:
        return None
    return {**_contact_fields(found.contact), "from_statement": found.statement_id}


def _contact_fields(contact: Contact) -> Json:
    checked_on = contact.checked_on.isoformat() if contact.checked_on else None
    names = ("office", "name", "title", "phone", "email", "url")
    return {**{name: getattr(contact, name) for name in names}, "checked_on": checked_on}


def _facets_to_json(page: ResultPage, base_url: str) -> dict[str, list[Json]]:
    parameters = page.query.parameters
    around, start = parameters.around_further_value(), f"{base_url}{SEARCH_ADDRESS}?"
    return {
        facet.name: [
            {
                "value": value.value,
                "label": value.label,
                "count": value.n_matches,
                "url": search_address(parameters.toggled(facet.name, value.value), base_url)
                if value.is_selected
                else f"{before}{_quote_value(value.value)}{after}",
            }
            for value in facet.values
        ]
        for facet in page.facets
        for before, after in [(start + around[facet.name][0], around[facet.name][1])]
    }
