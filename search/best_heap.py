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
    the best of all heaps that share it.
    """

    documents: NDArray[np.int64]
    scores: NDArray[np.float64]
    ties: NDArray[np.int64]
    size: NDArray[np.int64]
    least: NDArray[np.float64]


def make_heap(limit: int, least: NDArray[np.float64] | None = None) -> Heap:
    """One that keeps so many, alone or beside others with the same `least`."""
    documents, ties = np.zeros((2, limit), dtype=np.int64)
    size = np.zeros(1, dtype=np.int64)
    return Heap(documents, np.zeros(limit), ties, size, np.zeros(1) if least is None else least)


@compiled
def rounded(score: float) -> float:
    """A score as it is compared."""
    return float(np.round(score * _SCALE) / _SCALE)


@compiled
def push_all(heap: Heap, other: Heap) -> None:
    """Take what another heap holds among the best."""
    for place in range(other.size[0]):
        push(heap, other.scores[place], other.ties[place], other.documents[place])


@inlined
def _is_worse(heap: Heap, one: int, score: float, tie: int) -> bool:
    worse = heap.scores[one] < score or (heap.scores[one] == score and heap.ties[one] > tie)
    return bool(worse)


@compiled
def push(heap: Heap, score: float, tie: int, document: int) -> None:
    """Take a document among the best if it is one."""
    score = rounded(score)
    size, limit = heap.size[0], len(heap.scores)
    if size < limit:
        place = size
        heap.size[0] = size + 1
        while place > 0:
            above = (place - 1) // 2
            if _is_worse(heap, above, score, tie):
                break
            heap.scores[place], heap.ties[place] = heap.scores[above], heap.ties[above]
            heap.documents[place] = heap.documents[above]
            place = above
    else:
        if not _is_worse(heap, 0, score, tie):
            return
        place = 0
        while 2 * place + 1 < limit:
            below = 2 * place + 1
            other = below + 1
            if other < limit and _is_worse(heap, other, heap.scores[below], heap.ties[below]):
                below = other
            if not _is_worse(heap, below, score, tie):
                break
            heap.scores[place], heap.ties[place] = heap.scores[below], heap.ties[below]
            heap.documents[place] = heap.documents[below]
            place = below
    heap.scores[place], heap.ties[place], heap.documents[place] = score, tie, document
    if heap.size[0] == limit:
        # A little less, since sums round.
        heap.least[0] = max(heap.least[0], heap.scores[0] * (1 - 1e-6))
