"""Which pinned statements may stand above an answer.

Takes the numbers of statements that editors pinned to a question and its `Ranking`, gives
those that its filters let through. `search.pinned` knows which are pinned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.postings import PostingsIndex
from search.filters import pass_masks
from search.part_filters import part_masks
from search.ranking import Ranking


def find_allowed(numbers: Sequence[int], ranking: Ranking, index: PostingsIndex) -> list[int]:
    """Those that no filter keeps out, in the same order.

    A filter is one of the address, one typed, or one understood of plain words. Where exactly
    the words are asked for, or some are left out, only what really matches is allowed.
    """
    prepared = ranking.prepared
    documents = np.array(numbers, dtype=np.int32)
    masks = [*ranking.typed.masks.values(), *ranking.chosen.masks.values()]
    is_allowed = pass_masks([*part_masks(prepared.parts, index), *masks], documents)
    if prepared.query.parameters.exact or prepared.query.excluded:
        places = np.searchsorted(ranking.kept, documents)
        is_allowed &= np.append(ranking.kept, -1)[places] == documents
    kept: list[int] = documents[is_allowed].tolist()
    return kept
