"""What each part of ranking adds: nDCG@10 lost where it is switched off.

Takes judged collections, gives two tables for `benchmarks.relevance`. A collection is
indexed once with vectors and once without; then every part is switched off in turn by
`Tuning`. Stemming is no switch: analysis is one, and an index refuses another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ir_measures import ScoredDoc

from index.builder import IndexBuilder
from index.postings import PostingsIndex, Weighting
from search.building import make_embed
from search.evaluation.collection import Collection
from search.evaluation.evaluate import measure, run_topic
from search.parameters import SearchParameters
from search.ranking import Ranker
from search.tuning import Tuning

BASE = "everything"
NEVER = 2.0
"""A cosine that nothing has."""

SWITCHED_OFF = {
    BASE: Tuning(),
    "places, dates and kinds read": Tuning(use_understanding=False),
    "acronyms": Tuning(use_acronyms=False),
    "thesaurus": Tuning(use_thesaurus=False),
    "spelling": Tuning(use_spelling=False),
    "word pairs": Tuning(pair_weight=0.0),
    "coverage": Tuning(coverage=0.0),
    "dense leg": Tuning(use_dense=False),
    "feedback": Tuning(feedback_documents=0),
}
TITLE = "title weight"
LSA = "LSA (of words alone)"
PARTS = (*SWITCHED_OFF, TITLE, LSA)

FLOORS = {
    "floor and fair cosine": Tuning(),
    "no fair cosine": Tuning(fair=NEVER),
    "neither: words must match": Tuning(floor=NEVER, fair=NEVER),
    "no floor: any cosine matches": Tuning(floor=-1.0, fair=-1.0),
}
"""Settings of what a page shows; the order of all documents is the same for each."""


@dataclass(frozen=True, slots=True)
class PageQuality:
    """What pages are like: nDCG@10 of what matches, and questions without answer that find."""

    name: str
    ndcg: float
    n_filled: int


def measure_parts(collection: Collection, vectors_path: Path) -> dict[str, float]:
    """nDCG@10 with everything and without each part, on one collection."""
    index = _build(collection, vectors_path, Weighting())
    found = {name: _judge(collection, index, tuning) for name, tuning in SWITCHED_OFF.items()}
    found[TITLE] = _judge(
        collection, _build(collection, vectors_path, Weighting(title=1)), Tuning()
    )
    words = _build(collection, None, Weighting())
    # Beside words alone: where there is an encoder, LSA has no say.
    lost = _judge(collection, words, Tuning()) - _judge(collection, words, Tuning(lsa_weight=0.0))
    return found | {LSA: found[BASE] - lost}


def measure_floors(
    collections: Sequence[Collection], unanswerable: Iterable[str], vectors_path: Path
) -> list[PageQuality]:
    """What the page shows of some questions over the shipped corpus, for each setting."""
    questions = list(unanswerable)
    index = _build(collections[0], vectors_path, Weighting())
    qualities = []
    for name, tuning in FLOORS.items():
        ranker = Ranker(index, tuning=tuning)
        figures = [_judge_page(collection, ranker) for collection in collections]
        filled = (len(ranker.rank_matches(SearchParameters(q)).kept) > 0 for q in questions)
        qualities.append(PageQuality(name, float(np.mean(figures)), sum(filled)))
    return qualities


def _build(
    collection: Collection, vectors_path: Path | None, weighting: Weighting
) -> PostingsIndex:
    builder = IndexBuilder(weighting)
    for document in collection.documents:
        builder.add(document)
    return builder.build(embed=make_embed(vectors_path) if vectors_path else None)


def _judge(collection: Collection, index: PostingsIndex, tuning: Tuning) -> float:
    ranker = Ranker(index, tuning=tuning)
    judged = {qrel.query_id for qrel in collection.qrels}
    topics = (topic for topic in collection.topics if topic.query_id in judged)
    run = [scored for topic in topics for scored in run_topic(topic, ranker)]
    return measure(collection.qrels, run)["nDCG@10"]


def _judge_page(collection: Collection, ranker: Ranker) -> float:
    run = []
    for topic in collection.topics:
        ranking = ranker.rank_matches(SearchParameters(topic.text))
        for place, number in enumerate(ranking.documents[:10]):
            run.append(ScoredDoc(topic.query_id, ranker.index.document_ids[int(number)], -place))
    return measure(collection.qrels, run)["nDCG@10"]


def parts_table(figures: dict[str, dict[str, float]]) -> str:
    """The first table, from the figures of each collection."""
    lines = [
        "## What each part adds\n",
        "nDCG@10 lost where one part is switched off (below zero: gained); full engine. Title",
        "weight: titles count once, not twice. LSA: beside words alone. Stemming is no switch.\n",
        _row("without", *figures),
        _row(*["---"] * (len(figures) + 1)),
        _row(BASE, *(f"{of[BASE]:.4f}" for of in figures.values())),
    ]
    for name in PARTS[1:]:
        lines.append(_row(name, *(f"{of[BASE] - of[name]:+.4f}" for of in figures.values())))
    return "\n".join(lines) + "\n"


def floors_table(qualities: Iterable[PageQuality], n_unanswerable: int) -> str:
    """The second table."""
    lines = [
        "## What the floor adds\n",
        "nDCG@10 of what a page shows (mean of our own questions and their twins), and how many",
        f"of {n_unanswerable} questions that no statement answers find something.\n",
        _row("matches by meaning", "nDCG@10 of the page", "answered wrongly"),
        _row("---", "---", "---"),
    ]
    lines += [_row(q.name, f"{q.ndcg:.4f}", str(q.n_filled)) for q in qualities]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
