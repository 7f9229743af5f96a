"""An index with changes answers as one built anew of all that there is now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Kind, Statement
from index.builder import IndexBuilder, build_index
from index.combined import CombinedIndex, Removed
from index.postings import PostingsIndex
from search.facets import count_facets
from search.parameters import SearchParameters
from search.ranking import Ranker
from search.tuning import Tuning
from tests.makers import make_statement

WORDS = (
    "ice", "ICE", "raid", "raids", "police", "shelter", "know", "your", "rights", "immigrant",
    "immigration", "library", "water", "zebra", "quartz", "bus",
)  # fmt: skip
PLACES = (None, "Evanston, IL", "Tucson, AZ", "Mesa, AZ")
TOPICS = ((), ("police",), ("police", "homelessness"))
QUESTIONS = (
    "raids", "ICE raids police", "know your rights", '"know your rights"', "shelter -police",
    "immigra*", "zebra OR quartz", "police shelter water library bus", "raids state:AZ",
    "year:2019", "kind:initiative", "topic:homelessness police", "mayor:Norton", "qqq raids",
    "raids in Tucson", "since 2020",
)  # fmt: skip
TODAY = datetime.date(2024, 5, 1)

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
facts = st.fixed_dictionaries(
    {
        "text": texts,
        "place": st.sampled_from(PLACES),
        "when": st.sampled_from((None, "2019", "2019-07", "2021-02-03")),
        "topics": st.sampled_from(TOPICS),
        "mayor": st.sampled_from((None, "Kim Norton", "Ana Diaz")),
        "kind": st.sampled_from((Kind.STATEMENT, Kind.INITIATIVE)),
        "title": texts,
    }
)
collections = st.dictionaries(st.sampled_from("abcdefghijklmnop"), facts, max_size=12)
changes = st.dictionaries(st.sampled_from("abcdefghijklmnopqr"), st.none() | facts, max_size=8)


def index_of(statements: Mapping[str, Statement]) -> PostingsIndex:
    builder = IndexBuilder()
    for statement in statements.values():
        builder.add(statement, 1)
    return builder.build(is_whole=False)


def both(
    base: Mapping[str, Mapping[str, Any]], changed: Mapping[str, Mapping[str, Any] | None]
) -> tuple[CombinedIndex, PostingsIndex, dict[str, Statement]]:
    """What is combined, what is built anew, and all that there is."""
    before = {i: make_statement(i, **each) for i, each in base.items()}
    # One that never changes: a language stays known once it was.
    before["0"] = make_statement("0", "something else")
    added = {i: make_statement(i, **each) for i, each in changed.items() if each is not None}
    now = {i: s for i, s in before.items() if i not in changed} | added
    whole = index_of(before)
    found = (whole.document_ids.find(doc_id) for doc_id in changed)
    gone = np.array(sorted(n for n in found if n is not None), dtype=np.int32)
    combined = CombinedIndex(whole, index_of(added), Removed.find(gone, whole))
    return combined, index_of(now), now


def answer(ranker: Ranker, parameters: SearchParameters) -> tuple[list[float], dict[str, Any]]:
    index, ranking = ranker.index, ranker.rank_matches(parameters)
    shown = [int(n) for n in ranking.documents]
    return [ranking.score_of(n) for n in shown], {
        "ids": [index.document_ids[n] for n in shown],
        "total": len(ranking.kept),
        "facets": count_facets(ranking, index),
        "needs": [clause.needs[0].label for clause in ranking.prepared.expanded.needs.clauses],
        "parts": ranking.prepared.parts,
    }


def assert_alike(one: Ranker, other: Ranker, parameters: SearchParameters) -> None:
    (scores, found), (expected_scores, expected) = (
        answer(one, parameters),
        answer(other, parameters),
    )
    assert found == expected
    assert scores == pytest.approx(expected_scores, abs=1e-3)


def assert_same(
    one: Ranker, found: list[tuple[int, float]], other: Ranker, expected: list[tuple[int, float]]
) -> None:
    theirs = [other.index.document_ids[n] for n, _ in expected]
    assert [one.index.document_ids[n] for n, _ in found] == theirs
    assert [score for _, score in found] == pytest.approx(
        [score for _, score in expected], abs=1e-3
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(collections, changes)
def test_it_answers_as_one_built_anew(base: dict[str, Any], changed: dict[str, Any]) -> None:
    combined, anew, now = both(base, changed)
    assert combined.n_documents == anew.n_documents == len(now)
    tuning = Tuning(use_spelling=False)
    one, other = Ranker(combined, TODAY, tuning), Ranker(anew, TODAY, tuning)
    for question in QUESTIONS:
        for selections in ((), (("state", ("AZ",)),), (("topic", ("homelessness", "police")),)):
            parameters = SearchParameters(question, selections)
            assert_alike(one, other, parameters)
        assert_alike(one, other, SearchParameters(question, exact=True))
        for limit in (1, 3, 20):
            best = one.find_best(question, limit)
            assert_same(one, best, other, other.find_best(question, limit))
        assert_same(one, one.rank_all(question, 5), other, other.rank_all(question, 5))
    by_date = SearchParameters("", (("lang", ("en",)),), sort="date")
    assert_alike(one, other, by_date)
    for statement in now.values():
        similar = [combined.document_ids[n] for n in one.find_similar(statement, 4)]
        assert similar == [anew.document_ids[n] for n in other.find_similar(statement, 4)]


@settings(max_examples=60, deadline=None)
@given(collections, changes)
def test_it_holds_what_one_built_anew_holds(base: dict[str, Any], changed: dict[str, Any]) -> None:
    combined, anew, now = both(base, changed)
    assert sorted(combined.document_ids) == sorted(anew.document_ids) == sorted(now)
    assert sorted(combined.vocabulary) == list(anew.vocabulary)
    assert combined.mean_length == pytest.approx(anew.mean_length)
    order = combined.documents[np.argsort(combined.ties[combined.documents])]
    theirs = np.argsort(anew.ties)
    assert [combined.document_ids[int(n)] for n in order] == sorted(now)
    assert [anew.document_ids[int(n)] for n in theirs] == sorted(now)
    assert combined.revisions[order].tolist() == anew.revisions[theirs].tolist()
    np.testing.assert_allclose(combined.norms[order], anew.norms[theirs], rtol=1e-6)
    for number, term in enumerate(anew.vocabulary):
        ours = combined.vocabulary.find(term)
        assert ours is not None
        found, expected = combined.postings(ours), anew.postings(number)
        ids = [combined.document_ids[int(n)] for n in found.documents]
        assert sorted(ids) == sorted(anew.document_ids[int(n)] for n in expected.documents)
        assert combined.document_frequency(ours) == len(expected.documents)
    assert {n: column.names for n, column in combined.columns.items()} == {
        n: column.names for n, column in anew.columns.items()
    }
    for name, column in combined.columns.items():
        for value in range(len(column.values)):
            ids = [combined.document_ids[int(n)] for n in column.documents(value)]
            held = anew.columns[name].documents(value)
            assert sorted(ids) == sorted(anew.document_ids[int(n)] for n in held)


def test_what_is_known_of_removed_documents_is_not_looked_up_again() -> None:
    whole = build_index([make_statement(i, f"raids {i}{i}") for i in "abc"])
    first = Removed.find(np.array([0], dtype=np.int32), whole)
    both_gone = np.array([0, 2], dtype=np.int32)
    later, anew = Removed.find(both_gone, whole, first), Removed.find(both_gone, whole)
    assert later.terms.tolist() == anew.terms.tolist()
    assert later.counts.tolist() == anew.counts.tolist()
    raid = whole.vocabulary.find("raid")
    assert dict(zip(anew.terms.tolist(), anew.counts.tolist(), strict=True))[raid] == 2
