"""What the search page shows around its hits: chips, filters, sorting, page links.

Takes a `ResultPage`, gives links ready to print. Every link is made from
`SearchParameters`, so that one state has one address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext, lazy_gettext

from search.labels import label_of
from search.parameters import MAX_PAGE, SORTS, SearchParameters
from search.results import Facet, ResultPage
from webapp.addresses import search_url
from webapp.languages import translate
from webapp.understood_view import UnderstoodView, make_understood_view

N_SHORT = 8
"""Values of a filter shown at once; the rest unfolds."""

_SORT_LABELS = {"relevance": lazy_gettext("Best match"), "date": lazy_gettext("Newest")}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the search: what it says, how many matches, whether it is on."""

    label: str
    url: str
    is_selected: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's values: the first few, and the rest behind one more click."""

    name: str
    label: str
    top: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    has_selection: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of results; `number` is None for a gap."""

    number: int | None
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything around the hits."""

    filters: tuple[Filter, ...]
    chips: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    n_pages: int
    links: tuple[PageLink, ...]
    previous_url: str | None
    next_url: str | None
    clear_url: str
    understood: UnderstoodView
    hidden: tuple[tuple[str, str], ...]


def make_search_view(page: ResultPage) -> SearchView:
    """All links of a page of results."""
    parameters = page.query.parameters
    n_pages = min(page.n_pages, MAX_PAGE)
    number = parameters.page
    return SearchView(
        filters=tuple(_make_filter(parameters, facet) for facet in page.facets if facet.values),
        chips=_make_chips(page),
        sorts=tuple(
            Choice(
                str(_SORT_LABELS[sort]),
                search_url(replace(parameters, sort=sort, page=1)),
                sort == parameters.sort,
            )
            for sort in SORTS
        ),
        n_pages=n_pages,
        links=list_page_links(parameters, n_pages),
        previous_url=search_url(parameters.with_page(min(number - 1, n_pages)))
        if number > 1 and n_pages
        else None,
        next_url=search_url(parameters.with_page(number + 1)) if number < n_pages else None,
        clear_url=search_url(
            SearchParameters(q=parameters.q, exact=parameters.exact, plain=parameters.plain)
        ),
        understood=make_understood_view(page),
        hidden=_list_hidden(parameters),
    )


def _make_filter(parameters: SearchParameters, facet: Facet) -> Filter:
    choices = [
        Choice(
            translate(value.label),
            search_url(parameters.toggled(facet.name, value.value)),
            value.is_selected,
            value.n_matches,
        )
        for value in facet.values
    ]
    selected = [choice for choice in choices if choice.is_selected]
    n_top = N_SHORT if len(choices) > N_SHORT + 1 else len(choices)
    top = choices[:n_top] + [choice for choice in choices[n_top:] if choice.is_selected]
    rest = [choice for choice in choices[n_top:] if not choice.is_selected]
    return Filter(facet.name, translate(facet.label), tuple(top), tuple(rest), bool(selected))


def _make_chips(page: ResultPage) -> tuple[Choice, ...]:
    """What filters now, each with the address of the search without it."""
    parameters = page.query.parameters
    labels = {(f.name, v.value): translate(v.label) for f in page.facets for v in f.values}
    names = {facet.name: translate(facet.label) for facet in page.facets}
    chips = [
        Choice(
            f"{names.get(name, name.capitalize())}: {labels.get((name, value), value)}",
            search_url(parameters.toggled(name, value)),
            is_selected=True,
        )
        for name, values in parameters.selections
        for value in values
    ]
    if parameters.peers:
        label = gettext("Cities like %(city)s", city=label_of("city", parameters.peers.slug))
        without = search_url(replace(parameters, peers=None, page=1))
        chips.append(Choice(label, without, is_selected=True))
    dates = (
        (gettext("From"), parameters.date_from, replace(parameters, page=1, date_from="")),
        (gettext("To"), parameters.date_to, replace(parameters, page=1, date_to="")),
    )
    chips += [
        Choice(f"{label}: {value}", search_url(without), is_selected=True)
        for label, value, without in dates
        if value
    ]
    return tuple(chips)


def _list_hidden(parameters: SearchParameters) -> tuple[tuple[str, str], ...]:
    """The filters a new question in the same box keeps."""
    pairs = [(name, value) for name, values in parameters.selections for value in values]
    pairs += [("peers", str(parameters.peers or ""))]
    pairs += [("from", parameters.date_from), ("to", parameters.date_to)]
    pairs += [("exact", "1" if parameters.exact else "")]
    pairs += [("sort", parameters.sort if parameters.sort != "relevance" else "")]
    return tuple((name, value) for name, value in pairs if value)


def list_page_numbers(current: int, n_pages: int) -> list[int | None]:
    """First, last and the neighbours of the current page; None stands for a gap.

    >>> list_page_numbers(5, 12)
    [1, None, 4, 5, 6, None, 12]
    >>> list_page_numbers(1, 4)
    [1, 2, 3, 4]
    """
    if n_pages <= 7:
        return list(range(1, n_pages + 1))
    if current <= 4:
        return [1, 2, 3, 4, 5, None, n_pages]
    if current >= n_pages - 3:
        return [1, None, *range(n_pages - 4, n_pages + 1)]
    return [1, None, current - 1, current, current + 1, None, n_pages]


def list_page_links(parameters: SearchParameters, n_pages: int) -> tuple[PageLink, ...]:
    """The page links under a list of results; none for a single page."""
    if n_pages < 2:
        return ()
    return tuple(
        PageLink(
            number,
            search_url(parameters.with_page(number)) if number else "",
            number == parameters.page,
        )
        for number in list_page_numbers(parameters.page, n_pages)
    )
