"""Documents best first: by a key, equal ones in the order of their ids.

Takes keys and document numbers of a `PostingsIndex`, gives rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.postings import PostingsIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray


def find_best_rows(
    keys: NDArray[Any], documents: NDArray[np.int32], index: PostingsIndex, depth: int
) -> NDArray[np.int64]:
    """The rows of the highest keys, best first, at most `depth`.

    Args:
        keys: of each document; compared to nine decimals, so that two ways to add up the
            same numbers tie.
        documents: ascending numbers.
        index: knows the order of ids.
        depth: how many rows are wanted.
    """
    keys = np.round(keys, 9)
    rows = np.arange(len(keys))
    if len(keys) > 4 * depth:
        rows = np.flatnonzero(keys >= np.partition(keys, len(keys) - depth)[len(keys) - depth])
    return rows[np.lexsort((index.ties[documents[rows]], -keys[rows]))[:depth]]
