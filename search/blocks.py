"""One block of documents: its postings added up, the hopeless dropped on the way.

Takes flat arrays of postings and the words asked for; a block is small enough for the
processor's cache. What the weaker words give is only added to what the essential ones, see
`search.topmost`, have found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1 << 14
"""Documents in a block: 8 bytes of score each fit the second cache of small machines."""

N_BITS = 10
"""Words of a question whose holders are told apart by a bit; others may be held by any."""

REPEATS = 16
"""How far above a word's bit another says that a document holds it more than once."""


class Segment(NamedTuple):
    """Postings of an index: `documents` (int32) with `frequencies` (uint8) and positions.

    `norms` (float32) and `is_dead` (bool) are by document; the latter is empty if none is.
    `ties` (int32), likewise, orders documents of equal score.
    Document 0 is `first_document` of the whole index.
    """

    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]
    norms: NDArray[np.float32]
    position_starts: NDArray[np.unsignedinteger[Any]]
    positions: NDArray[Any]
    is_dead: NDArray[np.bool_]
    ties: NDArray[np.int32]
    first_document: int


class Words(NamedTuple):
    """Words asked for: where their postings lie, what each tf / (tf + norm) counts.

    The one with the highest bound, the most it can give a document, comes first.
    """

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    factors: NDArray[np.float64]
    bounds: NDArray[np.float64]


class Pairs(NamedTuple):
    """Neighbouring words by their number, and what each count / (count + norm) counts.

    The pair that counts most comes first; `bounds` is the most each can give a document.
    """

    firsts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    factors: NDArray[np.float64]
    bounds: NDArray[np.float64]
    window: int


class Room(NamedTuple):
    """Where a block is added up: score and bits by document, and which have a score."""

    scores: NDArray[np.float64]
    bits: NDArray[np.uint32]
    touched: NDArray[np.int32]


def make_room() -> Room:
    """A room, all zero."""
    return Room(np.zeros(BLOCK), np.zeros(BLOCK, np.uint32), np.empty(BLOCK, np.int32))


class Rest(NamedTuple):
    """What is still to come: the words' bits and bound; and what must be reached."""

    open_bits: int
    bound: float
    least: float


@inlined
def first_from(documents: NDArray[np.int32], low: int, high: int, wanted: int) -> int:
    """The first posting between two whose document is not below `wanted`."""
    while low < high:
        middle = (low + high) // 2
        if documents[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def may_hold(held: int | np.int64, number: int) -> bool:
    """Whether bits say, or leave open, that a word is held."""
    return number >= N_BITS or (held >> number) & 1 == 1


@compiled
def _add_essential(
    segment: Segment,
    words: Words,
    n_essential: int,
    cursors: NDArray[np.int64],
    start: int,
    room: Room,
) -> int:
    """Add up the essential words' postings of one block; gives how many documents have any."""
    n_touched = 0
    stop = start + BLOCK
    # Arrays of a tuple are taken out before a loop: each access inside would count references.
    documents, frequencies, norms = segment.documents, segment.frequencies, segment.norms
    scores, bits, touched = room.scores, room.bits, room.touched
    for number in range(n_essential):
        place, end, factor = cursors[number], words.ends[number], words.factors[number]
        bit = np.uint32(1 << number) if number < N_BITS else np.uint32(0)
        while place < end and documents[place] < stop:
            document = documents[place]
            row = document - start
            tf = np.float64(frequencies[place])
            before = scores[row]
            if before == 0.0:
                touched[n_touched] = document
                n_touched += 1
            scores[row] = before + factor * tf / (tf + norms[document])
            bits[row] |= bit | (bit << REPEATS if tf > 1.0 else np.uint32(0))
            place += 1
        cursors[number] = place
    return n_touched


@compiled
def _look_up(
    segment: Segment,
    factor: float,
    bit: np.uint32,
    begin: int,
    end: int,
    start: int,
    room: Room,
    n: int,
) -> None:
    """Add what one word's postings of a block give the first `n` touched documents."""
    documents, frequencies, norms = segment.documents, segment.frequencies, segment.norms
    scores, bits, touched = room.scores, room.bits, room.touched
    if n * 16 < end - begin:
        for document in touched[:n]:
            place = first_from(documents, begin, end, document)
            if place < end and documents[place] == document:
                tf = np.float64(frequencies[place])
                scores[document - start] += factor * tf / (tf + norms[document])
                bits[document - start] |= bit | (bit << REPEATS if tf > 1.0 else np.uint32(0))
    else:
        for place in range(begin, end):
            row = documents[place] - start
            if scores[row] != 0.0:
                tf = np.float64(frequencies[place])
                scores[row] += factor * tf / (tf + norms[row + start])
                bits[row] |= bit | (bit << REPEATS if tf > 1.0 else np.uint32(0))


@compiled
def _drop_hopeless(room: Room, n: int, start: int, by_bits: NDArray[np.float64], rest: Rest) -> int:
    """Keep of the first `n` touched documents those that may reach the best; gives how many."""
    scores, bits, touched = room.scores, room.bits, room.touched
    is_word, open_bits, missing = len(by_bits) - 1, rest.open_bits, rest.least - rest.bound
    n_kept = 0
    for document in touched[:n]:
        row = document - start
        if scores[row] + by_bits[(np.int64(bits[row]) | open_bits) & is_word] >= missing:
            touched[n_kept] = document
            n_kept += 1
        else:
            scores[row] = 0.0
            bits[row] = 0
    return n_kept


@inlined
def _gallop(documents: NDArray[np.int32], low: int, end: int, wanted: int) -> int:
    """The same for a posting that is near `low`."""
    step = 1
    while low + step < end and documents[low + step] < wanted:
        low += step
        step *= 2
    return first_from(documents, low, min(low + step, end), wanted)


@compiled
def add_block(
    segment: Segment,
    words: Words,
    n_essential: int,
    cursors: NDArray[np.int64],
    start: int,
    room: Room,
    by_bits: NDArray[np.float64],
    least: float,
) -> int:
    """Add up one block; gives how many documents, the first touched ones, may be among the best.

    What the weaker words give is only added to what the essential ones have found.
    """
    n_touched = _add_essential(segment, words, n_essential, cursors, start, room)
    for number in range(n_essential, len(cursors)):
        rest = Rest(-1 << number, words.bounds[number:].sum(), least)
        n_touched = _drop_hopeless(room, n_touched, start, by_bits, rest)
        begin, end = cursors[number], words.ends[number]
        cursors[number] = _gallop(segment.documents, begin, end, start + BLOCK)
        bit = np.uint32(1 << number) if number < N_BITS else np.uint32(0)
        _look_up(
            segment, words.factors[number], bit, begin, cursors[number], start, room, n_touched
        )
    return n_touched
