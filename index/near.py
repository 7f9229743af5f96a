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
def _place_of(starts: NDArray[np.int64], positions: NDArray[Any], posting: int) -> int:
    """Where the positions of a posting begin (one start is stored for 64 postings)."""
    place = int(starts[posting // 64])
    for _ in range(posting % 64):
        while positions[place] <= _highest(positions):
            place += 1
        place += 1
    return place


@inlined
def _highest(positions: NDArray[Any]) -> int:
    """What a position may be; the last one of a posting has the bit above set."""
    return (1 << (8 * positions.itemsize - 1)) - 1


@compiled
def find_positions(
    postings: NDArray[np.int64], starts: NDArray[np.int64], positions: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row in `postings` and the position of every occurrence."""
    rows = np.empty(2 * len(postings) + 16, dtype=np.int64)
    found = np.empty(len(rows), dtype=np.int64)
    n_found = 0
    for row, posting in enumerate(postings):
        place = _place_of(starts, positions, posting)
        is_more = True
        while is_more:
            if n_found == len(rows):
                rows = np.concatenate((rows, rows))
                found = np.concatenate((found, found))
            is_more = positions[place] <= _highest(positions)
            rows[n_found] = row
            found[n_found] = positions[place] & _highest(positions)
            n_found += 1
            place += 1
    return rows[:n_found], found[:n_found]


@inlined
def _near(positions: NDArray[Any], here: int, there: int, window: int) -> int:
    """How often one of the positions from `there` on follows one of those from `here` on."""
    near, one = 0, here
    while True:
        two = there
        while True:
            distance = np.int64(positions[two] & _highest(positions))
            distance -= np.int64(positions[one] & _highest(positions))
            if 1 <= distance <= window:
                near += 1
            if positions[two] > _highest(positions):
                break
            two += 1
        if positions[one] > _highest(positions):
            return near
        one += 1


@compiled
def count_near(
    wanted: Documents,
    documents: Documents,
    first: int,
    others: Documents,
    first_other: int,
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
        here = _place_of(starts, positions, first + row)
        there = _place_of(starts, positions, first_other + other)
        n_near[number] = _near(positions, here, there, window)
    return n_near
