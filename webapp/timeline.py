"""Matches by year as bars.

Takes the year facet of a `ResultPage`, gives bars with their place on the drawing, their
count and the search a bar leads to; templates/pictures.html draws them. Bars are wide
enough to be hit with a finger, so the years before the last few share one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.parameters import SearchParameters
from search.results import Facet, FacetValue
from webapp.addresses import search_url
from webapp.tilemap import shorten

N_BARS = 12
WIDTH = 480
HEIGHT = 150
"""Of the drawing; bars stand between a line of counts and a line of years."""

_TOP = 20
_BASE = 124
_GAP = 4
_MOST_WIDTH = 64


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year's matches.

    Attributes:
        year: the year, or the last of those counted together.
        is_rest: whether it stands for that year and all before it.
        count: its matches.
        is_selected: whether it filters now.
        url: the search with it switched on or off; None without matches.
    """

    year: int
    is_rest: bool
    count: int
    is_selected: bool
    url: str | None

    @property
    def label(self) -> str:
        """The count as the bar shows it."""
        return shorten(self.count)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, and the column it stands in, all of which can be hit."""

    of: YearCount
    x: float
    y: float
    width: float
    height: float
    slot_x: float
    slot_width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars from left to right; every year with matches, newest first, for the table."""

    bars: tuple[Bar, ...]
    years: tuple[YearCount, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = _BASE


def make_timeline(facet: Facet, parameters: SearchParameters) -> Timeline | None:
    """The bars of a year facet; None where no match is dated.

    Args:
        facet: counts by year.
        parameters: the search that a bar narrows.
    """
    values = {int(value.value): value for value in facet.values if value.value.isdigit()}
    if not any(value.n_matches for value in values.values()):
        return None
    columns = _group(values, parameters)
    most = max(1, *(column.count for column in columns))
    slot = WIDTH / len(columns)
    width = min(slot - _GAP, _MOST_WIDTH)
    bars = []
    for number, column in enumerate(columns):
        height = round((_BASE - _TOP) * column.count / most, 1)
        x = number * slot + (slot - width) / 2
        sizes = (x, _BASE - height, width, height, number * slot, slot)
        bars.append(Bar(column, *(round(size, 1) for size in sizes)))
    newest = sorted(values.values(), key=lambda value: value.value, reverse=True)
    return Timeline(tuple(bars), tuple(_count_year(value, parameters) for value in newest))


def _group(values: dict[int, FacetValue], parameters: SearchParameters) -> list[YearCount]:
    """A count for each year up to the last, gaps included; the oldest share the first."""
    first, last = min(values), max(values)
    is_long = last - first >= N_BARS
    start = last - N_BARS + 2 if is_long else first
    counts = []
    if is_long:
        n_early = sum(value.n_matches for year, value in values.items() if year < start)
        early_url = search_url(replace(parameters, date_to=str(start - 1), page=1))
        counts.append(YearCount(start - 1, True, n_early, False, early_url))
    for year in range(start, last + 1):
        value = values.get(year)
        gap = YearCount(year, False, 0, False, None)
        counts.append(_count_year(value, parameters) if value else gap)
    return counts


def _count_year(value: FacetValue, parameters: SearchParameters) -> YearCount:
    url = search_url(parameters.toggled("year", value.value))
    return YearCount(int(value.value), False, value.n_matches, value.is_selected, url)
