"""A map of the states, a tile each, with how many matches each has.

Takes the state facet of a `ResultPage`, gives tiles with their place on the drawing, their
count and the search a tile leads to; templates/pictures.html draws them. Every state is as
large as every other, so that a small one can be read and hit as well as a large one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from corpus.states import load_states
from search.results import Facet

N_SHADES = 4
TILE_WIDTH = 40
TILE_HEIGHT = 44
GAP = 4

_ROWS = (
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. WI .. .. .. VT NH",
    "WA ID MT ND MN IL MI .. NY MA ..",
    "OR NV WY SD IA IN OH PA NJ CT RI",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. PR",
)
PLACES = {
    code: (column, row)
    for row, codes in enumerate(_ROWS)
    for column, code in enumerate(codes.split())
    if code != ".."
}
"""Column and row of each state, D.C. and Puerto Rico: about where it lies."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the map.

    Attributes:
        code: its two letters.
        x, y: the tile's upper left corner.
        count: its matches.
        shade: 0 without matches, then 1 to N_SHADES as they grow.
        is_selected: whether it filters now.
        url: the search with it switched on or off; None where that finds nothing.
    """

    code: str
    x: int
    y: int
    count: int
    shade: int
    is_selected: bool
    url: str | None

    @property
    def label(self) -> str:
        """The count as the tile shows it."""
        return shorten(self.count)


@dataclass(frozen=True, slots=True)
class TileMap:
    """Every tile by the name of its state, and the size of the drawing."""

    tiles: tuple[Tile, ...]
    width: int = 11 * (TILE_WIDTH + GAP) - GAP
    height: int = len(_ROWS) * (TILE_HEIGHT + GAP) - GAP

    @property
    def with_matches(self) -> tuple[Tile, ...]:
        """The tiles that lead somewhere, the fullest first: the rows of the table."""
        linked = (tile for tile in self.tiles if tile.url)
        return tuple(sorted(linked, key=lambda tile: -tile.count))


def make_tile_map(facet: Facet, make_url: Callable[[str], str]) -> TileMap | None:
    """The map of a state facet; None where no match has a state.

    Args:
        facet: counts by state.
        make_url: the search with a state, by its code, switched on or off.
    """
    values = {value.value: value for value in facet.values if value.value in PLACES}
    most = max((value.n_matches for value in values.values()), default=0)
    if not most:
        return None
    tiles = []
    for code in load_states():
        column, row = PLACES[code]
        value = values.get(code)
        count = value.n_matches if value else 0
        tiles.append(
            Tile(
                code,
                column * (TILE_WIDTH + GAP),
                row * (TILE_HEIGHT + GAP),
                count,
                shade_of(count, most),
                bool(value and value.is_selected),
                make_url(code) if value else None,
            )
        )
    return TileMap(tuple(tiles))


def shorten(count: int) -> str:
    """A count that fits on a tile.

    >>> shorten(987), shorten(9876), shorten(98765)
    ('987', '9.9k', '99k')
    """
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 9950 else f"{round(count / 1000)}k"


def shade_of(count: int, most: int) -> int:
    """How dark a count is drawn beside the largest; roots, so that small ones differ.

    >>> [shade_of(count, 64) for count in (0, 1, 4, 5, 16, 17, 36, 37, 64)]
    [0, 1, 1, 2, 2, 3, 3, 4, 4]
    """
    return math.ceil(N_SHADES * math.sqrt(count / most)) if count else 0
