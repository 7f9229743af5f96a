"""A record that tells what a stored one tells is noticed; one that tells something else is not."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from corpus.documents import Statement
from corpus.ingest import SHIPPED_PATH
from corpus.readers import read_documents
from corpus.records import statement_from_record
from corpus.similar import (
    THRESHOLD,
    Fingerprint,
    find_similar,
    make_fingerprint,
    score_similarity,
)
from tests.makers import make_statement

PAGE_PATH = (
    Path(__file__).parents[2] / "shared/pages/center-for-inclusive-and-compassionate-cities.txt"
)

POOLS = (
    "Mayor Ada Quill opened six swimming pools without charge this summer. Lifeguards were hired "
    "from the city's high schools, and buses run to every pool from the library."
)
POOLS_RETOLD = (
    "All summer, six pools could be used without charge; buses from the library took children "
    "there, and high schools supplied the lifeguards, said Mayor Quill."
)
TREES = (
    "Mayor Ada Quill had four thousand oaks planted along the avenues. Neighbors water them and "
    "report sick ones by telephone to the parks department, which replaces them in autumn."
)


def make(text: str, doc_id: str = "new", **facts: str) -> Statement:
    facts = {"place": "Evanston, IL", "when": "2031-07", "mayor": "Ada Quill"} | facts
    return make_statement(doc_id, text, title="A report", **facts)


def is_similar(one: Statement, other: Statement) -> bool:
    found = [
        find_similar(make_fingerprint(a), [make_fingerprint(b)])
        for a, b in ((one, other), (other, one))
    ]
    assert (found[0] is None) == (found[1] is None), "the order must not matter"
    return found[0] is not None


@pytest.fixture(scope="module")
def shipped() -> list[Fingerprint]:
    lines = SHIPPED_PATH.read_text(encoding="utf-8").splitlines()
    return [make_fingerprint(statement_from_record(json.loads(line))) for line in lines]


def test_the_same_told_in_other_words_is_noticed_and_named() -> None:
    stored = [make(TREES, "trees"), make(POOLS, "pools")]
    found = find_similar(make_fingerprint(make(POOLS_RETOLD)), map(make_fingerprint, stored))
    assert found is not None
    assert (found.doc_id, found.title) == ("pools", "A report")
    assert THRESHOLD <= found.score <= 1


def test_another_topic_of_the_same_city_mayor_and_month_is_not_noticed() -> None:
    assert not is_similar(make(TREES), make(POOLS))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2031-07-04", True),  # a day in the month
        ("2031", True),  # the year it lies in
        ("2031-08-20", True),  # the month after
        ("2031-06-01", True),  # the month before
        ("2031-10", False),
        ("2030", False),
        (None, True),  # undated: nothing tells them apart
    ],
)
def test_dates_are_near_when_their_months_overlap_or_touch(
    when: str | None, expected: bool
) -> None:
    other = make_statement("b", POOLS, place="Evanston, IL", mayor="Ada Quill", when=when)
    assert is_similar(make(POOLS_RETOLD), other) is expected


def test_another_city_or_another_mayor_is_another_thing() -> None:
    assert not is_similar(make(POOLS), make(POOLS, place="Rochester, MN"))
    assert not is_similar(make(POOLS), make(POOLS, mayor="Bo Stern"))
    assert is_similar(make(POOLS), make(POOLS, mayor="Adele Quill"))
    assert is_similar(make(POOLS), make_statement("b", POOLS, place="Evanston, IL"))


def test_without_a_place_nothing_is_similar_and_a_national_body_is_a_place() -> None:
    assert not is_similar(make_statement("a", POOLS), make_statement("b", POOLS))
    bodies = [make_statement(i, POOLS, issuer="A League of Cities") for i in "ab"]
    assert is_similar(*bodies)


def test_the_score_of_a_short_text_is_the_share_of_its_words_found() -> None:
    # Content words: sirens tested hourly monday | sirens tested weekly; two of three are shared.
    one = make_fingerprint(make_statement("a", "Sirens tested hourly, Monday.", title="Sirens"))
    other = make_fingerprint(make_statement("b", "Sirens tested weekly.", title="Sirens"))
    assert score_similarity(one, other) == score_similarity(other, one) == 0.67


def test_shipped_records_are_not_taken_for_each_other(shipped: list[Fingerprint]) -> None:
    flagged = [
        {a.doc_id, b.doc_id} for a, b in itertools.combinations(shipped, 2) if find_similar(a, [b])
    ]
    assert flagged == [
        {"uscm-2017-cities-day-immigration-action", "uscm-2017-immigration-reform-resolution"}
    ]


def test_the_six_cities_of_the_first_page_are_found_in_the_shipped_corpus(
    shipped: list[Fingerprint],
) -> None:
    if not PAGE_PATH.exists():
        pytest.skip(f"{PAGE_PATH} is not here")
    statements = [s.statement for s in read_documents(PAGE_PATH).statements if s.statement.city]
    found = [find_similar(make_fingerprint(s), shipped) for s in statements]
    assert [similar and similar.doc_id for similar in found] == [
        "stockton-ca-2019-city-built-by-immigrants",
        "washington-dc-2019-legal-services-grants",
        "rochester-mn-2019-joint-statement-ice",
        "evanston-il-2019-ice-statements-bilingual",
        "nashville-tn-2019-spanish-psa",
        "santa-fe-nm-2019-raids-un-american",
    ]
