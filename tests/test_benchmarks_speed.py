"""The benchmarks run, on few statements: what they measure is what they say."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measuring, synthetic, tasks
from benchmarks.data_directory import fill_store
from benchmarks.measuring import TaskError, run_task
from benchmarks.speed import measure_speed
from benchmarks.speed_report import judge, write_page
from benchmarks.statements import SyntheticDocument, list_documents, make_id, make_statement
from benchmarks.synthetic import (
    FIRST_RANK,
    N_QUESTIONS,
    N_WARM_UP,
    Corpus,
    make_words,
    write_corpus,
)
from benchmarks.systems import list_systems, make_system
from corpus.store import open_store
from search.publishing import publish, store_path

N = 300


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write_corpus(tmp_path_factory.mktemp("corpus"), N)


def test_the_examples_in_the_docstrings_are_right() -> None:
    for module in (measuring, synthetic, tasks):
        assert doctest.testmod(module).failed == 0


def test_the_same_statements_are_made_every_time(corpus: Corpus, tmp_path: Path) -> None:
    again = write_corpus(tmp_path, N)
    assert again.texts() == corpus.texts()
    assert again.questions() == corpus.questions()
    assert len(corpus.texts()) == N
    assert len(corpus.questions()) == N_WARM_UP + N_QUESTIONS


def test_questions_are_two_to_six_rare_words_of_a_statement(corpus: Corpus) -> None:
    ranks = {word: rank for rank, word in enumerate(make_words(synthetic.N_WORDS), 1)}
    statements = [set(text.lower().replace(".", "").split()) for text in corpus.texts()]
    for question in corpus.questions():
        words = question.split()
        assert 2 <= len(set(words)) == len(words) <= 6
        assert min(ranks[word] for word in words) >= FIRST_RANK
        assert any(set(words) <= statement for statement in statements)


def test_what_is_indexed_is_what_is_stored(corpus: Corpus) -> None:
    texts, facts = corpus.texts(), corpus.facts()
    for document in list_documents(texts, facts):
        statement = make_statement(document.number, texts[document.number], facts)
        assert (statement.doc_id, statement.language) == (document.doc_id, document.language)
        assert statement.fields() == document.fields()
        assert statement.keywords() == document.keywords()
        assert statement.days() == document.days()


def test_ids_are_ordered_as_numbers_are() -> None:
    assert sorted(make_id(number) for number in (10, 9, 1_000_000)) == [
        make_id(number) for number in (9, 10, 1_000_000)
    ]
    assert SyntheticDocument.__doc__


@pytest.mark.parametrize("name", list_systems(N))
def test_every_system_finds_the_statement_that_holds_all_words(
    name: str, corpus: Corpus, tmp_path: Path
) -> None:
    system = make_system(name)
    texts = corpus.texts()
    system.build(texts, tmp_path)
    system.open(tmp_path)
    for question in corpus.questions()[:20]:
        found = system.ask(question)
        assert len(found) == len(set(found)) <= 10
        holds = [set(question.split()) <= set(_words(texts[number])) for number in found]
        assert any(holds), (question, found)


def _words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def test_speed_gives_every_figure_and_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from benchmarks import speed_report

    monkeypatch.setattr(speed_report, "PAGE_PATH", tmp_path / "speed.md")
    figures = measure_speed(N)
    assert set(figures["systems"]) == set(list_systems(N))
    for system in figures["systems"].values():
        assert {"build_s", "p50_ms", "p99_ms", "open_ms", "rss_mb", "index_mb"} <= set(system)
        assert 0 < system["p50_ms"] <= system["p99_ms"]
    assert figures["systems"]["mayors"]["same_answers"] == 1.0
    assert figures["growth"] == [
        {"n": N} | {k: figures["systems"]["mayors"][k] for k in ("build_s", "p50_ms", "p99_ms")}
    ]
    page = write_page(figures).read_text(encoding="utf-8")
    for verdict in judge(figures):
        assert f"| {verdict.claim} | {'yes' if verdict.is_met else '**no**'} |" in page
    assert json.loads(json.dumps(figures)) == figures


def test_a_new_statement_is_found_by_a_running_engine(tmp_path: Path) -> None:
    small = write_corpus(tmp_path / "corpus", 5)
    fill_store(small, tmp_path / "data")
    publish(tmp_path / "data")
    added = run_task("add", corpus=str(small.folder), n=5, data=str(tmp_path / "data"))
    assert added["add_s"] > 0
    with open_store(store_path(tmp_path / "data")) as store:
        assert store.n_statements() == 5 + added["n_added"]


def test_a_measurement_that_fails_is_told() -> None:
    with pytest.raises(TaskError, match="ask"):
        run_task("ask", system="mayors", corpus="nowhere", n=1, folder="nowhere")


def test_stdout_holds_nothing_but_the_json() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed", "--n", "5"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (2, "")
