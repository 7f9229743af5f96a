"""Counted terms to the arrays of postings, compiled: see `index.postings` for what they mean.

Takes the term of every word in the order of the texts, goes over them twice: first to see
how much room each term needs, then to put each occurrence where it belongs. Two threads
share the documents; the second one's postings follow the first one's.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.compiled import compiled
from index.peaks import peak_arrays
from index.places import BLOCK, next_posting, size_of, write_place
from index.postings import (
    FIELD_GAP,
    MAX_COUNT,
    Weighting,
    length_norms,
    mean_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STOP_WORD = -1
_MAX_COUNT, _FIELD_GAP = MAX_COUNT, FIELD_GAP


class Words(NamedTuple):
    """The words of documents, by term.

    Attributes:
        terms: int32, the term of each word or -1 for a stop word, text after text.
        starts: where each text's words begin, and the end; each document has a text for
            each field, in the order of `index.postings.FIELDS`.
        order: the documents in the order of their numbers.
        weights: the weight of each field.
    """

    terms: NDArray[np.int32]
    starts: NDArray[np.int64]
    order: NDArray[np.int64]
    weights: NDArray[np.int64]


class _Room(NamedTuple):
    """For each term how many postings and bytes of positions it has, or where the next goes."""

    postings: NDArray[np.int64]
    places: NDArray[np.int64]


@compiled
def measure_lengths(
    terms: NDArray[np.int32], starts: NDArray[np.int64], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    """length(d) of each document, as `Words` tells of them, in the order of the texts."""
    lengths = np.zeros((len(starts) - 1) // len(weights), dtype=np.int64)
    for text in range(len(starts) - 1):
        for term in terms[starts[text] : starts[text + 1]]:
            if term != _STOP_WORD:
                lengths[text // len(weights)] += weights[text % len(weights)]
    return lengths


def posting_arrays(
    words: Words, n_terms: int, lengths: NDArray[np.float32], weighting: Weighting
) -> dict[str, NDArray[Any]]:
    """The arrays of the postings, as `index.postings` tells them, of documents so long."""
    n_documents = len(words.order)
    so_far = lengths.cumsum(dtype=np.float64)
    middle = int(np.searchsorted(so_far, so_far[-1] / 2)) if n_documents else 0
    shares = [(0, middle), (middle, n_documents)]
    with ThreadPoolExecutor(len(shares)) as pool:
        rooms = list(pool.map(lambda share: _measure(words, share, n_terms), shares))
        ends = _Room(*(np.sum(parts, axis=0).cumsum() for parts in zip(*rooms, strict=True)))
        n_postings, n_bytes = (int(end[-1]) if n_terms else 0 for end in ends)
        packed = np.empty(n_postings, dtype=np.int64)
        places = np.empty(n_bytes, dtype=np.uint8)
        second = _Room(*(end - part for end, part in zip(ends, rooms[1], strict=True)))
        first = _Room(*(end - part for end, part in zip(second, rooms[0], strict=True)))
        list(pool.map(lambda s, r: _fill(words, s, r, packed, places), shares, (first, second)))
    term_offsets = np.append(first.postings, n_postings)
    documents, frequencies = _unpack(packed)
    small = np.promote_types(np.uint32, np.min_scalar_type(len(places)))
    norms = length_norms(lengths, mean_of(lengths), weighting)
    return {
        "term_offsets": term_offsets,
        "posting_documents": documents,
        "posting_frequencies": frequencies,
        "position_starts": _find_starts(places, n_postings).astype(small),
        "positions": places,
    } | peak_arrays(term_offsets, documents, frequencies, norms)


@compiled
def _unpack(
    packed: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    documents = np.empty(len(packed), dtype=np.int32)
    frequencies = np.empty(len(packed), dtype=np.uint8)
    for posting, parts in enumerate(packed):
        documents[posting] = parts >> 8
        frequencies[posting] = parts & 255
    return documents, frequencies


@compiled
def _find_starts(places: NDArray[np.uint8], n_postings: int) -> NDArray[np.int64]:
    """Where the positions of the first posting of each block begin."""
    starts = np.empty((n_postings + BLOCK - 1) // BLOCK, dtype=np.int64)
    at = 0
    for posting in range(n_postings):
        if posting % BLOCK == 0:
            starts[posting // BLOCK] = at
        at = next_posting(places, at)
    return starts


@compiled
def _measure(words: Words, share: tuple[int, int], n_terms: int) -> _Room:
    """How much room the documents of a share need for each term."""
    terms, starts, order, weights = words
    n_postings = np.zeros(n_terms, dtype=np.int64)
    n_bytes = np.zeros(n_terms, dtype=np.int64)
    last = np.full(n_terms, -1, dtype=np.int32)
    for document in range(share[0], share[1]):
        shift = 0
        for field in range(len(weights)):
            text = order[document] * len(weights) + field
            for word in range(starts[text], starts[text + 1]):
                term = terms[word]
                if term == _STOP_WORD:
                    continue
                n_bytes[term] += size_of(shift + word - starts[text])
                if last[term] != document:
                    last[term] = document
                    n_postings[term] += 1
            shift += starts[text + 1] - starts[text] + _FIELD_GAP
    return _Room(n_postings, n_bytes)


@compiled
def _fill(
    words: Words,
    share: tuple[int, int],
    room: _Room,
    packed: NDArray[np.int64],
    places: NDArray[np.uint8],
) -> None:
    """Put every occurrence of a share where `room` says.

    A posting is one number, document and tf in 8 bits, written when all of its document is
    seen: one place in memory is touched, not two.
    """
    terms, starts, order, weights = words
    # What is known of a term lies together: its newest posting, and where to put it.
    states = np.empty((len(room.postings), 3), dtype=np.int64)
    states[:, 0] = -1
    states[:, 1] = room.postings
    states[:, 2] = room.places
    for document in range(share[0], share[1]):
        shift = 0
        for field in range(len(weights)):
            text = order[document] * len(weights) + field
            for word in range(starts[text], starts[text + 1]):
                if terms[word] == _STOP_WORD:
                    continue
                state = states[terms[word]]
                if state[0] >> 8 != document:
                    if state[0] >= 0:
                        packed[state[1]] = state[0]
                        places[state[2] - 1] |= 1
                        state[1] += 1
                    state[0] = document << 8
                frequency = min((state[0] & 255) + weights[field], _MAX_COUNT)
                state[0] = document << 8 | frequency
                state[2] = write_place(places, state[2], shift + word - starts[text])
            shift += starts[text + 1] - starts[text] + _FIELD_GAP
    for term in range(len(states)):
        if states[term, 0] >= 0:
            packed[states[term, 1]] = states[term, 0]
            places[states[term, 2] - 1] |= 1
