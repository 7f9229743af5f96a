"""Exact values of documents, to filter and count by.

Takes the arrays of one column of a `PostingsIndex`, gives the documents of a value and the
values of documents. Knows nothing of terms.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Column:
    """Exact values of each document under one name, both ways round.

    Args:
        values: the distinct values.
        codes: the number of the value of each document, len(values) where it has none; or,
            with offsets, the numbers of all its values, one document after another.
        offsets: where each document's codes begin, and the end; None where no document has
            more than one value.
    """

    def __init__(
        self,
        values: StringTable,
        codes: NDArray[np.unsignedinteger[Any]],
        offsets: NDArray[np.uint32] | None = None,
    ) -> None:
        self.values = values
        self.codes = codes
        self.offsets = offsets

    def documents(self, value_number: int) -> NDArray[np.int32]:
        """The documents that have a value, ascending."""
        offsets, documents = self._by_value
        return documents[offsets[value_number] : offsets[value_number + 1]]

    def numbers(self, documents: NDArray[np.int32]) -> NDArray[np.int32]:
        """The number of each document's value, the first of several; -1 where it has none."""
        if self.offsets is None:
            found: NDArray[np.int32] = self.codes[documents].astype(np.int32)
            found[found == len(self.values)] = -1
            return found
        starts, ends = self.offsets[documents], self.offsets[documents + 1]
        found = np.full(len(documents), -1, dtype=np.int32)
        found[ends > starts] = self.codes[starts[ends > starts]]
        return found

    def count(self, documents: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many of these documents have each value; shape (n_values,)."""
        if self.offsets is None:
            codes = self.codes[documents]
        else:
            starts = self.offsets[documents].astype(np.int64)
            codes = self.codes[ranges(starts, self.offsets[documents + 1] - starts)]
        n_values = len(self.values)
        return np.bincount(codes, minlength=n_values)[:n_values].astype(np.int64)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many documents have each value; shape (n_values,)."""
        n_values = len(self.values)
        return np.bincount(self.codes, minlength=n_values)[:n_values].astype(np.int64)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All values by number."""
        return tuple(self.values)

    @cached_property
    def _by_value(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Where each value's documents begin, and all documents in the order of values."""
        # Codes are as small as can be: numpy sorts them without comparing.
        documents = np.argsort(self.codes, kind="stable").astype(np.int32)
        if self.offsets is not None:
            lengths = np.diff(self.offsets)
            owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
            documents = owners[documents]
        counts = np.bincount(self.codes, minlength=len(self.values))
        return np.concatenate(([0], counts.cumsum())), documents


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indices of several runs, one after another."""
    total = int(lengths.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    before = np.concatenate(([0], lengths.cumsum()[:-1]))
    return np.repeat(starts - before, lengths) + np.arange(total, dtype=np.int64)
