"""Documents to arrays: counts every term once, then works on numbers only.

Takes documents (any with `doc_id`, `language`, `fields()`, `keywords()`, `days()`),
gives the named arrays a `PostingsIndex` reads. Knows nothing of files.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.documents import Document
from index.analyzer import AnalyzerSettings, find_tokens, fold_token, make_analyzer
from index.counting import Occurrences, posting_arrays
from index.dense import DENSE_LANGUAGE, passage_arrays
from index.passages import split_passages
from index.postings import (
    FIELD_GAP,
    FIELDS,
    IndexSettings,
    PostingsIndex,
    Weighting,
)
from index.vectors import build_lsa, build_vectors
from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_DAY = 0
"""Stands for "no date" in the day columns; day 1 is 0001-01-01."""

_STOP_WORD = -1

Embed = Callable[[Sequence[str]], "NDArray[np.float16]"]
"""Texts to unit vectors, as `index.vector_cache.VectorCache.embed` makes them."""

Arrays = dict[str, "NDArray[Any]"]


class IndexBuilder:
    """Collects documents one by one; `build` gives the index. Used once, then dropped."""

    def __init__(self, weighting: Weighting | None = None) -> None:
        self._weighting = weighting or Weighting()
        self._numbers: dict[str, int] = {}
        self._token_numbers: dict[str, dict[str, int]] = {}
        self._terms = array("l")
        self._positions = array("L")
        self._field_weights = array("B")
        self._counts = array("l")
        self._entries: list[tuple[Document, int]] = []

    def add(self, document: Document, revision: int = 0) -> None:
        """Take one more document; `revision` says which text of it this is."""
        numbers = self._token_numbers.setdefault(document.language, {})
        fields = document.fields()
        before, position = len(self._terms), 0
        for name in FIELDS:
            tokens = find_tokens(fields.get(name, ""))
            weight = self._weighting.of_field(name)
            for offset, token in enumerate(tokens):
                number = numbers.get(token)
                if number is None:
                    number = numbers[token] = self._number(document.language, token)
                if number != _STOP_WORD:
                    self._terms.append(number)
                    self._positions.append(position + offset)
                    self._field_weights.append(weight)
            position += len(tokens) + FIELD_GAP
        self._counts.append(len(self._terms) - before)
        self._entries.append((document, revision))

    @property
    def n_documents(self) -> int:
        """How many documents were added."""
        return len(self._entries)

    def build(self, corpus_version: str = "", embed: Embed | None = None) -> PostingsIndex:
        """The index of all documents added; with `embed`, their passages' vectors too."""
        settings = IndexSettings(
            corpus_version,
            tuple(AnalyzerSettings.current(language) for language in sorted(self._token_numbers)),
            self._weighting,
        )
        ids = [document.doc_id for document, _ in self._entries]
        order = sorted(range(len(ids)), key=lambda number: ids[number].encode())
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        entries = [self._entries[number] for number in order]
        table = StringTable.build(self._numbers)
        by_name = np.empty(len(table), dtype=np.int64)
        for number, term in enumerate(table):
            by_name[self._numbers[term]] = number
        arrays = self._posting_arrays(rank, by_name)
        arrays |= _table_arrays("terms", table)
        for language in self._token_numbers:
            arrays |= self._word_arrays(language, by_name)
        arrays["capital_terms"] = self._capital_terms(by_name)
        arrays |= _table_arrays("ids", StringTable.build(ids))
        arrays |= _entry_arrays(entries)
        arrays |= build_vectors(PostingsIndex(settings, arrays))
        if embed is None:
            arrays |= build_lsa(PostingsIndex(settings, arrays))
        else:
            arrays |= _embed_passages([document for document, _ in entries], embed)
        return PostingsIndex(settings, arrays)

    def _number(self, language: str, token: str) -> int:
        term = make_analyzer(language).term(token)
        return self._numbers.setdefault(term, len(self._numbers)) if term else _STOP_WORD

    def _word_arrays(self, language: str, by_name: NDArray[np.int64]) -> Arrays:
        """The words of a language as people write them, each with the number of its term."""
        words = {
            fold_token(token): number
            for token, number in self._token_numbers[language].items()
            if number != _STOP_WORD
        }
        table = StringTable.build(words)
        numbers = np.array([by_name[words[word]] for word in table], dtype=np.int32)
        return {**_table_arrays(f"words.{language}", table), f"words.{language}.terms": numbers}

    def _capital_terms(self, by_name: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each term whether it stands in capitals only; nowhere if most words do."""
        tokens = [pair for numbers in self._token_numbers.values() for pair in numbers.items()]
        bare = [re.sub(r"['’]s$", "", token) for token, _ in tokens]
        is_capital = [len(token) > 1 and token.isupper() for token in bare]
        found = np.ones(len(by_name), dtype=bool)
        for (_, number), is_in_capitals in zip(tokens, is_capital, strict=True):
            if number != _STOP_WORD and not is_in_capitals:
                found[by_name[number]] = False
        return found if 2 * sum(is_capital) < len(tokens) else np.zeros_like(found)

    def _posting_arrays(self, rank: NDArray[np.int32], by_name: NDArray[np.int64]) -> Arrays:
        counts = np.frombuffer(self._counts, dtype=np.int64)
        found = Occurrences(
            by_name[np.frombuffer(self._terms, dtype=np.int64)],
            np.repeat(rank, counts).astype(np.int64),
            np.frombuffer(self._positions, dtype=np.uint64),
            np.frombuffer(self._field_weights, dtype=np.uint8).astype(np.float64),
        )
        return posting_arrays(found, len(by_name), len(rank), self._weighting)


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


def _table_arrays(name: str, table: StringTable) -> Arrays:
    return {f"{name}.text": table.text, f"{name}.offsets": table.offsets}


def _entry_arrays(entries: Sequence[tuple[Document, int]]) -> Arrays:
    days = [document.days() for document, _ in entries]
    arrays: Arrays = {
        "first_days": np.array([d[0].toordinal() if d else NO_DAY for d in days], dtype=np.int32),
        "last_days": np.array([d[1].toordinal() if d else NO_DAY for d in days], dtype=np.int32),
        "revisions": np.array([revision for _, revision in entries], dtype=np.int32),
    }
    keywords = [document.keywords() for document, _ in entries]
    for name in sorted({name for row in keywords for name in row}):
        arrays |= _column_arrays(f"column.{name}", [row.get(name, ()) for row in keywords])
    return arrays


def _column_arrays(name: str, rows: Sequence[tuple[str, ...]]) -> Arrays:
    table = StringTable.build(value for row in rows for value in row)
    numbers = {value: number for number, value in enumerate(table)}
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    codes = np.array([numbers[value] for row in rows for value in row], dtype=np.int32)
    documents = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    order = np.argsort(codes, kind="stable")
    return {
        **_table_arrays(f"{name}.values", table),
        f"{name}.offsets": np.concatenate(([0], lengths.cumsum())).astype(np.int64),
        f"{name}.codes": codes,
        f"{name}.value_offsets": np.searchsorted(codes[order], np.arange(len(table) + 1)).astype(
            np.int64
        ),
        f"{name}.value_documents": documents[order],
    }
