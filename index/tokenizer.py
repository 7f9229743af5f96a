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
from index.token_slots import NUMBER_BITS, TokenSlots, find_numbers, key_of, move_slots

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Pair = tuple[int, int]

_AT_ONCE = 1 << 12
"""Tokens that are looked for in the texts before they are looked up in the table: while the
memory is waited for, the next ones are looked up, too. They fit the second cache."""

_BYTES_A_TOKEN = 64
"""Bytes of text in which there is one new token, as some megabytes have it."""

_HALF = np.uint64(32)
_ASCII = 128
_LINE_END = np.uint32(10)


class _Room(NamedTuple):
    """Where tokens are put.

    `found` and `starts` are what is given back; `keys` and `spans` the keys of tokens that are
    not looked up yet, and the bytes where each begins and ends; `codes` a text's code points.
    """

    found: NDArray[np.int32]
    starts: NDArray[np.int64]
    keys: NDArray[np.uint64]
    spans: NDArray[np.int64]
    codes: NDArray[np.uint32]

    @classmethod
    def make(cls, texts: JoinedTexts) -> _Room:
        """Room for the tokens of some texts."""
        longest = int(texts.sizes.max(initial=0)) + 1
        n_keys = _AT_ONCE + longest // 2 + 1
        return cls(
            np.empty(len(texts.data) // 2 + 1, dtype=np.int32),
            np.zeros(len(texts.sizes) + 1, dtype=np.int64),
            np.empty((n_keys, 2), dtype=np.uint64),
            np.empty((n_keys, 2), dtype=np.int64),
            np.empty(longest, dtype=np.uint32),
        )


class _Progress(NamedTuple):
    """How far the texts are counted: next text, where it begins, occurrences, distinct tokens."""

    text: int
    at: int
    n_found: int
    n_tokens: int


class TokenTable:
    """The distinct tokens of all texts counted so far, in the order they were first seen.

    Args:
        n_bytes: of text that there will be at least: where there is room, nothing need grow.
    """

    def __init__(self, n_bytes: int = 0) -> None:
        n_tokens = max(1 << (n_bytes // _BYTES_A_TOKEN).bit_length(), 1 << 12)
        self._tokens = TokenSlots.make(n_tokens, 8 * n_tokens)
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
        room = _Room.make(texts)
        progress = _Progress(0, 0, 0, self._n_tokens)
        kinds = kinds_of_characters(texts.n_characters)
        while progress.text < len(texts.sizes):
            progress = _count_tokens(texts, kinds, self._tokens, room, progress)
            self._n_tokens = progress.n_tokens
            if progress.text < len(texts.sizes):
                self._grow()
        return room.found[: progress.n_found], room.starts

    def _grow(self) -> None:
        """Make room for as many tokens again, and for any token of a text."""
        old, n_tokens = self._tokens, self._n_tokens
        self._tokens = TokenSlots.make(2 * (len(old.starts) - 1), 2 * len(old.letters))
        self._tokens.starts[: n_tokens + 1] = old.starts[: n_tokens + 1]
        self._tokens.letters[: len(old.letters)] = old.letters
        move_slots(old.slots, self._tokens.slots)

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
    tokens: TokenSlots,
    room: _Room,
    progress: _Progress,
) -> _Progress:
    """Number the tokens from the text of `progress` on, to the end or until the table is full."""
    found, starts, keys, spans, codes = room
    while progress.text < len(texts.sizes):
        text, at, n_found, n_tokens = progress
        n_keys = 0
        while text < len(texts.sizes) and n_keys < _AT_ONCE:
            n_codes, end = 0, at + texts.sizes[text]
            if not is_ascii(texts.data, at, end):
                n_codes = texts.sizes[text]
                end = decode(texts.data, at, codes[:n_codes])
                codes[n_codes] = _LINE_END
            n_keys = _find_tokens(
                texts, (at, end), codes[: n_codes + 1], kinds, keys, spans, n_keys
            )
            at = end + 1
            text += 1
            starts[text] = n_found + n_keys
        numbers = found[n_found : n_found + n_keys]
        is_done, n_tokens = find_numbers(texts.data, keys, spans, tokens, n_tokens, numbers)
        if not is_done:
            return _Progress(progress.text, progress.at, n_found, n_tokens)
        progress = _Progress(text, at, n_found + n_keys, n_tokens)
    return progress


@compiled
def _find_tokens(
    texts: JoinedTexts,
    span: _Pair,
    codes: NDArray[np.uint32],
    kinds: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    spans: NDArray[np.int64],
    n_keys: int,
) -> int:
    """Put the tokens of one text behind the first `n_keys`; gives how many there are then.

    `codes` are its code points, a line's end behind them, or that alone if all are ASCII; byte
    `known` is where `place` begins.
    """
    at, last = span
    data, words, _, _ = texts  # taken apart here: a call would count references
    known, place = at, 0
    while at < last:
        if data[at] < _ASCII and not kinds[data[at]] & WORD:
            at += 1
            continue
        # Letters a to z, at most 12, as most tokens are; straight on, so that it is fast.
        low = letters_from(words, at)
        size = count_letters(low)
        more = letters_from(words, at + 8) * np.uint64(size == 8)
        end, high = at + size + count_letters(more), more << NUMBER_BITS
        after = data[end]
        is_other = after >= _ASCII or kinds[after] & GOES_ON or more >> _HALF
        if is_other or size == 0 or (size == 1 and after == POINT):
            end, known, place = _any_token(data, codes, kinds, at, known, place)
            if end < 0:
                at = -end
                continue
            high, low = key_of(data, at, end)
        keys[n_keys, 0], keys[n_keys, 1] = high, low
        spans[n_keys, 0], spans[n_keys, 1] = at, end
        n_keys, at = n_keys + 1, end
    return n_keys


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
