"""What the page says where nothing matches: what is to blame, and where to go from there.

Takes an empty `ResultPage`, asks `search.rescue`, gives words and links ready to print.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.rescue import Way, find_rescue
from search.results import ResultPage
from webapp.addresses import search_url
from webapp.collection import get_collection
from webapp.languages import translate

CENTER_NAME = "U.S. Conference of Mayors, Center for Inclusive and Compassionate Cities"
CENTER_URL = (
    "https://www.usmayors.org/programs/"
    "mayors-and-business-leaders-center-on-inclusive-and-compassionate-cities/"
)
"""The page of the Center that the collection itself was read from; it names whom to ask."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A question that finds something: what it goes without, its address, how many."""

    without: str
    question: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class RescueView:
    """Help for an empty page; see `search.rescue.Rescue`."""

    unknown: tuple[str, ...]
    shorter: tuple[WayOut, ...]
    wider: tuple[WayOut, ...]
    peers: WayOut | None
    barest: WayOut | None


def make_rescue_view(page: ResultPage) -> RescueView | None:
    """The help for a page without any match; None for any other."""
    if page.total:
        return None
    rescue = find_rescue(get_collection().engine(), page)
    return RescueView(
        rescue.unknown,
        tuple(_show(way) for way in rescue.shorter),
        tuple(_show(way) for way in rescue.wider),
        _show(rescue.peers) if rescue.peers else None,
        _show(rescue.barest) if rescue.barest else None,
    )


def _show(way: Way) -> WayOut:
    url = search_url(way.parameters)
    return WayOut(translate(way.without), way.parameters.q, url, way.total)
