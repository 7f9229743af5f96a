"""The best documents of one segment of postings, compiled.

Takes flat arrays, keeps the best in a heap that may already hold those of another segment.
Documents are gone through in blocks small enough for the processor's cache. A document that
holds none of the essential words, the fewest of the strongest without which nobody comes
among the best, is passed over (MaxScore: Turtle and Flood 1995). Pairs of words are counted
last, in documents that hold both and may still be among the best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.compiled import compiled, inlined
from index.near import near, place_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 1 << 14
"""Documents in a block: 8 bytes of score each fit the second cache of small machines."""

N_BITS = 10
"""Words of a question whose holders are told apart by a bit; others may be held by any."""

REPEATS = np.uint16(1 << 15)
"""Set where a document holds some word more than once: a pair may then stand there so, too."""

DECIMALS = 1e9
"""Scores are compared to nine decimals, so that two ways to add the same numbers tie."""


class Segment(NamedTuple):
    """Postings of an index: `documents` (int32) with `frequencies` (uint8) and positions.

    `norms` (float32) and `is_dead` (bool) are by document; the latter is empty if none is.
    `ties` (float64), likewise, orders documents of equal score; empty: by their number.
    """

    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]
    norms: NDArray[np.float32]
    position_starts: NDArray[np.int64]
    positions: NDArray[Any]
    is_dead: NDArray[np.bool_]
    ties: NDArray[np.float64]


class Words(NamedTuple):
    """Words asked for: where their postings lie, what each tf / (tf + norm) counts.

    The one with the highest bound, the most it can give a document, comes first.
    """

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    factors: NDArray[np.float64]
    bounds: NDArray[np.float64]


class Pairs(NamedTuple):
    """Neighbouring words by their number, and what they give at most."""

    firsts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    factors: NDArray[np.float64]
    window: int


class Room(NamedTuple):
    """Where a block is added up: score and bits by document, and which have a score."""

    scores: NDArray[np.float64]
    bits: NDArray[np.uint16]
    touched: NDArray[np.int32]


class Rest(NamedTuple):
    """What is still to come: the words' bits and bound, and what must be reached."""

    open_bits: int
    bound: float
    least: float


class Heap(NamedTuple):
    """The best so far, the worst of them first; `size` is an array of one number."""

    scores: NDArray[np.float64]
    ties: NDArray[np.float64]
    documents: NDArray[np.int64]
    size: NDArray[np.int64]


@inlined
def _is_worse(heap: Heap, one: int, score: float, tie: float) -> bool:
    worse = heap.scores[one] < score or (heap.scores[one] == score and heap.ties[one] > tie)
    return bool(worse)


@compiled
def _push(heap: Heap, score: float, tie: float, document: int) -> None:
    """Take a document among the best if it is one."""
    size, limit = heap.size[0], len(heap.scores)
    if size < limit:
        place = size
        heap.size[0] = size + 1
        while place > 0:
            above = (place - 1) // 2
            if _is_worse(heap, above, score, tie):
                break
            heap.scores[place], heap.ties[place] = heap.scores[above], heap.ties[above]
            heap.documents[place] = heap.documents[above]
            place = above
    else:
        if not _is_worse(heap, 0, score, tie):
            return
        place = 0
        while 2 * place + 1 < limit:
            below = 2 * place + 1
            other = below + 1
            if other < limit and _is_worse(heap, other, heap.scores[below], heap.ties[below]):
                below = other
            if not _is_worse(heap, below, score, tie):
                break
            heap.scores[place], heap.ties[place] = heap.scores[below], heap.ties[below]
            heap.documents[place] = heap.documents[below]
            place = below
    heap.scores[place], heap.ties[place], heap.documents[place] = score, tie, document


