"""The sentence encoder gives the published numbers; vectors are remembered by their text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.errors import ModelMissingError
from index import minilm, vector_cache
from index.dense import DenseLeg
from index.minilm import Encoder, find_model, load_encoder
from index.passages import MAX_WORDS, split_passages
from index.postings import PostingsIndex
from index.vector_cache import VectorCache
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


def test_a_document_is_as_near_as_its_nearest_passage_and_unknown_without_one() -> None:
    index = make_index(make_statement("a"), make_statement("b", "texto", language="es"))
    unit = np.eye(384, dtype=np.float16)
    index.arrays["passages.vectors"] = unit[[0, 1]]  # type: ignore[index]
    index.arrays["passages.owners"] = np.array([0, 0], dtype=np.int32)  # type: ignore[index]
    question = np.zeros(384, dtype=np.float32)
    question[:2] = 0.6, 0.8
    cosines = DenseLeg(index).cosines(question)
    assert cosines.best[0] == pytest.approx(0.8, abs=1e-3)
    assert cosines.whole[0] == pytest.approx(1.4 / 2**0.5, abs=1e-3)
    assert np.isnan(cosines.best[1])
    assert np.isnan(cosines.whole[1])


def test_passages_hold_every_word_once_led_by_the_title() -> None:
    words = [f"w{number}" for number in range(1000)]
    text = " ".join(word + ("." if number % 17 == 16 else "") for number, word in enumerate(words))
    passages = split_passages("A title", text)
    assert all(passage.startswith("A title. ") for passage in passages)
    rest = [w.rstrip(".") for p in passages for w in p.removeprefix("A title. ").split()]
    assert rest == words
    assert max(len(passage.split()) for passage in passages) <= MAX_WORDS + 2
    assert split_passages("", "") == []
