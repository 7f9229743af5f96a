"""What neighbouring words of the question give the best documents by words, compiled.

Takes the best few and flat arrays of postings, adds to their scores what pairs of words
that stand near one another earn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.compiled import compiled
from index.near import near, place_of
from index.peaks import BLOCK
from search.best_heap import rounded
from search.blocks import first_from, first_near
from search.segments import Asked

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Pairs(NamedTuple):
    """Neighbouring words by their number, and what each count / (count + norm) counts."""

    firsts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    factors: NDArray[np.float64]
    window: int


@compiled
def _most(
    pairs: Pairs, held: NDArray[np.int64], frequencies: NDArray[np.uint8], norm: float
) -> float:
    """What pairs give a document at most, told the posting of each word, -1 for none."""
    most = 0.0
    for pair in range(len(pairs.factors)):
        one, other = held[pairs.firsts[pair]], held[pairs.seconds[pair]]
        if one >= 0 and other >= 0:
            tf, other_tf = int(frequencies[one]), int(frequencies[other])
            count = min(tf * other_tf, pairs.window * min(tf, other_tf))
            most += pairs.factors[pair] * count / (count + norm)
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
    """The posting of a document between two, -1 if there is none; `row` is that of the peaks."""
    if row < 0:
        place = first_from(documents, first, end, document)
    else:
        block = document // BLOCK
        end = first + int(peak_places[row, block + 1])
        first += int(peak_places[row, block])
        guess = first + document % BLOCK * (end - first) // BLOCK
        place = first_near(documents, first, end, document, guess) if first < end else end
    return place if place < end and documents[place] == document else -1


@compiled
def add_neighbours(
    asked: Asked,
    pairs: Pairs,
    documents: NDArray[np.int64],
    scores: NDArray[np.float64],
    limit: int,
) -> None:
    """Add what pairs give some documents, of which the `limit` best are wanted.

    Documents of other segments are left as they are, and so are those that can't be wanted.
    """
    least = np.sort(scores)[-limit] if len(scores) > limit else 0.0
    segment, terms, _ = asked
    held, norms = np.empty(len(terms), dtype=np.int64), segment.norms
    postings, frequencies, offsets = segment.documents, segment.frequencies, segment.term_offsets
    starts, places = segment.position_starts, segment.positions
    rows, peak_places = segment.peak_rows, segment.peak_places
    for row in range(len(documents)):
        document = documents[row] - segment.first_document
        if document < 0 or document >= len(norms):
            continue
        for word, term in enumerate(terms):
            held[word] = -1
            if term >= 0:
                first, end = offsets[term], offsets[term + 1]
                held[word] = _find(postings, first, end, rows[term], peak_places, document)
        norm = np.float64(norms[document])
        if scores[row] + _most(pairs, held, frequencies, norm) < least:
            continue
        for pair, factor in enumerate(pairs.factors):
            one, other = held[pairs.firsts[pair]], held[pairs.seconds[pair]]
            if one >= 0 and other >= 0:
                here, there = place_of(starts, places, one), place_of(starts, places, other)
                count = near(places, here, there, pairs.window)
                scores[row] += factor * count / (count + norm)
        scores[row] = rounded(scores[row])
