"""Answers of the JSON interface, kept for whoever asks the same next.

Many ask what many ask, and programs ask again. An answer holds for one engine: what is
published, or decided by an editor, makes a new one, and with it everything kept goes. The
answers not asked for longest go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from search.engine import SearchEngine

MAX_BYTES = 32 * 1024 * 1024
"""Of text a process keeps: some thousand answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body of JSON, its entity tag and the addresses of its neighbours by relation."""

    text: bytes
    etag: str
    links: tuple[tuple[str, str], ...]


class KeptAnswers:
    """Answers by what was asked; safe to share by threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._engine: SearchEngine | None = None
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._n_bytes = 0

    def find(self, engine: SearchEngine, asked: Hashable) -> Answer | None:
        """What this engine answered, if it is kept."""
        with self._lock:
            if engine is not self._engine or asked not in self._answers:
                return None
            self._answers.move_to_end(asked)
            return self._answers[asked]

    def keep(self, engine: SearchEngine, asked: Hashable, answer: Answer) -> None:
        """Keep an answer, and let go of the oldest ones where there is no room."""
        with self._lock:
            if engine is not self._engine:
                self._engine, self._n_bytes = engine, 0
                self._answers.clear()
            if asked in self._answers or len(answer.text) > self._max_bytes:
                return
            self._answers[asked] = answer
            self._n_bytes += len(answer.text)
            while self._n_bytes > self._max_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._n_bytes -= len(oldest.text)
