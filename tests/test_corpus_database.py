"""A query kept ready answers as any other, from any thread, and fails in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select

from corpus.database import ReadyQuery
from corpus.errors import StoreError
from corpus.schema import MetaRow
from corpus.store import Store, open_store

VALUE = select(MetaRow.value).where(MetaRow.key == bindparam("key"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        yield opened


def test_a_ready_query_sees_what_was_written_last(store: Store) -> None:
    query = ReadyQuery(store.engine, VALUE)
    assert query.list_rows("a") == []
    for value in ("one", "two"):
        store.set_meta("a", value)
        assert query.list_rows("a") == [(value,)]
    query.close()
    assert query.list_rows("a") == [("two",)]
    query.close()


def test_threads_share_a_ready_query(store: Store) -> None:
    query = ReadyQuery(store.engine, VALUE)
    for n in range(20):
        store.set_meta(f"{n}", f"of {n}")
    wrong: list[object] = []

    def ask() -> None:
        for n in range(20):
            rows = query.list_rows(f"{n}")
            if rows != [(f"of {n}",)]:
                wrong.append(rows)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    query.close()
    assert wrong == []


def test_a_ready_query_says_what_to_do_about_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "mayors.sqlite"
    open_store(path).close()
    with open_store(path) as store:
        query = ReadyQuery(store.engine, VALUE)
        path.write_bytes(b"no database " * 1000)
        with pytest.raises(StoreError, match=r"Put a backup in its place with `mayors restore"):
            query.list_rows("a")
