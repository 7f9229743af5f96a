"""Sorted lists walked together: which documents hold two terms, and hold them near.

Takes arrays of `index.postings`, gives numbers of documents, or of places, ascending, and counts.
Compiled; knows nothing of weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.compiled import compiled, inlined
from index.places import BLOCK, next_posting, read_place

_Number = TypeVar("_Number", np.int32, np.int64)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Documents = NDArray[np.int32]
    Starts = NDArray[np.unsignedinteger[Any]]


@inlined
def advance(numbers: NDArray[_Number], row: int, wanted: int) -> int:
    """The first row from `row` on whose number is not below `wanted`, by galloping."""
    step = 1
    while row + step < len(numbers) and numbers[row + step] < wanted:
        row += step
        step *= 2
    low, high = row, min(row + step, len(numbers))
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def intersect(numbers: NDArray[_Number], others: NDArray[_Number]) -> NDArray[_Number]:
    """What is in both of two ascending lists."""
    found = np.empty(min(len(numbers), len(others)), dtype=numbers.dtype)
    n_found, row, other = 0, 0, 0
    while row < len(numbers) and other < len(others):
        if numbers[row] < others[other]:
            row = advance(numbers, row, others[other])
        elif others[other] < numbers[row]:
            other = advance(others, other, numbers[row])
        else:
            found[n_found] = numbers[row]
            n_found += 1
            row += 1
            other += 1
    return found[:n_found]


@inlined
def place_of(starts: Starts, places: NDArray[np.uint8], posting: int) -> int:
    """Where the positions of a posting begin."""
    at = int(np.int64(starts[posting // BLOCK]))
    for _ in range(posting % BLOCK):
        at = next_posting(places, at)
    return at


@compiled
def find_positions(
    postings: NDArray[np.int64], starts: Starts, places: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row in `postings` and the position of every occurrence."""
    rows = np.empty(2 * len(postings) + 16, dtype=np.int64)
    found = np.empty(len(rows), dtype=np.int64)
    n_found = 0
    for row, posting in enumerate(postings):
        at = place_of(starts, places, posting)
        end = next_posting(places, at)
        while at < end:
            if n_found == len(rows):
                rows = np.concatenate((rows, rows))
                found = np.concatenate((found, found))
            rows[n_found] = row
            found[n_found], at = read_place(places, at)
            n_found += 1
    return rows[:n_found], found[:n_found]


@inlined
def near(places: NDArray[np.uint8], here: int, there: int, window: int) -> int:
    """How often one of the positions from `there` on follows one of those from `here` on."""
    n_near = 0
    end, other_end = next_posting(places, here), next_posting(places, there)
    while here < end:
        one, here = read_place(places, here)
        at = there
        while at < other_end:
            two, at = read_place(places, at)
            n_near += 1 <= two - one <= window
    return n_near


@compiled
def count_near(
    wanted: Documents,
    documents: Documents,
    first: int,
    others: Documents,
    first_other: int,
    starts: Starts,
    places: NDArray[np.uint8],
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
        here = place_of(starts, places, first + row)
        there = place_of(starts, places, first_other + other)
        n_near[number] = near(places, here, there, window)
    return n_near
