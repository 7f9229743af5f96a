"""How often each client did what is throttled, counted once for all worker processes.

Takes keys of Flask-Limiter, gives counts: the storage behind `webapp.protection`. They lie
in a small SQLite file beside the store, under keyed hashes, so that no address stands in
it, and are dropped when their window is over. A crash may lose counts; nothing else is there.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
import weakref
from pathlib import Path

from limits.storage import Storage

SCHEME = "throttles"
BUSY_SECONDS = 2.0
"""How long a count waits for another process that is counting."""

_MAKE = """
CREATE TABLE IF NOT EXISTS counts (
    key BLOB PRIMARY KEY, n INTEGER NOT NULL, ends_at REAL NOT NULL
) WITHOUT ROWID
"""
_COUNT = """
INSERT INTO counts VALUES (:key, :n, :ends_at)
ON CONFLICT (key) DO UPDATE SET n = n + excluded.n RETURNING n
"""


class SharedCounts(Storage):
    """Counts that all processes over one data directory share; safe for threads.

    Args:
        uri: the path of the file, after `throttles://`.
        secret: what keys are hashed with.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  (the base class wants it so)

    def __init__(self, uri: str, wrap_exceptions: bool = False, *, secret: str) -> None:
        super().__init__(uri, wrap_exceptions)
        self._path = Path(uri.removeprefix(f"{SCHEME}://"))
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What goes wrong when the file can't be used."""
        return (sqlite3.Error, OSError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count once more; a window begins with the first count and lasts `expiry` seconds."""
        now = time.time()
        values = {"key": self._hash(key), "n": amount, "ends_at": now + expiry}
        with self._lock, self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM counts WHERE ends_at <= ?", (now,))
            (n,) = connection.execute(_COUNT, values).fetchone()
        return int(n)

    def get(self, key: str) -> int:
        """The count of the window that lasts, else 0."""
        found = self._find(key)
        return int(found[0]) if found else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends; now where there is none."""
        found = self._find(key)
        return float(found[1]) if found else time.time()

    def check(self) -> bool:
        """Whether the file can be used."""
        try:
            self._find("")
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int | None:
        """Forget everything; how much there was."""
        with self._lock, self._open() as connection:
            return connection.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock, self._open() as connection:
            connection.execute("DELETE FROM counts WHERE key = ?", (self._hash(key),))

    def _find(self, key: str) -> tuple[int, float] | None:
        query = "SELECT n, ends_at FROM counts WHERE key = ? AND ends_at > ?"
        with self._lock, self._open() as connection:
            row: tuple[int, float] | None = connection.execute(
                query, (self._hash(key), time.time())
            ).fetchone()
        return row

    def _hash(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), digest_size=16, key=self._secret).digest()

    def _open(self) -> sqlite3.Connection:
        """The connection, made at first use, after the server has forked."""
        if self._connection is None:
            self._path.touch(0o600)
            connection = sqlite3.connect(
                self._path, BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            weakref.finalize(self, connection.close)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_MAKE)
            self._connection = connection
        return self._connection
