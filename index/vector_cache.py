"""Vectors remembered by the text they are of, so that only what is new is encoded.

Takes texts, gives their vectors in half precision; reads the shipped file
`index/data/vectors.safetensors` and one file in the data directory, and writes the latter.
A vector is keyed by the sum of its text and of the model's weights.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.minilm import DIMENSIONS, WEIGHTS_SHA256, load_encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHIPPED_PATH = Path(__file__).parent / "data" / "vectors.safetensors"
FILE_NAME = "vectors.safetensors"
_SAVE_EVERY = 512

Progress = Callable[[int, int], None]
"""Told how many texts are done and how many there are to encode."""


class VectorCache:
    """The vectors of texts; `directory` may not exist yet."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._known: dict[bytes, NDArray[np.float16]] = {}
        for path in (SHIPPED_PATH, self._path):
            self._known |= _read_vectors(path)

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float16]:
        """Vectors of shape (n, 384), float16; what is not known is encoded and remembered.

        Raises:
            ModelMissingError: something must be encoded and the model is not there.
            OSError: the directory can't be written.
        """
        keys = [_key(text) for text in texts]
        missing = list(
            {
                key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
            }.items()
        )
        for start in range(0, len(missing), _SAVE_EVERY):
            part = missing[start : start + _SAVE_EVERY]
            encoded = load_encoder().encode([text for _, text in part]).astype(np.float16)
            self._known |= dict(zip([key for key, _ in part], encoded, strict=True))
            self._save()
            if progress:
                progress(start + len(part), len(missing))
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float16)
        for row, key in enumerate(keys):
            vectors[row] = self._known[key]
        return vectors

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        shipped = _read_vectors(SHIPPED_PATH)
        write_vectors(
            self._path, {key: row for key, row in self._known.items() if key not in shipped}
        )


def write_vectors(path: Path, vectors: dict[bytes, NDArray[np.float16]]) -> None:
    """Write a file of vectors, sorted by key, replacing it whole."""
    # Imported here: a question on words alone needs it not.
    from safetensors.numpy import save  # noqa: PLC0415

    keys = sorted(vectors)
    arrays: dict[str, NDArray[Any]] = {
        "keys": np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1),
        "vectors": np.array([vectors[key] for key in keys], dtype=np.float16),
    }
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as stream:
        stream.write(save(arrays, {"weights_sha256": WEIGHTS_SHA256}))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _read_vectors(path: Path) -> dict[bytes, NDArray[np.float16]]:
    """The vectors of a file; none if it is missing or not whole: they can be made again."""
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        arrays = load(path.read_bytes())
        return {
            key.tobytes(): row for key, row in zip(arrays["keys"], arrays["vectors"], strict=True)
        }
    except (FileNotFoundError, NotADirectoryError, SafetensorError, KeyError):
        return {}


def _key(text: str) -> bytes:
    return hashlib.sha256(f"{WEIGHTS_SHA256}\n{text}".encode()).digest()[:16]
