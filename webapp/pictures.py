"""Where and when the matches are: a map and a timeline beside the list.

Takes a `ResultPage`, gives what templates/pictures.html draws. Each tile and bar leads to
the search narrowed by it; each picture has a table that says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.parameters import SearchParameters
from search.results import Facet, ResultPage
from webapp.addresses import search_url
from webapp.tilemap import TileMap, make_tile_map
from webapp.timeline import Timeline, make_timeline


@dataclass(frozen=True, slots=True)
class Pictures:
    """The two pictures; None where nothing can be drawn.

    Attributes:
        map: matches by state.
        timeline: matches by year.
        n_off_map: matches of no state; 0 while a state is chosen.
        n_undated: matches without a date; 0 while a year is chosen.
    """

    map: TileMap | None
    timeline: Timeline | None
    n_off_map: int
    n_undated: int


def make_pictures(page: ResultPage) -> Pictures:
    """Both pictures of an answer, leading to the same search narrowed."""
    facets = {facet.name: facet for facet in page.facets}
    asked = page.query.parameters
    # Without a question every order is by date, so the address need not say it.
    sort = asked.sort if asked.q else "relevance"
    parameters = replace(asked, sort=sort, page=1, per_page=10)
    states, years = (facets.get(name, Facet(name, "", ())) for name in ("state", "year"))
    return Pictures(
        make_tile_map(states, lambda code: search_url(parameters.toggled("state", code))),
        make_timeline(years, parameters),
        _count_others(page, states, parameters),
        _count_others(page, years, parameters),
    )


def _count_others(page: ResultPage, facet: Facet, parameters: SearchParameters) -> int:
    """Matches without a value of a facet, whose values are one a match."""
    if parameters.selected(facet.name):
        return 0
    return max(0, page.total - sum(value.n_matches for value in facet.values))
