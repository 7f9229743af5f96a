"""The texts of documents as numbered tokens, worked out while more documents come in.

Takes each document's texts, gives for a language its distinct tokens, the number of each
token in the order of the texts, and where each text begins. Counting runs in a thread of
its own: it is compiled and leaves the interpreter to whoever adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.tokenizer import TokenTable

BATCH = 1 << 22
"""Characters counted at once: the thread that counts seldom has to ask for the interpreter."""

MAX_WAITING = 4
"""Batches that may wait to be counted before whoever adds has to wait, too."""

_Counted = tuple["NDArray[np.int32]", "NDArray[np.int64]"]


class CountedTexts:
    """The texts of all documents in one language.

    Args:
        pool: its one thread counts.
    """

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        # Imported here: the compiler takes a while, and asking needs no tokenizer.
        from index.joined_texts import JoinedTexts  # noqa: PLC0415
        from index.tokenizer import TokenTable  # noqa: PLC0415

        self._join = JoinedTexts.join
        self.documents: list[int] = []
        self.tokens: TokenTable = TokenTable()
        self._pool = pool
        self._texts: list[str] = []
        self._n_waiting = 0
        self._batches: list[Future[_Counted]] = []

    def add(self, document: int, texts: Sequence[str]) -> None:
        """Take the texts of one more document."""
        self.documents.append(document)
        self._texts += texts
        self._n_waiting += sum(map(len, texts))
        if self._n_waiting >= BATCH:
            self._send()

    def n_words(self) -> int:
        """How many tokens all texts have; waits until they are counted."""
        if self._texts:
            self._send()
        return sum(len(batch.result()[0]) for batch in self._batches)

    def take(
        self, of_token: NDArray[np.int32], words: NDArray[np.int32]
    ) -> list[NDArray[np.int64]]:
        """Fill `words` with what `of_token` holds for each token; give each text's length.

        The tokens' numbers are let go, so it can be done once.
        """
        lengths, at = [], 0
        self._batches.reverse()
        while self._batches:
            numbers, starts = self._batches.pop().result()
            np.take(of_token, numbers, out=words[at : at + len(numbers)])
            lengths.append(np.diff(starts))
            at += len(numbers)
        return lengths

    def _send(self) -> None:
        self._batches.append(self._pool.submit(self.tokens.count, self._join(self._texts)))
        self._texts, self._n_waiting = [], 0
        if len(self._batches) > MAX_WAITING:
            self._batches[-MAX_WAITING - 1].result()
