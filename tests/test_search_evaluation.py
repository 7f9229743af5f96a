"""Measures are those of the field, over every judged question."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from corpus.documents import TextDocument
from corpus.errors import UnreadableFileError
from search.evaluation.collection import Collection, Qrel, Topic, read_collection
from search.evaluation.evaluate import evaluate

SHARED = Path(__file__).parents[2] / "shared"


def test_a_question_that_finds_nothing_counts_as_zero() -> None:
    documents = [TextDocument("a", "", "ice raids"), TextDocument("b", "", "income pilot")]
    topics = (Topic("1", "raids", "word"), Topic("2", "unheard", "none"), Topic("3", "pilot"))
    qrels = (Qrel("1", "a", 1), Qrel("2", "b", 1))
    report = evaluate(Collection("tiny", documents, topics, qrels), "en", "words", Path())
    assert (report.n_documents, report.n_queries) == (2, 2)
    assert report.measures == {"nDCG@10": 0.5, "AP@1000": 0.5, "R@100": 0.5, "RR@10": 0.5}
    assert report.by_type["word"]["nDCG@10"] == 1.0
    assert report.by_type["none"]["nDCG@10"] == 0.0


def test_ndcg_is_the_one_worked_by_hand() -> None:
    documents = [TextDocument("a", "raid raid", "raid"), TextDocument("b", "", "raid of many")]
    qrels = (Qrel("1", "a", 1), Qrel("1", "b", 2))
    report = evaluate(
        Collection("tiny", documents, (Topic("1", "raid"),), qrels), "en", "words", Path()
    )
    by_hand = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert report.measures["nDCG@10"] == pytest.approx(by_hand, abs=1e-4)


def test_a_line_that_is_no_judgement_is_named(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "raids"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\tmuch\n")
    with pytest.raises(UnreadableFileError, match=r"qrels\.tsv, line 2"):
        read_collection(tmp_path, "en")


def test_a_folder_without_questions_says_what_belongs_in_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"queries\.jsonl can't be read"):
        read_collection(tmp_path, "en")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collections are not beside this clone")
@pytest.mark.parametrize(
    ("name", "language", "lucene"),
    [("time", "en", 0.756), ("cranfield", "en", 0.517), ("cacm", "en", 0.503),
     ("xquad-es", "es", 0.957)],
)  # fmt: skip
def test_public_collections_rank_at_least_as_lucene_does(
    name: str, language: str, lucene: float
) -> None:
    report = evaluate(
        read_collection(SHARED / "collections" / name, language), language, "words", Path()
    )
    assert report.measures["nDCG@10"] >= lucene - 0.005


@pytest.mark.skipif(not SHARED.is_dir(), reason="the judged questions are not beside this clone")
def test_our_own_judged_questions_rank_at_least_as_bm25_does() -> None:
    report = evaluate(read_collection(SHARED / "relevance" / "dev", "en"), "en", "words", Path())
    assert report.measures["nDCG@10"] >= 0.61
