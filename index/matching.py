"""Two sorted tables of strings beside each other, compiled.

Takes tables of `index.vocabulary`, gives where the strings of one stand in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.vocabulary import StringTable

_FEW = 8
"""Strings that share a head, up to which they are counted one by one."""


def find_places(
    wanted: StringTable, table: StringTable
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each wanted string the first place in a table not below it, and whether it is there.

    >>> from index.vocabulary import StringTable
    >>> places, is_there = find_places(StringTable.build("bcx"), StringTable.build("abd"))
    >>> places.tolist(), is_there.tolist()
    ([1, 2, 3], [True, False, False])
    """
    return _find_places(wanted.text, wanted.offsets, table.text, table.offsets)


@inlined
def _compare(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """Below zero, zero or above it, as the first string comes before the other or after."""
    for place in range(min(len(one), len(other))):
        difference = np.int64(one[place]) - np.int64(other[place])
        if difference != 0:
            return int(difference)
    return len(one) - len(other)


@compiled
def first_not_below(
    wanted: NDArray[np.uint8],
    text: NDArray[np.uint8],
    offsets: NDArray[np.unsignedinteger[Any]],
    low: int,
    high: int,
) -> int:
    """The first place, from `low` up to `high`, of a table's string that is not below one."""
    while low < high:
        middle = (low + high) // 2
        if _compare(text[offsets[middle] : offsets[middle + 1]], wanted) < 0:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _head(text: NDArray[np.uint8], first: int, last: int) -> np.uint64:
    """The first eight bytes of a string as a number; heads are in the order of their strings."""
    head = np.uint64(0)
    for place in range(first, first + 8):
        byte = text[place] if place < last else np.uint8(0)
        head = head << np.uint64(8) | np.uint64(byte)
    return head


@compiled
def list_heads(
    text: NDArray[np.uint8], offsets: NDArray[np.unsignedinteger[Any]]
) -> NDArray[np.uint64]:
    """The heads of all strings of a table."""
    heads = np.empty(len(offsets) - 1, dtype=np.uint64)
    for place in range(len(heads)):
        heads[place] = _head(text, int(np.int64(offsets[place])), int(np.int64(offsets[place + 1])))
    return heads


@compiled
def find_places_of(
    strings: NDArray[np.uint8],
    sizes: NDArray[np.int64],
    text: NDArray[np.uint8],
    offsets: NDArray[np.unsignedinteger[Any]],
    heads: NDArray[np.uint64],
) -> NDArray[np.int64]:
    """The places in a table of strings that stand one after another, -1 for one not there.

    Told the table's heads: they lie close together, where strings are a way apart.
    """
    places, start = np.full(len(sizes), -1), 0
    for number, size in enumerate(sizes):
        wanted = strings[start : start + size]
        start += size
        head = _head(wanted, 0, size)
        first = int(np.searchsorted(heads, head))
        last = first
        while last < len(heads) and heads[last] == head and last < first + _FEW:
            last += 1
        if last == first + _FEW:
            last = int(np.searchsorted(heads, head, "right"))
        place = first_not_below(wanted, text, offsets, first, last)
        if place < last and _compare(text[offsets[place] : offsets[place + 1]], wanted) == 0:
            places[number] = place
    return places


@compiled
def _find_places(
    wanted: NDArray[np.uint8],
    wanted_offsets: NDArray[np.unsignedinteger[Any]],
    text: NDArray[np.uint8],
    offsets: NDArray[np.unsignedinteger[Any]],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    size = len(wanted_offsets) - 1
    places, is_there = np.empty(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
    first, last = 0, len(offsets) - 1
    for number in range(size):
        string = wanted[wanted_offsets[number] : wanted_offsets[number + 1]]
        first = first_not_below(string, text, offsets, first, last)
        places[number] = first
        if first < last:
            here = text[offsets[first] : offsets[first + 1]]
            is_there[number] = _compare(here, string) == 0
    return places, is_there


@compiled
def count_held(
    documents: NDArray[np.int32], term_offsets: NDArray[np.int64], is_wanted: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """How many of the wanted documents hold each term."""
    counts = np.zeros(len(term_offsets) - 1, dtype=np.int32)
    for term in range(len(counts)):
        count = 0
        for document in documents[term_offsets[term] : term_offsets[term + 1]]:
            count += is_wanted[document]
        counts[term] = count
    return counts
