"""Room for one question's scores, lent out again and again.

An index of a million statements needs some megabytes to add scores up in; they are made
once for each question that is answered at the same time, and given back all zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from search.kernels import add_postings, add_scores, clear, count_held

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.postings import Postings


class Accumulator:
    """Scores and counts of held clauses by document number, zero where nothing was added.

    Attributes:
        scores: float64.
        n_held: uint16.
        touched: int32, of which the first `n_touched` are the documents with a score.
        n_touched: how many documents have a score.
    """

    def __init__(self, n_documents: int) -> None:
        self.scores = np.zeros(n_documents)
        self.n_held = np.zeros(n_documents, dtype=np.uint16)
        self.touched = np.empty(n_documents, dtype=np.int32)
        self.n_touched = 0

    def add_postings(
        self,
        found: Postings,
        norms: NDArray[np.float32],
        factor: float,
        held: int,
        *,
        is_open: bool,
    ) -> None:
        """Add a word's weight to its documents, and `held` to their counts.

        To all of them if it is open to all, else to those that have a score.
        """
        self.n_touched = add_postings(
            self.scores, self.n_held, self.touched, self.n_touched,
            found.documents, found.frequencies, norms, factor, held, is_open,
        )  # fmt: skip

    def add_scores(
        self, documents: NDArray[np.int32], scores: NDArray[np.float64], *, is_open: bool
    ) -> None:
        """Add scores above zero, likewise."""
        self.n_touched = add_scores(
            self.scores, self.touched, self.n_touched, documents, scores, is_open
        )

    def count_held(self, documents: NDArray[np.int32]) -> None:
        """Count one more clause for those of some documents that have a score."""
        count_held(self.scores, self.n_held, documents)

    def clear(self) -> None:
        """Back to all zero."""
        clear(self.scores, self.n_held, self.touched, self.n_touched)
        self.n_touched = 0


class Accumulators:
    """Accumulators of one size, for whoever asks; safe between threads."""

    def __init__(self, n_documents: int) -> None:
        self._n_documents = n_documents
        self._free: list[Accumulator] = []

    @contextmanager
    def lend(self) -> Iterator[Accumulator]:
        """An accumulator that nobody else has; it is cleared when given back."""
        try:
            accumulator = self._free.pop()
        except IndexError:
            accumulator = Accumulator(self._n_documents)
        try:
            yield accumulator
        finally:
            accumulator.clear()
            self._free.append(accumulator)
