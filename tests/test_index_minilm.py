"""The sentence encoder gives the published numbers; vectors are remembered by their text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corpus.errors import ModelMissingError
from index import minilm, vector_cache
from index.combined import CombinedIndex, Removed
from index.dense import COMMON, DenseLeg
from index.minilm import Encoder, find_model, load_encoder
from index.passages import MAX_WORDS, split_passages
from index.postings import PostingsIndex
from index.vector_cache import VectorCache
from index.vectors import unit
from search.building import make_embed
from tests.makers import make_index, make_statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

needs_model = pytest.mark.skipif(
    find_model() is None, reason="the language model is not installed: make setup"
)


@needs_model
def test_the_published_similarities_come_out_to_three_places() -> None:
    vectors = load_encoder().encode(
        ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    )
    similarities = (vectors @ vectors.T)[np.triu_indices(3, 1)]
    assert similarities.round(3).tolist() == pytest.approx([0.666, 0.105, 0.141], abs=1e-6)


@needs_model
def test_a_text_has_one_vector_whatever_it_is_encoded_with() -> None:
    texts = ["short", "a rather longer text about legal aid " * 20, "ice", ""]
    together = load_encoder().encode(texts)
    alone = np.vstack([load_encoder().encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_weights_that_are_not_the_official_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(minilm, "find_model", lambda: tmp_path)
    with pytest.raises(ModelMissingError, match="not the official file"):
        load_encoder.__wrapped__()


@needs_model
def test_only_new_texts_are_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = VectorCache(tmp_path).embed(["one text", "another", "one text"])
    assert first.dtype == np.float16
    np.testing.assert_array_equal(first[0], first[2])

    def refuse(*_: object) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(Encoder, "encode", refuse)
    np.testing.assert_array_equal(VectorCache(tmp_path).embed(["another"])[0], first[1])
    with pytest.raises(AssertionError, match="encoded again"):
        VectorCache(tmp_path).embed(["new"])


@needs_model
def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    (tmp_path / vector_cache.FILE_NAME).write_bytes(b"\x00damaged")
    assert VectorCache(tmp_path).embed(["a text"]).shape == (1, 384)


def vectors_of(doc_id: str, index: PostingsIndex) -> NDArray[np.float64]:
    """The vectors of a document's passages."""
    owners: NDArray[np.int32] = index.arrays["passages.owners"]
    is_ours = owners == index.document_ids.find(doc_id)
    assert is_ours.any()
    vectors: NDArray[np.float16] = index.arrays["passages.vectors"]
    found: NDArray[np.float64] = vectors[is_ours].astype(np.float64)
    return found


@needs_model
def test_the_shipped_vectors_are_those_of_the_shipped_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.ingest import SHIPPED_PATH
    from corpus.readers import read_documents
    from index.builder import build_index

    statements = [read.statement for read in read_documents(SHIPPED_PATH).statements]
    index = build_index(statements, make_embed(tmp_path))
    assert not (tmp_path / vector_cache.FILE_NAME).exists(), "run: make vectors"
    monkeypatch.setattr(vector_cache, "SHIPPED_PATH", tmp_path / "none")
    english = [s for s in sorted(statements, key=lambda s: s.doc_id) if s.language == "en"]
    anew = build_index(english[:10], make_embed(tmp_path))
    for statement in english[:10]:
        ours = vectors_of(statement.doc_id, index)
        np.testing.assert_allclose(vectors_of(statement.doc_id, anew), ours, atol=2e-3)


def with_passages(
    index: PostingsIndex, vectors: NDArray[np.floating[Any]], owners: list[int]
) -> PostingsIndex:
    index.arrays["passages.vectors"] = vectors.astype(np.float16)  # type: ignore[index]
    index.arrays["passages.owners"] = np.array(owners, dtype=np.int32)  # type: ignore[index]
    return index


def random_vectors(n: int, seed: int) -> NDArray[np.float32]:
    """Unit vectors that have much in common, as texts about one thing have."""
    vectors = np.random.default_rng(seed).normal(size=(n, 384)) + 1.0
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(unit.astype(np.float16), dtype=np.float32)


