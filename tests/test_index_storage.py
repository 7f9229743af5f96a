"""An index on disk is whole, or it is not used."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamagedError, IndexMissingError
from index import storage
from index.postings import PostingsIndex
from index.storage import current_generation, open_index, save_index, verify_index
from tests.makers import make_index, make_statement


def some_index(text: str = "ice raids") -> PostingsIndex:
    return make_index(make_statement("a", text), make_statement("b", f"{text} and more"))


def test_what_was_saved_is_what_is_opened(tmp_path: Path) -> None:
    index = some_index()
    name = save_index(index, tmp_path)
    opened = open_index(tmp_path)
    assert name == "generation-0000001"
    assert opened.settings == index.settings
    assert sorted(opened.arrays) == sorted(index.arrays)
    for key, values in index.arrays.items():
        np.testing.assert_array_equal(opened.arrays[key], values)
        assert not opened.arrays[key].flags.writeable


def test_threads_that_open_one_index_at_once_get_the_same(tmp_path: Path) -> None:
    save_index(some_index(), tmp_path)
    for _ in range(20):
        start = threading.Barrier(8)

        def open_it(start: threading.Barrier = start) -> PostingsIndex:
            start.wait()
            return open_index(tmp_path)

        with ThreadPoolExecutor(8) as pool:
            opened = [each.result() for each in [pool.submit(open_it) for _ in range(8)]]
        assert len({id(index) for index in opened}) == 1
        del opened


def test_an_empty_index_can_be_saved_and_opened(tmp_path: Path) -> None:
    save_index(make_index(), tmp_path)
    assert open_index(tmp_path).n_documents == 0


def test_two_generations_are_kept_and_the_newest_is_opened(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        save_index(some_index(text), tmp_path)
    assert sorted(p.name for p in tmp_path.glob("generation-*")) == [
        "generation-0000002",
        "generation-0000003",
    ]
    assert open_index(tmp_path).vocabulary.find("three") is not None


def test_no_index_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="mayors build"):
        open_index(tmp_path)
    with pytest.raises(IndexMissingError, match="mayors build"):
        verify_index(tmp_path)


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.write_bytes(bytes(data))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [damage, truncate, Path.unlink])
@pytest.mark.parametrize("file", ["meta.json", "posting_documents.npy", "terms.text.npy"])
def test_a_damaged_generation_falls_back_to_the_last_good_one(
    tmp_path: Path, harm: object, file: str
) -> None:
    save_index(some_index("old"), tmp_path)
    name = save_index(some_index("new"), tmp_path)
    harm(tmp_path / name / file)  # type: ignore[operator]
    assert open_index(tmp_path).vocabulary.find("old") is not None
    with pytest.raises(IndexDamagedError, match="mayors build"):
        verify_index(tmp_path)


def test_when_every_generation_is_damaged_the_error_says_so(tmp_path: Path) -> None:
    damage(tmp_path / save_index(some_index(), tmp_path) / "terms.text.npy")
    with pytest.raises(IndexDamagedError, match=r"terms\.text\.npy is not what was published"):
        open_index(tmp_path)


def test_verify_reads_large_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SMALL_FILE", 0)
    damage(tmp_path / save_index(some_index(), tmp_path) / "posting_documents.npy")
    open_index(tmp_path)
    with pytest.raises(IndexDamagedError, match="posting_documents"):
        verify_index(tmp_path)


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    name = save_index(some_index(), tmp_path)
    meta = tmp_path / name / "meta.json"
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "format": 99}))
    (tmp_path / "current").unlink()
    with pytest.raises(IndexDamagedError, match="another format"):
        open_index(tmp_path)


def test_an_index_of_another_stemmer_is_refused(tmp_path: Path) -> None:
    name = save_index(some_index(), tmp_path)
    meta = tmp_path / name / "meta.json"
    meta.write_text(meta.read_text().replace('"PyStemmer ', '"other '))
    (tmp_path / "current").unlink()
    with pytest.raises(IndexDamagedError, match="another text analysis"):
        open_index(tmp_path)


def test_a_failed_build_leaves_what_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_index(some_index("old"), tmp_path)
    before = current_generation(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        save_index(some_index("new"), tmp_path)
    assert current_generation(tmp_path) == before
    assert list(tmp_path.glob(".building-*")) == []


def _save_for_ever(directory: Path) -> None:
    while True:
        save_index(some_index("later"), directory)


def test_killed_at_any_moment_the_index_still_opens(tmp_path: Path) -> None:
    save_index(some_index("first"), tmp_path)
    context = multiprocessing.get_context("spawn")
    for seconds in (0.0, 0.01, 0.03, 0.07):
        process = context.Process(target=_save_for_ever, args=(tmp_path,))
        process.start()
        limit = time.monotonic() + 30
        before = current_generation(tmp_path)
        while current_generation(tmp_path) == before and time.monotonic() < limit:
            time.sleep(0.005)
        time.sleep(seconds)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        verify_index(tmp_path)
        assert open_index(tmp_path).n_documents == 2
    save_index(some_index("last"), tmp_path)
    assert list(tmp_path.glob(".building-*")) == []
