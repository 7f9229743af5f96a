"""Words and meaning weighed together: one setting for every collection.

Takes lexical scores and what the dense leg says, gives one score for each document: a
plain weighted sum (Bruch et al. 2023, convex combination, was ahead of reciprocal rank
fusion on every collection here, too).

    score(d) = lexical(d) / best lexical + DENSE_WEIGHT * cosine(d)

Where the encoder has no say (Spanish text, no model) a document's cosine is taken to be
as good as its words are, so that it is neither lifted nor sunk; without any cosine LSA
stands in with LSA_WEIGHT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_WEIGHT = 1.25
LSA_WEIGHT = 0.25
FLOOR = 0.45
"""The cosine from which meaning alone makes a statement match."""
FAIR = 0.38
"""The cosine from which it makes up for one missing word."""


def fuse_dense(lexical: NDArray[np.float64], cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """One score for each document; `cosines` is NaN where the encoder has no say.

    >>> fuse_dense(np.array([2.0, 1.0]), np.array([0.2, 0.4], dtype=np.float32)).round(2).tolist()
    [1.25, 1.0]
    """
    words = normalise(lexical)
    is_known = ~np.isnan(cosines)
    best = float(cosines[is_known].max(initial=0.0))
    meaning = np.where(is_known, np.maximum(cosines, 0.0), words * best)
    return np.asarray(words + DENSE_WEIGHT * meaning, dtype=np.float64)


def fuse_lsa(lexical: NDArray[np.float64], cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """The same on words alone; a document that shares no word keeps its small LSA part."""
    return np.asarray(normalise(lexical) + LSA_WEIGHT * np.maximum(cosines, 0.0), dtype=np.float64)


def normalise(lexical: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as parts of the best one; zeros stay zeros."""
    best = float(lexical.max(initial=0.0))
    return lexical / best if best > 0 else lexical
