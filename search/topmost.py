"""The best documents of one segment of postings, compiled.

Takes flat arrays, keeps the best in a heap that may already hold those of another segment.
Documents are gone through in blocks small enough for the processor's cache. A document that
holds none of the essential words, the fewest of the strongest without which nobody comes
among the best, is passed over (MaxScore: Turtle and Flood 1995). Pairs of words are counted
last, in documents that hold both and may still be among the best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.compiled import compiled
from index.near import near, place_of
from search.best_heap import Heap, push, push_plain, reach
from search.blocks import (
    BLOCK,
    N_BITS,
    REPEATS,
    Pairs,
    Room,
    Segment,
    Words,
    add_block,
    first_from,
    may_hold,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def _n_essential(words: Words, pairs: Pairs, least: float) -> int:
    """How many of the strongest words every document that reaches `least` holds one of."""
    reach = 0.0
    for number in range(len(words.bounds) - 1, -1, -1):
        reach += words.bounds[number]
        for pair in range(len(pairs.factors)):
            if min(pairs.firsts[pair], pairs.seconds[pair]) == number:
                reach += pairs.bounds[pair]
        if reach >= least:
            return number + 1
    return 0


@compiled
def _add_pair(
    segment: Segment,
    pairs: Pairs,
    pair: int,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    start: int,
    room: Room,
    n: int,
) -> None:
    """Add what a pair gives the first `n` touched documents."""
    starts, positions = segment.position_starts, segment.positions
    documents, norms = segment.documents, segment.norms
    scores, bits, touched = room.scores, room.bits, room.touched
    one, other = pairs.firsts[pair], pairs.seconds[pair]
    for document in touched[:n]:
        row = document - start
        if not (may_hold(bits[row], one) and may_hold(bits[row], other)):
            continue
        here = first_from(documents, begins[one], ends[one], document)
        there = first_from(documents, begins[other], ends[other], document)
        if here == ends[one] or there == ends[other]:
            continue
        if documents[here] == document and documents[there] == document:
            here = place_of(starts, positions, here)
            count = near(positions, here, place_of(starts, positions, there), pairs.window)
            scores[row] += pairs.factors[pair] * count / (count + norms[document])


@compiled
def _add_pairs(
    segment: Segment,
    pairs: Pairs,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    start: int,
    room: Room,
    n: int,
    by_bits: NDArray[np.float64],
    least: float,
) -> int:
    """Add what their pairs give the first `n` touched documents; gives how many reach `least`.

    `begins` and `ends` bound each word's postings of the block.
    """
    for pair in range(len(pairs.factors)):
        if n == 0:
            break
        _add_pair(segment, pairs, pair, begins, ends, start, room, n)
        n = _keep_likely(room, n, start, by_bits, pairs, pair + 1, segment.norms, least)
    return n


@compiled
def _keep_likely(
    room: Room,
    n: int,
    start: int,
    by_bits: NDArray[np.float64],
    pairs: Pairs,
    first: int,
    norms: NDArray[np.float32],
    least: float,
) -> int:
    """Keep those that reach `least` with the pairs from the `first` on; gives how many."""
    scores, bits, touched = room.scores, room.bits, room.touched
    is_word = len(by_bits) - 1
    n_kept = 0
    for document in touched[:n]:
        row = document - start
        missing, held = least - scores[row], int(bits[row])
        if missing > 0 and (
            by_bits[held & is_word] < missing
            or _most_of(pairs, first, held, norms[document]) < missing
        ):
            scores[row] = 0.0
            bits[row] = 0
        else:
            touched[n_kept] = document
            n_kept += 1
    return n_kept


@compiled
def _most_of(pairs: Pairs, first: int, held: int, norm: float) -> float:
    """What the pairs from the `first` on give at most a document that holds these words.

    A pair stands in a document that holds each of its words once no more than once, and no
    more than `window` times where only one of them is repeated.
    """
    most = 0.0
    for pair in range(first, len(pairs.factors)):
        one, other = pairs.firsts[pair], pairs.seconds[pair]
        if may_hold(held, one) and may_hold(held, other):
            repeats, others = may_hold(held >> REPEATS, one), may_hold(held >> REPEATS, other)
            if repeats and others:
                most += pairs.bounds[pair]
            else:
                count = pairs.window if repeats or others else 1
                most += pairs.factors[pair] * count / (count + norm)
    return most


@compiled
def _tabulate_pairs(pairs: Pairs, n_words: int) -> NDArray[np.float64]:
    """What pairs give at most, by the bits of the words a document holds."""
    table = np.zeros(1 << min(n_words, N_BITS))
    for held in range(len(table)):
        for number in range(len(pairs.factors)):
            if may_hold(held, pairs.firsts[number]) and may_hold(held, pairs.seconds[number]):
                table[held] += pairs.bounds[number]
    return table


@compiled
def _push_plain(
    plain: NDArray[np.float64], room: Room, n: int, start: int, is_dead: NDArray[np.bool_]
) -> int:
    """Take the scores so far of the first `n` touched documents, the dead left out; how many."""
    scores, bits, touched = room.scores, room.bits, room.touched
    n_kept = 0
    for document in touched[:n]:
        row = document - start
        if len(is_dead) and is_dead[document]:
            scores[row] = 0.0
            bits[row] = 0
            continue
        if scores[row] > plain[0]:
            push_plain(plain, scores[row])
        touched[n_kept] = document
        n_kept += 1
    return n_kept


@compiled
def search_segment(
    segment: Segment,
    words: Words,
    pairs: Pairs,
    heap: Heap,
    room: Room,
    first: int,
    last: int,
) -> None:
    """Take a segment's documents from `first` to before `last` among the best.

    `first` is where a block begins; `room` is all zero, before and after.
    """
    begins, ends = words.begins.copy(), words.begins.copy()
    for number in range(len(ends)):
        ends[number] = first_from(segment.documents, begins[number], words.ends[number], first)
    scores, bits, touched = room.scores, room.bits, room.touched
    by_bits = _tabulate_pairs(pairs, len(words.factors))
    is_dead, ties, norms = segment.is_dead, segment.ties, segment.norms
    first_document = segment.first_document
    for start in range(first, last, BLOCK):
        begins[:] = ends
        least = reach(heap)
        n_essential = _n_essential(words, pairs, least)
        if n_essential == 0:
            return
        n_touched = add_block(segment, words, n_essential, ends, start, room, by_bits, least)
        n_living = _push_plain(heap.plain, room, n_touched, start, is_dead)
        least = reach(heap)
        n_likely = _keep_likely(room, n_living, start, by_bits, pairs, 0, norms, least)
        n_likely = _add_pairs(segment, pairs, begins, ends, start, room, n_likely, by_bits, least)
        for document in touched[:n_likely]:
            score = scores[document - start]
            scores[document - start] = 0.0
            bits[document - start] = 0
            push(heap, score, ties[document], first_document + document)
