"""The statements of a store as a database for Datasette: a table and its FTS5 index.

Takes a data directory, writes one SQLite file as Datasette's documentation shows it: the
index is over the table's own columns, with Porter stems.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.documents import Statement
from corpus.store import open_store
from search.publishing import store_path

TABLE = "statements"

_COLUMNS = (
    "id", "kind", "title", "text", "topics", "place", "mayor", "state", "date", "source", "url",
)  # fmt: skip
_SEARCHED = ("title", "text", "topics", "place", "mayor")


def write_datasette_database(data_path: Path, path: Path) -> None:
    """Copy every statement of the store, then index."""
    with closing(sqlite3.connect(path)) as connection, open_store(store_path(data_path)) as store:
        names = ", ".join(_COLUMNS)
        searched = ", ".join(_SEARCHED)
        connection.execute(f"CREATE TABLE {TABLE} ({names}, PRIMARY KEY (id))")
        rows = (_row(stored.statement) for stored in store.list_current())
        marks = ", ".join("?" * len(_COLUMNS))
        connection.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", rows)
        connection.execute(
            f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5("
            f"{searched}, content=[{TABLE}], tokenize='porter')"
        )
        connection.execute(
            f"INSERT INTO {TABLE}_fts (rowid, {searched}) SELECT rowid, {searched} FROM {TABLE}"
        )
        connection.execute(f"INSERT INTO {TABLE}_fts ({TABLE}_fts) VALUES ('optimize')")
        connection.commit()


def _row(statement: Statement) -> tuple[str | None, ...]:
    fields = statement.fields()
    return (
        statement.doc_id,
        statement.kind.value,
        *(fields[name] for name in _SEARCHED),
        statement.city.state if statement.city else None,
        str(statement.date) if statement.date else None,
        statement.source.name,
        statement.source.url,
    )
