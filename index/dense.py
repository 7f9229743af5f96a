"""The dense leg: how near each document is to a question's meaning.

Takes the passages' vectors of a `PostingsIndex` and a question's vector, gives cosines for
each document: of its best passage, and of the document as a whole (the mean of its
passages). The encoder knows English only; a document in another language has no passage and
its cosines are unknown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.postings import PostingsIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_LANGUAGE = "en"


class Cosines(NamedTuple):
    """By document number, float32, NaN where unknown: of the best passage, of the whole."""

    best: NDArray[np.float32]
    whole: NDArray[np.float32]


def has_passages(index: PostingsIndex) -> bool:
    """Whether the index was built with passage vectors."""
    return "passages.vectors" in index.arrays


def passage_arrays(
    vectors: NDArray[np.float16], owners: NDArray[np.int32]
) -> dict[str, NDArray[Any]]:
    """Arrays of an index: vectors (n, 384), the document number of each, ascending."""
    return {"passages.vectors": vectors, "passages.owners": owners}


class DenseLeg:
    """The passages of one index, in single precision, as a question is multiplied with them."""

    def __init__(self, index: PostingsIndex) -> None:
        self._n_documents = index.n_documents
        self._vectors = index.arrays["passages.vectors"].astype(np.float32)
        owners = index.arrays["passages.owners"]
        self._starts = np.flatnonzero(np.diff(owners, prepend=-1))
        self._ends = np.append(self._starts[1:], len(owners))
        self._documents = owners[self._starts]
        self._row_of = np.full(self._n_documents, -1, dtype=np.int64)
        self._row_of[self._documents] = np.arange(len(self._documents))
        if len(owners):
            sums = np.add.reduceat(self._vectors, self._starts)
            self._norms = np.maximum(np.linalg.norm(sums, axis=1), 1e-9).astype(np.float32)

    def cosines(self, question: NDArray[np.float32]) -> Cosines:
        """Every document's cosines with a unit vector, float32 of shape (384,)."""
        best = np.full(self._n_documents, np.nan, dtype=np.float32)
        whole = best.copy()
        if len(self._documents):
            by_passage = self._vectors @ question
            best[self._documents] = np.maximum.reduceat(by_passage, self._starts)
            whole[self._documents] = np.add.reduceat(by_passage, self._starts) / self._norms
        return Cosines(best, whole)

    def lean(
        self, question: NDArray[np.float32], documents: NDArray[np.int32], weight: float
    ) -> NDArray[np.float32]:
        """A question moved towards some documents (Rocchio 1971, the positive part).

        Args:
            question: a unit vector of shape (384,).
            documents: document numbers; those without passages are passed over.
            weight: of the documents' mean beside the question.
        """
        rows = self._row_of[documents]
        wholes = [
            self._vectors[self._starts[row] : self._ends[row]].sum(axis=0) / self._norms[row]
            for row in rows[rows >= 0]
        ]
        moved = question + weight * np.mean(wholes, axis=0) if wholes else question
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)


@lru_cache(maxsize=2)
def make_dense_leg(index: PostingsIndex) -> DenseLeg:
    """The dense leg of an index, made once."""
    return DenseLeg(index)
