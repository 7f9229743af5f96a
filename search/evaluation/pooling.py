"""Growing a judged collection: what to judge for a question, and where judgements are kept.

Takes a question and a `SearchEngine`, gives the statements worth judging: the first of
several rankings, pooled as TREC does. `Judgements` keeps what was decided in the folder that
`search.evaluation.collection` reads. Asks nobody anything; `mayors judge` does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Statement
from corpus.errors import UsageError
from corpus.readers.beir_reader import is_collection
from search.engine import SearchEngine
from search.evaluation.collection import QRELS_HEADING, Qrel, Topic, read_qrels, read_topics
from search.parameters import MAX_QUERY_LENGTH, SearchParameters

POOL_DEPTH = 10

_WORD = re.compile(r"\w+")
_WHOLE_JUDGEMENT = re.compile(rb"[^\t]+\t[^\t]+\t\d+")


def pool_statements(
    question: str, engine: SearchEngine, depth: int = POOL_DEPTH
) -> tuple[Statement, ...]:
    """The first `depth` statements of each ranking, each once, in the order of their ids.

    The rankings: the product's own; exactly these words; the newest matches; any of the
    words. The order of the ids tells the judge nothing of who found what, or how high.

    Raises:
        InvalidQueryError: the question can't be asked.
    """
    any_word = " OR ".join(_WORD.findall(question.lower()))[:MAX_QUERY_LENGTH]
    rankings = (
        SearchParameters(question, per_page=depth),
        SearchParameters(question, per_page=depth, exact=True),
        SearchParameters(question, per_page=depth, sort="date"),
        SearchParameters(any_word, per_page=depth),
    )
    found = {
        hit.statement.doc_id: hit.statement
        for parameters in rankings
        for hit in engine.search(parameters).hits
    }
    return tuple(found[doc_id] for doc_id in sorted(found))


@dataclass(frozen=True, slots=True)
class Judgements:
    """The judged questions of one folder; every change is on the disk before it is told.

    A line that was cut off when the machine stopped is taken out when the folder is opened.
    """

    directory: Path
    topics: dict[str, Topic]
    qrels: dict[tuple[str, str], int]

    @classmethod
    def open(cls, directory: Path) -> Judgements:
        """Read a folder's judgements, or begin one.

        Raises:
            UsageError: the folder has documents of its own.
            UnreadableFileError: a line of a file can't be read; names it.
        """
        if is_collection(directory):
            raise UsageError(
                f"{directory} has documents of its own (corpus.jsonl), and only statements of "
                "this collection can be shown and judged. Name a folder without corpus.jsonl."
            )
        directory.mkdir(parents=True, exist_ok=True)
        queries_path, qrels_path = directory / "queries.jsonl", directory / "qrels.tsv"
        _mend(queries_path, re.compile(rb"\{.*\}"))
        _mend(qrels_path, _WHOLE_JUDGEMENT)
        if not qrels_path.stat().st_size:
            _append(qrels_path, "\t".join(QRELS_HEADING))
        return cls(
            directory,
            {topic.query_id: topic for topic in read_topics(queries_path)},
            {(q.query_id, q.doc_id): q.relevance for q in read_qrels(qrels_path)},
        )

    def topic_of(self, question: str) -> Topic | None:
        """The question with this id or this text, whatever its case and spaces, or None."""
        if question in self.topics:
            return self.topics[question]
        key = _key(question)
        return next((t for t in self.topics.values() if _key(t.text) == key), None)

    def add_topic(self, question: str, kind: str = "") -> Topic:
        """Write a new question, under the number after the highest."""
        numbers = (re.search(r"\d+$", query_id) for query_id in self.topics)
        highest = max((int(found.group()) for found in numbers if found), default=0)
        topic = Topic(f"q{highest + 1:03}", " ".join(question.split()), kind)
        row = {"_id": topic.query_id, "text": topic.text} | ({"type": kind} if kind else {})
        _append(self.directory / "queries.jsonl", json.dumps(row, ensure_ascii=False))
        self.topics[topic.query_id] = topic
        return topic

    def judge(self, topic: Topic, doc_id: str, relevance: int) -> None:
        """Write how well a statement answers a question."""
        _append(self.directory / "qrels.tsv", f"{topic.query_id}\t{doc_id}\t{relevance}")
        self.qrels[topic.query_id, doc_id] = relevance

    def unjudged(self, topic: Topic, pool: Iterable[Statement]) -> list[Statement]:
        """The statements of a pool that nobody has judged for this question."""
        return [s for s in pool if (topic.query_id, s.doc_id) not in self.qrels]

    def trec_lines(self) -> str:
        """All judgements as TREC writes qrels: question, 0, document, relevance."""
        qrels = (Qrel(*key, relevance) for key, relevance in sorted(self.qrels.items()))
        return "".join(f"{q.query_id} 0 {q.doc_id} {q.relevance}\n" for q in qrels)


def _key(question: str) -> str:
    return " ".join(question.casefold().split())


def _mend(path: Path, whole: re.Pattern[bytes]) -> None:
    """See that a file exists and ends with a whole line."""
    with path.open("a+b") as file:
        file.seek(0)
        kept, newline, last = file.read().rpartition(b"\n")
        if not last:
            return
        if whole.fullmatch(last.strip()):
            file.write(b"\n")
        else:
            file.truncate(len(kept) + len(newline))
        file.flush()
        os.fsync(file.fileno())


def _append(path: Path, line: str) -> None:
    with path.open("ab") as file:
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
