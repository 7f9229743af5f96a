"""Many texts to token numbers, compiled: `index.analyzer.find_tokens` at the speed of memory.

Takes texts, gives for each occurrence of a token the number of that token in a growing
table of distinct tokens, so that whatever is slow is done once for each distinct token.
What a token is, `index.token_shapes` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined
from index.token_shapes import WORD, end_of_token, kinds_of_characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_IS_HASH = np.uint64(1 << 63)
_NUMBER_BITS = np.uint64(28)
_NUMBER = np.uint64((1 << 28) - 1)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class _Tokens(NamedTuple):
    """Distinct tokens, and where to find each (open addressing).

    A slot is two numbers, zeros if it is free: a token's key, the lowest 28 bits of its high
    half being the token's number plus one; there is a power of two of them. Token t is
    `letters` (code points) from `starts[t]` to `starts[t + 1]`.
    """

    slots: NDArray[np.uint64]
    starts: NDArray[np.int64]
    letters: NDArray[np.uint32]

    @classmethod
    def make(cls, n_tokens: int, n_letters: int) -> _Tokens:
        """An empty table with room for so many; `n_tokens` is a power of two."""
        return cls(
            np.zeros((2 * n_tokens, 2), dtype=np.uint64),
            np.zeros(n_tokens + 1, dtype=np.int64),
            np.empty(n_letters, dtype=np.uint32),
        )


class _Progress(NamedTuple):
    """How far the texts are counted: next text, next character, occurrences, distinct tokens."""

    text: int
    at: int
    n_found: int
    n_tokens: int


class TokenTable:
    """The distinct tokens of all texts counted so far, in the order they were first seen."""

    def __init__(self) -> None:
        self._tokens = _Tokens.make(1 << 12, 1 << 15)
        self._n_tokens = 0

    def count(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The token numbers of the texts, one after another, and where each text's begin.

        The second array has the end as its last entry.

        >>> table = TokenTable()
        >>> numbers, starts = table.count(["The U.S. and the 287(g) plan", "", "The plan"])
        >>> numbers.tolist(), starts.tolist(), list(table)
        ([0, 1, 2, 3, 4, 5, 0, 5], [0, 6, 6, 8], ['The', 'U.S.', 'and', 'the', '287(g)', 'plan'])
        """
        # A lone surrogate is no letter, and neither is what stands for it here.
        encoded = ("\n".join(texts) + "\n").encode("utf-32-le", "replace")
        codes = np.frombuffer(encoded, dtype=np.uint32)
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
        found = np.empty(len(codes) // 2 + 1, dtype=np.int32)
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        progress = _Progress(0, 0, 0, self._n_tokens)
        kinds = kinds_of_characters()
        while progress.text < len(texts):
            progress = _count_tokens((codes, ends, kinds), self._tokens, (found, starts), progress)
            self._n_tokens = progress.n_tokens
            if progress.text < len(texts):
                self._grow()
        return found[: progress.n_found].copy(), starts

    def _grow(self) -> None:
        """Make room for as many tokens again, and for any token of a text."""
        old, n_tokens = self._tokens, self._n_tokens
        self._tokens = _Tokens.make(2 * (len(old.starts) - 1), 2 * len(old.letters))
        self._tokens.starts[: n_tokens + 1] = old.starts[: n_tokens + 1]
        self._tokens.letters[: len(old.letters)] = old.letters
        _move_slots(old.slots, self._tokens.slots)

    def __len__(self) -> int:
        return self._n_tokens

    def __iter__(self) -> Iterator[str]:
        starts = self._tokens.starts[: len(self) + 1].tolist()
        text = self._tokens.letters[: starts[-1]].tobytes().decode("utf-32-le")
        return (text[start:end] for start, end in pairwise(starts))


@compiled
def _count_tokens(
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8]],
    tokens: _Tokens,
    counted: tuple[NDArray[np.int32], NDArray[np.int64]],
    progress: _Progress,
) -> _Progress:
    """Number the tokens from where `progress` is to the end or until the table is full."""
    codes, ends, kinds = texts
    slots, _, _ = tokens  # taken apart here: a call would count references
    found, starts = counted
    text, at, n_found, n_tokens = progress
    while text < len(ends):
        while at < ends[text]:
            if not kinds[codes[at]] & WORD:
                at += 1
                continue
            end = end_of_token(codes, kinds, at)
            high, low = _key_of(codes, at, end)
            slot = _slot_of(high, low, len(slots))
            number = slots[slot, 0] & _NUMBER
            while number and not (
                slots[slot, 1] == low
                and slots[slot, 0] - number == high
                and (high < _IS_HASH or _is_token(codes[at:end], tokens, int(number) - 1))
            ):
                slot = (slot + 1) & (len(slots) - 1)
                number = slots[slot, 0] & _NUMBER
            if not number:
                if not _add_token(codes[at:end], tokens, n_tokens):
                    return _Progress(text, at, n_found, n_tokens)
                n_tokens += 1
                number = np.uint64(n_tokens)
                slots[slot, 0], slots[slot, 1] = high | number, low
            found[n_found] = int(number) - 1
            n_found += 1
            at = end
        text += 1
        starts[text] = n_found
    return _Progress(text, at, n_found, n_tokens)


@compiled
def _add_token(token: NDArray[np.uint32], tokens: _Tokens, number: int) -> bool:
    """Keep the letters of a new token; False if there is no room for it."""
    _, starts, letters = tokens
    start, end = starts[number], starts[number] + len(token)
    if number + 1 == len(starts) or end > len(letters):
        return False
    letters[start:end] = token
    starts[number + 1] = end
    return True


@compiled
def _is_token(token: NDArray[np.uint32], tokens: _Tokens, number: int) -> bool:
    """Whether a token is the one of that number, letter by letter."""
    _, starts, letters = tokens
    start = starts[number]
    if starts[number + 1] - start != len(token):
        return False
    offset = 0
    while offset < len(token) and letters[start + offset] == token[offset]:
        offset += 1
    return offset == len(token)


@inlined
def _key_of(codes: NDArray[np.uint32], at: int, end: int) -> tuple[np.uint64, np.uint64]:
    """The letters themselves of a token of at most 14 in ASCII; else a hash with _IS_HASH set."""
    high, low, every = np.uint64(0), np.uint64(0), np.uint32(0)
    for place in range(at, min(end, at + 9)):
        low = low << np.uint64(7) | np.uint64(codes[place])
        every |= codes[place]
    for place in range(at + 9, min(end, at + 14)):
        high = high << np.uint64(7) | np.uint64(codes[place])
        every |= codes[place]
    if every < 128 and end - at <= 14:
        return high << _NUMBER_BITS, low
    for place in range(at, end):
        low = (low ^ np.uint64(codes[place])) * _FACTOR
        low ^= low >> np.uint64(29)
    return _IS_HASH, low


@inlined
def _slot_of(high: np.uint64, low: np.uint64, n_slots: int) -> int:
    """The slot where the search for a key begins."""
    value = (low ^ high * _FACTOR) * _FACTOR
    value = (value ^ value >> np.uint64(32)) * _FACTOR
    return int(value >> np.uint64(32)) & (n_slots - 1)


@compiled
def _move_slots(old: NDArray[np.uint64], slots: NDArray[np.uint64]) -> None:
    for each in range(len(old)):
        number = old[each, 0] & _NUMBER
        if number:
            slot = _slot_of(old[each, 0] - number, old[each, 1], len(slots))
            while slots[slot, 0] & _NUMBER:
                slot = (slot + 1) & (len(slots) - 1)
            slots[slot] = old[each]
