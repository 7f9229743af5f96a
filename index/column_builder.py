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
        self._numbers: dict[str, int] = {}
        self._documents = array("i")
        self._codes = array("i")

    def add(self, document: int, values: tuple[str, ...]) -> None:
        """Take the values of one more document."""
        for value in values:
            self._documents.append(document)
            self._codes.append(self._numbers.setdefault(value, len(self._numbers)))

    def build(self, name: str, rank: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """The arrays of the column; `rank` is the number of each document that was added."""
        table, by_name = StringTable.number(self._numbers)
        small = np.min_scalar_type(len(table))
        documents = rank[np.frombuffer(self._documents, dtype=np.int32)]
        codes = by_name[np.frombuffer(self._codes, dtype=np.int32)].astype(small)
        arrays = table.arrays(f"{name}.values")
        counts = np.bincount(documents, minlength=len(rank))
        if counts.max(initial=0) <= 1:
            arrays[f"{name}.codes"] = np.full(len(rank), len(table), dtype=small)
            arrays[f"{name}.codes"][documents] = codes
        else:
            arrays[f"{name}.codes"] = codes[np.argsort(documents, kind="stable")]
            arrays[f"{name}.offsets"] = np.append(0, counts.cumsum()).astype(np.uint32)
        return arrays
