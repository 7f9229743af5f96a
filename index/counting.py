"""Counted terms to the arrays of postings, compiled: see `index.postings` for what they mean.

Takes the term of every word in the order of the texts. First each word becomes one number,
put among those of neighbouring terms, a bucket; then each bucket is gone through twice: to
see how much room its terms need, and to put each occurrence where it belongs. What a bucket
touches stays in the processor's cache, as all terms at once would not. Threads share the
documents, then the buckets.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.compiled import compiled
from index.peaks import peak_arrays
from index.places import BLOCK, size_of, write_place
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

_TERM_BITS = 11
"""A bucket has so many bits of terms: what is known of them takes 64 kB."""

_N_THREADS = 2


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


class _Layout(NamedTuple):
    """How many of a record's bits tell the term within its bucket, the field, the place.

    The document is in the bits above.
    """

    term: int
    field: int
    place: int


class _Room(NamedTuple):
    """For each term how many postings and bytes of positions it has, or where they begin."""

    postings: NDArray[np.int64]
    places: NDArray[np.int64]


class _Postings(NamedTuple):
    """What is filled in."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]
    starts: NDArray[np.unsignedinteger[Any]]
    places: NDArray[np.uint8]


@compiled
def find_terms(
    words: NDArray[np.int32],
    starts: NDArray[np.int64],
    of_token: NDArray[np.int32],
    weights: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Put in place of each word's token its term; give length(d) of each document.

    `starts` and `weights` are as in `Words`, of some of the documents.
    """
    lengths = np.zeros((len(starts) - 1) // len(weights), dtype=np.int64)
    for document in range(len(lengths)):
        for field in range(len(weights)):
            text = document * len(weights) + field
            count = 0
            for word in range(starts[text], starts[text + 1]):
                words[word] = of_token[words[word]]
                count += words[word] != _STOP_WORD
            lengths[document] += count * weights[field]
    return lengths


def posting_arrays(
    words: Words, n_terms: int, lengths: NDArray[np.float32], weighting: Weighting
) -> dict[str, NDArray[Any]]:
    """The arrays of the postings, as `index.postings` tells them, of documents so long."""
    layout = _lay_out(words)
    with ThreadPoolExecutor(_N_THREADS) as pool:
        records, ends = _sort_words(words, lengths, n_terms, layout, pool)
        ranges = _split(ends, _N_THREADS * 8)
        sizes = _Room(*np.zeros((2, n_terms), dtype=np.int64))
        list(pool.map(lambda each: _measure(records, ends, each, layout, sizes), ranges))
        offsets, place_offsets = (np.append(0, size.cumsum()) for size in sizes)
        found = _make_room(int(offsets[-1]), int(place_offsets[-1]))
        begins = _Room(offsets[:-1].copy(), place_offsets[:-1])
        rest = (layout, begins, words.weights, found)
        list(pool.map(lambda each: _fill(records, ends, each, *rest), ranges))
    norms = length_norms(lengths, mean_of(lengths), weighting)
    return {
        "term_offsets": offsets,
        "posting_documents": found.documents,
        "posting_frequencies": found.frequencies,
        "position_starts": found.starts,
        "positions": found.places,
    } | peak_arrays(offsets, found.documents, found.frequencies, norms)


def _lay_out(words: Words) -> _Layout:
    """The terms' share is what the others leave, and no more than what keeps a bucket small."""
    n_fields = len(words.weights)
    sizes = words.starts[n_fields::n_fields] - words.starts[:-1:n_fields]
    place = (int(sizes.max(initial=0)) + n_fields * FIELD_GAP).bit_length()
    field = n_fields.bit_length()
    left = 63 - place - field - len(words.order).bit_length()
    return _Layout(min(_TERM_BITS, left), field, place)


def _sort_words(
    words: Words,
    lengths: NDArray[np.float32],
    n_terms: int,
    layout: _Layout,
    pool: ThreadPoolExecutor,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A record for each word that counts, bucket by bucket, and where each bucket ends."""
    n_buckets = (n_terms >> layout.term) + 1
    shares = _split(lengths.cumsum(dtype=np.float64), _N_THREADS)
    counts = list(pool.map(lambda each: _count(words, each, layout, n_buckets), shares))
    ends = np.sum(counts, axis=0).cumsum()
    records = np.empty(int(ends[-1]), dtype=np.int64)
    begins = [ends - np.sum(counts[number:], axis=0) for number in range(len(counts))]
    list(pool.map(lambda s, b: _distribute(words, s, layout, b, records), shares, begins))
    return records, ends


def _split(so_far: NDArray[Any], n_parts: int) -> list[tuple[int, int]]:
    """Ranges of numbers of about the same weight; `so_far` is what the first ones weigh."""
    whole = so_far[-1] if len(so_far) else 0
    bounds = [int(np.searchsorted(so_far, whole * part / n_parts)) for part in range(1, n_parts)]
    return list(pairwise([0, *bounds, len(so_far)]))


def _make_room(n_postings: int, n_bytes: int) -> _Postings:
    small = np.promote_types(np.uint32, np.min_scalar_type(n_bytes))
    return _Postings(
        np.empty(n_postings, dtype=np.int32),
        np.empty(n_postings, dtype=np.uint8),
        np.empty(-(-n_postings // BLOCK), dtype=small),
        np.empty(n_bytes, dtype=np.uint8),
    )


@compiled
def _count(
    words: Words, share: tuple[int, int], layout: _Layout, n_buckets: int
) -> NDArray[np.int64]:
    """How many words of a share of the documents each bucket gets."""
    terms, starts, order, weights = words
    counts = np.zeros(n_buckets, dtype=np.int64)
    for document in range(share[0], share[1]):
        text = order[document] * len(weights)
        for word in range(starts[text], starts[text + len(weights)]):
            if terms[word] != _STOP_WORD:
                counts[terms[word] >> layout.term] += 1
    return counts


@compiled
def _distribute(
    words: Words,
    share: tuple[int, int],
    layout: _Layout,
    begins: NDArray[np.int64],
    records: NDArray[np.int64],
) -> None:
    """Put the words of a share of the documents where their buckets' next ones go."""
    terms, starts, order, weights = words
    in_bucket = (1 << layout.term) - 1
    for document in range(share[0], share[1]):
        shift = 0
        for field in range(len(weights)):
            text = order[document] * len(weights) + field
            above = document << layout.place
            for word in range(starts[text], starts[text + 1]):
                term = np.int64(terms[word])
                if term == _STOP_WORD:
                    continue
                record = (above | (shift + word - starts[text])) << layout.field | field
                bucket = term >> layout.term
                records[begins[bucket]] = record << layout.term | (term & in_bucket)
                begins[bucket] += 1
            shift += starts[text + 1] - starts[text] + _FIELD_GAP


@compiled
def _measure(
    records: NDArray[np.int64],
    ends: NDArray[np.int64],
    buckets: tuple[int, int],
    layout: _Layout,
    sizes: _Room,
) -> None:
    """Count the postings and bytes of positions of the terms of some buckets."""
    n_postings, n_bytes = sizes
    in_bucket, a_place = (1 << layout.term) - 1, (1 << layout.place) - 1
    for bucket in range(buckets[0], buckets[1]):
        last = np.full(in_bucket + 1, -1, dtype=np.int64)
        for at in range(ends[bucket - 1] if bucket else 0, ends[bucket]):
            place = records[at] >> layout.term + layout.field
            row = records[at] & in_bucket
            term = bucket << layout.term | row
            n_bytes[term] += size_of(place & a_place)
            n_postings[term] += place >> layout.place != last[row]
            last[row] = place >> layout.place


@compiled
def _fill(
    records: NDArray[np.int64],
    ends: NDArray[np.int64],
    buckets: tuple[int, int],
    layout: _Layout,
    begins: _Room,
    weights: NDArray[np.int64],
    found: _Postings,
) -> None:
    """Put every occurrence of the terms of some buckets where it belongs."""
    (documents, frequencies, starts, places), (next_postings, next_places) = found, begins
    in_bucket, a_field = (1 << layout.term) - 1, (1 << layout.field) - 1
    for bucket in range(buckets[0], buckets[1]):
        last = np.full(in_bucket + 1, -1, dtype=np.int64)
        for at in range(ends[bucket - 1] if bucket else 0, ends[bucket]):
            record = records[at]
            row, field = record & in_bucket, record >> layout.term & a_field
            place = record >> layout.term + layout.field
            document = place >> layout.place
            place -= document << layout.place
            term = bucket << layout.term | row
            frequency, byte = weights[field], next_places[term]
            if document != last[row]:
                last[row] = document
                posting = next_postings[term]
                next_postings[term] += 1
                documents[posting] = document
                if posting % BLOCK == 0:
                    starts[posting // BLOCK] = byte
            else:
                posting = next_postings[term] - 1
                frequency += frequencies[posting]
                places[byte - 1] -= 1  # it is not the last one
            frequencies[posting] = min(frequency, _MAX_COUNT)
            size = size_of(place)
            if size == 1:
                places[byte] = place << 1 | 1
            else:
                write_place(places, byte, place)
                places[byte + size - 1] |= 1
            next_places[term] = byte + size
