"""The best documents of one segment of postings, compiled.

Takes flat arrays, keeps the best in a heap that may already hold those of another segment.
Documents are gone through in blocks small enough for the processor's cache. A document that
holds none of the essential words, the fewest of the strongest without which nobody of the
block comes among the best, is passed over (MaxScore: Turtle and Flood 1995).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled
from index.peaks import BLOCK, FLOOR_RANK, PEAK_STEPS
from search.best_heap import Heap, push
from search.blocks import Postings, Room, add_all, gallop, keep_likely, look_up
from search.segments import Asked

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Words(NamedTuple):
    """Words of a segment, that with the highest bound, the most it can give, first.

    `factors` is what each tf / (tf + norm) counts; `rows` is where a word's peaks are, -1
    where it has none, and `steps` what one step of them is worth.
    """

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    factors: NDArray[np.float64]
    bounds: NDArray[np.float64]
    rows: NDArray[np.int32]
    steps: NDArray[np.float64]


@compiled
def _find_words(asked: Asked) -> Words:
    """Look up the words that the segment has, and put them in order."""
    segment, terms, factors = asked
    n_words = 0
    bounds, order = np.zeros(len(terms)), np.empty(len(terms), dtype=np.int64)
    for number, term in enumerate(terms):
        if term >= 0:
            bounds[number] = factors[number] * min(1.0, segment.maxima[term] * segment.grown)
            place = n_words
            while place > 0 and bounds[order[place - 1]] < bounds[number]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = number
            n_words += 1
    order = order[:n_words]
    numbers, counts = terms[order], factors[order]
    return Words(
        segment.term_offsets[numbers],
        segment.term_offsets[numbers + 1],
        counts,
        bounds[order],
        segment.peak_rows[numbers],
        counts * (segment.grown / PEAK_STEPS),
    )


@compiled
def _find_floor(asked: Asked) -> float:
    """What FLOOR_RANK documents reach for sure, each by one word alone."""
    segment, terms, factors = asked
    floor = 0.0
    if len(segment.is_dead) == 0:
        for number, term in enumerate(terms):
            if term >= 0:
                floor = max(floor, factors[number] * segment.floors[term])
    return floor * segment.shrunk


@compiled
def search_segment(asked: Asked, heap: Heap, room: Room) -> None:
    """Take the best documents of a segment among those of a heap.

    `room` is all zero, before and after.
    """
    segment = asked.segment
    if len(heap.scores) <= FLOOR_RANK:
        heap.least[0] = max(heap.least[0], _find_floor(asked))
    words = _find_words(asked)
    # Arrays are taken out of a tuple before a loop: each access inside would count references;
    # and what is done for each block stands here: handing arrays to a function takes longer.
    documents = segment.documents
    postings = Postings(documents, segment.frequencies, segment.norms)
    is_dead, ties, peaks, places = segment.is_dead, segment.ties, segment.peaks, segment.peak_places
    begins, ends, counts, bounds, rows, steps = words
    held, best, tied, size, least = heap
    scores, touched, origin = room.scores, room.touched, segment.first_document
    rest, cursors, n_words = np.zeros(len(begins) + 1), begins.copy(), len(begins)
    for block in range(-(-len(segment.norms) // BLOCK)):
        start, n = block * BLOCK, 0
        for number in range(n_words - 1, -1, -1):
            peak = peaks[rows[number], block] * steps[number] if rows[number] >= 0 else np.inf
            rest[number] = rest[number + 1] + min(bounds[number], peak)
        for number in range(n_words):
            is_essential, count = rest[number] >= least[0], counts[number]
            if not is_essential:
                n = keep_likely(scores, touched, n, least[0] - rest[number])
                if n == 0:
                    break
            if rows[number] >= 0:
                begin = begins[number] + np.int64(places[rows[number], block])
                end = begins[number] + np.int64(places[rows[number], block + 1])
            else:
                begin = gallop(documents, cursors[number], ends[number], start)
                end = cursors[number] = gallop(documents, begin, ends[number], start + BLOCK)
            if is_essential:
                missing = least[0] - rest[number + 1]
                n = add_all(postings, begin, end, count, start, scores, touched, n, missing)
            else:
                look_up(postings, begin, end, count, start, scores, touched, n)
        for number in range(n):
            row = touched[number]
            score, document = scores[row], start + row
            scores[row] = 0.0
            if score >= least[0] and not (len(is_dead) and is_dead[document]):
                push(held, best, tied, size, least, score, ties[document], origin + document)
