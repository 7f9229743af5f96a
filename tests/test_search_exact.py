"""An exact city, mayor or title comes first: promises over the shipped corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Statement
from corpus.ingest import SHIPPED_PATH
from corpus.mayors import load_mayor_names
from corpus.readers import read_documents
from search.parameters import MAX_PER_PAGE, SearchParameters
from search.publishing import LiveEngine

SHIPPED = [read.statement for read in read_documents(SHIPPED_PATH).statements]


@pytest.fixture(scope="module")
def live(data_path: Path) -> Iterator[LiveEngine]:
    opened = LiveEngine(data_path)
    yield opened
    opened.close()


def first(live: LiveEngine, question: str, limit: int) -> list[Statement]:
    parameters = SearchParameters(question, per_page=min(limit, MAX_PER_PAGE))
    return [hit.statement for hit in live.current().search(parameters).hits]


def mayor_of(statement: Statement) -> str | None:
    if statement.mayor is None:
        return None
    return load_mayor_names().canonical(statement.mayor, statement.city)


def test_a_title_typed_as_the_question_finds_its_record_first(live: LiveEngine) -> None:
    others = {
        statement.doc_id
        for statement in SHIPPED
        if [found.title for found in first(live, statement.title, 1)] != [statement.title]
    }
    assert others == set()


def test_a_mayors_name_alone_lists_that_mayors_records_first(live: LiveEngine) -> None:
    mayors = [mayor for statement in SHIPPED if (mayor := mayor_of(statement))]
    wrong = [
        mayor
        for mayor in sorted(set(mayors))
        if {found.mayor for found in first(live, mayor, mayors.count(mayor))} != {mayor}
    ]
    assert wrong == []


@pytest.mark.parametrize("attribute", ["name", "label"])
def test_a_citys_name_alone_lists_that_citys_records_first(
    attribute: str, live: LiveEngine
) -> None:
    names = [getattr(statement.city, attribute) for statement in SHIPPED if statement.city]
    wrong = {name for name in set(names) if not is_first(live, name, attribute, names.count(name))}
    assert wrong == set()


def is_first(live: LiveEngine, name: str, attribute: str, n_records: int) -> bool:
    """Whether the first so many hits are all the city's."""
    return all(
        found.city is not None and getattr(found.city, attribute) == name
        for found in first(live, name, n_records)
    )
