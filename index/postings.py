"""The read-only index: which documents hold which terms, how strongly, and where.

Takes arrays that `index.builder` made (in memory or memory-mapped by `index.storage`),
gives postings, positions, columns and document ids. Knows nothing of questions.

The weighting is BM25F with one length for the whole document (Robertson, Zaragoza and
Taylor 2004, "Simple BM25 extension to multiple weighted fields", section 3.2; BM25 as in
Robertson and Zaragoza 2009, equation 3.15):

    tf(t, d)     = sum over fields f of weight(f) * count of t in field f of d
    length(d)    = sum over fields f of weight(f) * number of terms in field f of d
    weight(t, d) = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length(d) / mean length))
    idf(t)       = ln(1 + (N - df + 0.5) / (df + 0.5))

and a document's score is the sum of idf(t) * weight(t, d) over the question's terms. The
idf is the variant that stays above zero (as in Lucene). N is the number of documents, df
the number that hold t in any field. tf is counted to 255 and no further (by then weight is
within a hundredth of its limit).

Stored are tf and length(d); weights are worked out when asking, so that more documents
change nothing but N, df and the mean length. The arrays, a posting being one term of one
document, postings in the order of their terms:

    term_offsets         int64    where each term's postings begin, and the end
    posting_documents    int32    the document, ascending within a term
    posting_frequencies  uint8    tf
    positions            uint8    where the term stands, in the order of postings: codes of
                                  `index.places`
    position_starts      uint32   where the positions of every 16th posting begin (or uint64)
    lengths              float32  length(d) of each document
    term_maxima, term_floors, peak_terms, peaks, peak_places: bounds, see `index.peaks`
    ids.places           int32    the place of each document's id among all of them, sorted

Documents are numbered in the order of their lengths, those of one length in the order of
their ids, so that those in which a word weighs most come first.

With k1 1.5, b 0.75, a term that stands once in a document of mean length has weight 1:

>>> float(term_weight(np.array([1.0]), np.array([10.0]), 10.0, Weighting())[0])
1.0
>>> round(float(inverse_document_frequency(1, 3)), 4)
0.9808
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.analyzer import AnalyzerSettings
from index.columns import Column
from index.near import count_near, find_positions
from index.stretches import Stretch
from index.vocabulary import NumberedTable, Strings, StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELDS = ("title", "text", "topics", "place", "mayor")
"""Fields in the order their positions follow one another."""

FIELD_GAP = 16
"""Positions left free between two fields, so that no phrase spans them (compiled in)."""


MAX_COUNT = 255
"""Where tf ends."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """The settings of the formula; field weights are whole numbers, as words counted again."""

    k1: float = 1.5
    b: float = 0.75
    title: int = 2
    text: int = 1
    topics: int = 1
    place: int = 1
    mayor: int = 1

    def of_field(self, name: str) -> int:
        """The weight of a field by its name."""
        return int(getattr(self, name))


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index was built with, and from which state of the corpus.

    `last_change` is the number of the corpus's last change it holds.
    """

    corpus_version: str
    analyzers: tuple[AnalyzerSettings, ...]
    weighting: Weighting = field(default_factory=Weighting)
    last_change: int = 0

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages documents were analysed in."""
        return tuple(settings.language for settings in self.analyzers)


def term_weight(
    term_frequencies: NDArray[np.float64],
    lengths: NDArray[np.float64],
    mean_length: float,
    weighting: Weighting,
) -> NDArray[np.float64]:
    """weight(t, d) of the module's formula, elementwise.

    Args:
        term_frequencies: weighted counts, any shape, above zero.
        lengths: weighted lengths of the same documents, same shape.
        mean_length: the mean over all documents; above zero.
        weighting: k1 and b.
    """
    norm = weighting.k1 * (1 - weighting.b + weighting.b * lengths / mean_length)
    return term_frequencies * (weighting.k1 + 1) / (term_frequencies + norm)


def length_norms(
    lengths: NDArray[np.float32], mean_length: float, weighting: Weighting
) -> NDArray[np.float32]:
    """What is added to tf below the line in weight(t, d), for each document."""
    norms = weighting.k1 * (1 - weighting.b + weighting.b / mean_length * lengths)
    return norms.astype(np.float32)


def mean_of(lengths: NDArray[np.float32]) -> float:
    """The mean length, 1 where there is no word at all."""
    return float(lengths.mean(dtype=np.float64)) or 1.0 if len(lengths) else 1.0


def inverse_document_frequency(df: int, n_documents: int) -> float:
    """idf(t) of the module's formula, natural logarithm."""
    return math.log(1 + (n_documents - df + 0.5) / (df + 0.5))


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term: ascending document numbers and tf."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.uint8]


