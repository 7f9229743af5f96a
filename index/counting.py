"""Counted terms to the arrays of postings: see `index.postings` for what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.postings import MAX_COUNT, POSITION_BLOCK, Weighting, mean_of, term_weight

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Occurrences:
    """One entry for each time a term stands somewhere, in the order of positions."""

    terms: NDArray[np.int64]
    documents: NDArray[np.int64]
    positions: NDArray[np.uint64]
    field_weights: NDArray[np.float64]


def posting_arrays(
    found: Occurrences, n_terms: int, n_documents: int, weighting: Weighting
) -> dict[str, NDArray[Any]]:
    """The arrays of the postings, as `index.postings` tells them."""
    lengths = np.bincount(found.documents, weights=found.field_weights, minlength=n_documents)
    keys = found.terms * max(n_documents, 1) + found.documents
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(starts, append=len(keys))
    sums = _sums(found.field_weights[order], starts)
    frequencies = np.asarray(np.minimum(sums, MAX_COUNT), dtype=np.float64)
    term_offsets = np.searchsorted(keys[starts], np.arange(n_terms + 1) * max(n_documents, 1))
    posting_documents = (keys[starts] % max(n_documents, 1)).astype(np.int32)
    is_kept = np.arange(len(keys)) - np.repeat(starts, counts) < MAX_COUNT
    kept = found.positions[order][is_kept]
    counts = np.minimum(counts, MAX_COUNT)
    position_ends = np.concatenate(([0], counts.cumsum()))
    mean_length = mean_of(lengths.astype(np.float32))
    weights = term_weight(frequencies, lengths[posting_documents], mean_length, weighting)
    maxima = np.zeros(n_terms, dtype=np.float32)
    is_term = np.diff(term_offsets) > 0
    if len(weights):
        maxima[is_term] = np.maximum.reduceat(weights, term_offsets[:-1][is_term])
    return {
        "term_offsets": term_offsets.astype(np.int64),
        "term_maxima": maxima,
        "posting_documents": posting_documents,
        "posting_frequencies": frequencies.astype(np.uint8),
        "posting_counts": counts.astype(np.uint8),
        "position_starts": position_ends[:-1:POSITION_BLOCK].astype(np.int64),
        "positions": kept.astype(np.uint16 if kept.max(initial=0) < 1 << 16 else np.uint32),
        "lengths": lengths.astype(np.float32),
    }


def _sums(values: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.add.reduceat(values, starts) if len(starts) else np.empty(0)
