"""What neighbouring words of the question give the best documents by words, compiled.

Takes the best few and flat arrays of postings, adds to their scores what pairs of words
that stand near one another earn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled, inlined
from index.near import near, place_of
from index.peaks import BLOCK
from search.best_heap import Heap, rounded
from search.blocks import first_from, first_near
from search.segments import Asked

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Pairs(NamedTuple):
    """Neighbouring words by their numbers, a row a pair, and each word's factor.

    `weight`, `window` and `n_documents` are those of `search.tuning`.
    """

    words: NDArray[np.int64]
    factors: NDArray[np.float64]
    weight: float
    window: int
    n_documents: int


_NONE = -1


@compiled
def _look_up(asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each word where its postings begin and end, and its row of peaks or -1."""
    segment, terms, _ = asked
    begins, ends, rows = np.zeros((3, len(terms)), np.int64)
    for word, term in enumerate(terms):
        rows[word] = -1
        if term >= 0:
            begins[word], ends[word] = segment.term_offsets[term], segment.term_offsets[term + 1]
            rows[word] = segment.peak_rows[term]
    return begins, ends, rows


@compiled
def _order_pairs(
    pairs: Pairs, n_held: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pairs, in each the word of fewer postings first, and each pair's factor."""
    ordered, factors = pairs.words.copy(), np.empty(len(pairs.words))
    for pair, (first, second) in enumerate(pairs.words):
        factors[pair] = pairs.weight * max(pairs.factors[first], pairs.factors[second])
        if n_held[second] < n_held[first]:
            ordered[pair, 0], ordered[pair, 1] = second, first
    return ordered, factors


@inlined
def _most(
    words: NDArray[np.int64],
    factors: NDArray[np.float64],
    window: int,
    held: NDArray[np.int64],
    frequencies: NDArray[np.uint8],
    norm: float,
) -> float:
    """What pairs give a document at most, told the posting of each word."""
    most = 0.0
    for pair in range(len(factors)):
        one, other = held[words[pair, 0]], held[words[pair, 1]]
        if one >= 0 and other >= 0:
            tf, other_tf = int(frequencies[one]), int(frequencies[other])
            count = min(tf * other_tf, window * min(tf, other_tf))
            most += factors[pair] * count / (count + norm)
    return most


@compiled
def _find(
    documents: NDArray[np.int32],
    first: int,
    end: int,
    row: int,
    peak_places: NDArray[np.uint32],
    document: int,
) -> int:
    """The posting of a document between two, or _NONE; `row` is that of the peaks, if not -1."""
    if row < 0:
        place = first_from(documents, first, end, document)
    else:
        block = document // BLOCK
        end = first + int(np.int64(peak_places[row, block + 1]))
        first += int(np.int64(peak_places[row, block]))
        guess = first + document % BLOCK * (end - first) // BLOCK
        place = first_near(documents, first, end, document, guess) if first < end else end
    return place if place < end and documents[place] == document else _NONE


@compiled
def add_neighbours(
    asked: Asked,
    pairs: Pairs,
    heap: Heap,
    size: int,
    limit: int,
) -> None:
    """Add what pairs give the first documents of a heap, of which the `limit` best are wanted.

    Documents of other segments are left as they are, and so are those that can't be wanted.
    """
    if len(pairs.words) == 0:
        return
    documents, scores = heap.documents[:size], heap.scores[:size]
    least = np.sort(scores)[-limit] if size > limit else 0.0
    segment, told, window = asked.segment, pairs.words, pairs.window
    begins, ends, rows = _look_up(asked)
    ordered, factors = _order_pairs(pairs, ends - begins)
    postings, frequencies, norms = segment.documents, segment.frequencies, segment.norms
    starts, places, peak_places = segment.position_starts, segment.positions, segment.peak_places
    held, first_document = np.empty(len(begins), dtype=np.int64), segment.first_document
    for row in range(size):
        document = documents[row] - first_document
        if document < 0 or document >= len(norms):
            continue
        held[:] = _NONE
        for pair in range(len(factors)):
            for side in range(2):  # the other word is not looked for where the rarer is not
                word = ordered[pair, side]
                if held[word] == _NONE and (side == 0 or held[ordered[pair, 0]] != _NONE):
                    first, end = begins[word], ends[word]
                    held[word] = _find(postings, first, end, rows[word], peak_places, document)
        norm = np.float64(norms[document])
        if scores[row] + _most(told, factors, window, held, frequencies, norm) < least:
            continue
        for pair in range(len(factors)):
            one, other = held[told[pair, 0]], held[told[pair, 1]]
            if one >= 0 and other >= 0:
                here, there = place_of(starts, places, one), place_of(starts, places, other)
                count = near(places, here, there, window)
                scores[row] += factors[pair] * count / (count + norm)
        scores[row] = rounded(scores[row])
