"""The phrases to offer as one types, counted once a process and then beside the answers.

Takes a store, gives its frequent phrases. To count them takes a millisecond a statement:
only the first count is waited for, later ones are made in a thread while the former one
serves, and only after a part of the collection has come or gone.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from corpus.store import Store
from search.frequent_phrases import Phrase, list_phrases

N_READ = 5_000
"""Statements that are read, evenly from all; in more of them frequent phrases are the same."""

STAY = 0.02
"""The part of the collection that may come or go before its phrases are counted anew."""

_log = logging.getLogger(__name__)


class PhraseCounter:
    """Frequent phrases of a store; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="count-phrases")
        self._counting: Future[list[Phrase]] | None = None
        self._n_counted = 0
        self._phrases: list[Phrase] | None = None

    def find(self, store: Store, n_statements: int) -> list[Phrase]:
        """The phrases as counted last; of a collection of another size, soon those of it.

        Raises:
            StoreError: the store fails at the first count.
        """
        with self._lock:
            is_near = abs(n_statements - self._n_counted) <= STAY * self._n_counted
            if self._counting is None and not (self._phrases is not None and is_near):
                self._n_counted = n_statements
                self._counting = self._pool.submit(_count, store)
            counting, known = self._counting, self._phrases
        if counting is None:
            return known or []
        if known is None or counting.done():
            return self._take(counting, known)
        return known

    def _take(self, counting: Future[list[Phrase]], known: list[Phrase] | None) -> list[Phrase]:
        error = counting.exception()
        with self._lock:
            if self._counting is counting:
                self._counting = None
                self._phrases = known if error else counting.result()
        if error is None:
            return counting.result()
        if known is None:
            raise error
        _log.error("The phrases to offer can't be counted; the former stay.", exc_info=error)
        return known


def _count(store: Store) -> list[Phrase]:
    doc_ids = sorted(store.list_revised_at())
    chosen = doc_ids[:: -(-len(doc_ids) // N_READ) or 1]
    return list_phrases(stored.statement for stored in store.load_current(chosen))
