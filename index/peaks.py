"""How high a term's weights go, in all and block of documents by block, compiled.

Takes the postings' arrays, gives bounds of tf / (tf + norm): the highest of a term, what its
40 best documents reach, and, for a term that is in many documents, the highest in each block
of them and where its postings of the block begin. Documents are numbered by length, so that
blocks differ: the bound of a block of long ones is low, and asking may pass over it
(block-max indexes: Ding and Suel 2011; first thresholds: Kane and Tompa 2018).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Documents = NDArray[np.int32]
    Frequencies = NDArray[np.uint8]
    Norms = NDArray[np.float32]

BLOCK = 1 << 14
"""Documents in a block: 8 bytes of score each fit the second cache of small machines."""

FLOOR_RANK = 40
"""How many documents reach the floor of a term."""

PEAK_STEPS = 255
"""Peaks are stored in so many steps up to 1, rounded up."""

_FREQUENT = 8
"""Postings a block, on average, from which a term has peaks: fewer are as soon looked at."""

_SLACK = 1e-6
"""Bounds give way by so much, so that they stay bounds in single precision."""


def peak_arrays(
    offsets: NDArray[np.int64], documents: Documents, frequencies: Frequencies, norms: Norms
) -> dict[str, NDArray[Any]]:
    """The arrays of the bounds of tf / (tf + norm).

    term_maxima  float32  the highest of each term's postings
    term_floors  float32  what FLOOR_RANK of its documents reach, 0 where fewer hold it
    peak_terms   int32    the terms that are in many documents, ascending
    peaks        uint8    a row for each of them: the highest in each block of documents, in
                          steps
    peak_places  uint32   likewise: how many of its postings come before each block, and all
    """
    n_terms, n_blocks = len(offsets) - 1, -(-len(norms) // BLOCK)
    maxima, floors = np.zeros((2, n_terms), dtype=np.float32)
    is_frequent = (np.diff(offsets) >= _FREQUENT * n_blocks) & (n_blocks > 1)
    terms = np.flatnonzero(is_frequent).astype(np.int32)
    peaks = np.zeros((len(terms), n_blocks), dtype=np.uint8)
    places = np.zeros((len(terms), n_blocks + 1), dtype=np.uint32)
    postings = (offsets, documents, frequencies, norms)
    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(_find_bounds, *postings, maxima, floors)
        _find_peaks(terms, *postings, peaks, places)
        both.result()
    return {
        "term_maxima": maxima,
        "term_floors": floors,
        "peak_terms": terms,
        "peaks": peaks,
        "peak_places": places,
    }


@compiled
def _find_bounds(
    offsets: NDArray[np.int64],
    documents: Documents,
    frequencies: Frequencies,
    norms: Norms,
    maxima: NDArray[np.float32],
    floors: NDArray[np.float32],
) -> None:
    """The highest of each term, and what so many of its documents reach; 0 if it has fewer."""
    best = np.zeros(FLOOR_RANK)
    for term in range(len(floors)):
        best[:] = 0.0
        for place in range(offsets[term], offsets[term + 1]):
            tf = np.float64(frequencies[place])
            weight = tf / (tf + norms[documents[place]])
            if weight > best[0]:
                row = 0
                while row + 1 < FLOOR_RANK and best[row + 1] < weight:
                    best[row] = best[row + 1]
                    row += 1
                best[row] = weight
        maxima[term] = best[-1] * (1 + _SLACK)
        floors[term] = best[0] * (1 - _SLACK)


@compiled
def _find_peaks(
    terms: NDArray[np.int32],
    offsets: NDArray[np.int64],
    documents: Documents,
    frequencies: Frequencies,
    norms: Norms,
    peaks: NDArray[np.uint8],
    places: NDArray[np.uint32],
) -> None:
    for row, term in enumerate(terms):
        place, end = offsets[term], offsets[term + 1]
        for block in range(peaks.shape[1]):
            places[row, block] = place - offsets[term]
            stop = (block + 1) * BLOCK
            most = 0.0
            while place < end and documents[place] < stop:
                tf = np.float64(frequencies[place])
                most = max(most, tf / (tf + norms[documents[place]]))
                place += 1
            peaks[row, block] = min(np.ceil(most * (1 + _SLACK) * PEAK_STEPS), PEAK_STEPS)
        places[row, peaks.shape[1]] = place - offsets[term]
