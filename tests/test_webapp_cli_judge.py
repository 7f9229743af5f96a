"""`mayors judge`: judged questions grow, and nothing that was judged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.evaluation.collection import Topic, read_collection
from search.evaluation.evaluate import evaluate
from search.evaluation.pooling import Judgements, pool_statements
from search.parameters import SearchParameters
from search.publishing import LiveEngine
from webapp.cli import main

QUESTION = "medical debt"
HEADING = "query-id\tcorpus-id\tscore\n"


def judge(data_path: Path, *words: str, typed: str = "") -> Result:
    runner = CliRunner(env={"MAYORS_DATA": str(data_path)})
    return runner.invoke(main, ["judge", *words], input=typed)


def qrels_lines(folder: Path) -> list[str]:
    return (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]


def test_what_was_judged_can_be_evaluated_at_once(data_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "judged"
    done = judge(data_path, str(folder), QUESTION, "--type", "keyword", typed="2\n1\n0\nq\n")
    assert done.exit_code == 0
    assert f"Judged now: 3; in {folder / 'qrels.tsv'}: 3." in done.output
    collection = read_collection(folder, "en")
    assert collection.topics == (Topic("q001", QUESTION, "keyword"),)
    assert [qrel.relevance for qrel in collection.qrels] == [2, 1, 0]
    assert evaluate(collection, "en", "words", tmp_path).n_queries == 1


def test_a_judge_who_comes_back_is_not_asked_twice(data_path: Path, tmp_path: Path) -> None:
    first = judge(data_path, str(tmp_path), QUESTION, typed="2\ns\n1\nq\n")
    shown = [line.split()[1] for line in first.output.splitlines() if line.startswith("[")]
    assert qrels_lines(tmp_path) == [f"q001\t{shown[0]}\t2", f"q001\t{shown[2]}\t1"]
    second = judge(data_path, str(tmp_path), "  Medical  DEBT ", typed="0\nq\n")
    assert "to judge" in second.output
    assert shown[0] not in second.output
    assert qrels_lines(tmp_path)[2] == f"q001\t{shown[1]}\t0"
    assert len((tmp_path / "queries.jsonl").read_text().splitlines()) == 1


def test_questions_are_asked_for_until_an_empty_one(data_path: Path, tmp_path: Path) -> None:
    done = judge(data_path, str(tmp_path), typed="zyzzyva\n\n")
    assert "q001: zyzzyva\n0 statements pooled, 0 to judge." in done.output
    assert done.exit_code == 0


def test_input_that_ends_loses_nothing(data_path: Path, tmp_path: Path) -> None:
    done = judge(data_path, str(tmp_path), QUESTION, typed="2\n")
    assert (done.exit_code, len(qrels_lines(tmp_path))) == (0, 1)
    assert "Judged now: 1;" in done.output


@pytest.mark.parametrize(
    ("left", "mended"),
    [
        ("q001\ta\t2\nq001\tb", "q001\ta\t2\n"),
        ("q001\ta\t2\nq001\tb\t", "q001\ta\t2\n"),
        ("q001\ta\t2\nq001\tb\t1", "q001\ta\t2\nq001\tb\t1\n"),
        ("q001\ta\t2\n", "q001\ta\t2\n"),
    ],
)
def test_a_line_cut_off_by_a_crash_does_not_harm_the_others(
    left: str, mended: str, tmp_path: Path
) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "q001", "text": "a"}\n{"_id": "q0')
    (tmp_path / "qrels.tsv").write_text(HEADING + left)
    judgements = Judgements.open(tmp_path)
    assert list(judgements.topics) == ["q001"]
    judgements.judge(judgements.topics["q001"], "c", 0)
    assert (tmp_path / "qrels.tsv").read_text() == HEADING + mended + "q001\tc\t0\n"


def test_new_questions_go_on_after_the_highest_number(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "q130", "text": "a"}\n')
    assert Judgements.open(tmp_path).add_topic(" help  for renters ") == Topic(
        "q131", "help for renters"
    )


def test_judgements_are_exported_as_trec_writes_them(data_path: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "q2", "text": "a"}\n')
    (tmp_path / "qrels.tsv").write_text(HEADING + "q2\tb\t0\nq2\ta\t2\n")
    done = judge(data_path, str(tmp_path), "--export-trec", "-")
    assert done.output == "q2 0 a 2\nq2 0 b 0\n"
    judge(data_path, str(tmp_path), "--export-trec", str(tmp_path / "trec.txt"))
    assert (tmp_path / "trec.txt").read_text() == done.output


def test_documents_of_others_are_refused_with_words(data_path: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "title": "", "text": "a"}\n')
    done = judge(data_path, str(tmp_path), QUESTION)
    assert done.exit_code == 2
    assert "has documents of its own (corpus.jsonl)" in done.output


def test_the_pool_holds_the_first_of_every_ranking_in_the_order_of_ids(data_path: Path) -> None:
    question = "help for families after raids"
    live = LiveEngine(data_path)
    engine = live.current()
    pool = [statement.doc_id for statement in pool_statements(question, engine, 5)]
    best = engine.search(SearchParameters(question, per_page=5)).hits
    newest = engine.search(SearchParameters(question, per_page=5, sort="date")).hits
    live.close()
    assert pool == sorted(set(pool))
    assert {hit.statement.doc_id for hit in (*best, *newest)} < set(pool)
