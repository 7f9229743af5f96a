"""The dense leg: how near each document is to a question's meaning.

Takes the passages' vectors of a `PostingsIndex` and a question's vector, gives cosines for
each document: of its best passage, and of the document as a whole (the mean of its
passages). The encoder knows English only; a document in another language has no passage and
its cosines are unknown.

What all texts of a collection have in common tells none of them from another, as a word that
all hold does not. So documents are told apart by vectors from which most of the mean passage
is taken away (Mu and Viswanath 2018, "All-but-the-top", section 2, step 1), the question's
too, all made of length 1 again:

    apart(v) = (v - COMMON * mean) / |v - COMMON * mean|

The vectors stored stay as they are. With V the passages' vectors, m = COMMON * mean and u a
question in this space, apart(V) · u = (V · u - m · u) / |V - m|: two numbers a passage do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from index.postings import PostingsIndex
from index.vectors import lean, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_LANGUAGE = "en"

COMMON = 0.55
"""The part of the mean passage that is taken away: on five English collections nDCG@10 is .656
with none of it, .662 with anything from half to 0.65, .657 with all."""

_Made = TypeVar("_Made")


class Cosines(NamedTuple):
    """By document number, float32, NaN where unknown.

    Attributes:
        best: of the best passage, as the encoder has it: how near, whatever else there is.
        apart: of the best passage, without what all passages have in common.
        whole: the same of the document as a whole.
    """

    best: NDArray[np.float32]
    apart: NDArray[np.float32]
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
        self.vectors = part.arrays["passages.vectors"].astype(np.float32)
        self.owners = part.arrays["passages.owners"]
        self.starts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        self.documents = self.owners[self.starts]

    def sum_up(self, is_removed: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int]:
        """The sum of all that are still there, and how many; exact, in whichever order."""
        there = self.vectors[~is_removed[self.owners]] if len(is_removed) else self.vectors
        return there.sum(axis=0, dtype=np.float64), len(there)


class _Apart:
    """The passages of one part without what all passages of an index have in common."""

    def __init__(self, passages: _Passages, common: NDArray[np.float32], size: int) -> None:
        self._passages = passages
        self._common = common
        self._shared = passages.vectors @ common
        squares = np.einsum("ij,ij->i", passages.vectors, passages.vectors)
        lengths = np.sqrt(np.maximum(squares - 2 * self._shared + common @ common, 1e-9))
        self._scales = 1 / lengths
        self._row_of = np.full(size, -1, dtype=np.int64)
        self._row_of[passages.documents] = np.arange(len(passages.documents))
        self._ends = np.append(passages.starts[1:], len(passages.owners))
        if len(passages.owners):
            self._norms = np.maximum(np.linalg.norm(self._sum_by_document(), axis=1), 1e-9)

    def fill(self, question: NDArray[np.float32], cosines: Cosines) -> None:
        """Put the cosines of the documents that have passages where they belong."""
        documents, starts = self._passages.documents, self._passages.starts
        if len(documents):
            by_passage = self._passages.vectors @ question
            cosines.best[documents] = np.maximum.reduceat(by_passage, starts)
            direction = question - self._common
            length = np.float32(np.linalg.norm(direction))
            apart = (by_passage - self._shared - self._common @ direction) * self._scales / length
            cosines.apart[documents] = np.maximum.reduceat(apart, starts)
            cosines.whole[documents] = np.add.reduceat(apart, starts) / self._norms

    def fill_whole(self, direction: NDArray[np.float32], whole: NDArray[np.float32]) -> None:
        """The same of documents as a whole, for a unit vector of this space."""
        documents, starts = self._passages.documents, self._passages.starts
        if len(documents):
            by_passage = self._passages.vectors @ direction - self._common @ direction
            whole[documents] = np.add.reduceat(by_passage * self._scales, starts) / self._norms

    def find_whole(self, document: int) -> NDArray[np.float32] | None:
        """The vector of a document as a whole, None where it has no passage."""
        row = self._row_of[document]
        if row < 0:
            return None
        passages = slice(self._passages.starts[row], self._ends[row])
        scales = self._scales[passages]
        whole = scales @ self._passages.vectors[passages] - scales.sum() * self._common
        return np.asarray(whole / self._norms[row], dtype=np.float32)

    def _sum_by_document(self) -> NDArray[np.float32]:
        starts = self._passages.starts
        sums = np.add.reduceat(self._passages.vectors * self._scales[:, None], starts)
        return np.asarray(sums - np.outer(np.add.reduceat(self._scales, starts), self._common))


class DenseLeg:
    """The passages of one index, a part for each of its stretches."""

    def __init__(self, index: PostingsIndex) -> None:
        self._size = index.size
        found = [(each, _make_once(_Passages, _PASSAGES, each.part)) for each in index.stretches]
        sums = [passages.sum_up(each.is_removed) for each, passages in found]
        n_passages = max(sum(n for _, n in sums), 1)
        mean = np.sum([total for total, _ in sums], axis=0) / n_passages
        self._common = (COMMON * mean).astype(np.float32)
        self._parts = [
            (each.documents, each.is_removed, _Apart(passages, self._common, each.part.size))
            for each, passages in found
        ]

    def cosines(self, question: NDArray[np.float32]) -> Cosines:
        """Every document's cosines with a unit vector, float32 of shape (384,)."""
        found = Cosines(*np.full((3, self._size), np.nan, dtype=np.float32))
        for documents, is_removed, passages in self._parts:
            theirs = Cosines(*(cosines[documents] for cosines in found))
            passages.fill(question, theirs)
            for cosines in theirs if len(is_removed) else ():
                cosines[is_removed] = np.nan
        return found

    def feedback(
        self,
        question: NDArray[np.float32],
        documents: NDArray[np.int32],
        trust: NDArray[np.float64],
        weight: float,
    ) -> NDArray[np.float32]:
        """Every document's cosine as a whole with a question moved towards some of them.

        Args:
            question: a unit vector of shape (384,).
            documents: document numbers; those without passages are passed over.
            trust: what each document counts in their mean.
            weight: of the documents' mean beside the question.
        """
        found = [
            (number, part, passages.find_whole(number - own.start))
            for number, part in zip(documents.tolist(), trust.tolist(), strict=True)
            for own, _, passages in self._parts
            if own.start <= number < own.stop
        ]
        known = [each for each in found if each[2] is not None]
        numbers = [number for number, _, _ in known]
        answers = np.array([whole for _, _, whole in known], dtype=np.float32)
        parts = np.array([part for _, part, _ in known])
        moved, own_cosines = lean(unit(question - self._common), answers, parts, weight)
        cosines = self._wholes(moved)
        cosines[numbers] = own_cosines
        return cosines

    def _wholes(self, direction: NDArray[np.float32]) -> NDArray[np.float32]:
        """Every document's cosine as a whole with a unit vector without what is common."""
        found = np.full(self._size, np.nan, dtype=np.float32)
        for documents, is_removed, passages in self._parts:
            passages.fill_whole(direction, found[documents])
            if len(is_removed):
                found[documents][is_removed] = np.nan
        return found


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
