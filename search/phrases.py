"""Where words stand as in a quoted phrase.

Takes a `PhraseNeed` and a `PostingsIndex`, gives the documents that hold the phrase in any
of its variants, with the sum of its words' scores.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from index.near import intersect
from index.postings import PostingsIndex, inverse_document_frequency
from search.analysis import PhraseNeed
from search.kernels import look_up, merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.postings import Postings

_POSITION_BITS = 32


def score_phrase(
    need: PhraseNeed, index: PostingsIndex
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Ascending documents that hold the phrase, and what it earns each of them."""
    documents, scores = np.empty(0, dtype=np.int32), np.empty(0)
    for variant in need.variants:
        terms = [(term, offset) for term, offset in variant if term is not None]
        if len(terms) == len(variant):
            found = [index.postings(term) for term, _ in terms]
            held = reduce(intersect, [postings.documents for postings in found])
            starts = [_keys(index, term, held, -offset) for term, offset in terms]
            rows = reduce(intersect, starts) >> _POSITION_BITS
            held = held[rows[np.flatnonzero(np.diff(rows, prepend=-1))]]
            theirs = _score_words(held, found, index)
            documents, scores = merge(documents, scores, held, theirs, False)
    return documents, scores


def _score_words(
    documents: NDArray[np.int32], found: list[Postings], index: PostingsIndex
) -> NDArray[np.float64]:
    scores = np.zeros(len(documents))
    for postings in found:
        idf = inverse_document_frequency(len(postings.documents), index.n_documents)
        factor = idf * (index.settings.weighting.k1 + 1)
        look_up(documents, scores, postings.documents, postings.frequencies, index.norms, factor)
    return scores


def _keys(
    index: PostingsIndex, term: int, documents: NDArray[np.int32], shift: int
) -> NDArray[np.int64]:
    """One number for each place a term stands at, ascending: row in `documents`, position."""
    rows, positions = index.positions(term, documents)
    # Shifted by one row so that a position below zero never reaches the row before.
    positions = positions + shift
    kept = positions >= 0
    return (rows[kept] << _POSITION_BITS) + positions[kept]
