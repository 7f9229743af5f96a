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

from typing import TYPE_CHECKING, Any

import numpy as np

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


def cover(n_held: NDArray[np.unsignedinteger[Any]], n_clauses: int) -> NDArray[np.float64]:
    """The part of a question's clauses that each document holds, told for short ones.

    Who asks three words means all three; a long question is not all of it needed:

        cover(d) = min(1, SHORT / n)² * held(d) / n

    >>> cover(np.array([3, 1]), 4).tolist(), cover(np.array([8]), 8).tolist()
    ([0.75, 0.25], [0.25])
    """
    if not n_clauses:
        return np.zeros(len(n_held))
    return np.asarray(min(1.0, SHORT / n_clauses) ** 2 * n_held / n_clauses, dtype=np.float64)


def fuse_lsa(
    lexical: NDArray[np.float64], cosines: NDArray[np.float32], weight: float
) -> NDArray[np.float64]:
    """The same on words alone; a document that shares no word keeps its small LSA part."""
    return np.asarray(normalise(lexical) + weight * np.maximum(cosines, 0.0), dtype=np.float64)


def normalise(lexical: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as parts of the best one; zeros stay zeros."""
    best = float(lexical.max(initial=0.0))
    return lexical / best if best > 0 else lexical
