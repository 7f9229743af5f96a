"""Positions as bytes: where a term stands in a document, in one byte if it is near the top.

A code is a position p and whether it is the last of its posting, the lowest bit of the
code's last byte. Up to 99 it takes one byte (p twice, plus the bit); up to 7,139 two,
the first from 200 to 254; beyond, five, the first 255. Compiled; knows nothing of terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

BLOCK = 16
"""Postings for which one start of positions is stored; the others are walked to."""

_ONE = 200
_FIVE = 255
_N_ONE = _ONE // 2
_N_TWO = _N_ONE + (_FIVE - _ONE) * 128


@inlined
def size_of(position: int) -> int:
    """How many bytes a position takes."""
    return 1 if position < _N_ONE else 2 if position < _N_TWO else 5


@compiled
def write_place(places: Bytes, at: int, position: int) -> int:
    """Write a position at `at`; give where the next one goes."""
    if position < _N_ONE:
        places[at] = position << 1
        return at + 1
    if position < _N_TWO:
        value = position - _N_ONE << 1
        places[at] = _ONE + (value >> 8)
        places[at + 1] = value & 255
        return at + 2
    places[at] = _FIVE
    for offset in range(4):
        places[at + 1 + offset] = (position << 1) >> (24 - 8 * offset) & 255
    return at + 5


@inlined
def read_place(places: Bytes, at: int) -> tuple[int, int]:
    """The position at `at`, and where the next one is."""
    value = int(places[at])
    if value < _ONE:
        return value >> 1, at + 1
    if value < _FIVE:
        return _N_ONE + ((value - _ONE << 8 | int(places[at + 1])) >> 1), at + 2
    value = 0
    for offset in range(4):
        value = value << 8 | int(places[at + 1 + offset])
    return value >> 1, at + 5


@inlined
def next_posting(places: Bytes, at: int) -> int:
    """Where the positions of the next posting begin, those of one beginning at `at`."""
    is_last = 0
    while not is_last:
        at += 1 if places[at] < _ONE else 2 if places[at] < _FIVE else 5
        is_last = places[at - 1] & 1
    return at
