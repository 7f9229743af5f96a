"""The store knows what changed since an index was built, and when it can't know."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from corpus.changes import forget_changes, list_changed, read_state
from corpus.removals import put_back, take_down
from corpus.store import Store, open_store
from corpus.stored import Incoming
from tests.makers import make_statement


def add(store: Store, *doc_ids: str, text: str = "Some words.") -> None:
    statements = (make_statement(doc_id, text) for doc_id in doc_ids)
    store.add([Incoming(s, "test", None, "test") for s in statements], allow_similar=True)


def test_what_was_added_changed_taken_down_and_put_back_is_known(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, "a", "b", "c", "d")
        state = read_state(store)
        assert list_changed(store, state) == ()
        add(store, "e")
        add(store, "b", text="Other words.")
        add(store, "a")
        take_down(store, "c", "Asked for.", "ann")
        assert list_changed(store, state) == ("b", "c", "e")
        after = read_state(store)
        put_back(store, "c", "ann")
        assert list_changed(store, after) == ("c",)
        assert list_changed(store, state) == ("b", "c", "e")
        assert [s.statement.doc_id for s in store.load_current(["a", "gone", "c"])] == ["a", "c"]


def test_changes_that_an_index_holds_can_be_forgotten(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, "a")
        first = read_state(store)
        add(store, "b")
        second = read_state(store)
        forget_changes(store, second)
        add(store, "c")
        assert list_changed(store, second) == ("c",)
        assert list_changed(store, first) is None


def test_a_restored_backup_is_not_taken_for_the_store_it_was_made_of(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, "a")
    shutil.copy(tmp_path / "s.sqlite", tmp_path / "backup.sqlite")
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, "b")
        lost = read_state(store)
    with open_store(tmp_path / "backup.sqlite") as store:
        assert list_changed(store, lost) is None
        add(store, "c")
        assert list_changed(store, lost) is None
        assert list_changed(store, replace(lost, sequence=99)) is None