@inlined
def _first_from(documents: NDArray[np.int32], low: int, high: int, wanted: int) -> int:
    """The first posting between two whose document is not below `wanted`."""
    while low < high:
        middle = (low + high) // 2
        if documents[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _n_essential(words: Words, pairs: Pairs, least: float) -> int:
    """How many of the strongest words every document that reaches `least` holds one of."""
    reach = 0.0
    for number in range(len(words.bounds) - 1, -1, -1):
        reach += words.bounds[number]
        for pair in range(len(pairs.factors)):
            if min(pairs.firsts[pair], pairs.seconds[pair]) == number:
                reach += pairs.factors[pair]
        if reach >= least:
            return number + 1
    return 0


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
        bit = np.uint16(1 << number) if number < N_BITS else np.uint16(0)
        while place < end and documents[place] < stop:
            document = documents[place]
            row = document - start
            tf = np.float64(frequencies[place])
            before = scores[row]
            if before == 0.0:
                touched[n_touched] = document
                n_touched += 1
            scores[row] = before + factor * tf / (tf + norms[document])
            bits[row] |= bit | (REPEATS if tf > 1.0 else np.uint16(0))
            place += 1
        cursors[number] = place
    return n_touched


@compiled
def _look_up(
    segment: Segment, factor: float, bit: np.uint16, begin: int, end: int, start: int, room: Room, n: int
) -> None:
    """Add what one word's postings of a block give the first `n` touched documents."""
    documents, frequencies, norms = segment.documents, segment.frequencies, segment.norms
    scores, bits, touched = room.scores, room.bits, room.touched
    if n * 16 < end - begin:
        for document in touched[:n]:
            place = _first_from(documents, begin, end, document)
            if place < end and documents[place] == document:
                tf = np.float64(frequencies[place])
                scores[document - start] += factor * tf / (tf + norms[document])
                bits[document - start] |= bit | (REPEATS if tf > 1.0 else np.uint16(0))
    else:
        for place in range(begin, end):
            row = documents[place] - start
            if scores[row] != 0.0:
                tf = np.float64(frequencies[place])
                scores[row] += factor * tf / (tf + norms[row + start])
                bits[row] |= bit | (REPEATS if tf > 1.0 else np.uint16(0))


@compiled
def _drop_hopeless(
    room: Room, n_touched: int, start: int, by_bits: NDArray[np.float64], rest: Rest
) -> int:
    """Keep of the touched documents those that may reach the best; gives how many."""
    scores, bits, touched = room.scores, room.bits, room.touched
    is_word = len(by_bits) - 1
    n_kept = 0
    for document in touched[:n_touched]:
        row = document - start
        bonus = by_bits[(np.int64(bits[row]) | rest.open_bits) & is_word]
        if scores[row] + rest.bound + bonus >= rest.least:
            touched[n_kept] = document
            n_kept += 1
        else:
            scores[row] = 0.0
            bits[row] = 0
    return n_kept


@compiled
def _add_pairs(
    segment: Segment,
    pairs: Pairs,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    document: int,
    score: float,
    held: np.int64,
    least: float,
) -> float:
    """A document's score with its pairs, or less than `least` as soon as it can't reach it.

    `begins` and `ends` bound each word's postings of the document's block.
    """
    documents, frequencies = segment.documents, segment.frequencies
    starts, positions = segment.position_starts, segment.positions
    norm, left = segment.norms[document], 0.0
    for number in range(len(pairs.factors)):
        if _may_hold(held, pairs.firsts[number]) and _may_hold(held, pairs.seconds[number]):
            left += pairs.factors[number]
    for number in range(len(pairs.factors)):
        factor, one, other = pairs.factors[number], pairs.firsts[number], pairs.seconds[number]
        if not (_may_hold(held, one) and _may_hold(held, other)):
            continue
        left -= factor
        here = _first_from(documents, begins[one], ends[one], document)
        there = _first_from(documents, begins[other], ends[other], document)
        if here == ends[one] or documents[here] != document:
            continue
        if there == ends[other] or documents[there] != document:
            continue
        # A pair can't stand there more often than each of its words beside each of the other.
        most = np.float64(frequencies[here]) * np.float64(frequencies[there])
        if score + left + factor * most / (most + norm) < least:
            return score
        here = place_of(starts, positions, here)
        count = near(positions, here, place_of(starts, positions, there), pairs.window)
        score += factor * count / (count + norm)
    return score


@inlined
def _may_hold(held: int | np.int64, number: int) -> bool:
    return number >= N_BITS or (held >> number) & 1 == 1


@inlined
def _gallop(documents: NDArray[np.int32], low: int, end: int, wanted: int) -> int:
    """The same for a posting that is near `low`."""
    step = 1
    while low + step < end and documents[low + step] < wanted:
        low += step
        step *= 2
    return _first_from(documents, low, min(low + step, end), wanted)


@compiled
def _tabulate_pairs(pairs: Pairs, n_words: int) -> NDArray[np.float64]:
    """What pairs give at most, by the bits of the words a document holds."""
    table = np.zeros(1 << min(n_words, N_BITS))
    for held in range(len(table)):
        for number in range(len(pairs.factors)):
            if _may_hold(held, pairs.firsts[number]) and _may_hold(held, pairs.seconds[number]):
                table[held] += pairs.factors[number]
    return table


@compiled
def _add_block(
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
        bit = np.uint16(1 << number) if number < N_BITS else np.uint16(0)
        _look_up(
            segment, words.factors[number], bit, begin, cursors[number], start, room, n_touched
        )
    return n_touched


@compiled
def search_segment(
    segment: Segment, words: Words, pairs: Pairs, heap: Heap, first_document: int
) -> None:
    """Take a segment's documents among the best; its first one is `first_document`."""
    begins, ends = words.begins.copy(), words.begins.copy()
    room = Room(np.zeros(BLOCK), np.zeros(BLOCK, np.uint16), np.empty(BLOCK, np.int32))
    scores, bits, touched = room.scores, room.bits, room.touched
    heap_scores, heap_size = heap.scores, heap.size
    by_bits = _tabulate_pairs(pairs, len(words.factors))
    is_word = len(by_bits) - 1
    is_dead, ties, norms = segment.is_dead, segment.ties, segment.norms
    least = heap_scores[0] * (1 - 1e-6) if heap_size[0] == len(heap_scores) else 0.0
    for start in range(0, len(norms), BLOCK):
        begins[:] = ends
        n_essential = _n_essential(words, pairs, least)
        if n_essential == 0:
            return
        n_touched = _add_block(segment, words, n_essential, ends, start, room, by_bits, least)
        for document in touched[:n_touched]:
            row = document - start
            score, held = scores[row], np.int64(bits[row])
            scores[row] = 0.0
            bits[row] = 0
            bonus = by_bits[held & is_word]
            if score + bonus < least:
                continue
            if held & REPEATS == 0 and score + bonus / (1 + norms[document]) < least:
                continue
            if len(is_dead) and is_dead[document]:
                continue
            if bonus > 0:
                score = _add_pairs(segment, pairs, begins, ends, document, score, held, least)
            tie = ties[document] if len(ties) else np.float64(document)
            _push(heap, np.round(score * DECIMALS) / DECIMALS, tie, first_document + document)
            if heap_size[0] == len(heap_scores):
                # A little less: bounds are stored in single precision, and sums round.
                least = heap_scores[0] * (1 - 1e-6)
