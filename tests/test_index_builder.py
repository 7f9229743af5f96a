"""A build gives what a plainly written count of every word gives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import TextDocument
from index import texts
from index.analyzer import find_tokens, fold_token, make_analyzer
from index.builder import build_index
from index.postings import FIELD_GAP, FIELDS, MAX_COUNT, PostingsIndex, Weighting, term_weight
from index.vectors import lsa_cosines, lsa_vector

Expected = dict[str, dict[int, tuple[int, list[int]]]]


@dataclass
class FieldsDocument:
    """A document of any fields."""

    doc_id: str
    language: str
    texts: dict[str, str]
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def fields(self) -> dict[str, str]:
        return self.texts

    def keywords(self) -> dict[str, tuple[str, ...]]:
        return self.values

    def days(self) -> None:
        return None


WORDS = st.sampled_from(
    ["mayor", "Mayors", "the", "ICE", "U.S.", "287(g)", "covid19", "Educación", "niños", "ﬁre",
     "cafe\u0301", "110,000", "d’Alene", "las", "𝔘nicode", "raid", "raids"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=20))
DOCUMENTS = st.lists(
    st.builds(
        FieldsDocument,
        doc_id=st.text("abcé1", min_size=1, max_size=4),
        language=st.sampled_from(["en", "es"]),
        texts=st.dictionaries(st.sampled_from(FIELDS), TEXTS),
        values=st.dictionaries(
            st.sampled_from(["topic", "city"]), st.tuples(st.sampled_from("xyz"))
        ),
    ),
    max_size=9,
    unique_by=lambda document: document.doc_id,
)


def length_of(document: FieldsDocument) -> int:
    """How many terms it has, each as often as its field counts."""
    analyzer = make_analyzer(document.language)
    return sum(
        Weighting().of_field(name) * sum(analyzer.term(token) != "" for token in find_tokens(text))
        for name, text in document.texts.items()
    )


def numbered(documents: list[FieldsDocument]) -> list[FieldsDocument]:
    """In the order of their numbers: the shorter first, those of one length by their ids."""
    return sorted(documents, key=lambda d: (length_of(d), d.doc_id.encode()))


def expected_postings(documents: list[FieldsDocument]) -> Expected:
    """For each term and document number tf and all positions."""
    weighting = Weighting()
    found: Expected = defaultdict(dict)
    for number, document in enumerate(numbered(documents)):
        shift = 0
        for name in FIELDS:
            tokens = find_tokens(document.texts.get(name, ""))
            for place, token in enumerate(tokens):
                term = make_analyzer(document.language).term(token)
                if term:
                    weight = weighting.of_field(name)
                    before, positions = found[term].get(number, (0, []))
                    found[term][number] = before + weight, [*positions, shift + place]
            shift += len(tokens) + FIELD_GAP
    return dict(found)


def held_postings(index: PostingsIndex) -> Expected:
    held: Expected = {}
    for number, term in enumerate(index.vocabulary):
        postings = index.postings(number)
        rows, positions = index.positions(number, postings.documents)
        held[term] = {
            int(document): (int(tf), positions[rows == row].tolist())
            for row, (document, tf) in enumerate(
                zip(postings.documents, postings.frequencies, strict=True)
            )
        }
    return held


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_a_build_is_the_plain_count_of_every_word(documents: list[FieldsDocument]) -> None:
    index = build_index(documents)
    expected = expected_postings(documents)
    lengths = [length_of(document) for document in numbered(documents)]
    assert held_postings(index) == expected
    assert list(index.vocabulary) == sorted(expected, key=str.encode)
    assert index.lengths.tolist() == lengths
    assert list(index.document_ids) == [d.doc_id for d in numbered(documents)]
    assert [index.document_ids.find(d.doc_id) for d in numbered(documents)] == list(
        range(len(documents))
    )
    by_id = [index.document_ids[int(number)] for number in np.argsort(index.ties)]
    assert by_id == sorted((d.doc_id for d in documents), key=str.encode)
    weighting = Weighting()
    for number, postings in enumerate(expected.values()):
        numbers = np.array(list(postings))
        tf = np.array([float(tf) for tf, _ in postings.values()])
        weights = term_weight(tf, np.array(lengths, float)[numbers], index.mean_length, weighting)
        term = index.vocabulary.find(list(expected)[number])
        assert term is not None
        most = float(index.arrays["term_maxima"][term])
        assert most == pytest.approx(weights.max() / (weighting.k1 + 1), rel=1e-5)
        assert (tf / (tf + index.norms[numbers].astype(float))).max() <= most


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_words_are_kept_as_people_write_them_with_their_term(
    documents: list[FieldsDocument],
) -> None:
    index = build_index(documents)
    expected = expected_postings(documents)
    for language in index.settings.languages:
        tokens = [
            token
            for document in documents
            if document.language == language
            for text in document.texts.values()
            for token in find_tokens(text)
        ]
        words = {fold_token(t) for t in tokens if make_analyzer(language).term(t)}
        held = dict(index.words(language))
        assert list(held) == sorted(words, key=str.encode)
        assert set(held.values()) <= {len(postings) for postings in expected.values()}


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_columns_hold_what_documents_hold(documents: list[FieldsDocument]) -> None:
    index = build_index(documents)
    ordered = numbered(documents)
    assert set(index.columns) == {name for d in documents for name in d.values}
    for name, column in index.columns.items():
        for number, value in enumerate(column.values):
            expected = [n for n, d in enumerate(ordered) if value in d.values.get(name, ())]
            assert column.documents(number).tolist() == expected
        for number, document in enumerate(ordered):
            counts = column.count(np.array([number], dtype=np.int32))
            held = [v for v, n in zip(column.values, counts, strict=True) for _ in range(n)]
            assert held == sorted(document.values.get(name, ()))


def test_many_small_batches_give_the_index_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        TextDocument(
            f"d{n % 7}{n}", f"Title {n}", f"word{n % 5} said {n} raids", "es" * (n % 2) or "en"
        )
        for n in range(200)
    ]
    whole = build_index(documents).arrays
    monkeypatch.setattr(texts, "BATCH", 40)
    parts = build_index(documents).arrays
    assert {name: a.tolist() for name, a in whole.items() if "lsa" not in name} == {
        name: a.tolist() for name, a in parts.items() if "lsa" not in name
    }


def test_lsa_tells_what_is_near_where_documents_are_repeated_or_empty() -> None:
    said = [
        "income pilot for families in the city", "ice raid on the shelter",
        "mayor speaks on housing costs", "housing and income together", "raid at dawn city shelter",
    ]  # fmt: skip
    repeated = [*said, *said, "", "", "words nobody repeats"]
    index = build_index([TextDocument(f"d{n:02}", "", each) for n, each in enumerate(repeated)])
    assert np.abs(index.arrays["lsa.terms"]).max() <= 1.5
    raid = index.vocabulary.find("raid")
    assert raid is not None
    cosines = lsa_cosines(index, lsa_vector(index, (raid,)))
    names = [index.document_ids[int(n)] for n in np.argsort(-cosines, kind="stable")[:4]]
    assert sorted(names) == ["d01", "d04", "d06", "d09"]


def test_the_arrays_are_as_small_as_they_are_said_to_be() -> None:
    index = build_index([TextDocument("a", "t", "ice raid ice"), TextDocument("b", "t", "raid")])
    types: dict[str, Any] = {
        "term_offsets": np.int64, "term_maxima": np.float32, "posting_documents": np.int32,
        "posting_frequencies": np.uint8, "positions": np.uint8,
        "position_starts": np.uint32, "lengths": np.float32,
    }  # fmt: skip
    assert {name: index.arrays[name].dtype for name in types} == types


def test_a_word_said_a_thousand_times_counts_255_and_keeps_every_place() -> None:
    index = build_index(
        [TextDocument("a", "x", "raid ice"), TextDocument("b", "ice", "ice " * 1000 + "raid")]
    )
    ice, raid = (index.vocabulary.find(word) or 0 for word in ("ice", "raid"))
    assert index.postings(ice).frequencies.tolist() == [1, MAX_COUNT]
    rows, positions = index.positions(ice, np.array([0, 1], dtype=np.int32))
    assert np.bincount(rows).tolist() == [1, 1001]
    assert positions[1:].tolist() == [0, *range(1 + FIELD_GAP, 1001 + FIELD_GAP)]
    assert index.positions(raid, np.array([1], dtype=np.int32))[1].tolist() == [1001 + FIELD_GAP]
    assert index.lengths.tolist() == [4, 1003]


def test_a_place_far_into_a_text_is_kept() -> None:
    text = "the " * 7000 + "raid " * 500 + "the " * 70_000 + "raid ice raid"
    index = build_index([TextDocument("a", "raid", "ice"), TextDocument("b", "x", text)])
    raid = index.vocabulary.find("raid") or 0
    start = 1 + FIELD_GAP
    rows, positions = index.positions(raid, np.array([0, 1], dtype=np.int32))
    assert rows.tolist() == [0] + [1] * 502
    assert positions.tolist() == [
        0, *range(start + 7000, start + 7500), start + 77_500, start + 77_502
    ]  # fmt: skip


def test_a_word_that_only_ever_has_points_is_one_term_and_no_stem_of_it_is_another() -> None:
    index = build_index([TextDocument("a", "", "Mayors of the O.A.S. met")])
    assert list(index.vocabulary) == ["mayor", "met", "oas"]
    assert [index.document_frequency(number) for number in range(3)] == [1, 1, 1]