def test_a_document_is_as_near_as_its_nearest_passage_and_unknown_without_one() -> None:
    empty = make_index(make_statement("a"), make_statement("b", "texto", language="es"))
    index = with_passages(empty, np.eye(384)[[0, 1]], [0, 0])
    question = np.zeros(384, dtype=np.float32)
    question[:2] = 0.6, 0.8
    cosines = DenseLeg(index).cosines(question)
    assert cosines.best[0] == pytest.approx(0.8, abs=1e-3)
    assert np.isnan([each[1] for each in cosines]).all()


def test_what_all_passages_have_in_common_is_taken_away() -> None:
    index = with_passages(
        make_index(*(make_statement(name) for name in "abc")), random_vectors(4, 1), [0, 1, 1, 2]
    )
    vectors, question = random_vectors(4, 1), random_vectors(1, 2)[0]
    common = COMMON * vectors.mean(axis=0)
    apart = np.array([unit(vector - common) for vector in vectors])
    whole = np.array([apart[0], unit(apart[1] + apart[2]), apart[3]])
    direction = unit(question - common)
    leg = DenseLeg(index)
    found = leg.cosines(question)
    near = apart @ direction
    expected = [near[0], max(near[1], near[2]), near[3]]
    np.testing.assert_allclose(found.apart, expected, atol=1e-5)
    np.testing.assert_allclose(found.whole, whole @ direction, atol=1e-5)
    some, trust = np.array([0, 1], dtype=np.int32), np.array([3.0, 1.0])
    told = [whole[1], whole[0], (3 * whole[0] + whole[1]) / 4]  # none of the two by itself
    expected = [whole[n] @ unit(direction + 0.5 * mean) for n, mean in enumerate(told)]
    np.testing.assert_allclose(leg.feedback(question, some, trust, 0.5), expected, atol=1e-5)


def test_an_index_with_changes_knows_meaning_as_one_built_anew() -> None:
    before = make_index(*(make_statement(name) for name in "abc"))
    added = make_index(make_statement("d"))
    now = make_index(*(make_statement(name) for name in "acd"))
    vectors, question = random_vectors(5, 3), random_vectors(1, 4)[0]
    with_passages(before, vectors[:4], [0, 1, 1, 2])
    with_passages(added, vectors[4:], [0])
    with_passages(now, vectors[[0, 3, 4]], [0, 1, 2])
    gone = np.array([1], dtype=np.int32)
    changed = DenseLeg(CombinedIndex(before, added, Removed.find(gone, before)))
    anew = DenseLeg(now)
    some, trust = np.array([0, 2, 3], dtype=np.int32), np.array([1.0, 0.5, 0.25])
    again = np.arange(3, dtype=np.int32)
    for one, other in zip(
        (*changed.cosines(question), changed.feedback(question, some, trust, 1.5)),
        (*anew.cosines(question), anew.feedback(question, again, trust, 1.5)),
        strict=True,
    ):
        assert np.isnan(one[1])
        np.testing.assert_allclose(one[[0, 2, 3]], other, atol=1e-6)


def test_who_has_no_passage_moves_no_question() -> None:
    empty = make_index(make_statement("a"), make_statement("b", "texto", language="es"))
    leg = DenseLeg(with_passages(empty, random_vectors(1, 5), [0]))
    question, none = random_vectors(1, 6)[0], np.empty(0, dtype=np.int32)
    still = leg.feedback(question, none, np.empty(0), 1.5)
    some = np.array([1], dtype=np.int32)
    np.testing.assert_array_equal(leg.feedback(question, some, np.ones(1), 1.5), still)


def test_passages_hold_every_word_once_led_by_the_title() -> None:
    words = [f"w{number}" for number in range(1000)]
    text = " ".join(word + ("." if number % 17 == 16 else "") for number, word in enumerate(words))
    passages = split_passages("A title", text)
    assert all(passage.startswith("A title. ") for passage in passages)
    rest = [w.rstrip(".") for p in passages for w in p.removeprefix("A title. ").split()]
    assert rest == words
    assert max(len(passage.split()) for passage in passages) <= MAX_WORDS + 2
    assert split_passages("", "") == []
