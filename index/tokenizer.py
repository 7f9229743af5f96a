"""Many texts to token numbers, compiled: `index.analyzer.find_tokens` at the speed of memory.

Takes texts, gives for each occurrence of a token the number of that token in a growing
table of distinct tokens, so that whatever is slow is done once for each distinct token.
What a token is, `index.token_shapes` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined
from index.joined_texts import JoinedTexts, count_letters, decode, is_ascii, letters_from
from index.token_shapes import GOES_ON, POINT, WORD, end_of_token, kinds_of_characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Pair = tuple[int, int]
_Room = tuple["NDArray[np.int32]", "NDArray[np.uint32]", "NDArray[np.uint8]"]

_IS_HASH = np.uint64(1 << 63)
_NUMBER_BITS = np.uint64(28)
_NUMBER = np.uint64((1 << 28) - 1)
_HALF = np.uint64(32)
_ASCII = 128
_ALL = 0x110000
_LINE_END = np.uint32(10)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class _Tokens(NamedTuple):
    """Distinct tokens, and where to find each (open addressing).

    A slot is two numbers, zeros if it is free: a token's key, the lowest 28 bits of its high
    half being the token's number plus one; there is a power of two of them. Token t is
    `letters` (UTF-8) from `starts[t]` on; a line's end follows it, then token t + 1.
    """

    slots: NDArray[np.uint64]
    starts: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def make(cls, n_tokens: int, n_letters: int) -> _Tokens:
        """An empty table with room for so many; `n_tokens` is a power of two."""
        return cls(
            np.full((2 * n_tokens, 2), 0, dtype=np.uint64),
            np.zeros(n_tokens + 1, dtype=np.int64),
            np.empty(n_letters, dtype=np.uint8),
        )


class _Progress(NamedTuple):
    """How far the texts are counted: next text, where it begins, occurrences, distinct tokens."""

    text: int
    at: int
    n_found: int
    n_tokens: int


class TokenTable:
    """The distinct tokens of all texts counted so far, in the order they were first seen."""

    def __init__(self) -> None:
        self._tokens = _Tokens.make(1 << 12, 1 << 15)
        self._n_tokens = 0

    def count(self, texts: JoinedTexts) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The token numbers of the texts, one after another, and where each text's begin.

        The second array has the end as its last entry.

        >>> table = TokenTable()
        >>> texts = JoinedTexts.join(["The U.S. and the 287(g) plan", "", "The plan"])
        >>> numbers, starts = table.count(texts)
        >>> numbers.tolist(), starts.tolist(), list(table)
        ([0, 1, 2, 3, 4, 5, 0, 5], [0, 6, 6, 8], ['The', 'U.S.', 'and', 'the', '287(g)', 'plan'])
        """
        found = np.empty(len(texts.data) // 2 + 1, dtype=np.int32)
        starts = np.zeros(len(texts.sizes) + 1, dtype=np.int64)
        codes = np.empty(int(texts.sizes.max(initial=0)) + 1, dtype=np.uint32)
        progress = _Progress(0, 0, 0, self._n_tokens)
        # Those of all characters take a tenth of a second: only where a text needs them.
        kinds = kinds_of_characters(_ASCII if texts.is_ascii else _ALL)
        while progress.text < len(texts.sizes):
            progress = _count_tokens(texts, kinds, self._tokens, (found, starts, codes), progress)
            self._n_tokens = progress.n_tokens
            if progress.text < len(texts.sizes):
                self._grow()
        return found[: progress.n_found], starts

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
        letters, _ = self.lines()
        return iter(letters.tobytes().decode().split("\n")[:-1])

    def lines(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The tokens in UTF-8, a line each, and where each line begins; the end comes last."""
        starts = self._tokens.starts[: self._n_tokens + 1]
        return self._tokens.letters[: starts[-1]], starts


@compiled
def _count_tokens(
    texts: JoinedTexts,
    kinds: NDArray[np.uint8],
    tokens: _Tokens,
    room: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint32]],
    progress: _Progress,
) -> _Progress:
    """Number the tokens from the text of `progress` on, to the end or until the table is full."""
    found, starts, codes = room
    text, at, n_found, n_tokens = progress
    while text < len(texts.sizes):
        n_codes, end = 0, at + texts.sizes[text]
        if not is_ascii(texts.data, at, end):
            n_codes = texts.sizes[text]
            end = decode(texts.data, at, codes[:n_codes])
            codes[n_codes] = _LINE_END
        n_found, n_tokens = _count_text(
            texts, (at, end), n_codes, (found, codes, kinds), tokens, (n_found, n_tokens)
        )
        if n_found < 0:
            return _Progress(text, at, starts[text], n_tokens)
        at = end + 1
        text += 1
        starts[text] = n_found
    return _Progress(text, at, n_found, n_tokens)


@compiled
def _count_text(
    texts: JoinedTexts, span: _Pair, n_codes: int, room: _Room, tokens: _Tokens, counts: _Pair
) -> _Pair:
    """Number the tokens of one text; gives how many there are now, -1 if the table is full.

    `codes` are its code points unless all are ASCII; byte `known` is where `place` begins.
    """
    (at, last), (n_found, n_tokens), (found, codes, kinds) = span, counts, room
    data, words, _ = texts  # taken apart here: a call would count references
    slots, _, _ = tokens
    known, place = at, 0
    while at < last:
        if data[at] < _ASCII and not kinds[data[at]] & WORD:
            at += 1
            continue
        # Letters a to z, at most 12, as most tokens are; straight on, so that it is fast.
        low = letters_from(words, at)
        size = count_letters(low)
        more = letters_from(words, at + 8) * np.uint64(size == 8)
        end, high = at + size + count_letters(more), more << _NUMBER_BITS
        after = data[end]
        is_other = after >= _ASCII or kinds[after] & GOES_ON or more >> _HALF
        if is_other or size == 0 or (size == 1 and after == POINT):
            end, known, place = _any_token(data, codes[: n_codes + 1], kinds, at, known, place)
            if end < 0:
                at = -end
                continue
            high, low = _key_of(data, at, end)
        slot = _slot_of(high, low, len(slots))
        number = slots[slot, 0] & _NUMBER
        while number and not (
            (slots[slot, 0] - number, slots[slot, 1]) == (high, low)
            and (high < _IS_HASH or _is_token(data, at, end, tokens, int(number) - 1))
        ):
            slot = (slot + 1) & (len(slots) - 1)
            number = slots[slot, 0] & _NUMBER
        if not number:
            if not _add_token(data, at, end, tokens, n_tokens):
                return -1, n_tokens
            n_tokens += 1
            number = np.uint64(n_tokens)
            slots[slot, 0], slots[slot, 1] = high | number, low
        found[n_found] = int(number) - 1
        n_found, at = n_found + 1, end
    return n_found, n_tokens


@inlined
def _count_characters(data: NDArray[np.uint8], start: int, end: int) -> int:
    """How many characters begin between two bytes."""
    count = 0
    for byte in data[start:end]:
        count += byte & 0xC0 != 0x80
    return count


@inlined
def _count_bytes(codes: NDArray[np.uint32], start: int, end: int) -> int:
    """How many bytes the characters between two places take."""
    count = end - start
    for code in codes[start:end]:
        count += int(code >= 0x80) + int(code >= 0x800) + int(code >= 0x10000)
    return count


@compiled
def _any_token(
    data: NDArray[np.uint8],
    codes: NDArray[np.uint32],
    kinds: NDArray[np.uint8],
    at: int,
    known: int,
    place: int,
) -> tuple[int, int, int]:
    """The end of the token at byte `at`, or minus where to go on; `at` and its place."""
    if len(codes) == 1:
        return end_of_token(data, kinds, at), at, 0
    place += _count_characters(data, known, at)
    if not kinds[codes[place]] & WORD:
        return -at - _count_bytes(codes, place, place + 1), at, place
    return at + _count_bytes(codes, place, end_of_token(codes, kinds, place)), at, place


@compiled
def _add_token(data: NDArray[np.uint8], at: int, end: int, tokens: _Tokens, number: int) -> bool:
    """Keep the letters of a new token; False if there is no room for it."""
    _, starts, letters = tokens
    start = starts[number]
    last = start + end - at
    if number + 1 == len(starts) or last >= len(letters):
        return False
    letters[start:last] = data[at:end]
    letters[last] = _LINE_END
    starts[number + 1] = last + 1
    return True


@compiled
def _is_token(data: NDArray[np.uint8], at: int, end: int, tokens: _Tokens, number: int) -> bool:
    """Whether a token is the one of that number, letter by letter."""
    _, starts, letters = tokens
    start = starts[number]
    if starts[number + 1] - start != end - at + 1:
        return False
    while at < end and letters[start] == data[at]:
        start, at = start + 1, at + 1
    return at == end


@compiled
def _key_of(data: NDArray[np.uint8], at: int, end: int) -> tuple[np.uint64, np.uint64]:
    """The bytes themselves of a token of at most 12; else a hash with _IS_HASH set."""
    high, low = np.uint64(0), np.uint64(0)
    if end - at > 12:
        for place in range(at, end):
            low = (low ^ np.uint64(data[place])) * _FACTOR
            low ^= low >> np.uint64(29)
        return _IS_HASH, low
    for place in range(min(end, at + 8) - 1, at - 1, -1):
        low = low << np.uint64(8) | np.uint64(data[place])
    for place in range(end - 1, at + 7, -1):
        high = high << np.uint64(8) | np.uint64(data[place])
    return high << _NUMBER_BITS, low


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
