"""Exact values of documents, to filter and count by.

Takes the arrays of one column of a `PostingsIndex`, gives the documents of a value and the
values of documents. Knows nothing of terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Column:
    """Exact values of each document under one name, both ways round.

    Args:
        values: the distinct values.
        offsets, codes: documents to value numbers, as a CSR pair; codes are int32.
        value_offsets, value_documents: values to document numbers, likewise.
    """

    def __init__(
        self,
        values: StringTable,
        offsets: NDArray[np.int64],
        codes: NDArray[np.int32],
        value_offsets: NDArray[np.int64],
        value_documents: NDArray[np.int32],
    ) -> None:
        self.values = values
        self._offsets = offsets
        self._codes = codes
        self._value_offsets = value_offsets
        self._value_documents = value_documents

    def documents(self, value_number: int) -> NDArray[np.int32]:
        """The documents that have a value, ascending."""
        start, end = self._value_offsets[value_number : value_number + 2]
        return self._value_documents[start:end]

    def count(self, documents: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many of these documents have each value; shape (n_values,)."""
        starts = self._offsets[documents]
        lengths = self._offsets[documents + 1] - starts
        codes = self._codes[ranges(starts, lengths)]
        return np.bincount(codes, minlength=len(self.values)).astype(np.int64)


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indices of several runs, one after another."""
    total = int(lengths.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    before = np.concatenate(([0], lengths.cumsum()[:-1]))
    return np.repeat(starts - before, lengths) + np.arange(total, dtype=np.int64)
