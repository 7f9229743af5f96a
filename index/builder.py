"""Documents to arrays: counts every term once, then works on numbers only.

Takes documents (any with `doc_id`, `language`, `fields()`, `keywords()`, `days()`),
gives the named arrays a `PostingsIndex` reads. Knows nothing of files.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.documents import Document
from index.analyzer import AnalyzerSettings
from index.column_builder import ColumnBuilder
from index.dense import DENSE_LANGUAGE, passage_arrays
from index.passages import MAX_ENCODED, split_passages
from index.postings import FIELDS, IndexSettings, PostingsIndex, Weighting
from index.texts import CountedTexts
from index.vectors import build_lsa
from index.vocabulary import StringTable, invert
from index.vocabulary_builder import VocabularyBuilder

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAKEN_AT_ONCE = 100
"""Documents taken apart together: so few that no garbage is collected meanwhile."""

NO_DAY = 0
"""Stands for "no date" in the day columns; day 1 is 0001-01-01."""

Embed = Callable[[Sequence[str]], "NDArray[np.float16]"]
"""Texts to unit vectors, as `index.vector_cache.VectorCache.embed` makes them."""

Arrays = dict[str, "NDArray[Any]"]


class IndexBuilder:
    """Collects documents one by one; `build` gives the index. Used once, then dropped."""

    def __init__(self, weighting: Weighting | None = None) -> None:
        self._weighting = weighting or Weighting()
        self._waiting: list[Document] = []
        self._texts = CountedTexts()
        self._columns: dict[str, ColumnBuilder] = {}
        self._ids: list[str] = []
        self._numbers = {name: array("i") for name in ("first_days", "last_days", "revisions")}
        self._documents: list[Document] = []

    def add(self, document: Document, revision: int = 0) -> None:
        """Take one more document; `revision` says which text of it this is."""
        self._numbers["revisions"].append(revision)
        self._waiting.append(document)
        if len(self._waiting) >= TAKEN_AT_ONCE:
            self._take()

    @property
    def n_documents(self) -> int:
        """How many documents were added."""
        return len(self._numbers["revisions"])

    def _take(self) -> None:
        """Take the documents that wait apart, one kind of thing after another: it is faster."""
        documents, self._waiting = self._waiting, []
        first = len(self._ids)
        self._ids += [document.doc_id for document in documents]
        for language in sorted({document.language for document in documents}):
            numbers = [n for n, each in enumerate(documents) if each.language == language]
            fields = [documents[number].fields() for number in numbers]
            texts = [each.get(name, "") for each in fields for name in FIELDS]
            self._texts.add(language, [first + number for number in numbers], texts)
        values = [document.keywords() for document in documents]
        for name in set().union(*values):
            if name not in self._columns:
                self._columns[name] = ColumnBuilder()
            self._columns[name].add(first, [each.get(name, ()) for each in values])
        days = [document.days() for document in documents]
        for place, name in enumerate(("first_days", "last_days")):
            self._numbers[name].fromlist(
                [each[place].toordinal() if each else NO_DAY for each in days]
            )
        if first < MAX_ENCODED:
            self._documents += documents
        else:  # beyond that many nothing reads them again
            self._documents = []

    def build(
        self,
        corpus_version: str = "",
        embed: Embed | None = None,
        *,
        last_change: int = 0,
        is_whole: bool = True,
    ) -> PostingsIndex:
        """The index of all documents added; with `embed`, their passages' vectors too.

        Of more than MAX_ENCODED documents it is an index of words alone, and so it is of
        those that are added to a whole one (`is_whole` is False), without `embed`.
        """
        self._take()
        self._texts.finish()
        settings = IndexSettings(
            corpus_version,
            tuple(AnalyzerSettings.current(language) for language in sorted(self._texts.tokens)),
            self._weighting,
            last_change,
        )
        ids, ranks = StringTable.number(self._ids)
        arrays = self._word_arrays(ranks) | ids.arrays("ids")
        numbers = invert(arrays["ids.places"])[ranks]
        for name, values in self._numbers.items():
            arrays[name] = np.empty(len(numbers), dtype=np.int32)
            arrays[name][numbers] = values
        for name in sorted(self._columns):
            arrays |= self._columns[name].build(f"column.{name}", numbers)
        if embed is not None and len(numbers) <= MAX_ENCODED:
            order = invert(numbers).tolist()
            arrays |= _embed_passages([self._documents[number] for number in order], embed)
        elif embed is None and is_whole:
            arrays |= build_lsa(PostingsIndex(settings, arrays))
        return PostingsIndex(settings, arrays)

    def _word_arrays(self, ranks: NDArray[np.int32]) -> Arrays:
        """The vocabulary and the postings; the texts' tokens are let go on the way.

        `ranks` are the places of the ids of the documents, as they were added.
        """
        # Imported here: the compiler takes a while, and asking counts nothing.
        from index.counting import Words, posting_arrays  # noqa: PLC0415

        vocabulary = VocabularyBuilder(dict(sorted(self._texts.tokens.items())))
        weights = np.array([self._weighting.of_field(name) for name in FIELDS])
        terms, starts, lengths = self._texts.take(vocabulary.terms, weights)
        rows = np.frombuffer(self._texts.documents, dtype=np.int32)
        keys = np.sort(lengths << 32 | ranks[rows])
        arrays: Arrays = {
            "ids.places": (keys & 0xFFFFFFFF).astype(np.int32),
            "lengths": (keys >> 32).astype(np.float32),
        }
        row_of = np.empty(len(ranks), dtype=np.int64)
        row_of[ranks[rows]] = np.arange(len(ranks))
        words = Words(terms, starts, row_of[arrays["ids.places"]], weights)
        with ThreadPoolExecutor(1) as pool:  # strings beside compiled loops
            names = pool.submit(vocabulary.arrays)
            arrays |= posting_arrays(words, vocabulary.n_terms, arrays["lengths"], self._weighting)
            return names.result() | arrays


def build_index(documents: Iterable[Document], embed: Embed | None = None) -> PostingsIndex:
    """The index of some documents, in memory."""
    builder = IndexBuilder()
    for document in documents:
        builder.add(document)
    return builder.build(embed=embed)


def _embed_passages(documents: Sequence[Document], embed: Embed) -> Arrays:
    passages, owners = [], []
    for number, document in enumerate(documents):
        if document.language == DENSE_LANGUAGE:
            fields = document.fields()
            found = split_passages(fields.get("title", ""), fields.get("text", ""))
            passages += found
            owners += [number] * len(found)
    return passage_arrays(embed(passages), np.array(owners, dtype=np.int32))
