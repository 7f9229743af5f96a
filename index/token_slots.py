"""The table of distinct tokens, compiled: which number a token has.

Takes the keys of tokens that `index.tokenizer` found and where their letters are, gives their
numbers; a token that is new is kept with its letters. Knows nothing of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_IS_HASH = np.uint64(1 << 63)
NUMBER_BITS = np.uint64(28)
_NUMBER = np.uint64((1 << 28) - 1)
_LINE_END = np.uint8(10)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class TokenSlots(NamedTuple):
    """Distinct tokens, and where to find each (open addressing).

    A slot is two numbers, zeros if it is free: a token's key, the lowest 28 bits of its high
    half being the token's number plus one; there is a power of two of them. Token t is
    `letters` (UTF-8) from `starts[t]` on; a line's end follows it, then token t + 1.
    """

    slots: NDArray[np.uint64]
    starts: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def make(cls, n_tokens: int, n_letters: int) -> TokenSlots:
        """An empty table with room for so many; `n_tokens` is a power of two."""
        return cls(
            np.full((2 * n_tokens, 2), 0, dtype=np.uint64),
            np.zeros(n_tokens + 1, dtype=np.int64),
            np.empty(n_letters, dtype=np.uint8),
        )


@compiled
def find_numbers(
    data: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    spans: NDArray[np.int64],
    tokens: TokenSlots,
    n_tokens: int,
    numbers: NDArray[np.int32],
) -> tuple[bool, int]:
    """Number the tokens of some keys; gives whether there was room, and how many there are now."""
    slots, _, _ = tokens
    for each in range(len(numbers)):
        high, low = keys[each, 0], keys[each, 1]
        slot = _slot_of(high, low, len(slots))
        number = slots[slot, 0] & _NUMBER
        while number and not (
            (slots[slot, 0] - number, slots[slot, 1]) == (high, low)
            and (high < _IS_HASH or _is_token(data, spans[each], tokens, int(number) - 1))
        ):
            slot = (slot + 1) & (len(slots) - 1)
            number = slots[slot, 0] & _NUMBER
        if not number:
            if not _add_token(data, spans[each], tokens, n_tokens):
                return False, n_tokens
            n_tokens += 1
            number = np.uint64(n_tokens)
            slots[slot, 0], slots[slot, 1] = high | number, low
        numbers[each] = int(number) - 1
    return True, n_tokens


@compiled
def _add_token(
    data: NDArray[np.uint8], span: NDArray[np.int64], tokens: TokenSlots, number: int
) -> bool:
    """Keep the letters of a new token; False if there is no room for it."""
    at, end = span[0], span[1]
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
def _is_token(
    data: NDArray[np.uint8], span: NDArray[np.int64], tokens: TokenSlots, number: int
) -> bool:
    """Whether a token is the one of that number, letter by letter."""
    at, end = span[0], span[1]
    _, starts, letters = tokens
    start = starts[number]
    if starts[number + 1] - start != end - at + 1:
        return False
    while at < end and letters[start] == data[at]:
        start, at = start + 1, at + 1
    return bool(at == end)


@compiled
def key_of(data: NDArray[np.uint8], at: int, end: int) -> tuple[np.uint64, np.uint64]:
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
    return high << NUMBER_BITS, low


@inlined
def _slot_of(high: np.uint64, low: np.uint64, n_slots: int) -> int:
    """The slot where the search for a key begins."""
    value = (low ^ high * _FACTOR) * _FACTOR
    value = (value ^ value >> np.uint64(32)) * _FACTOR
    return int(value >> np.uint64(32)) & (n_slots - 1)


@compiled
def move_slots(old: NDArray[np.uint64], slots: NDArray[np.uint64]) -> None:
    """Put what the old slots hold into new ones."""
    for each in range(len(old)):
        number = old[each, 0] & _NUMBER
        if number:
            slot = _slot_of(old[each, 0] - number, old[each, 1], len(slots))
            while slots[slot, 0] & _NUMBER:
                slot = (slot + 1) & (len(slots) - 1)
            slots[slot] = old[each]
