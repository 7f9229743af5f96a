"""Sorted lists walked together: which documents hold two terms, and hold them near.

Takes arrays of `index.postings`, gives document numbers (int32, ascending) and counts.
Compiled; knows nothing of weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Documents = NDArray[np.int32]


@inlined
def advance(documents: Documents, row: int, wanted: int) -> int:
    """The first row from `row` on whose document is not below `wanted`, by galloping."""
    step = 1
    while row + step < len(documents) and documents[row + step] < wanted:
        row += step
        step *= 2
    low, high = row, min(row + step, len(documents))
    while low < high:
        middle = (low + high) // 2
        if documents[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def intersect(documents: Documents, others: Documents) -> Documents:
    """The documents of both lists."""
    found = np.empty(min(len(documents), len(others)), dtype=np.int32)
    n_found, row, other = 0, 0, 0
    while row < len(documents) and other < len(others):
        if documents[row] < others[other]:
            row = advance(documents, row, others[other])
        elif others[other] < documents[row]:
            other = advance(others, other, documents[row])
        else:
            found[n_found] = documents[row]
            n_found += 1
            row += 1
            other += 1
    return found[:n_found]


@inlined
def _place_of(counts: NDArray[np.uint8], starts: NDArray[np.int64], posting: int) -> int:
    """Where the positions of a posting begin (one start is stored for 64 postings)."""
    block = posting // 64
    place = int(starts[block])
    for before in range(block * 64, posting):
        place += int(counts[before])
    return place


@compiled
def find_near(
    documents: Documents,
    first: int,
    others: Documents,
    first_other: int,
    counts: NDArray[np.uint8],
    starts: NDArray[np.int64],
    positions: NDArray[Any],
    window: int,
) -> tuple[Documents, NDArray[np.float64]]:
    """The documents where the second term stands at most `window` after the first, how often.

    `first` and `first_other` are the numbers of the terms' first postings.
    """
    size = min(len(documents), len(others))
    found, n_near = np.empty(size, dtype=np.int32), np.empty(size)
    n_found, row, other = 0, 0, 0
    while row < len(documents) and other < len(others):
        if documents[row] < others[other]:
            row = advance(documents, row, others[other])
            continue
        if others[other] < documents[row]:
            other = advance(others, other, documents[row])
            continue
        here = _place_of(counts, starts, first + row)
        there = _place_of(counts, starts, first_other + other)
        near = 0
        for one in range(here, here + counts[first + row]):
            for two in range(there, there + counts[first_other + other]):
                distance = np.int64(positions[two]) - np.int64(positions[one])
                if 1 <= distance <= window:
                    near += 1
        if near:
            found[n_found], n_near[n_found] = documents[row], near
            n_found += 1
        row += 1
        other += 1
    return found[:n_found], n_near[:n_found]
