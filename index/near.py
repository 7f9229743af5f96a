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
def count_near(
    wanted: Documents,
    documents: Documents,
    first: int,
    others: Documents,
    first_other: int,
    counts: NDArray[np.uint8],
    starts: NDArray[np.int64],
    positions: NDArray[Any],
    window: int,
) -> NDArray[np.float64]:
    """How often, in each wanted document, the second term follows the first within `window`.

    `first` and `first_other` are the numbers of the terms' first postings.
    """
    n_near = np.zeros(len(wanted))
    row, other = 0, 0
    for number in range(len(wanted)):
        row = advance(documents, row, wanted[number])
        if row == len(documents):
            break
        if documents[row] != wanted[number]:
            continue
        other = advance(others, other, wanted[number])
        if other == len(others):
            break
        if others[other] != wanted[number]:
            continue
        here = _place_of(counts, starts, first + row)
        there = _place_of(counts, starts, first_other + other)
        for one in range(here, here + counts[first + row]):
            for two in range(there, there + counts[first_other + other]):
                distance = np.int64(positions[two]) - np.int64(positions[one])
                if 1 <= distance <= window:
                    n_near[number] += 1
    return n_near
