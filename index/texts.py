"""The texts of documents as numbered tokens, worked out while more documents come in.

Takes documents' texts, gives the distinct tokens of each language, the number of each token
in the order of the texts, and where each text begins. Counting runs in a thread of its own:
it is compiled and leaves the interpreter to whoever adds.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.joined_texts import JoinedTexts
    from index.tokenizer import TokenTable

BATCH = 1 << 22
"""Bytes of text counted at once: the thread that counts seldom has to ask for the interpreter."""

MAX_WAITING = 4
"""Batches that may wait to be counted before whoever adds has to wait, too."""


class _Waiting:
    """Texts of one language that are not counted yet."""

    def __init__(self) -> None:
        self.documents: list[int] = []
        self.parts: list[bytes] = []
        self.sizes = array("q")
        self.n_bytes = 0


class CountedTexts:
    """The texts of all documents, a few for each, as many for one as for another.

    Attributes:
        documents: whose texts they are, in the order in which they are counted.
        tokens: the distinct tokens of each language.
    """

    def __init__(self) -> None:
        # Imported here: the compiler takes a while, and asking needs no tokenizer.
        from index.joined_texts import JoinedTexts, join_part  # noqa: PLC0415
        from index.tokenizer import TokenTable  # noqa: PLC0415

        self._join_part, self._join, self._make_table = join_part, JoinedTexts.of_parts, TokenTable
        self.documents = array("i")
        self.tokens: dict[str, TokenTable] = {}
        self._pool = ThreadPoolExecutor(1)
        self._waiting: dict[str, _Waiting] = {}
        self._batches: list[tuple[str, Future[NDArray[np.int64]]]] = []
        # One piece of memory that grows in place.
        self._numbers = array("i")

    def add(self, language: str, documents: Sequence[int], texts: Sequence[str]) -> None:
        """Take the texts of more documents, as many for each."""
        waiting = self._waiting.setdefault(language, _Waiting())
        waiting.documents += documents
        # Joined at once, while they are in the processor's cache.
        waiting.parts.append(self._join_part(texts))
        waiting.sizes.fromlist(list(map(len, texts)))
        waiting.n_bytes += len(waiting.parts[-1])
        if waiting.n_bytes >= BATCH:
            self._send(language)

    def finish(self) -> None:
        """Count what still waits."""
        for language in tuple(self._waiting):
            self._send(language)
        self._pool.shutdown()

    def take(
        self, of_token: Mapping[str, NDArray[np.int32]], weights: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """The term of every token, where each text's begin, and each document's length.

        Args:
            of_token: for each language the term of each token, -1 for one that does not count.
            weights: how much a term counts in each of a document's texts.
        """
        from index.counting import find_terms  # noqa: PLC0415

        words = np.frombuffer(self._numbers, dtype=np.int32)
        sizes = [np.diff(batch.result()) for _, batch in self._batches]
        starts = np.concatenate([np.zeros(1, dtype=np.int64), *sizes]).cumsum()
        ends = np.cumsum([0, *map(len, sizes)]).tolist()

        def translate(number: int) -> NDArray[np.int64]:
            language, _ = self._batches[number]
            theirs = starts[ends[number] : ends[number + 1] + 1]
            return find_terms(words, theirs, of_token[language], weights)

        with ThreadPoolExecutor(2) as pool:
            lengths = list(pool.map(translate, range(len(sizes))))
        self.tokens = {}  # nobody asks for them by number again
        return words, starts, np.concatenate([np.zeros(0, dtype=np.int64), *lengths])

    def _send(self, language: str) -> None:
        waiting = self._waiting.pop(language)
        table = self.tokens.get(language)
        if table is None:
            table = self.tokens[language] = self._make_table(waiting.n_bytes)
        self.documents.extend(waiting.documents)
        joined = self._join(waiting.parts, waiting.sizes)
        self._batches.append((language, self._pool.submit(self._count, table, joined)))
        if len(self._batches) > MAX_WAITING:
            self._batches[-MAX_WAITING - 1][1].result()

    def _count(self, table: TokenTable, texts: JoinedTexts) -> NDArray[np.int64]:
        """Keep the texts' token numbers; give where each text's begin, and the end.

        Whatever else could be done here would wait for the interpreter once more.
        """
        numbers, starts = table.count(texts)
        self._numbers.frombytes(numbers.view(np.uint8).data)
        return starts
