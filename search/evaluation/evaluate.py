"""How well, and how fast, the product's engine answers a judged collection.

Takes a `Collection`, indexes it in a temporary directory the way the product does, runs
every judged question and gives the measures of ir-measures. A question for which nothing
was found counts 0 in every mean.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import AP, RR, R, ScoredDoc, nDCG

from index.builder import build_index
from index.storage import open_index, save_index
from search.building import make_embed
from search.evaluation.collection import Collection, Qrel, Topic
from search.parameters import MAX_QUERY_LENGTH
from search.ranking import Ranker

MEASURES = (nDCG @ 10, AP @ 1000, R @ 100, RR @ 10)
RUN_DEPTH = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """What `mayors evaluate` prints; measures by their names, means over judged questions."""

    collection: str
    language: str
    engine: str
    n_documents: int
    n_queries: int
    measures: dict[str, float]
    by_type: dict[str, dict[str, float]]
    queries_per_second: float


ENGINES = ("words", "full")
"""On words alone, or with the sentence encoder."""


def evaluate(collection: Collection, language: str, engine: str, vectors_path: Path) -> Report:
    """Index a collection and measure an engine on it.

    Vectors of passages are looked up in `vectors_path` and kept there.

    Raises:
        ModelMissingError: the full engine is asked for and a text is new to it.
    """
    judged = {qrel.query_id for qrel in collection.qrels}
    topics = [topic for topic in collection.topics if topic.query_id in judged]
    with tempfile.TemporaryDirectory(prefix="mayors-evaluate-") as folder:
        embed = make_embed(vectors_path) if engine == "full" else None
        save_index(build_index(collection.documents, embed), Path(folder))
        index = open_index(Path(folder))
        ranker = Ranker(index)
        started = time.perf_counter()
        run = [scored for topic in topics for scored in run_topic(topic, ranker)]
        seconds = time.perf_counter() - started
    types = sorted({topic.type for topic in topics if topic.type})
    return Report(
        collection=collection.name,
        language=language,
        engine=engine,
        n_documents=index.n_documents,
        n_queries=len(judged),
        measures=measure(collection.qrels, run),
        by_type={name: measure(*_of_type(name, topics, collection.qrels, run)) for name in types},
        queries_per_second=round(len(topics) / seconds, 1) if seconds else 0.0,
    )


def run_topic(topic: Topic, ranker: Ranker) -> list[ScoredDoc]:
    """The best documents for one question, as a run."""
    return [
        ScoredDoc(topic.query_id, ranker.index.document_ids[number], score)
        for number, score in ranker.rank_all(topic.text[:MAX_QUERY_LENGTH], RUN_DEPTH)
    ]


def measure(qrels: Iterable[Qrel], run: Iterable[ScoredDoc]) -> dict[str, float]:
    """The means of MEASURES over every judged question."""
    judgements = [ir_measures.Qrel(*qrel) for qrel in qrels]
    means = ir_measures.calc_aggregate(MEASURES, judgements, list(run))
    return {str(name): round(float(means[name]), 4) for name in MEASURES}


def _of_type(
    name: str, topics: Iterable[Topic], qrels: Iterable[Qrel], run: Iterable[ScoredDoc]
) -> tuple[list[Qrel], list[ScoredDoc]]:
    ids = {topic.query_id for topic in topics if topic.type == name}
    return (
        [qrel for qrel in qrels if qrel.query_id in ids],
        [scored for scored in run if scored.query_id in ids],
    )
