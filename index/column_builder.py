"""Exact values of documents to the arrays of columns, see `index.columns`."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class ColumnBuilder:
    """Collects the values of one name."""

    def __init__(self) -> None:
        self._sets: dict[tuple[str, ...], int] = {}
        self._documents = array("i")
        self._rows = array("i")

    def add(self, document: int, values: tuple[str, ...]) -> None:
        """Take the values of one more document."""
        number = self._sets.get(values)
        if number is None:
            number = self._sets[values] = len(self._sets)
        self._documents.append(document)
        self._rows.append(number)

    def build(self, name: str, rank: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """The arrays of the column; `rank` is the number of each document that was added."""
        names: dict[str, int] = {}
        flat = [names.setdefault(value, len(names)) for each in self._sets for value in each]
        table, by_name = StringTable.number(names)
        small = np.min_scalar_type(len(table))
        sizes = np.array([len(each) for each in self._sets], dtype=np.int64)
        rows = np.frombuffer(self._rows, dtype=np.int32)
        documents = np.repeat(rank[np.frombuffer(self._documents, dtype=np.int32)], sizes[rows])
        codes = by_name[np.array(flat, dtype=np.int64)].astype(small)
        starts = sizes.cumsum() - sizes
        codes = codes[_ranges(starts[rows], sizes[rows])]
        arrays = table.arrays(f"{name}.values")
        counts = np.bincount(documents, minlength=len(rank))
        if counts.max(initial=0) <= 1:
            arrays[f"{name}.codes"] = np.full(len(rank), len(table), dtype=small)
            arrays[f"{name}.codes"][documents] = codes
        else:
            arrays[f"{name}.codes"] = codes[np.argsort(documents, kind="stable")]
            arrays[f"{name}.offsets"] = np.append(0, counts.cumsum()).astype(np.uint32)
        return arrays


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its size, one range after another.

    >>> _ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    offsets = np.repeat(starts - (sizes.cumsum() - sizes), sizes)
    return np.asarray(offsets + np.arange(sizes.sum()), dtype=np.int64)
