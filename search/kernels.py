"""The loops of scoring, compiled: postings into accumulators, sorted lists together.

Takes arrays, gives arrays; knows nothing of questions. Document numbers are int32 and
ascending wherever a list of them is taken or given. `scores` (float64) and `n_held` (uint16)
have an entry for every document and are all zero between questions; `touched` lists the
documents whose score is above zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.compiled import compiled
from index.near import advance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Documents = NDArray[np.int32]
    Values = NDArray[np.float64]


@compiled
def add_postings(
    scores: Values,
    n_held: NDArray[np.uint16],
    touched: Documents,
    n_touched: int,
    documents: Documents,
    frequencies: NDArray[np.uint8],
    norms: NDArray[np.float32],
    factor: float,
    held: int,
    is_open: bool,
) -> int:
    """Add factor * tf / (tf + norm) of each posting; gives how many documents are touched.

    A document that had no score gets none unless it is open to all.
    """
    for row in range(len(documents)):
        document = documents[row]
        tf = np.float64(frequencies[row])
        before = scores[document]
        if before == 0.0:
            if not is_open:
                continue
            touched[n_touched] = document
            n_touched += 1
        scores[document] = before + factor * tf / (tf + norms[document])
        n_held[document] += held
    return n_touched


@compiled
def add_scores(
    scores: Values,
    touched: Documents,
    n_touched: int,
    documents: Documents,
    values: Values,
    is_open: bool,
) -> int:
    """Add values above zero to some documents, to all of them if it is open to all.

    Gives how many documents are touched.
    """
    for row in range(len(documents)):
        document = documents[row]
        before = scores[document]
        if before == 0.0:
            if not is_open:
                continue
            touched[n_touched] = document
            n_touched += 1
        scores[document] = before + values[row]
    return n_touched


@compiled
def count_held(scores: Values, n_held: NDArray[np.uint16], documents: Documents) -> None:
    """Count one more clause for those of some documents that have a score."""
    for row in range(len(documents)):
        n_held[documents[row]] += scores[documents[row]] != 0.0


@compiled
def clear(scores: Values, n_held: NDArray[np.uint16], touched: Documents, n_touched: int) -> None:
    """Set back to zero what a question has touched."""
    for row in range(n_touched):
        scores[touched[row]] = 0.0
        n_held[touched[row]] = 0


@compiled
def select(
    n_held: NDArray[np.uint16], touched: Documents, n_touched: int, needed: int
) -> Documents:
    """The touched documents that hold enough clauses, in the order they were touched."""
    found = np.empty(n_touched, dtype=np.int32)
    n_found = 0
    for row in range(n_touched):
        document = touched[row]
        if n_held[document] >= needed:
            found[n_found] = document
            n_found += 1
    return found[:n_found]


@compiled
def merge(
    documents: Documents, values: Values, others: Documents, theirs: Values, is_sum: bool
) -> tuple[Documents, Values]:
    """Two scored lists as one: where both have a document, the sum or the greater score."""
    size = len(documents) + len(others)
    merged, scores = np.empty(size, dtype=np.int32), np.empty(size)
    one, other, n_merged = 0, 0, 0
    while one < len(documents) or other < len(others):
        if other == len(others) or (one < len(documents) and documents[one] < others[other]):
            merged[n_merged], scores[n_merged] = documents[one], values[one]
            one += 1
        elif one == len(documents) or others[other] < documents[one]:
            merged[n_merged], scores[n_merged] = others[other], theirs[other]
            other += 1
        else:
            both = values[one] + theirs[other] if is_sum else max(values[one], theirs[other])
            merged[n_merged], scores[n_merged] = documents[one], both
            one += 1
            other += 1
        n_merged += 1
    return merged[:n_merged], scores[:n_merged]


@compiled
def contains(documents: Documents, wanted: Documents) -> NDArray[np.bool_]:
    """For each wanted document whether it is in the list."""
    found = np.zeros(len(wanted), dtype=np.bool_)
    row = 0
    for number in range(len(wanted)):
        row = advance(documents, row, wanted[number])
        if row == len(documents):
            break
        found[number] = documents[row] == wanted[number]
    return found


@compiled
def look_up(
    wanted: Documents,
    scores: Values,
    documents: Documents,
    frequencies: NDArray[np.uint8],
    norms: NDArray[np.float32],
    factor: float,
) -> None:
    """Add factor * tf / (tf + norm) to the wanted documents that have a posting."""
    row = 0
    for number in range(len(wanted)):
        row = advance(documents, row, wanted[number])
        if row == len(documents):
            break
        if documents[row] == wanted[number]:
            tf = np.float64(frequencies[row])
            scores[number] += factor * tf / (tf + norms[wanted[number]])
