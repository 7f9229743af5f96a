"""What is asked, counted by day, without anybody in it.

Takes questions as they were folded, and how they fared; gives counts for a period. A file of
its own beside the store, so that counting never waits for the store, nor the store for it.

It holds days, counts, and questions as keyed hashes (HMAC-SHA-256); a question's text is added
once it was asked on DAYS_TO_KEEP different days, and never where it holds an e-mail address
or what may be a phone number. There is no address, no person, no time of day, and nothing
that ties two questions to one another. Counts are kept in memory and written by a thread
every WRITE_SECONDS, so that a crash loses the counts of these seconds; where the file can't be
written they are dropped.
"""

from __future__ import annotations

import atexit
import datetime
import hashlib
import hmac
import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from corpus.errors import StoreError
from corpus.redaction import Redactor
from corpus.search_log_records import Asked, Quality

SEARCH_LOG_NAME = "searches.sqlite"
"""The file's name in the data directory."""
DAYS_TO_KEEP = 3
"""Different days a question must be asked on before its text is kept."""
WRITE_SECONDS = 2.0
MAX_WAITING = 10_000
"""Questions counted in memory at most between two writings; more are dropped."""
BUSY_SECONDS = 5.0

_MAKE = """
CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, digest BLOB NOT NULL,
    n_asked INTEGER NOT NULL, n_empty INTEGER NOT NULL, n_clicks INTEGER NOT NULL,
    PRIMARY KEY (digest, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (digest BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
_COUNT = """
INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, day) DO UPDATE SET
n_asked = n_asked + excluded.n_asked, n_empty = n_empty + excluded.n_empty,
n_clicks = n_clicks + excluded.n_clicks
"""
_IS_COMMON = """
SELECT count(*) >= ? FROM counts
WHERE digest = ? AND n_asked > 0 AND digest NOT IN (SELECT digest FROM texts)
"""
_FORGET = (
    "DELETE FROM counts WHERE day <= ?",
    "DELETE FROM texts WHERE digest NOT IN (SELECT digest FROM counts)",
)
_SUM = """
SELECT text, sum(n_asked), sum(n_empty), sum(n_clicks)
FROM counts LEFT JOIN texts USING (digest) WHERE day > ? GROUP BY digest HAVING sum(n_asked) > 0
"""

_PERSONAL = re.compile(r"@|\b\d{3}[-. ]\d{4}\b|(?:\d[ ().-]*){10}")

_log = logging.getLogger(__name__)


def read_day() -> datetime.date:
    """Today, in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


class SearchLog:
    """Counts of questions; safe to share by threads, and its file by processes.

    Args:
        path: the file; made at the first writing.
        secret: what questions are hashed with.
        days: for how long a day's counts are kept.
        today: tells the day.
        may_tell: whether a question's text may be kept once it is common.
    """

    def __init__(
        self,
        path: Path,
        secret: str,
        days: int,
        today: Callable[[], datetime.date] = read_day,
        may_tell: Callable[[str], bool] = lambda _question: True,
    ) -> None:
        self._path, self._days, self._today = path, days, today
        self._may_tell = may_tell
        self._secret = hashlib.sha256(f"search log {secret}".encode()).digest()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[tuple[datetime.date, str], list[int]] = {}
        self._cleaned_on: datetime.date | None = None
        self._writer: threading.Thread | None = None
        self._is_closed = threading.Event()

    def note_question(self, question: str, *, is_empty: bool) -> None:
        """Count a question, and whether nothing was found."""
        self._add(question, (1, int(is_empty), 0))

    def note_click(self, question: str) -> None:
        """Count that somebody went on from a question to a record."""
        self._add(question, (0, 0, 1))

    def _add(self, question: str, counts: tuple[int, int, int]) -> None:
        if not question:
            return
        key = (self._today(), question)
        with self._lock:
            waiting = self._waiting.get(key)
            if waiting is None and len(self._waiting) < MAX_WAITING:
                waiting = self._waiting[key] = [0, 0, 0]
            if waiting is not None:
                for place, n in enumerate(counts):
                    waiting[place] += n
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, daemon=True)
                self._writer.start()
                atexit.register(self.close)

    def _write_on(self) -> None:
        while not self._is_closed.wait(WRITE_SECONDS):
            self.write()

    def close(self) -> None:
        """Write what waits and stop writing."""
        self._is_closed.set()
        self.write()

    def write(self) -> None:
        """Write what waits now; where that fails it is dropped, and the log of errors says so."""
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, {}
            if not waiting:
                return
            try:
                with _open(self._path) as connection:
                    self._write(connection, waiting)
            except (sqlite3.Error, OSError, StoreError):
                _log.exception("Questions can't be counted in %s", self._path)

    def _write(
        self,
        connection: sqlite3.Connection,
        waiting: dict[tuple[datetime.date, str], list[int]],
    ) -> None:
        for (day, question), counts in waiting.items():
            digest = self._hash(question)
            connection.execute(_COUNT, (day.isoformat(), digest, *counts))
            (is_common,) = connection.execute(_IS_COMMON, (DAYS_TO_KEEP, digest)).fetchone()
            if is_common and not _PERSONAL.search(question) and self._may_tell(question):
                connection.execute("INSERT INTO texts VALUES (?, ?)", (digest, question))
        today = self._today()
        if self._cleaned_on != today:
            last = today - datetime.timedelta(days=self._days)
            connection.execute(_FORGET[0], (last.isoformat(),))
            connection.execute(_FORGET[1])
            self._cleaned_on = today

    def read_quality(self, n_days: int, limit: int = 50) -> Quality:
        """How questions fared in the last days, the most asked first; today is one of them."""
        self.write()
        first = self._today() - datetime.timedelta(days=min(n_days, self._days))
        rows: list[tuple[str | None, int, int, int]] = []
        with suppress(sqlite3.Error, OSError):
            if self._path.exists():
                with _open(self._path) as connection:
                    rows = connection.execute(_SUM, (first.isoformat(),)).fetchall()
        told = [Asked(text, *counts) for text, *counts in rows if text is not None]
        told.sort(key=lambda one: (-one.n_asked, one.question))
        empty = sorted((one for one in told if one.n_empty), key=lambda one: -one.n_empty)
        found = [one for one in told if one.n_empty < one.n_asked]
        return Quality(
            n_questions=len(rows),
            n_untold=len(rows) - len(told),
            n_asked=sum(row[1] for row in rows),
            n_empty=sum(row[2] for row in rows),
            n_clicks=sum(row[3] for row in rows),
            top=tuple(told[:limit]),
            without_results=tuple(empty[:limit]),
            without_click=tuple([one for one in found if not one.n_clicks][:limit]),
        )

    def _hash(self, question: str) -> bytes:
        return hmac.digest(self._secret, question.encode(), "sha256")[:16]


def forget_texts(path: Path, redactor: Redactor) -> int:
    """Take out the texts that hold what is on the list of redactions; give how many.

    Raises:
        StoreError: the file can't be read or written.
    """
    if not path.exists():
        return 0
    try:
        with _open(path) as connection:
            rows = connection.execute("SELECT digest, text FROM texts").fetchall()
            held = [(digest,) for digest, text in rows if redactor.redact_text(text) != text]
            connection.executemany("DELETE FROM texts WHERE digest = ?", held)
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreError(
            f"The counts of questions in {path} can't be changed ({error}). Move the file away, or "
            "try again when the site is not busy."
        ) from error
    return len(held)


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in a transaction of its own; SQLite waits for other processes."""
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(_MAKE)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
