"""The dense leg: how near each document is to a question's meaning.

Takes the passages' vectors of a `PostingsIndex` and a question's vector, gives cosines for
each document: of its best passage, and of the document as a whole (the mean of its
passages). The encoder knows English only; a document in another language has no passage and
its cosines are unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from index.postings import PostingsIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_LANGUAGE = "en"

_Made = TypeVar("_Made")


class Cosines(NamedTuple):
    """By document number, float32, NaN where unknown: of the best passage, of the whole."""

    best: NDArray[np.float32]
    whole: NDArray[np.float32]


def has_passages(index: PostingsIndex) -> bool:
    """Whether the index was built with passage vectors."""
    return any("passages.vectors" in each.part.arrays for each in index.stretches)


def passage_arrays(
    vectors: NDArray[np.float16], owners: NDArray[np.int32]
) -> dict[str, NDArray[Any]]:
    """Arrays of an index: vectors (n, 384), the document number of each, ascending."""
    return {"passages.vectors": vectors, "passages.owners": owners}


class _Passages:
    """The passages of one part, in single precision, as a question is multiplied with them."""

    def __init__(self, part: PostingsIndex) -> None:
        self._vectors = part.arrays["passages.vectors"].astype(np.float32)
        owners = part.arrays["passages.owners"]
        self._starts = np.flatnonzero(np.diff(owners, prepend=-1))
        self._ends = np.append(self._starts[1:], len(owners))
        self._documents = owners[self._starts]
        self._row_of = np.full(part.size, -1, dtype=np.int64)
        self._row_of[self._documents] = np.arange(len(self._documents))
        if len(owners):
            sums = np.add.reduceat(self._vectors, self._starts)
            self._norms = np.maximum(np.linalg.norm(sums, axis=1), 1e-9).astype(np.float32)

    def fill(self, question: NDArray[np.float32], cosines: Cosines) -> None:
        """Put the cosines of the documents that have passages where they belong."""
        if len(self._documents):
            by_passage = self._vectors @ question
            cosines.best[self._documents] = np.maximum.reduceat(by_passage, self._starts)
            sums = np.add.reduceat(by_passage, self._starts)
            cosines.whole[self._documents] = sums / self._norms

    def find_whole(self, document: int) -> NDArray[np.float32] | None:
        """The vector of a document as a whole, None where it has no passage."""
        row = self._row_of[document]
        if row < 0:
            return None
        whole = self._vectors[self._starts[row] : self._ends[row]].sum(axis=0) / self._norms[row]
        return np.asarray(whole, dtype=np.float32)


class DenseLeg:
    """The passages of one index, a part for each of its stretches."""

    def __init__(self, index: PostingsIndex) -> None:
        self._size = index.size
        self._parts = [
            (each.documents, each.is_removed, _make_once(_Passages, _PASSAGES, each.part))
            for each in index.stretches
        ]

    def cosines(self, question: NDArray[np.float32]) -> Cosines:
        """Every document's cosines with a unit vector, float32 of shape (384,)."""
        found = Cosines(*np.full((2, self._size), np.nan, dtype=np.float32))
        for documents, is_removed, passages in self._parts:
            theirs = Cosines(found.best[documents], found.whole[documents])
            passages.fill(question, theirs)
            for cosines in theirs if len(is_removed) else ():
                cosines[is_removed] = np.nan
        return found

    def lean(
        self, question: NDArray[np.float32], documents: NDArray[np.int32], weight: float
    ) -> NDArray[np.float32]:
        """A question moved towards some documents (Rocchio 1971, the positive part).

        Args:
            question: a unit vector of shape (384,).
            documents: document numbers; those without passages are passed over.
            weight: of the documents' mean beside the question.
        """
        found = (
            passages.find_whole(number - own.start)
            for number in documents.tolist()
            for own, _, passages in self._parts
            if own.start <= number < own.stop
        )
        wholes = [whole for whole in found if whole is not None]
        moved = question + weight * np.mean(wholes, axis=0) if wholes else question
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)


_PASSAGES: WeakKeyDictionary[PostingsIndex, _Passages] = WeakKeyDictionary()
_LEGS: WeakKeyDictionary[PostingsIndex, DenseLeg] = WeakKeyDictionary()


def make_dense_leg(index: PostingsIndex) -> DenseLeg:
    """The dense leg of an index, made once for as long as the index is in use."""
    return _make_once(DenseLeg, _LEGS, index)


def _make_once(
    make: Callable[[PostingsIndex], _Made],
    made: WeakKeyDictionary[PostingsIndex, _Made],
    index: PostingsIndex,
) -> _Made:
    found = made.get(index)
    if found is None:
        found = made[index] = make(index)
    return found
