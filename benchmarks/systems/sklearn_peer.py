"""scikit-learn: TfidfVectorizer and the cosine with every statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import load_npz, save_npz
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from benchmarks.systems import TOP


class ScikitLearn:
    """As its user guide shows; the vectors have length 1, so the product is the cosine."""

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Fit, and keep matrix, vocabulary and idf."""
        vectorizer = TfidfVectorizer(dtype=np.float32)
        save_npz(folder / "matrix.npz", vectorizer.fit_transform(texts), compressed=False)
        np.save(folder / "idf.npy", vectorizer.idf_)
        vocabulary = {word: int(number) for word, number in vectorizer.vocabulary_.items()}
        (folder / "vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")

    def open(self, folder: Path) -> None:
        """Load the three."""
        words = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        self._vectorizer = TfidfVectorizer(dtype=np.float32, vocabulary=words)
        self._vectorizer.idf_ = np.load(folder / "idf.npy")
        self._matrix = load_npz(folder / "matrix.npz")

    def ask(self, question: str) -> list[int]:
        """The largest cosines."""
        cosines = linear_kernel(self._vectorizer.transform([question]), self._matrix).ravel()
        best = np.argpartition(-cosines, min(TOP, len(cosines) - 1))[:TOP]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [int(number) for number in best if cosines[number] > 0]
