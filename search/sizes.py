"""The bands of city size, stated here and nowhere else.

Small is under 100,000 people, mid-size 100,000 to 500,000, large above.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.messages import Message

SMALL_BELOW = 100_000
LARGE_ABOVE = 500_000


@dataclass(frozen=True, slots=True)
class SizeBand:
    """A band of population, both ends included; None is open."""

    key: str
    label: str
    min_population: int | None
    max_population: int | None


SMALL = SizeBand(
    "small",
    Message("small cities (under %(limit)s people)", limit=f"{SMALL_BELOW:,}"),
    None,
    SMALL_BELOW - 1,
)
MID_SIZE = SizeBand(
    "mid",
    Message(
        "mid-size cities (%(low)s to %(high)s people)",
        low=f"{SMALL_BELOW:,}",
        high=f"{LARGE_ABOVE:,}",
    ),
    SMALL_BELOW,
    LARGE_ABOVE,
)
LARGE = SizeBand(
    "large",
    Message("large cities (over %(limit)s people)", limit=f"{LARGE_ABOVE:,}"),
    LARGE_ABOVE + 1,
    None,
)
