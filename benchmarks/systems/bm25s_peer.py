"""bm25s: numba for scoring and selection, PyStemmer, arrays held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s  # type: ignore[import-untyped]
import Stemmer  # type: ignore[import-not-found]

from benchmarks.systems import TOP


class Bm25s:
    """Lucene's BM25 with bm25s's own k1 and b, as its documentation shows."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Tokenise, score every posting, save."""
        tokens = bm25s.tokenize(texts, stemmer=self._stemmer, show_progress=False)
        index = bm25s.BM25(backend="numba")
        index.index(tokens, show_progress=False)
        index.save(folder, show_progress=False)

    def open(self, folder: Path) -> None:
        """Load the arrays and the vocabulary."""
        self._index = bm25s.BM25.load(folder, show_progress=False)

    def ask(self, question: str) -> list[int]:
        """Any of the words."""
        tokens = bm25s.tokenize(
            [question], stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        found = self._index.retrieve(tokens, k=TOP, show_progress=False, n_threads=0)
        pairs = zip(found.documents[0].tolist(), found.scores[0].tolist(), strict=True)
        return [number for number, score in pairs if score > 0]
