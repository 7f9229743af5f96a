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

from index.compiled import compiled, inlined
from index.near import near, place_of
from search.best_heap import Heap, push
from search.blocks import BLOCK, N_BITS, REPEATS, Pairs, Room, Segment, Words, add_block, first_from

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
                reach += pairs.factors[pair]
        if reach >= least:
            return number + 1
    return 0


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
        here = first_from(documents, begins[one], ends[one], document)
        there = first_from(documents, begins[other], ends[other], document)
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
        n_touched = add_block(segment, words, n_essential, ends, start, room, by_bits, least)
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
            push(heap, score, tie, first_document + document)
            if heap_size[0] == len(heap_scores):
                # A little less: bounds are stored in single precision, and sums round.
                least = heap_scores[0] * (1 - 1e-6)
