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

NO_DAY = 0
"""Stands for "no date" in the day columns; day 1 is 0001-01-01."""

Embed = Callable[[Sequence[str]], "NDArray[np.float16]"]
"""Texts to unit vectors, as `index.vector_cache.VectorCache.embed` makes them."""

Arrays = dict[str, "NDArray[Any]"]


class IndexBuilder:
    """Collects documents one by one; `build` gives the index. Used once, then dropped."""

    def __init__(self, weighting: Weighting | None = None) -> None:
        self._weighting = weighting or Weighting()
        self._pool = ThreadPoolExecutor(1)
        self._texts: dict[str, CountedTexts] = {}
        self._columns: dict[str, ColumnBuilder] = {}
        self._ids: list[str] = []
        self._numbers = {name: array("i") for name in ("first_days", "last_days", "revisions")}
        self._documents: list[Document] = []

    def add(self, document: Document, revision: int = 0) -> None:
        """Take one more document; `revision` says which text of it this is."""
        number = len(self._ids)
        self._ids.append(document.doc_id)
        texts = self._texts.get(document.language)
        if texts is None:
            texts = self._texts[document.language] = CountedTexts(self._pool)
        fields = document.fields()
        texts.add(number, [fields.get(name, "") for name in FIELDS])
        for name, values in document.keywords().items():
            if name not in self._columns:
                self._columns[name] = ColumnBuilder()
            self._columns[name].add(number, values)
        days = document.days()
        self._numbers["first_days"].append(days[0].toordinal() if days else NO_DAY)
        self._numbers["last_days"].append(days[1].toordinal() if days else NO_DAY)
        self._numbers["revisions"].append(revision)
        # Beyond that many nothing reads them again.
        if number < MAX_ENCODED:
            self._documents.append(document)
        elif self._documents:
            self._documents = []

    @property
    def n_documents(self) -> int:
        """How many documents were added."""
        return len(self._ids)

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
        settings = IndexSettings(
            corpus_version,
            tuple(AnalyzerSettings.current(language) for language in sorted(self._texts)),
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
        from index.counting import Words, measure_lengths, posting_arrays  # noqa: PLC0415

        n_words = [texts.n_words() for texts in self._texts.values()]
        self._pool.shutdown()
        vocabulary = VocabularyBuilder(
            {language: list(texts.tokens) for language, texts in self._texts.items()}
        )
        terms = np.empty(sum(n_words), dtype=np.int32)
        sizes, at = [np.zeros(1, dtype=np.int64)], 0
        for (language, texts), size in zip(self._texts.items(), n_words, strict=True):
            sizes += texts.take(vocabulary.terms[language], terms[at : at + size])
            at += size
        starts = np.concatenate(sizes).cumsum()
        weights = np.array([self._weighting.of_field(name) for name in FIELDS])
        # The texts lie language by language: row by row, as here.
        rows = [number for texts in self._texts.values() for number in texts.documents]
        lengths = measure_lengths(terms, starts, weights)
        keys = np.sort(lengths << 32 | ranks[rows])
        arrays: Arrays = {
            "ids.places": (keys & 0xFFFFFFFF).astype(np.int32),
            "lengths": (keys >> 32).astype(np.float32),
        }
        row_of = np.empty(len(ranks), dtype=np.int64)
        row_of[ranks[rows]] = np.arange(len(ranks))
        words = Words(terms, starts, row_of[arrays["ids.places"]], weights)
        arrays |= posting_arrays(words, vocabulary.n_terms, arrays["lengths"], self._weighting)
        return vocabulary.arrays() | arrays


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
