"""A copy of the store to try things out on, thrown away afterwards.

Takes the path of a store, gives a store of the same content in a temporary directory.
The original is only read: not migrated, not even touched. Backups are copied here, too.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.errors import StoreError
from corpus.store import Store, open_store


@contextmanager
def open_snapshot(path: Path) -> Iterator[Store]:
    """A throw-away copy of the store at `path`; an empty one if there is none.

    Raises:
        StoreError: the store is there and can't be read.
    """
    with tempfile.TemporaryDirectory(prefix="mayors-") as folder:
        copy_path = Path(folder) / "mayors.sqlite"
        if path.exists():
            has_log = path.with_name(path.name + "-wal").exists()
            # Without a log nobody is writing, and SQLite need not make files beside the original.
            copy_database(path, copy_path, "mode=ro" if has_log else "mode=ro&immutable=1")
        with open_store(copy_path) as store:
            yield store


def copy_database(path: Path, copy_path: Path, mode: str = "mode=rw") -> None:
    """Copy a database as it stands at one moment, while others read and write it.

    Raises:
        StoreError: it can't be read.
    """
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as original,
            closing(sqlite3.connect(copy_path)) as copy,
        ):
            original.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(
            f"The database {path} can't be read ({error}). If it is damaged, move it away and run "
            "`mayors build`, or put a backup in its place with `mayors restore`."
        ) from error
