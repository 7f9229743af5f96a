"""Strings to numbers in byte order, many at once, without a comparison in Python.

Takes strings, gives the distinct ones in order and the place of each among them. Seven bytes
of each make a number to sort by; those that are alike so far are sorted by the next seven.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDTH = 8
"""Bytes of a key: one fewer of the string, and how many there were, up to this."""


def number_strings(strings: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """The distinct strings in the order of their UTF-8, and the number of each string.

    >>> distinct, numbers = number_strings(["raid", "ice", "raid"])
    >>> distinct, numbers.tolist()
    (['ice', 'raid'], [1, 0, 1])
    """
    joined, sizes = join_strings(strings)
    places, numbers = number_bytes(joined, sizes.cumsum() - sizes, sizes)
    return [strings[place] for place in places.tolist()], numbers


def join_strings(strings: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Strings in UTF-8 one after another, and how many bytes each has."""
    joined = "".join(strings)
    encoded = strings if joined.isascii() else map(str.encode, strings)
    sizes = np.fromiter(map(len, encoded), np.int64, len(strings))
    return np.frombuffer(joined.encode(), dtype=np.uint8), sizes


def number_bytes(
    data: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where one of each distinct string is, in order, and the number of each string.

    Strings are what `data` holds from their starts on, so many bytes.
    """
    padded = np.append(data, np.zeros(_WIDTH, dtype=np.uint8))
    every = np.lib.stride_tricks.sliding_window_view(padded, _WIDTH)
    keys = _keys_at(every, starts, sizes)
    order = np.argsort(keys)
    is_new = np.ones(len(starts), dtype=bool)
    is_new[1:] = np.diff(keys[order]) != 0
    for offset in range(_WIDTH - 1, int(sizes.max(initial=0)), _WIDTH - 1):
        group = is_new.cumsum() - 1
        goes_on = np.bincount(group, sizes[order] > offset) > 0
        alike = np.flatnonzero(goes_on[group] & (np.bincount(group)[group] > 1))
        if not len(alike):
            break
        theirs = order[alike]
        keys = _keys_at(every, starts[theirs] + offset, sizes[theirs] - offset)
        sorting = np.lexsort((keys, group[alike]))
        order[alike], keys = theirs[sorting], keys[sorting]
        is_new[alike[1:]] |= keys[1:] != keys[:-1]
    numbers = np.empty(len(starts), dtype=np.int32)
    numbers[order] = is_new.cumsum() - 1
    return order[is_new], numbers


def ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its size, one range after another.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    offsets = np.repeat(starts - (sizes.cumsum() - sizes), sizes)
    return np.asarray(offsets + np.arange(sizes.sum()), dtype=np.int64)


def _keys_at(
    every: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """The bytes from each start on as a number; how many there are sorts last."""
    keys = every[np.minimum(starts, len(every) - 1)]
    keys[np.arange(_WIDTH) >= sizes[:, None]] = 0
    keys[:, -1] = np.clip(sizes, 0, _WIDTH)
    return keys.view(">u8")[:, 0].astype(np.uint64)
