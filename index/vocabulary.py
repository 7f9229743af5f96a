"""A sorted table of strings on disk: terms, document ids, facet values.

Takes strings once, gives their numbers by binary search over memory-mapped bytes, so
that opening a table costs nothing however large it is. Prefixes are ranges of numbers,
because the order is that of the UTF-8 bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.matching import find_places_of, first_not_below, list_heads
from index.numbering import join_strings, number_strings

if TYPE_CHECKING:
    from numpy.typing import NDArray


_MAX_REMEMBERED = 100_000
_UNKNOWN = -1


class Strings(Protocol):
    """Strings by number."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> str: ...

    def __iter__(self) -> Iterator[str]: ...

    def find(self, string: str) -> int | None:
        """The number of a string, or None."""
        ...

    def find_all(self, strings: Sequence[str]) -> list[int | None]:
        """The number of each, or None."""
        ...


class StringTable:
    """Strings numbered in byte order.

    Args:
        text: uint8, all strings one after another.
        offsets: of length n + 1, where each begins; uint32 if that is enough, else uint64.
    """

    def __init__(self, text: NDArray[np.uint8], offsets: NDArray[np.unsignedinteger[Any]]) -> None:
        self.text = text
        self.offsets = offsets
        self._found: dict[str, int | None] = {}

    @classmethod
    def build(cls, strings: Iterable[str]) -> StringTable:
        """A table of the distinct strings.

        >>> table = StringTable.build(["raid", "ice", "raid"])
        >>> list(table), table.find("raid"), table.find("rai")
        (['ice', 'raid'], 1, None)
        """
        # Code points and UTF-8 bytes have the same order.
        return cls.of_sorted(sorted(set(strings)))

    @classmethod
    def of_sorted(cls, strings: Sequence[str]) -> StringTable:
        """A table of strings that are in order."""
        text, sizes = join_strings(strings)
        offsets = np.append(0, sizes.cumsum())
        small = np.promote_types(np.uint32, np.min_scalar_type(int(offsets[-1])))
        return cls(text, offsets.astype(small))

    @classmethod
    def number(cls, strings: Collection[str]) -> tuple[StringTable, NDArray[np.int32]]:
        """A table of distinct strings, and the number of each in it.

        >>> table, numbers = StringTable.number(["raid", "ice"])
        >>> list(table), numbers.tolist()
        (['ice', 'raid'], [1, 0])
        """
        distinct, numbers = number_strings(list(strings))
        return cls.of_sorted(distinct), numbers

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Its arrays as an index names them."""
        return {f"{name}.text": self.text, f"{name}.offsets": self.offsets}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode()

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def find(self, string: str) -> int | None:
        """The number of a string, or None."""
        found = self._found.get(string, _UNKNOWN)
        return self.find_all((string,))[0] if found == _UNKNOWN else found

    def find_all(self, strings: Sequence[str]) -> list[int | None]:
        """The number of each, or None.

        >>> StringTable.build(["raid", "ice"]).find_all(["raid", "raids"])
        [1, None]
        """
        known = self._found  # another thread may begin a new one meanwhile
        new = [string for string in strings if string not in known]
        if new:
            if len(known) >= _MAX_REMEMBERED:
                known, new = {}, [*strings]
                self._found = known
            wanted, sizes = join_strings(new)
            places = find_places_of(wanted, sizes, self.text, self.offsets, self._heads).tolist()
            known.update(zip(new, [None if at < 0 else at for at in places], strict=True))
        return [known[string] for string in strings]

    @cached_property
    def _heads(self) -> NDArray[np.uint64]:
        return list_heads(self.text, self.offsets)

    def prefix_range(self, prefix: str) -> range:
        """The numbers of all strings that begin so.

        >>> table = StringTable.build(["immigr", "immigrant", "immun", "raid"])
        >>> list(table.prefix_range("immigr"))
        [0, 1]
        """
        encoded = prefix.encode()
        low, high = self._first_not_below(encoded), len(self)
        start = low
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle).startswith(encoded):
                low = middle + 1
            else:
                high = middle
        return range(start, low)

    def _bytes(self, number: int) -> bytes:
        return self.text[self.offsets[number] : self.offsets[number + 1]].tobytes()

    def _first_not_below(self, encoded: bytes) -> int:
        wanted = np.frombuffer(encoded, dtype=np.uint8)
        return first_not_below(wanted, self.text, self.offsets, 0, len(self))


class NumberedTable:
    """The strings of a table under numbers of another order.

    Args:
        table: the strings, in their own order.
        places: int32, for each number the string's place in the table.
    """

    def __init__(self, table: StringTable, places: NDArray[np.int32]) -> None:
        self._table = table
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> str:
        return self._table[self._places[number]]

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def find(self, string: str) -> int | None:
        """The number of a string, or None.

        >>> table = NumberedTable(StringTable.build("abc"), np.array([2, 0, 1], dtype=np.int32))
        >>> list(table), table.find("c"), table.find("d")
        (['c', 'a', 'b'], 0, None)
        """
        return self.find_all((string,))[0]

    def find_all(self, strings: Sequence[str]) -> list[int | None]:
        """The number of each, or None."""
        numbers = self._numbers
        return [None if at is None else numbers.item(at) for at in self._table.find_all(strings)]

    @cached_property
    def _numbers(self) -> NDArray[np.int32]:
        """The number of each string of the table."""
        return invert(self._places)


def invert(permutation: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where each number from 0 on stands in a permutation of them.

    >>> invert(np.array([2, 0, 1], dtype=np.int32)).tolist()
    [1, 2, 0]
    """
    places = np.empty_like(permutation)
    places[permutation] = np.arange(len(permutation), dtype=permutation.dtype)
    return places
