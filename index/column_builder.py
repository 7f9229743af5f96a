"""Exact values of documents to the arrays of columns, see `index.columns`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from index.numbering import ranges
from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Numbers(dict[tuple[str, ...], int]):
    """Sets of values, numbered as they come; nothing at all is 0."""

    def __missing__(self, values: tuple[str, ...]) -> int:
        number = self[values] = len(self)
        return number


class ColumnBuilder:
    """Collects the values of one name."""

    def __init__(self) -> None:
        self._sets = _Numbers({(): 0})
        self._rows = array("i")

    def add(self, first: int, values: Iterable[tuple[str, ...]]) -> None:
        """Take the values of documents from the `first` on; those left out before have none."""
        self._rows.frombytes(bytes(self._rows.itemsize * (first - len(self._rows))))
        self._rows.fromlist(list(map(self._sets.__getitem__, values)))

    def build(self, name: str, rank: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """The arrays of the column; `rank` is the number of each document that was added."""
        self.add(len(rank), ())
        names: dict[str, int] = {}
        flat = [names.setdefault(value, len(names)) for each in self._sets for value in each]
        table, by_name = StringTable.number(names)
        small = np.min_scalar_type(len(table))
        sizes = np.array([len(each) for each in self._sets], dtype=np.int64)
        rows = np.frombuffer(self._rows, dtype=np.int32)
        documents = np.repeat(rank, sizes[rows])
        codes = by_name[np.array(flat, dtype=np.int64)].astype(small)
        starts = sizes.cumsum() - sizes
        codes = codes[ranges(starts[rows], sizes[rows])]
        arrays = table.arrays(f"{name}.values")
        counts = np.bincount(documents, minlength=len(rank))
        if counts.max(initial=0) <= 1:
            arrays[f"{name}.codes"] = np.full(len(rank), len(table), dtype=small)
            arrays[f"{name}.codes"][documents] = codes
        else:
            arrays[f"{name}.codes"] = codes[np.argsort(documents, kind="stable")]
            arrays[f"{name}.offsets"] = np.append(0, counts.cumsum()).astype(np.uint32)
        return arrays
