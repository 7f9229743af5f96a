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

DECIMALS = 1e9
"""Scores are compared to nine decimals, so that two ways to add the same numbers tie."""


class Heap(NamedTuple):
    """The best so far, the worst of them first; `size` is an array of one number.

    `plain` are the best scores before pairs are counted, ascending, zero where there is none.
    """

    scores: NDArray[np.float64]
    ties: NDArray[np.float64]
    documents: NDArray[np.int64]
    size: NDArray[np.int64]
    plain: NDArray[np.float64]


def make_heap(limit: int) -> Heap:
    """One that keeps so many."""
    scores, ties, plain = np.zeros((3, limit))
    documents, size = np.zeros(limit, dtype=np.int64), np.zeros(1, dtype=np.int64)
    return Heap(scores, ties, documents, size, plain)


def best_of(heap: Heap) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The documents and their scores, best first."""
    size = int(heap.size[0])
    order = np.lexsort((heap.ties[:size], -heap.scores[:size]))
    return heap.documents[order], heap.scores[order]


@compiled
def push_all(heap: Heap, other: Heap) -> None:
    """Take what another heap holds among the best."""
    for place in range(other.size[0]):
        push(heap, other.scores[place], other.ties[place], other.documents[place])


@inlined
def _is_worse(heap: Heap, one: int, score: float, tie: float) -> bool:
    worse = heap.scores[one] < score or (heap.scores[one] == score and heap.ties[one] > tie)
    return bool(worse)


@compiled
def reach(heap: Heap) -> float:
    """What a score must reach to be among the best; a little less, since sums round."""
    full = heap.size[0] == len(heap.scores)
    return float(max(heap.scores[0] if full else 0.0, heap.plain[0]) * (1 - 1e-6))


@compiled
def push_plain(plain: NDArray[np.float64], score: float) -> None:
    """Take a score among the best ones if it is one."""
    place = 0
    while place + 1 < len(plain) and plain[place + 1] < score:
        plain[place] = plain[place + 1]
        place += 1
    plain[place] = score


@compiled
def push(heap: Heap, score: float, tie: float, document: int) -> None:
    """Take a document among the best if it is one."""
    score = np.round(score * DECIMALS) / DECIMALS
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
