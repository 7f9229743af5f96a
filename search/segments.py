"""An index as flat arrays for compiled loops: a segment for each stretch of its documents.

Takes a `PostingsIndex`, gives tuples of arrays; made once, asked with every question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from index.postings import PostingsIndex
    from index.stretches import Stretch


class Segment(NamedTuple):
    """Postings of an index and their bounds: see `index.postings`, whose names they have.

    `norms` and `is_dead` (empty if none is) are by document; `ties` likewise, they order
    documents of equal score. Document 0 is `first_document` of the whole index. `peak_rows`
    tells each term's row of `peaks`, -1 if it has none. No weight in the whole index is above
    `grown` times what it was when the bounds were made, none below `shrunk` times.
    """

    term_offsets: NDArray[np.int64]
    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]
    norms: NDArray[np.float32]
    is_dead: NDArray[np.bool_]
    ties: NDArray[np.int32]
    maxima: NDArray[np.float32]
    floors: NDArray[np.float32]
    peak_rows: NDArray[np.int32]
    peaks: NDArray[np.uint8]
    peak_places: NDArray[np.uint32]
    position_starts: NDArray[np.unsignedinteger[Any]]
    positions: NDArray[np.uint8]
    first_document: int
    grown: float
    shrunk: float


class Asked(NamedTuple):
    """A segment and words asked of it: what each tf / (tf + norm) counts.

    `terms` are their numbers in the segment, -1 for one it has not.
    """

    segment: Segment
    terms: NDArray[np.int64]
    factors: NDArray[np.float64]


def list_segments(index: PostingsIndex) -> Iterator[tuple[Stretch, Segment]]:
    """The stretches of an index, each with its arrays.

    Where the mean length has changed since a part was built by some factor, tf + norm has
    changed by no more than the same factor, and so has every weight.
    """
    for stretch in index.stretches:
        part = stretch.part
        change = index.mean_length / part.mean_length
        yield (
            stretch,
            Segment(
                part.term_offsets,
                part.posting_documents,
                part.posting_frequencies,
                index.norms[stretch.documents],
                stretch.is_removed,
                index.ties[stretch.documents],
                part.arrays["term_maxima"],
                part.arrays["term_floors"],
                part.peak_rows,
                part.arrays["peaks"],
                part.arrays["peak_places"],
                part.position_starts,
                part.all_positions,
                stretch.first,
                max(1.0, change),
                min(1.0, change),
            ),
        )
