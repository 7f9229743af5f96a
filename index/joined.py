"""Tables and columns of two indexes as one.

Takes those of a base, of which documents may have been removed, and of what was added;
gives what `index.combined` answers with. Document numbers are the base's, then those added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.columns import Column
from index.vocabulary import Strings, StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class JoinedTable:
    """Strings of two tables, numbered as the whole numbers them.

    Args:
        one, other: the tables.
        numbers: the number of each string of the other one.
        is_gone: by number, whether a string is no longer there.
    """

    def __init__(
        self,
        one: Strings,
        other: Strings,
        numbers: NDArray[np.int64],
        is_gone: NDArray[np.bool_],
    ) -> None:
        self._one = one
        self._other = other
        self._numbers = numbers
        self._is_gone = is_gone
        self._of_other = {int(n): at for at, n in enumerate(numbers) if n >= len(one)}

    def __len__(self) -> int:
        return int(len(self._is_gone) - self._is_gone.sum())

    def __getitem__(self, number: int) -> str:
        if number < len(self._one):
            return self._one[number]
        return self._other[self._of_other[int(number)]]

    def __iter__(self) -> Iterator[str]:
        return (self[int(number)] for number in np.flatnonzero(~self._is_gone))

    def find(self, string: str) -> int | None:
        """The number of a string, or None."""
        added = self._other.find(string)
        if added is not None:
            return int(self._numbers[added])
        number = self._one.find(string)
        return None if number is None or self._is_gone[number] else number

    def find_all(self, strings: Sequence[str]) -> list[int | None]:
        """The number of each, or None."""
        return [self.find(string) for string in strings]


def join_columns(base: Column, added: Column, is_removed: NDArray[np.bool_]) -> Column:
    """One column over the documents of both.

    Values that nobody has are left out, as a build does.
    """
    gone = np.flatnonzero(is_removed).astype(np.int32)
    is_used = base.counts - base.count(gone) > 0
    values, of_base, of_added = _join_values(base, added, is_used)
    small = np.min_scalar_type(len(values))
    of_base, of_added = of_base.astype(small), of_added.astype(small)
    if base.offsets is None and added.offsets is None:
        codes = of_base[base.codes]
        codes[gone] = len(values)
        return Column(values, np.concatenate((codes, of_added[added.codes])))
    codes, lengths = _as_lists(base)
    codes = of_base[codes]
    codes[np.repeat(is_removed, lengths)] = len(values)
    added_codes, added_lengths = _as_lists(added)
    offsets = np.concatenate(([0], np.concatenate((lengths, added_lengths)).cumsum()))
    codes = np.concatenate((codes, of_added[added_codes]))
    return Column(values, codes, offsets.astype(np.uint32))


def make_empty_column(n_documents: int) -> Column:
    """What stands for a column where none of an index's documents has a value."""
    return Column(StringTable.of_sorted(()), np.zeros(n_documents, dtype=np.uint8))


def _join_values(
    base: Column, added: Column, is_used: NDArray[np.bool_]
) -> tuple[StringTable, NDArray[np.int64], NDArray[np.int64]]:
    """The values in use, and the number in them of each value of either (and of none)."""
    found = [base.values.find(value) for value in added.names]
    if is_used.all() and all(number is not None for number in found):
        values = base.values
        of_base = np.arange(len(values) + 1)
        of_added = np.array([*(number or 0 for number in found), len(values)], dtype=np.int64)
        return values, of_base, of_added
    kept = [base.names[number] for number in np.flatnonzero(is_used)]
    strings = sorted({*kept, *added.names})
    numbers = {value: number for number, value in enumerate(strings)}
    none = len(strings)
    return (
        StringTable.of_sorted(strings),
        np.array([*(numbers.get(value, none) for value in base.names), none], dtype=np.int64),
        np.array([*(numbers[value] for value in added.names), none], dtype=np.int64),
    )


def _as_lists(column: Column) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Codes one document after another, and how many each has."""
    if column.offsets is not None:
        return column.codes, np.diff(column.offsets).astype(np.int64)
    has_value = column.codes < len(column.values)
    return column.codes[has_value], has_value.astype(np.int64)
