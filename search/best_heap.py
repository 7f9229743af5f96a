"""The best so far, in a heap that compiled loops share.

Takes scores of documents one by one, keeps the best of a fixed number. Ties go to the lower
place in the order of ids, so that it does not matter in which order documents come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SCALE = 1e9
"""Scores are compared to nine decimals, so that two ways to add the same numbers tie."""


class Heap(NamedTuple):
    """The best so far, the worst of them first.

    `size` is an array of one number, and so is `least`: what a score must reach to be among
    the best.
    """

    documents: NDArray[np.int64]
    scores: NDArray[np.float64]
    ties: NDArray[np.int64]
    size: NDArray[np.int64]
    least: NDArray[np.float64]


@compiled
def make_heap(limit: int) -> Heap:
    """One that keeps so many."""
    ties, size = np.zeros(limit, np.int64), np.zeros(1, np.int64)
    return Heap(np.zeros(limit, np.int64), np.zeros(limit), ties, size, np.zeros(1))


@compiled
def rounded(score: float) -> float:
    """A score as it is compared."""
    return float(np.round(score * _SCALE) / _SCALE)


@compiled
def sort_heap(heap: Heap, limit: int) -> int:
    """Put the best first, which ends its being a heap; gives how many there are up to a limit."""
    documents, scores, ties, sizes, _ = heap
    size = sizes[0]
    for number in range(1, size):  # few, and mostly in order where they have been sorted before
        document, score, tie = documents[number], scores[number], ties[number]
        place = number
        while place > 0:
            above = place - 1
            if scores[above] > score or (scores[above] == score and ties[above] < tie):
                break
            documents[place], scores[place] = documents[above], scores[above]
            ties[place] = ties[above]
            place = above
        documents[place], scores[place], ties[place] = document, score, tie
    return int(min(size, limit))


@inlined
def push(
    documents: NDArray[np.int64],
    scores: NDArray[np.float64],
    ties: NDArray[np.int64],
    size: NDArray[np.int64],
    least: NDArray[np.float64],
    score: float,
    tie: int,
    document: int,
) -> None:
    """Take a document among the best of a heap if it is one.

    The heap is told array by array: each access inside a tuple would count references.
    """
    score = rounded(score)
    limit, place = len(scores), size[0]
    if place < limit:
        size[0] = place + 1
        while place > 0:
            above = (place - 1) // 2
            if scores[above] < score or (scores[above] == score and ties[above] > tie):
                break
            scores[place], ties[place] = scores[above], ties[above]
            documents[place] = documents[above]
            place = above
    else:
        if not (scores[0] < score or (scores[0] == score and ties[0] > tie)):
            return
        place, below = 0, 1
        while below < limit:
            other = below + 1
            if other < limit and (
                scores[other] < scores[below]
                or (scores[other] == scores[below] and ties[other] > ties[below])
            ):
                below = other
            if not (scores[below] < score or (scores[below] == score and ties[below] > tie)):
                break
            scores[place], ties[place] = scores[below], ties[below]
            documents[place] = documents[below]
            place, below = below, 2 * below + 1
    scores[place], ties[place], documents[place] = score, tie, document
    if size[0] == limit:
        # A little less, since sums round.
        least[0] = max(least[0], scores[0] * (1 - 1e-6))
