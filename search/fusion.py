"""Words and meaning weighed together: one setting for every collection.

Takes lexical scores and what the dense leg says of the same documents, gives one score for
each: a plain weighted sum (Bruch et al. 2023, convex combination, was ahead of reciprocal
rank fusion on every collection here, too).

    score(d) = lexical(d) / best lexical + dense_weight * meaning(d)

where meaning(d) is a mean of cosines, see `search.meaning`. Where the encoder has no say
(Spanish text, no model) a document's meaning is taken to be as good as its words are, the
best words being worth the mean of the N_BEST best cosines, so that it is neither lifted nor
sunk; without any cosine LSA stands in with `lsa_weight`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.postings import inverse_document_frequency

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORT = 4
"""Clauses up to which a question is one."""

N_BEST = 5
"""Cosines that tell how near a good answer is; the best alone may be an exception."""


def fuse_dense(
    lexical: NDArray[np.float64], cosines: NDArray[np.float32], weight: float
) -> NDArray[np.float64]:
    """One score for each document; `cosines` is NaN where the encoder has no say.

    >>> cosines = np.array([0.2, 0.4], dtype=np.float32)
    >>> fuse_dense(np.array([2.0, 1.0]), cosines, 1.25).round(2).tolist()
    [1.25, 1.0]
    """
    words = normalise(lexical)
    is_known = ~np.isnan(cosines)
    meaning = np.maximum(cosines, np.float32(0.0))
    if not is_known.all():
        known = meaning[is_known]
        first = max(0, len(known) - N_BEST)
        usual = float(np.partition(known, first)[first:].mean()) if len(known) else 0.0
        meaning = np.where(is_known, meaning, words * usual)
    return np.asarray(words + weight * meaning, dtype=np.float64)


def cover(
    documents: NDArray[np.int32], holders: Sequence[NDArray[np.int32]], n_documents: int
) -> NDArray[np.float64]:
    """The part of a question that each document holds, told for short ones.

    Who asks three words means all three, and the rarest most; a long question is not all of
    it needed. Of n clauses, each counted by its idf over the documents that hold it:

        cover(d) = min(1, SHORT / n)² * idf of the clauses that d holds / idf of all

    Args:
        documents: which to tell it of.
        holders: of each clause, the documents that hold it.
        n_documents: how many there are.

    >>> holders = [np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)]
    >>> cover(np.array([0, 1], dtype=np.int32), holders, 3).tolist()
    [0.5, 1.0]
    """
    held = np.zeros(len(documents))
    everything = 0.0
    for theirs in holders:
        idf = inverse_document_frequency(len(theirs), n_documents)
        held += idf * np.isin(documents, theirs, assume_unique=True, kind="table")
        everything += idf
    return min(1.0, SHORT / len(holders)) ** 2 * held / everything if holders else held


def fuse_lsa(
    lexical: NDArray[np.float64], cosines: NDArray[np.float32], weight: float
) -> NDArray[np.float64]:
    """The same on words alone; a document that shares no word keeps its small LSA part."""
    return np.asarray(normalise(lexical) + weight * np.maximum(cosines, 0.0), dtype=np.float64)


def normalise(lexical: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as parts of the best one; zeros stay zeros."""
    best = float(lexical.max(initial=0.0))
    return lexical / best if best > 0 else lexical
