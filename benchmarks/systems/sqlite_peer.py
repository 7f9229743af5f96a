"""SQLite FTS5: Porter stems, contentless, one transaction, merged into one segment."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.systems import TOP

_FILE = "fts5.sqlite"


class SqliteFts5:
    """BM25 as FTS5 ranks; built without a journal, read through a memory map."""

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Insert every string, then merge."""
        with closing(sqlite3.connect(folder / _FILE)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE VIRTUAL TABLE statements USING fts5("
                "text, content='', tokenize='porter unicode61')"
            )
            connection.executemany(
                "INSERT INTO statements (rowid, text) VALUES (?, ?)", enumerate(texts)
            )
            connection.execute("INSERT INTO statements (statements) VALUES ('optimize')")
            connection.commit()

    def open(self, folder: Path) -> None:
        """Connect, for reading only."""
        path = (folder / _FILE).absolute().as_uri()
        self._connection = sqlite3.connect(f"{path}?mode=ro&immutable=1", uri=True)
        self._connection.execute(f"PRAGMA mmap_size = {1 << 31}")

    def ask(self, question: str) -> list[int]:
        """Any of the words."""
        words = " OR ".join(f'"{word}"' for word in question.split())
        rows = self._connection.execute(
            "SELECT rowid FROM statements WHERE statements MATCH ? ORDER BY rank LIMIT ?",
            (words, TOP),
        )
        return [number for (number,) in rows]
