"""The database under the store: opening, migrating, transactions, its errors as ours.

Takes a path, gives an engine whose tables are at the newest revision. SQLite keeps
all it acknowledged through a crash at any instant (write-ahead log, full
synchronisation); readers never wait for a writer. Only the functions named `_sqlite`
know that it is SQLite: another engine with the same tables serves `Store` as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.errors import StoreError
from corpus.schema import HEAD_REVISION

BUSY_SECONDS = 10.0
"""How long a command waits for another one that is writing."""

_WRITES = {"writes": True}

_REMEDIES = {
    "SQLITE_BUSY": "is locked: another command is writing to it. Wait until it is done, try again",
    "SQLITE_LOCKED": "is locked: another command is writing to it. Wait until it is done, "
    "try again",
    "SQLITE_READONLY": "can't be written. Give this user the right to write to it and to its "
    "directory, or set MAYORS_DATA to a directory that can be written",
    "SQLITE_CANTOPEN": "can't be opened. Check that its directory exists and that this user may "
    "read and write it, or set MAYORS_DATA to another directory",
    "SQLITE_NOTADB": "is not a database of ours, or it is damaged. Put a backup in its place with "
    "`mayors restore FILE --replace`, or move it away and run `mayors build`",
    "SQLITE_CORRUPT": "is damaged. Put a backup in its place with `mayors restore FILE "
    "--replace`, or move it away and run `mayors build`",
    "SQLITE_FULL": "can't grow: the disk is full. Free some space and try again; nothing was lost",
    "SQLITE_IOERR": "can't be read or written: the disk reports an error. Check the disk, then "
    "try again",
}


def open_database(path: Path) -> Engine:
    """Open the database at `path`, making it and its directories if missing, and migrate it.

    Raises:
        StoreError: it can't be made, read or written, or a newer program made it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The directory {path.parent} can't be made ({error.strerror}). Give this user the "
            "right to write there, or set MAYORS_DATA to a directory that can be written."
        ) from error
    engine = _make_sqlite_engine(path)
    try:
        with translated_errors(engine):
            _migrate(engine)
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout."""
    with translated_errors(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone may write: all of it is kept, or nothing on an exception."""
    with translated_errors(engine), engine.execution_options(**_WRITES).begin() as connection:
        yield connection


def forget_deleted_sqlite(engine: Engine) -> None:
    """Leave nothing of what was overwritten or deleted in the files of the database."""
    with translated_errors(engine), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class ReadyQuery:
    """One query that is asked again and again; safe to share by threads.

    To put a query together and its answer apart takes longer than to look a record up, so
    that this is done once, on connections of its own. Each answer is of one state of the
    database. Values are taken in the order in which the query names them, and columns come
    as the driver gives them.
    """

    def __init__(self, engine: Engine, query: Select[*tuple[Any, ...]]) -> None:
        self._engine = engine
        self._statement = str(query.compile(engine))
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._free: list[Any] = []

    def list_rows(self, *values: object) -> list[tuple[Any, ...]]:
        """The rows of the answer.

        Raises:
            StoreError: the database fails.
        """
        try:
            cursor = self._take()
            rows: list[tuple[Any, ...]] = cursor.execute(self._statement, values).fetchall()
        except self._error as error:
            raise StoreError(_explain(error, self._engine)) from error
        self._free.append(cursor)
        return rows

    def close(self) -> None:
        """Let go of the connections."""
        while self._free:
            self._free.pop().connection.close()

    def _take(self) -> Any:
        """A cursor that nobody else has."""
        try:
            return self._free.pop()
        except IndexError:
            connection = self._engine.raw_connection()
            driver: Any = connection.driver_connection
            connection.detach()  # the pool's are for whoever comes and goes
            return driver.cursor()


@contextmanager
def translated_errors(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors into StoreError, each with what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_explain(error.orig, engine)) from error


def _explain(error: BaseException | None, engine: Engine) -> str:
    name = getattr(error, "sqlite_errorname", "")
    remedy = next((words for code, words in _REMEDIES.items() if name.startswith(code)), None)
    if remedy is None:
        remedy = "gave an error. Run `mayors verify`; if it finds nothing, report this message"
    return f"The database {engine.url.database} {remedy}. ({error})"


def _migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision; two processes at once do it one after the other."""
    with engine.connect() as connection:
        if _find_revision(connection) == HEAD_REVISION:
            return
    from corpus import migrations  # noqa: PLC0415  (slow to import, rarely needed)

    with engine.execution_options(**_WRITES).begin() as connection:
        found = _find_revision(connection)
        if found is not None and found not in migrations.list_revisions():
            raise StoreError(
                f"A newer version of this program made the database {engine.url.database} "
                f"(its tables are at {found!r}, this version knows {HEAD_REVISION!r}). Bring the "
                "program up to date, or set MAYORS_DATA to another directory."
            )
        migrations.upgrade(connection)


def _find_revision(connection: Connection) -> str | None:
    """The migration the tables are at; None where there are no tables yet."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.scalar(select(text("version_num FROM alembic_version")))
        return found
    if tables:
        raise StoreError(
            f"The database {connection.engine.url.database} belongs to another program (it has the "
            f"table {tables[0]!r}). Set MAYORS_DATA to a directory of its own."
        )
    return None


def _make_sqlite_engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS},
        json_serializer=_dump_json,
        pool_size=16,
        max_overflow=32,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _dump_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """Leave transactions to us (the driver begins them late) and make them durable."""
    connection.isolation_level = None
    cursor: Any = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once, so that it never finds its reading outdated."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
