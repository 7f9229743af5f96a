"""A published index with a few documents added, changed or removed since: read as one.

Takes a base, a small index of what was added (or changed: the new text) and which of the
base's documents are no longer there; answers as an index built anew of all of it would,
with the same document frequencies, mean length and scores.

Documents are numbered 0 to n - 1 as in the base, then those added; a removed one keeps its
number and is in no posting, column or count. `ties` orders by id. Terms are numbered as in
the base, then those that are new. What can't be known without reading all texts again stays
until the next whole build: a spelling of a word (not its term) and a language that only
removed documents had, and whether a word stands in capitals only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.columns import Column
from index.joined import JoinedTable, join_columns, make_empty_column
from index.matching import count_held, find_places
from index.postings import Postings, PostingsIndex
from index.stretches import Stretch
from index.vocabulary import Strings, StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Removed:
    """Documents of a base that are no longer there, or are in another text.

    Attributes:
        documents: their numbers, ascending, int32.
        terms: the terms that any of them holds, ascending, int32.
        counts: how many of them hold each of these terms, int32.
    """

    documents: NDArray[np.int32]
    terms: NDArray[np.int32]
    counts: NDArray[np.int32]

    @classmethod
    def find(
        cls, documents: NDArray[np.int32], base: PostingsIndex, known: Removed | None = None
    ) -> Removed:
        """Look up the terms of removed documents; `known` ones, all among them, need it not.

        All postings are gone through, so that nothing depends on the texts being kept.
        """
        counts = np.zeros(len(base.term_offsets) - 1, dtype=np.int32)
        is_new = np.zeros(base.size, dtype=bool)
        is_new[documents] = True
        if known is not None:
            is_new[known.documents] = False
            counts[known.terms] = known.counts
        if is_new.any():
            counts += count_held(base.posting_documents, base.term_offsets, is_new)
        terms = np.flatnonzero(counts).astype(np.int32)
        return cls(documents, terms, counts[terms])


class CombinedIndex(PostingsIndex):
    """A base and what changed since, as one index.

    Args:
        base: built of whole; another one's is only read.
        added: of the documents that are new or changed, built with the same weighting.
        removed: those of the base that are gone or changed.
    """

    def __init__(self, base: PostingsIndex, added: PostingsIndex, removed: Removed) -> None:
        self.base = base
        self.added = added
        self.removed = removed
        analyzers = {each.language: each for each in base.settings.analyzers}
        analyzers |= {each.language: each for each in added.settings.analyzers}
        self.settings = replace(
            added.settings, analyzers=tuple(analyzers[name] for name in sorted(analyzers))
        )
        self.arrays: Mapping[str, NDArray[Any]] = {}
        self._is_removed = np.zeros(base.size, dtype=bool)
        self._is_removed[removed.documents] = True
        self.lengths = np.concatenate((base.lengths, added.lengths))
        self.revisions = np.concatenate((base.revisions, added.revisions))
        self.first_days = np.concatenate((base.first_days, added.first_days))
        self.last_days = np.concatenate((base.last_days, added.last_days))
        for days in (self.first_days, self.last_days):
            days[removed.documents] = 0
        self._number_terms()
        self._number_documents()

    def _number_terms(self) -> None:
        terms, new_terms = self.base.table("terms"), self.added.table("terms")
        places, is_known = find_places(new_terms, terms)
        n_known = len(terms)
        places[~is_known] = n_known + np.arange(np.count_nonzero(~is_known))
        self._of_added: NDArray[np.int64] = places
        n_terms = n_known + int(np.count_nonzero(~is_known))
        of_base = np.full(n_terms, -1, dtype=np.int32)
        of_base[:n_known] = np.arange(n_known)
        of_added = np.full(n_terms, -1, dtype=np.int32)
        of_added[places] = np.arange(len(places))
        frequencies = np.zeros(n_terms, dtype=np.int64)
        frequencies[:n_known] = np.diff(self.base.term_offsets)
        frequencies[self.removed.terms] -= self.removed.counts
        frequencies[places] += np.diff(self.added.term_offsets)
        self._frequencies = frequencies
        self.vocabulary: Strings = JoinedTable(terms, new_terms, places, frequencies == 0)
        none = np.empty(0, dtype=bool)
        is_removed = self._is_removed if len(self.removed.documents) else none
        self._stretches = (
            Stretch(self.base, 0, of_base, is_removed),
            Stretch(self.added, self.base.size, of_added, none),
        )

    def _number_documents(self) -> None:
        ids, new_ids = self.base.document_ids, self.added.document_ids
        size, n_added = self.base.size, self.added.size
        is_gone = np.concatenate((self._is_removed, np.zeros(n_added, dtype=bool)))
        numbers = size + np.arange(n_added)
        self.document_ids: Strings = JoinedTable(ids, new_ids, numbers, is_gone)

    @property
    def n_documents(self) -> int:
        """How many documents there are now."""
        return self.size - len(self.removed.documents)

    @cached_property
    def documents(self) -> NDArray[np.int32]:
        """The numbers of all documents there are, ascending."""
        is_there = np.ones(self.size, dtype=bool)
        is_there[self.removed.documents] = False
        return np.flatnonzero(is_there).astype(np.int32)

    @cached_property
    def ties(self) -> NDArray[np.int32]:
        """By document its place among all ids, those of removed documents too."""
        places, _ = find_places(self.added.table("ids"), self.base.table("ids"))
        n_before = np.bincount(places, minlength=self.base.size).cumsum().astype(np.int32)
        of_added = (places + np.arange(len(places))).astype(np.int32)
        return np.concatenate(
            (self.base.ties + n_before[self.base.ties], of_added[self.added.ties])
        )

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The base's postings, then those added."""
        return self._stretches

    @cached_property
    def mean_length(self) -> float:
        """The mean of the living documents' lengths."""
        total = self.lengths.sum(dtype=np.float64)
        total -= self.base.lengths[self.removed.documents].sum(dtype=np.float64)
        return float(total / self.n_documents) or 1.0 if self.n_documents else 1.0

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name."""
        ours, theirs = self.base.columns, self.added.columns
        return {
            name: join_columns(
                ours.get(name) or make_empty_column(self.base.size),
                theirs.get(name) or make_empty_column(self.added.size),
                self._is_removed,
            )
            for name in sorted({*ours, *theirs})
        }

    def words(self, language: str) -> Iterator[tuple[str, int]]:
        """Every word of a language as people write it, with its term's document frequency."""
        return self._words(language, np.ones(len(self._frequencies), dtype=bool))

    def changed_words(self, language: str) -> Iterator[tuple[str, int]]:
        """The words whose document frequency is another than in the base; 0 if gone."""
        is_changed = np.zeros(len(self._frequencies), dtype=bool)
        is_changed[self._of_added] = True
        is_changed[self.removed.terms] = True
        return self._words(language, is_changed, with_gone=True)

    def _words(
        self, language: str, is_asked: NDArray[np.bool_], *, with_gone: bool = False
    ) -> Iterator[tuple[str, int]]:
        table, numbers = self._word_table(self.base, language)
        rows = np.flatnonzero(is_asked[numbers])
        frequencies = self._frequencies[numbers[rows]]
        for row, frequency in zip(rows.tolist(), frequencies.tolist(), strict=True):
            if frequency or with_gone:
                yield table[row], frequency
        added, numbers = self._word_table(self.added, language)
        numbers = self._of_added[numbers]
        _, is_known = find_places(added, table)
        rows = np.flatnonzero(is_asked[numbers] & ~is_known)
        frequencies = self._frequencies[numbers[rows]]
        for row, frequency in zip(rows.tolist(), frequencies.tolist(), strict=True):
            yield added[row], frequency

    def _word_table(
        self, part: PostingsIndex, language: str
    ) -> tuple[StringTable, NDArray[np.integer[Any]]]:
        if language not in part.settings.languages:
            return StringTable.of_sorted(()), np.empty(0, dtype=np.int64)
        return part.table(f"words.{language}"), part.arrays[f"words.{language}.terms"]

    def terms_with_prefix(self, prefix: str) -> NDArray[np.int64]:
        """The numbers of all terms that have a word beginning so, ascending."""
        ours = self.base.terms_with_prefix(prefix)
        found = np.union1d(ours, self._of_added[self.added.terms_with_prefix(prefix)])
        return found[self._frequencies[found] > 0].astype(np.int64)

    def is_capital(self, term_number: int) -> bool:
        """Whether a term stands in capitals wherever it stands: an acronym, not a word."""
        found = ((each.part, each.find_term(term_number)) for each in self._stretches)
        return all(part.is_capital(number) for part, number in found if number is not None)

    def document_frequency(self, term_number: int) -> int:
        """How many documents hold a term."""
        return int(self._frequencies[term_number])

    def postings(self, term_number: int) -> Postings:
        """The documents that hold a term."""
        base, added = (each.find_term(term_number) for each in self._stretches)
        found = Postings(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint8))
        if base is not None:
            found = self.base.postings(base)
            held = self._frequencies[term_number]
            held -= 0 if added is None else self.added.document_frequency(added)
            if held < len(found.documents):
                kept = ~self._is_removed[found.documents]
                found = Postings(found.documents[kept], found.frequencies[kept])
        if added is None:
            return found
        more = self.added.postings(added)
        return Postings(
            np.concatenate((found.documents, more.documents + np.int32(self.base.size))),
            np.concatenate((found.frequencies, more.frequencies)),
        )

    def count_near(
        self, first: int, second: int, window: int, documents: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """How often one term follows another within `window`, in each of some documents."""
        counts = np.zeros(len(documents))
        for each, rows in self._split(documents):
            one, other = each.find_term(first), each.find_term(second)
            if one is not None and other is not None:
                theirs = documents[rows] - np.int32(each.first)
                counts[rows] = each.part.count_near(one, other, window, theirs)
        return counts

    def positions(
        self, term_number: int, documents: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a term stands in some of its documents: rows in `documents`, positions."""
        rows_found, found = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for each, rows in self._split(documents):
            number = each.find_term(term_number)
            if number is not None and rows.start < rows.stop:
                theirs = documents[rows] - np.int32(each.first)
                at, positions = each.part.positions(number, theirs)
                rows_found.append(at + rows.start)
                found.append(positions)
        return np.concatenate(rows_found), np.concatenate(found)

    def _split(self, documents: NDArray[np.int32]) -> Iterator[tuple[Stretch, slice]]:
        middle = int(np.searchsorted(documents, self.base.size))
        base, added = self._stretches
        yield base, slice(0, middle)
        yield added, slice(middle, len(documents))