class PostingsIndex:
    """An index, read-only; documents are numbered in the order of their lengths.

    (Those of `index.combined` are not, and some numbers are no document there.)

    Args:
        settings: what it was built with.
        arrays: named arrays, see `index.builder.build_arrays`.
    """

    def __init__(self, settings: IndexSettings, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.settings = settings
        self.arrays = arrays
        self.vocabulary: Strings = self.table("terms")
        self.document_ids: Strings = NumberedTable(self.table("ids"), arrays["ids.places"])
        self.term_offsets: NDArray[np.int64] = arrays["term_offsets"]
        self.posting_documents: NDArray[np.int32] = arrays["posting_documents"]
        self.posting_frequencies: NDArray[np.uint8] = arrays["posting_frequencies"]
        self.position_starts: NDArray[np.unsignedinteger[Any]] = arrays["position_starts"]
        self.all_positions: NDArray[np.uint8] = arrays["positions"]
        self.first_days: NDArray[np.int32] = arrays["first_days"]
        self.last_days: NDArray[np.int32] = arrays["last_days"]
        self.revisions: NDArray[np.int32] = arrays["revisions"]
        self.lengths: NDArray[np.float32] = arrays["lengths"]

    @property
    def n_documents(self) -> int:
        """How many documents it holds."""
        return len(self.lengths)

    @property
    def size(self) -> int:
        """One more than the highest document number: how long an array by document is."""
        return len(self.lengths)

    @property
    def documents(self) -> NDArray[np.int32]:
        """The numbers of all documents, ascending."""
        return np.arange(self.size, dtype=np.int32)

    @cached_property
    def ties(self) -> NDArray[np.int32]:
        """By document, what those of equal score are ordered by: the place of its id."""
        return np.array(self.arrays["ids.places"])

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Where its postings lie, in the order of documents."""
        return (Stretch(self, 0, None, np.empty(0, dtype=bool)),)

    @cached_property
    def mean_length(self) -> float:
        """The mean of the documents' lengths."""
        return mean_of(self.lengths)

    @cached_property
    def norms(self) -> NDArray[np.float32]:
        """k1 * (1 - b + b * length / mean length) of each document."""
        return length_norms(self.lengths, self.mean_length, self.settings.weighting)

    @cached_property
    def peak_rows(self) -> NDArray[np.int32]:
        """By term its row of `peaks`, -1 if it has none."""
        rows = np.full(len(self.term_offsets) - 1, -1, dtype=np.int32)
        terms = self.arrays["peak_terms"]
        rows[terms] = np.arange(len(terms))
        return rows

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name; a collection without values has none."""
        names = {name.split(".")[1] for name in self.arrays if name.startswith("column.")}
        return {name: self._column(f"column.{name}") for name in sorted(names)}

    def words(self, language: str) -> Iterator[tuple[str, int]]:
        """Every word of a language as people write it, with its term's document frequency."""
        numbers = self.arrays[f"words.{language}.terms"]
        for word, number in zip(self.table(f"words.{language}"), numbers, strict=True):
            yield word, self.document_frequency(int(number))

    def terms_with_prefix(self, prefix: str) -> NDArray[np.int64]:
        """The numbers of all terms that have a word beginning so, ascending.

        Words are compared as people write them, not as stems: "immigra" finds the term of
        "immigrant", however short its stem is.
        """
        found = [np.empty(0, dtype=np.int64)]
        for language in self.settings.languages:
            words = self.table(f"words.{language}").prefix_range(prefix)
            numbers = self.arrays[f"words.{language}.terms"]
            found.append(numbers[words.start : words.stop].astype(np.int64))
        return np.unique(np.concatenate(found))

    def is_capital(self, term_number: int) -> bool:
        """Whether a term stands in capitals wherever it stands: an acronym, not a word."""
        return bool(self.arrays["capital_terms"][term_number])

    def document_frequency(self, term_number: int) -> int:
        """How many documents hold a term."""
        return self.term_offsets.item(term_number + 1) - self.term_offsets.item(term_number)

    def postings(self, term_number: int) -> Postings:
        """The documents that hold a term."""
        start, end = self.term_offsets[term_number : term_number + 2]
        return Postings(self.posting_documents[start:end], self.posting_frequencies[start:end])

    def weigh(self, found: Postings) -> NDArray[np.float64]:
        """weight(t, d) of each posting."""
        frequencies = found.frequencies.astype(np.float64)
        norms = self.norms[found.documents]
        return frequencies * (self.settings.weighting.k1 + 1) / (frequencies + norms)

    def count_near(
        self, first: int, second: int, window: int, documents: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """How often one term follows another within `window`, in each of some documents."""
        one, other = self.postings(first), self.postings(second)
        return count_near(
            documents,
            one.documents, int(self.term_offsets[first]),
            other.documents, int(self.term_offsets[second]),
            self.position_starts, self.all_positions, window,
        )  # fmt: skip

    def positions(
        self, term_number: int, documents: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a term stands in some of its documents.

        Args:
            term_number: the term.
            documents: ascending document numbers, all among the term's postings.

        Returns:
            Two int64 arrays of one length: the row in `documents`, the token position.
        """
        start, end = self.term_offsets[term_number : term_number + 2]
        postings = start + np.searchsorted(self.posting_documents[start:end], documents)
        return find_positions(postings, self.position_starts, self.all_positions)

    def table(self, name: str) -> StringTable:
        """A table of strings by its name."""
        return StringTable(self.arrays[f"{name}.text"], self.arrays[f"{name}.offsets"])

    def _column(self, name: str) -> Column:
        codes, offsets = self.arrays[f"{name}.codes"], self.arrays.get(f"{name}.offsets")
        return Column(self.table(f"{name}.values"), codes, offsets)
