"""Documents with their scores, and two lists of them as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from search.kernels import contains, merge

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scored:
    """Ascending document numbers (int32) and the score of each (float64, above zero)."""

    documents: NDArray[np.int32]
    scores: NDArray[np.float64]


NOTHING = Scored(np.empty(0, dtype=np.int32), np.empty(0))


def merge_best(one: Scored, other: Scored) -> Scored:
    """The documents of both, each with its higher score."""
    return _merge(one, other, is_sum=False)


def merge_sums(one: Scored, other: Scored) -> Scored:
    """The documents of both, each with the sum of its scores."""
    return _merge(one, other, is_sum=True)


def leave_out(scored: Scored, others: Iterable[Scored]) -> Scored:
    """The documents that none of some others has.

    >>> some, other = (Scored(np.array(d, dtype=np.int32), np.ones(2)) for d in ([1, 4], [2, 4]))
    >>> leave_out(some, [other]).documents.tolist()
    [1]
    """
    is_left = np.ones(len(scored.documents), dtype=bool)
    for other in others:
        is_left &= ~contains(other.documents, scored.documents)
    return Scored(scored.documents[is_left], scored.scores[is_left])


def _merge(one: Scored, other: Scored, *, is_sum: bool) -> Scored:
    if not len(one.documents) or not len(other.documents):
        return one if len(one.documents) else other
    return Scored(*merge(one.documents, one.scores, other.documents, other.scores, is_sum))
