"""What must come first, what must stay away, and where nothing is the answer.

The questions are in tests/data (see the README there), made by reading the shipped corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import PartialDate, Statement
from search.evaluation.collection import Collection, read_collection
from search.evaluation.evaluate import evaluate
from search.parameters import SearchParameters
from search.publishing import LiveEngine
from search.results import ResultPage

DATA_PATH = Path(__file__).parent / "data"

Row = dict[str, Any]


def read_rows(name: str) -> list[Row]:
    lines = (DATA_PATH / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


GOLDEN = read_rows("golden.jsonl")
CONSTRAINTS = read_rows("constraints.jsonl")
EMPTY = (DATA_PATH / "empty.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def live(data_path: Path) -> Iterator[LiveEngine]:
    opened = LiveEngine(data_path)
    yield opened
    opened.close()


def ask(live: LiveEngine, question: str, per_page: int = 10) -> ResultPage:
    return live.current().search(SearchParameters(question, per_page=per_page))


def what_is_wrong(row: Row, found: list[Statement]) -> list[str]:
    """Everything a first page has against a golden question, in words."""
    ids = [statement.doc_id for statement in found]
    wrong = []
    if row["first"] and ids[:1] not in [[doc_id] for doc_id in row["first"]]:
        wrong.append(f"first is {ids[:1]}")
    wrong += [f"not in the first five: {i}" for i in row["within_5"] if i not in ids[:5]]
    never_topics, never_ids = set(row["never"]["topics"]), set(row["never"]["ids"])
    for statement in found:
        if statement.doc_id in never_ids or never_topics & set(statement.topics):
            wrong.append(f"must not be there: {statement.doc_id}")
    return wrong


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["question"])
def test_golden_questions_are_answered_right(row: Row, live: LiveEngine) -> None:
    found = [hit.statement for hit in ask(live, row["question"]).hits]
    assert what_is_wrong(row, found) == []


@pytest.mark.parametrize("question", EMPTY)
def test_a_question_that_no_statement_answers_finds_nothing(
    question: str, live: LiveEngine
) -> None:
    page = ask(live, question)
    assert [hit.statement.title for hit in page.hits] == []
    assert page.total == 0


def satisfies(statement: Statement, must: Row) -> bool:
    """Whether a statement is what a constraint asks for."""
    return (
        is_where(statement, must)
        and is_when(statement, must)
        and must.get("kind", statement.kind) == statement.kind
        and must.get("mayor", statement.mayor) == statement.mayor
        and must.get("language", statement.language) == statement.language
    )


def is_where(statement: Statement, must: Row) -> bool:
    city = statement.city
    if city is None:
        return not {"states", "cities", "min_population", "max_population"} & set(must)
    population = city.population or 0
    return (
        city.state in must.get("states", [city.state])
        and city.label in must.get("cities", [city.label])
        and must.get("min_population", 0) <= population <= must.get("max_population", population)
    )


def is_when(statement: Statement, must: Row) -> bool:
    if not {"date_from", "date_to"} & set(must):
        return True
    date = statement.date
    return (
        date is not None
        and date.latest >= PartialDate.parse(must.get("date_from", "0001")).earliest
        and date.earliest <= PartialDate.parse(must.get("date_to", "9999")).latest
    )


@pytest.mark.parametrize("row", CONSTRAINTS, ids=lambda row: row["question"])
def test_no_hit_is_outside_a_constraint_that_was_stated(row: Row, live: LiveEngine) -> None:
    found = [hit.statement for hit in ask(live, row["question"], per_page=100).hits]
    assert [s.doc_id for s in found if not satisfies(s, row["must"])] == []
    assert {s.doc_id for s in found[:10]} & set(row["right"])


def test_spanish_questions_are_answered_nearly_as_well_as_their_english_twins(
    data_path: Path,
) -> None:
    ours = read_collection(DATA_PATH / "dev", "en")
    twins = read_collection(DATA_PATH / "twins", "en")
    topics = {t.query_id: t for t in (*ours.topics, *twins.topics)}
    spanish = {i for i, topic in topics.items() if i.startswith("es-") or topic.type == "spanish"}
    spanish -= {i for i in topics if i.startswith("en-")}
    qrels = (*ours.qrels, *twins.qrels)
    scores = {}
    for name, ids in (("es", spanish), ("en", set(topics) - spanish)):
        collection = Collection(
            name,
            ours.documents,
            tuple(topics[i] for i in sorted(ids)),
            tuple(qrel for qrel in qrels if qrel.query_id in ids),
        )
        scores[name] = evaluate(collection, "en", "full", data_path / "vectors").measures["nDCG@10"]
    assert len(spanish) * 2 == len(topics)
    # Measured: 0.850. Rounding differs from machine to machine in the fourth place.
    assert scores["es"] >= 0.845 * scores["en"]
