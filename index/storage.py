"""An index on disk: generations published by one atomic rename, opened memory-mapped.

Takes a built `PostingsIndex`, or what changed since one was published; gives it back
read-only. Layout of an index directory:

    current                 "<generation> <sha256 of its meta.json>"
    generation-0000007/     one published state; the one before is kept as a fallback
    .building-*/            a build that has not been published (left by a crash)

A generation is whole (`.npy` files, memory-mapped), or holds what changed since a whole one,
its base, which is kept as long as it is needed. Opening checks the format number, the sizes
of all files and the sums of the small ones; `verify_index` checks every sum, and so does
publishing before the rename.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from corpus.errors import IndexDamagedError, IndexMissingError
from index.analyzer import AnalyzerSettings
from index.combined import CombinedIndex, Removed
from index.generation import (
    REBUILD,
    check_files,
    map_arrays,
    read_changes,
    read_meta,
    replace_text,
    write_arrays,
    write_changes,
    write_meta,
)
from index.postings import IndexSettings, PostingsIndex, Weighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTER = "current"
"""The file that names the generation published last."""

SMALL_FILE = 1 << 16
"""Bytes up to which a file's sum is checked on opening."""

_log = logging.getLogger(__name__)

_OPEN: WeakValueDictionary[tuple[Path, str], PostingsIndex] = WeakValueDictionary()
"""Whole generations in use in this process, by their path and the sum of their facts."""

_opening = threading.Lock()


def save_index(index: PostingsIndex, directory: Path) -> str:
    """Write, verify and publish a whole index as the next generation; give its name.

    On any failure what was published before stays as it was and nothing is left behind.

    Raises:
        OSError: the directory can't be written.
        IndexDamagedError: what was read back is not what was written.
    """

    def write(building: Path) -> str:
        facts = {
            "n_documents": index.n_documents,
            "n_terms": len(index.vocabulary),
            "settings": asdict(index.settings),
        }
        return write_meta(facts, write_arrays(index.arrays, building), building)

    return _publish(directory, write)


def save_changes(index: CombinedIndex, directory: Path) -> str:
    """The same for what changed since the whole index that was published last.

    Raises:
        OSError: the directory can't be written.
        IndexDamagedError: what was read back is not what was written, or the index's base is
            not that of what is published now.
    """
    base = _find_base(directory)
    if base is None or _OPEN.get((directory / base["name"], base["sha256"])) is not index.base:
        raise IndexDamagedError(f"The index in {directory} is another one by now. {REBUILD}")

    def write(building: Path) -> str:
        facts = {
            "n_documents": index.n_documents,
            "settings": asdict(index.added.settings),
            "base": base,
        }
        arrays = {f"added.{name}": values for name, values in index.added.arrays.items()}
        arrays |= {f"removed.{name}": values for name, values in asdict(index.removed).items()}
        return write_meta(facts, write_changes(arrays, building), building)

    return _publish(directory, write)


def open_current(directory: Path) -> PostingsIndex:
    """The generation published last and no other.

    Raises:
        IndexMissingError: nothing was ever published there.
        IndexDamagedError: it is not whole.
    """
    name, meta_sum = current_generation(directory)
    if name is None:
        raise IndexMissingError(f"There is no index in {directory}. {REBUILD}")
    return _open_generation(directory / name, meta_sum)


def open_index(directory: Path) -> PostingsIndex:
    """The newest generation that is whole; an older one if the newest is damaged.

    Raises:
        IndexMissingError: nothing was ever published there.
        IndexDamagedError: no generation is whole, or all are of another format.
    """
    while True:
        named, meta_sum = current_generation(directory)
        generations = _generations(directory)
        if not generations:
            raise IndexMissingError(f"There is no index in {directory}. {REBUILD}")
        generations.sort(key=lambda path: (path.name != named, _descending(path)))
        failures: list[str] = []
        for path in generations:
            try:
                index = _open_generation(path, meta_sum if path.name == named else None)
            except IndexDamagedError as error:
                failures.append(str(error))
                if current_generation(directory)[0] != named:
                    break  # others have published since and dropped what is no longer needed
                continue
            if failures:
                _log.warning("Using the older index %s: %s", path.name, "; ".join(failures))
            return index
        else:
            raise IndexDamagedError("; ".join(failures))


