"""The index holds exactly what the documents hold."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from corpus.documents import TextDocument
from index.analyzer import make_analyzer
from index.builder import build_index
from index.postings import FIELD_GAP, PostingsIndex
from tests.makers import make_index, make_statement

WORDS = st.lists(
    st.sampled_from(["mayor", "city", "ice", "raid", "police", "immigrant", "the", "income"]),
    max_size=30,
).map(" ".join)


def analyse(text: str) -> list[str]:
    return [term.text for term in make_analyzer("en")(text)]


def raw_counts(index: PostingsIndex, term: str) -> dict[str, int]:
    number = index.vocabulary.find(term)
    assert number is not None
    documents = index.postings(number).documents
    rows, _ = index.positions(number, documents)
    counts = zip(documents.tolist(), np.bincount(rows).tolist(), strict=True)
    return {index.document_ids[number]: count for number, count in counts}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=12))
def test_term_and_document_frequencies_are_those_of_scikit_learn(
    texts: list[tuple[str, str]],
) -> None:
    documents = [TextDocument(f"d{n:02}", *text) for n, text in enumerate(texts)]
    index = build_index(documents)
    both = [f"{title}\n{text}" for title, text in texts]
    if not any(analyse(text) for text in both):
        assert len(index.vocabulary) == 0
        return
    vectorizer = CountVectorizer(analyzer=analyse)
    matrix = vectorizer.fit_transform(both).toarray()
    assert list(index.vocabulary) == sorted(vectorizer.vocabulary_)
    for term, column in vectorizer.vocabulary_.items():
        expected = {f"d{n:02}": int(c) for n, c in enumerate(matrix[:, column]) if c}
        assert raw_counts(index, term) == expected
        number = index.vocabulary.find(term)
        assert number is not None
        assert index.document_frequency(number) == len(expected)


def test_positions_count_stop_words_and_keep_fields_apart() -> None:
    index = make_index(make_statement("a", "Know your rights. Rights!", title="Rights"))
    rows, positions = index.positions(index.vocabulary.find("right") or 0, np.array([0]))
    assert rows.tolist() == [0, 0, 0]
    text_starts = 1 + FIELD_GAP
    assert positions.tolist() == [0, text_starts + 2, text_starts + 3]


def test_a_word_of_the_title_counts_twice() -> None:
    index = make_index(
        make_statement("a", "same words here", title="raid"),
        make_statement("b", "raid", title="same words here"),
    )
    found = index.postings(index.vocabulary.find("raid") or 0)
    assert found.documents.tolist() == [0, 1]
    assert found.frequencies.tolist() == [2, 1]


def test_the_weight_is_that_of_the_formula_worked_by_hand() -> None:
    # Two documents of weighted length 2 * 1 + 1 and 2 * 1 + 3: mean 4.
    index = build_index([TextDocument("a", "x", "ice"), TextDocument("b", "y", "ice ice raid")])
    found = index.postings(index.vocabulary.find("ice") or 0)
    by_hand = [2.5 / (1 + 1.5 * (0.25 + 0.75 * 3 / 4)), 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 5 / 4))]
    assert index.weigh(found).tolist() == pytest.approx(by_hand)


def test_documents_are_numbered_in_the_order_of_their_lengths_then_of_their_ids() -> None:
    others = (TextDocument(doc_id, "", "raids") for doc_id in ("d", "b", "c"))
    index = build_index([TextDocument("a", "", "raids and raids"), *others])
    assert list(index.document_ids) == ["b", "c", "d", "a"]
    assert [index.document_ids.find(doc_id) for doc_id in "abcd"] == [3, 0, 1, 2]
    assert index.document_ids.find("e") is None
    assert index.lengths.tolist() == [1, 1, 1, 2]
    assert index.ties.tolist() == [1, 2, 3, 0]


def test_columns_hold_every_value_both_ways_round() -> None:
    index = make_index(
        make_statement("a", place="Evanston, IL", topics=("housing", "youth"), when="2019-06"),
        make_statement("b", place="Evanston, IL", topics=("youth",)),
    )
    youth = index.columns["topic"]
    assert list(youth.values) == ["housing", "youth"]
    assert youth.count(np.array([0, 1], dtype=np.int32)).tolist() == [1, 2]
    assert youth.documents(1).tolist() == [0, 1]
    assert list(index.columns["city"].values) == ["evanston-il"]
    assert index.first_days.tolist() == [datetime.date(2019, 6, 1).toordinal(), 0]
    assert index.last_days.tolist() == [datetime.date(2019, 6, 30).toordinal(), 0]


def test_a_document_is_analysed_in_its_own_language() -> None:
    index = make_index(
        make_statement("a", "las ciudades", language="es"), make_statement("b", "the cities")
    )
    assert index.vocabulary.find("ciud") is not None
    assert index.vocabulary.find("citi") is not None
    assert index.settings.languages == ("en", "es")


def test_prefixes_find_words_whose_stem_is_shorter() -> None:
    index = make_index(make_statement("a", "immigrant immigration raid"))
    found = [index.vocabulary[int(n)] for n in index.terms_with_prefix("immigra")]
    assert found == ["immigr"]


def test_an_empty_corpus_gives_an_empty_index() -> None:
    index = make_index()
    assert (index.n_documents, len(index.vocabulary), index.columns) == (0, 0, {})
