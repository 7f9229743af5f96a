"""The bands of city size, stated here and nowhere else.

Small is under 100,000 people, mid-size 100,000 to 500,000, large above.
"""

from __future__ import annotations

from dataclasses import dataclass

SMALL_BELOW = 100_000
LARGE_ABOVE = 500_000


@dataclass(frozen=True, slots=True)
class SizeBand:
    """A band of population, both ends included; None is open."""

    key: str
    label: str
    min_population: int | None
    max_population: int | None


SMALL = SizeBand("small", f"small cities (under {SMALL_BELOW:,} people)", None, SMALL_BELOW - 1)
MID_SIZE = SizeBand(
    "mid",
    f"mid-size cities ({SMALL_BELOW:,} to {LARGE_ABOVE:,} people)",
    SMALL_BELOW,
    LARGE_ABOVE,
)
LARGE = SizeBand("large", f"large cities (over {LARGE_ABOVE:,} people)", LARGE_ABOVE + 1, None)