def verify_index(directory: Path) -> list[str]:
    """Check every sum of the current generation and its base; give the names of the files.

    Raises:
        IndexMissingError: nothing was ever published there.
        IndexDamagedError: names the first file that is not what was published.
    """
    name, meta_sum = current_generation(directory)
    if name is None:
        raise IndexMissingError(f"There is no index in {directory}. {REBUILD}")
    names: list[str] = []
    while name is not None:
        meta = read_meta(directory / name, meta_sum)
        check_files(directory / name, meta, up_to=None)
        names += ["meta.json", *meta["files"]]
        base = meta.get("base", {})
        name, meta_sum = base.get("name"), base.get("sha256")
    return names


def current_generation(directory: Path) -> tuple[str | None, str | None]:
    """Name and meta sum of the generation published last, or two Nones."""
    try:
        words = (directory / POINTER).read_text(encoding="utf-8").split()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None, None
    return (words[0], words[1]) if len(words) == 2 else (None, None)


@contextmanager
def locked(directory: Path, name: str) -> Iterator[None]:
    """One at a time, in whatever process; the lock goes with the process, however it ends."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / name).open("w", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _publish(directory: Path, write: Callable[[Path], str]) -> str:
    """Have a folder written, check it, make it the next generation and the current one."""
    with locked(directory, ".lock"):
        for leftover in directory.glob(".building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=directory))
        try:
            meta_sum = write(building)
            check_files(building, read_meta(building, meta_sum), up_to=None)
            name = f"generation-{_last_number(directory) + 1:07d}"
            building.rename(directory / name)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        replace_text(directory / POINTER, f"{name} {meta_sum}\n")
        _drop_old(directory)
    return name


def _drop_old(directory: Path) -> None:
    """Keep the newest generation, the one before, and what these are based on."""
    generations = _generations(directory)
    kept = {path.name for path in generations[:2]}
    for path in generations[:2]:
        try:
            kept |= {read_meta(path, None).get("base", {}).get("name")}
        except IndexDamagedError:
            _log.warning("%s can't be read; its base is not kept for it.", path)
    for path in generations:
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _find_base(directory: Path) -> dict[str, str] | None:
    """Name and meta sum of the whole generation that the current one is or is based on."""
    name, meta_sum = current_generation(directory)
    if name is None or meta_sum is None:
        return None
    base: dict[str, str] | None = read_meta(directory / name, meta_sum).get("base")
    return base or {"name": name, "sha256": meta_sum}


def _open_generation(path: Path, meta_sum: str | None) -> PostingsIndex:
    meta = read_meta(path, meta_sum)
    check_files(path, meta, up_to=SMALL_FILE)
    base = meta.get("base")
    if base is None:
        return _open_whole(path, meta, meta_sum)
    base_path = path.parent / base["name"]
    base_meta = read_meta(base_path, base["sha256"])
    check_files(base_path, base_meta, up_to=SMALL_FILE)
    arrays = read_changes(path)
    added = PostingsIndex(_settings_from(meta["settings"]), _part(arrays, "added."))
    removed = Removed(**_part(arrays, "removed."))
    return CombinedIndex(_open_whole(base_path, base_meta, base["sha256"]), added, removed)


def _open_whole(path: Path, meta: dict[str, Any], meta_sum: str | None) -> PostingsIndex:
    """Opened once a process, so that what was worked out about it need not be again."""
    with _opening:  # two at once would have one each, and neither could publish on the other's
        index = _OPEN.get((path, meta_sum or ""))
        if index is None:
            index = PostingsIndex(_settings_from(meta["settings"]), map_arrays(path, meta))
            if meta_sum is not None:
                _OPEN[path, meta_sum] = index
        return index


def _part(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): values
        for name, values in arrays.items()
        if name.startswith(prefix)
    }


def _settings_from(stored: dict[str, Any]) -> IndexSettings:
    analyzers = tuple(AnalyzerSettings(**settings) for settings in stored["analyzers"])
    for settings in analyzers:
        if settings != AnalyzerSettings.current(settings.language):
            raise IndexDamagedError(
                f"The index was built with another text analysis ({settings}). {REBUILD}"
            )
    weighting = Weighting(**stored["weighting"])
    return IndexSettings(stored["corpus_version"], analyzers, weighting, stored["last_change"])


def _generations(directory: Path) -> list[Path]:
    """Published generations, newest first."""
    return sorted(directory.glob("generation-*"), key=_descending)


def _descending(path: Path) -> int:
    return -int(path.name.split("-")[1])


def _last_number(directory: Path) -> int:
    return max((-_descending(path) for path in _generations(directory)), default=0)
