"""Many texts as one piece of memory, for compiled code to read.

Takes texts, gives their UTF-8 one after another: a text in ASCII, as most are, is its own
code points; any other is decoded beside. Eight bytes at once are compared where it pays.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined
from index.token_shapes import ALL, BASIC

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PADDING = b"\n" * 32
"""Behind the last text, so that its last letter can be read as the first of sixteen."""

_EACH = np.uint64(0x0101010101010101)
_HIGHEST = _EACH * np.uint64(0x80)
_SMALL = _EACH * np.uint64(0x20)
_FROM_A = _EACH * np.uint64(0x80 - ord("a"))
_BEYOND_Z = _EACH * np.uint64(0x80 - ord("z") - 1)
_ONE, _SEVEN, _LAST_BIT, _LAST_BYTE = (np.uint64(number) for number in (1, 7, 63, 56))


class JoinedTexts(NamedTuple):
    """Texts in UTF-8, each followed by a line's end.

    `words` are the same bytes eight by eight; `sizes` the characters each text has; all code
    points are below `n_characters`, BASIC unless one takes four bytes.
    """

    data: NDArray[np.uint8]
    words: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    n_characters: int

    @classmethod
    def join(cls, texts: Sequence[str]) -> JoinedTexts:
        """Put texts together.

        >>> joined = JoinedTexts.join(["né", "b"])
        >>> joined.data[:6].tobytes().decode().splitlines(), joined.sizes.tolist()
        (['né', 'b'], [2, 1])
        """
        return cls.of_parts([join_part(texts)], array("q", map(len, texts)))

    @classmethod
    def of_parts(cls, parts: Iterable[bytes], sizes: array[int]) -> JoinedTexts:
        """Put parts together that `join_part` made of texts of these sizes."""
        encoded = b"".join([*parts, _PADDING])
        data = np.frombuffer(encoded, dtype=np.uint8)
        words = np.frombuffer(encoded, dtype="<u8", count=len(data) // 8)
        n_characters = ALL if data.max() >= 0xF0 else BASIC
        return cls(data, words, np.frombuffer(sizes, dtype=np.int64), n_characters)


def join_part(texts: Sequence[str]) -> bytes:
    """Some texts in UTF-8, each followed by a line's end."""
    # A lone surrogate is no letter, and neither is what stands for it here.
    return "\n".join([*texts, ""]).encode("utf-8", "replace")


@compiled
def is_ascii(data: NDArray[np.uint8], start: int, end: int) -> bool:
    """Whether there is nothing but ASCII from `start` to `end`."""
    every = np.uint8(0)
    for byte in data[start:end]:
        every |= byte
    return bool(every < 128)


@compiled
def decode(data: NDArray[np.uint8], start: int, codes: NDArray[np.uint32]) -> int:
    """Fill `codes` with the code points from `start` on; give where the next one begins."""
    at = start
    for place in range(len(codes)):
        lead = np.uint32(data[at])
        n_more = int(lead >= 0xC0) + int(lead >= 0xE0) + int(lead >= 0xF0)
        code = lead & np.uint32(0x3F >> n_more if n_more else 0x7F)
        for more in range(at + 1, at + 1 + n_more):
            code = code << np.uint32(6) | (np.uint32(data[more]) & np.uint32(0x3F))
        at += 1 + n_more
        codes[place] = code
    return at


@inlined
def letters_from(words: NDArray[np.uint64], at: int) -> np.uint64:
    """The letters a to z and A to Z from byte `at` on, at most eight; zeros behind them."""
    shift = np.uint64((at & 7) << 3)
    # Shifted twice: by 64 at once is no shift.
    after = (words[(at >> 3) + 1] << _ONE) << (_LAST_BIT - shift)
    eight = words[at >> 3] >> shift | after
    small = (eight | _SMALL) & ~_HIGHEST
    others = ~((small + _FROM_A) & ~(small + _BEYOND_Z) & ~eight) & _HIGHEST
    return np.uint64(eight & (((others & (~others + _ONE)) >> _SEVEN) - _ONE))


@inlined
def count_letters(letters: np.uint64) -> int:
    """How many letters `letters_from` found."""
    return int((((letters + _HIGHEST - _EACH) & _HIGHEST) >> _SEVEN) * _EACH >> _LAST_BYTE)
