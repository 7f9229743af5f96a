"""A judged collection: documents, questions, and who answers what.

Takes a folder in BEIR's format, gives `Collection`. A folder without `corpus.jsonl`
is judged over the shipped corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from corpus.documents import Document
from corpus.errors import UnreadableFileError
from corpus.ingest import SHIPPED_PATH
from corpus.mayors import load_mayor_names
from corpus.readers import read_documents
from corpus.readers.beir_reader import is_collection, read_collection_documents

QRELS_HEADING = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Topic:
    """A question of a collection (TREC's word); `type` is "" where questions have none."""

    query_id: str
    text: str
    type: str = ""


class Qrel(NamedTuple):
    """A judgement: how well a document answers a question (0: not at all)."""

    query_id: str
    doc_id: str
    relevance: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that is needed to judge an engine."""

    name: str
    documents: Sequence[Document]
    topics: tuple[Topic, ...]
    qrels: tuple[Qrel, ...]


def read_collection(directory: Path, language: str) -> Collection:
    """Read `queries.jsonl`, `qrels.tsv` and, where it is there, `corpus.jsonl`.

    Raises:
        UnreadableFileError: a file is missing or a line of it can't be read; names it.
    """
    documents: Sequence[Document]
    if is_collection(directory):
        documents = list(read_collection_documents(directory, language))
    else:
        documents = _read_shipped()
    return Collection(
        directory.resolve().name,
        documents,
        tuple(read_topics(directory / "queries.jsonl")),
        tuple(read_qrels(directory / "qrels.tsv")),
    )


def _read_shipped() -> list[Document]:
    names = load_mayor_names()
    statements = [read.statement for read in read_documents(SHIPPED_PATH).statements]
    return [
        replace(s, mayor=names.canonical(s.mayor, s.city)) if s.mayor else s for s in statements
    ]


def read_topics(path: Path) -> Iterator[Topic]:
    """The questions of a `queries.jsonl`.

    Raises:
        UnreadableFileError: the file is missing or a line of it can't be read; names it.
    """
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            yield Topic(str(row["_id"]), str(row["text"]), str(row.get("type", "")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFileError(
                f'{path}, line {number}: write a question as {{"_id": "1", "text": "..."}}.'
            ) from error


def read_qrels(path: Path) -> Iterator[Qrel]:
    """The judgements of a `qrels.tsv`.

    Raises:
        UnreadableFileError: the file is missing or a line of it can't be read; names it.
    """
    for number, line in _lines(path):
        parts = tuple(line.split("\t"))
        if number == 1 and parts == QRELS_HEADING:
            continue
        try:
            query_id, doc_id, relevance = parts
            yield Qrel(query_id, doc_id, int(relevance))
        except ValueError as error:
            raise UnreadableFileError(
                f"{path}, line {number}: write query-id, corpus-id and a whole number, "
                "with a tab between."
            ) from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"{path} can't be read. A judged collection is a folder with queries.jsonl, "
            "qrels.tsv and, unless it judges the shipped corpus, corpus.jsonl."
        ) from error
    return ((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip())
