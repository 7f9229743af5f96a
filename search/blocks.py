"""One block of documents: its postings added up, the hopeless dropped on the way.

Takes flat arrays of postings and the words asked for; a block is small enough for the
processor's cache. What the weaker words give is only added to what the essential ones, see
`search.topmost`, have found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled
from index.peaks import BLOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARSE = 20
"""Postings for each document wanted, from which they are looked up one by one."""


class Postings(NamedTuple):
    """All postings of a segment, and its documents' norms."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]
    norms: NDArray[np.float32]


class Room(NamedTuple):
    """Where a block is added up: score by row of the block, and which rows have one."""

    scores: NDArray[np.float64]
    touched: NDArray[np.int32]


def make_room() -> Room:
    """A room, all zero."""
    return Room(np.zeros(BLOCK), np.empty(BLOCK, np.int32))


@compiled
def first_from(documents: NDArray[np.int32], low: int, high: int, wanted: int) -> int:
    """The first posting between two whose document is not below `wanted`."""
    size = high - low
    while size > 1:  # no branch to guess wrong: only the next place depends on what is found
        half = size >> 1
        low = low + half if documents[low + half - 1] < wanted else low
        size -= half
    return low + 1 if size == 1 and documents[low] < wanted else low


@compiled
def gallop(documents: NDArray[np.int32], low: int, end: int, wanted: int) -> int:
    """The same for a posting that is near `low`."""
    step = 4
    while low + step < end and documents[low + step] < wanted:
        low += step
        step *= 2
    return first_from(documents, low, min(low + step, end), wanted)


@compiled
def first_near(documents: NDArray[np.int32], low: int, high: int, wanted: int, guess: int) -> int:
    """The same for a posting that is near a guess between the two, on either side of it."""
    step = 4
    if documents[guess] < wanted:
        return gallop(documents, guess, high, wanted)
    top = guess
    while top - step > low and documents[top - step] >= wanted:
        top -= step
        step *= 2
    return first_from(documents, max(low, top - step), top + 1, wanted)


@compiled
def add_all(
    postings: Postings,
    begin: int,
    end: int,
    factor: float,
    start: int,
    scores: NDArray[np.float64],
    touched: NDArray[np.int32],
    n_touched: int,
    missing: float,
) -> int:
    """Add an essential word's postings of a block; gives how many documents have a score.

    One that had none gets none if it stays below `missing`.
    """
    documents, frequencies, norms = postings
    for place in range(np.uint64(begin), np.uint64(end)):
        document = np.uint32(documents[place])
        row = np.uint32(document - start)
        tf = np.float64(frequencies[place])
        gain = factor * tf / (tf + norms[document])
        before = scores[row]
        if before != 0.0:
            scores[row] = before + gain
        elif gain >= missing:
            touched[np.uint32(n_touched)] = row
            n_touched += 1
            scores[row] = gain
    return n_touched


@compiled
def look_up(
    postings: Postings,
    begin: int,
    end: int,
    factor: float,
    start: int,
    scores: NDArray[np.float64],
    touched: NDArray[np.int32],
    n: int,
) -> None:
    """Add what one word's postings of a block give the first `n` touched documents."""
    documents, frequencies, norms = postings
    if n * _SPARSE < end - begin:
        for number in range(n):
            row = touched[number]
            guess = begin + row * (end - begin) // BLOCK
            place = first_near(documents, begin, end, row + start, guess)
            if place < end and documents[place] == row + start:
                tf = np.float64(frequencies[place])
                scores[row] += factor * tf / (tf + norms[row + start])
    else:
        for place in range(np.uint64(begin), np.uint64(end)):
            document = np.uint32(documents[place])
            row = np.uint32(document - start)
            if scores[row] != 0.0:
                tf = np.float64(frequencies[place])
                scores[row] += factor * tf / (tf + norms[document])


@compiled
def keep_likely(
    scores: NDArray[np.float64], touched: NDArray[np.int32], n: int, missing: float
) -> int:
    """Keep of the first `n` touched documents those whose score is not below; how many."""
    n_kept = np.uint64(0)
    for number in range(np.uint64(n)):  # no branch to guess wrong
        row = np.uint32(touched[number])
        score = scores[row]
        is_kept = score >= missing
        touched[n_kept] = row
        n_kept += np.uint64(is_kept)
        scores[row] = score if is_kept else 0.0
    return int(n_kept)
