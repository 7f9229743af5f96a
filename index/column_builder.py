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
        # Numbers as small as can be: numpy then sorts them without comparing.
        small = np.uint16 if len(table) < 1 << 16 else np.int32
        documents = rank[np.frombuffer(self._documents, dtype=np.int32)]
        codes = by_name[np.frombuffer(self._codes, dtype=np.int32)].astype(small)
        order = np.argsort(documents, kind="stable")
        documents, codes = documents[order], codes[order]
        by_value = np.argsort(codes, kind="stable")
        return {
            **table.arrays(f"{name}.values"),
            f"{name}.offsets": _offsets(documents, len(rank)),
            f"{name}.codes": codes.astype(np.int32),
            f"{name}.value_offsets": _offsets(codes, len(table)),
            f"{name}.value_documents": documents[by_value],
        }


def _offsets(numbers: NDArray[Any], n_numbers: int) -> NDArray[np.int64]:
    """Where each number begins once they are sorted, and the end."""
    counts = np.bincount(numbers, minlength=n_numbers)
    return np.concatenate(([0], counts.cumsum())).astype(np.int64)
