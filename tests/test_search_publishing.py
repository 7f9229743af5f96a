"""What is added, changed or taken down is searchable once published, everywhere, at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.documents import Statement
from corpus.removals import put_back, take_down
from corpus.store import open_store
from corpus.stored import Incoming
from index.minilm import find_model
from index.storage import current_generation, open_index, verify_index
from search import building
from search.publishing import LiveEngine, index_path, publish, store_path, verify
from tests.conftest import start_server, stop_server
from tests.makers import fill_store, make_statement

needs_model = pytest.mark.skipif(
    find_model() is None, reason="without the language model every index is built whole"
)
STATEMENTS = (
    make_statement("a", "The mayor spoke of raids.", place="Evanston, IL", when="2019"),
    make_statement("b", "A shelter opened.", place="Tucson, AZ", when="2020"),
    make_statement("c", "Raids and a shelter.", place="Mesa, AZ", when="2021"),
)


def store_more(data_path: Path, *statements: Statement) -> None:
    with open_store(store_path(data_path)) as store:
        store.add([Incoming(s, "test", None, "test") for s in statements], allow_similar=True)


def ids(live: LiveEngine, question: str) -> list[str]:
    return [hit.statement.doc_id for hit in live.current().ask(question).hits]


@needs_model
def test_only_what_changed_is_indexed_and_all_of_it_is_found(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    live = LiveEngine(tmp_path)
    assert sorted(ids(live, "raids")) == ["a", "c"]
    store_more(tmp_path, make_statement("d", "Zebras were counted."), STATEMENTS[0])
    name = publish(tmp_path)
    assert [path.name for path in (index_path(tmp_path) / name).glob("*.np*")] == ["changes.npz"]
    assert ids(live, "zebras") == ["d"]
    with open_store(store_path(tmp_path)) as store:
        take_down(store, "c", "Asked for.", "ann")
    store_more(tmp_path, replace(STATEMENTS[1], text="A library opened."))
    publish(tmp_path)
    assert (ids(live, "raids"), ids(live, "library"), ids(live, "shelter")) == (["a"], ["b"], [])
    assert live.current().n_documents == 3
    with open_store(store_path(tmp_path)) as store:
        put_back(store, "c", "ann")
    publish(tmp_path)
    assert sorted(ids(live, "raids")) == ["a", "c"]
    assert verify(tmp_path).count("meta.json") == 2
    live.close()


@needs_model
def test_it_answers_as_after_a_whole_build(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    changed = replace(STATEMENTS[1], text="Shelters, raids and rights.")
    store_more(tmp_path, changed, make_statement("bb", "Raids, again raids.", place="Mesa, AZ"))
    publish(tmp_path)
    live = LiveEngine(tmp_path)
    questions = ("raids", "shelter raids", "raids in Arizona", '"raids and rights"', "shel*")
    before = [live.current().ask(question) for question in questions]
    publish(tmp_path, is_whole=True)
    assert not (index_path(tmp_path) / live.current().version / "changes.npz").exists()
    for question, page in zip(questions, before, strict=True):
        again = live.current().ask(question)
        found = [(hit.statement, hit.excerpt) for hit in page.hits]
        assert found == [(hit.statement, hit.excerpt) for hit in again.hits]
        scores = [hit.score for hit in page.hits]
        assert scores == pytest.approx([hit.score for hit in again.hits], abs=1e-3)
        assert (page.total, page.facets) == (again.total, again.facets)
    live.close()


def test_where_nothing_changed_nothing_is_published(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    before = current_generation(index_path(tmp_path))
    assert publish(tmp_path) == before[0]
    assert current_generation(index_path(tmp_path)) == before


def test_after_many_changes_the_index_is_built_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_store(tmp_path, *STATEMENTS)
    monkeypatch.setattr(building, "MAX_CHANGED", 1)
    store_more(tmp_path, make_statement("d"), make_statement("e"))
    name = publish(tmp_path)
    assert not (index_path(tmp_path) / name / "changes.npz").exists()
    assert open_index(index_path(tmp_path)).n_documents == 5


def test_a_restored_database_is_indexed_whole(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS[:1])
    shutil.copy(store_path(tmp_path), tmp_path / "backup")
    fill_store(tmp_path, *STATEMENTS[1:])
    for name in ("mayors.sqlite-wal", "mayors.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", store_path(tmp_path))
    publish(tmp_path)
    assert list(open_index(index_path(tmp_path)).document_ids) == ["a"]


@needs_model
def test_an_older_index_stays_readable_while_newer_ones_come(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    live = LiveEngine(tmp_path)
    old = live.current()
    for number in range(4):
        store_more(tmp_path, make_statement(f"n{number}", "Zebras were counted."))
        publish(tmp_path)
    assert old.ask("zebras").total == 0
    assert live.current().ask("zebras").total == 4
    kept = sorted(path.name for path in index_path(tmp_path).glob("generation-*"))
    assert kept == ["generation-0000001", "generation-0000004", "generation-0000005"]
    live.close()


def _publish_for_ever(data_path: Path, first: int) -> None:
    for number in range(first, first + 10_000):
        store_more(data_path, make_statement(f"n{number:05}", f"Zebra number {number}."))
        publish(data_path)


def test_killed_at_any_moment_the_old_or_the_new_is_published(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    context = multiprocessing.get_context("spawn")
    for turn, seconds in enumerate((0.0, 0.01, 0.02, 0.05)):
        process = context.Process(target=_publish_for_ever, args=(tmp_path, 1000 * turn))
        process.start()
        limit = time.monotonic() + 60
        before = current_generation(index_path(tmp_path))
        while current_generation(index_path(tmp_path)) == before and time.monotonic() < limit:
            time.sleep(0.002)
        time.sleep(seconds)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        verify_index(index_path(tmp_path))
        with open_store(store_path(tmp_path)) as store:
            stored = [each.statement.doc_id for each in store.list_current()]
        found = sorted(open_index(index_path(tmp_path)).document_ids)
        assert found in (stored, [doc_id for doc_id in stored if doc_id != max(stored)])
    publish(tmp_path)
    verify(tmp_path)
    assert list(index_path(tmp_path).glob(".building-*")) == []


def test_searches_never_fail_while_others_publish(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    live = LiveEngine(tmp_path)
    totals: list[list[int]] = [[], [], []]
    is_done = threading.Event()

    def ask(seen: list[int]) -> None:
        while not is_done.is_set():
            page = live.current().ask("zebras")
            assert len(page.hits) == min(page.total, 10)
            seen.append(page.total)

    threads = [threading.Thread(target=ask, args=(seen,)) for seen in totals]
    for thread in threads:
        thread.start()
    try:
        for number in range(5):
            store_more(tmp_path, make_statement(f"n{number}", "Zebras were counted."))
            publish(tmp_path)
    finally:
        is_done.set()
        for thread in threads:
            thread.join()
    assert all(seen == sorted(seen) for seen in totals)
    # On a busy machine the last one may still be being opened, and the one before answers.
    limit = time.monotonic() + 60
    while live.current().ask("zebras").total != 5 and time.monotonic() < limit:
        time.sleep(0.05)
    assert live.current().ask("zebras").total == 5
    live.close()


def _publish_one(data_path: Path) -> None:
    store_more(data_path, make_statement("zebra-1", "Zebras were counted in the park."))
    publish(data_path)


def test_what_one_process_publishes_every_worker_of_a_running_site_finds(
    data_path: Path, tmp_path: Path
) -> None:
    shutil.copytree(data_path, tmp_path / "data")
    process, address = start_server(tmp_path / "data")
    try:

        def ask() -> list[str]:
            with urllib.request.urlopen(f"{address}/api/v1/search?q=zebras+counted") as answer:
                return [hit["id"] for hit in json.load(answer)["hits"]]

        assert "zebra-1" not in ask()
        publisher = multiprocessing.get_context("spawn").Process(
            target=_publish_one, args=(tmp_path / "data",)
        )
        publisher.start()
        while publisher.is_alive():
            ask()
        publisher.join()
        n_in_a_row, limit = 0, time.monotonic() + 30
        while n_in_a_row < 20 and time.monotonic() < limit:
            n_in_a_row = n_in_a_row + 1 if ask() == ["zebra-1"] else 0
        assert n_in_a_row == 20
    finally:
        stop_server(process)
