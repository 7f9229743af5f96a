"""An index on disk: generations published by one atomic rename, opened memory-mapped.

Takes a built `PostingsIndex`, writes a folder of plain `.npy` files with `meta.json`;
gives it back read-only. Layout of an index directory:

    current                 "<generation> <sha256 of its meta.json>"
    generation-0000007/     one published state; the one before is kept as a fallback
    .building-*/            a build that has not been published (left by a crash)

Opening checks the format number, the sizes of all files and the sums of the small ones;
`verify_index` checks every sum, and so does publishing before the rename.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexDamagedError, IndexMissingError
from index.analyzer import AnalyzerSettings
from index.postings import IndexSettings, PostingsIndex, Weighting

FORMAT = 4
"""Raised whenever the files of an index change their meaning."""

SMALL_FILE = 1 << 16
"""Bytes up to which a file's sum is checked on opening."""

REBUILD = "Build it again with: mayors build"

_log = logging.getLogger(__name__)


def save_index(index: PostingsIndex, directory: Path) -> str:
    """Write, verify and publish an index as the next generation; give its name.

    On any failure what was published before stays as it was and nothing is left behind.

    Raises:
        OSError: the directory can't be written.
        IndexDamagedError: what was read back is not what was written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _publishing_lock(directory):
        for leftover in directory.glob(".building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=directory))
        try:
            meta_sum = _write_generation(index, building)
            _check_files(building, _read_meta(building, meta_sum), up_to=None)
            name = f"generation-{_last_number(directory) + 1:07d}"
            building.rename(directory / name)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        _replace_text(directory / "current", f"{name} {meta_sum}\n")
        for old in _generations(directory)[2:]:
            shutil.rmtree(old, ignore_errors=True)
    return name


def open_index(directory: Path) -> PostingsIndex:
    """The newest generation that is whole; an older one if the newest is damaged.

    Raises:
        IndexMissingError: nothing was ever published there.
        IndexDamagedError: no generation is whole, or all are of another format.
    """
    generations = _generations(directory)
    if not generations:
        raise IndexMissingError(f"There is no index in {directory}. {REBUILD}")
    named, meta_sum = current_generation(directory)
    generations.sort(key=lambda path: (path.name != named, _descending(path)))
    failures = []
    for path in generations:
        try:
            meta = _read_meta(path, meta_sum if path.name == named else None)
            _check_files(path, meta, up_to=SMALL_FILE)
            index = _open_generation(path, meta)
        except IndexDamagedError as error:
            failures.append(str(error))
            continue
        if failures:
            _log.warning("Using the older index %s: %s", path.name, "; ".join(failures))
        return index
    raise IndexDamagedError("; ".join(failures))


def verify_index(directory: Path) -> list[str]:
    """Check every sum of the current generation; give the names of the files checked.

    Raises:
        IndexMissingError: nothing was ever published there.
        IndexDamagedError: names the first file that is not what was published.
    """
    name, meta_sum = current_generation(directory)
    if name is None:
        raise IndexMissingError(f"There is no index in {directory}. {REBUILD}")
    meta = _read_meta(directory / name, meta_sum)
    _check_files(directory / name, meta, up_to=None)
    return ["meta.json", *meta["files"]]


def current_generation(directory: Path) -> tuple[str | None, str | None]:
    """Name and meta sum of the generation published last, or two Nones."""
    try:
        words = (directory / "current").read_text(encoding="utf-8").split()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None, None
    return (words[0], words[1]) if len(words) == 2 else (None, None)


def _write_generation(index: PostingsIndex, path: Path) -> str:
    files = {}
    for name, values in index.arrays.items():
        file = path / f"{name}.npy"
        with file.open("wb") as stream:
            np.save(stream, values, allow_pickle=False)
            stream.flush()
            os.fsync(stream.fileno())
        files[file.name] = {"bytes": file.stat().st_size, "sha256": _sum_of(file)}
    meta = {
        "format": FORMAT,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "n_documents": index.n_documents,
        "n_terms": len(index.vocabulary),
        "settings": asdict(index.settings),
        "files": files,
    }
    text = json.dumps(meta, indent=1)
    _replace_text(path / "meta.json", text)
    return hashlib.sha256(text.encode()).hexdigest()


def _open_generation(path: Path, meta: dict[str, Any]) -> PostingsIndex:
    arrays = {}
    for name in meta["files"]:
        try:
            arrays[name.removesuffix(".npy")] = np.asarray(np.load(path / name, mmap_mode="r"))
        except (OSError, ValueError) as error:
            raise IndexDamagedError(f"{path / name} can't be read. {REBUILD}") from error
    return PostingsIndex(_settings_from(meta["settings"]), arrays)


def _settings_from(stored: dict[str, Any]) -> IndexSettings:
    analyzers = tuple(AnalyzerSettings(**settings) for settings in stored["analyzers"])
    for settings in analyzers:
        if settings != AnalyzerSettings.current(settings.language):
            raise IndexDamagedError(
                f"The index was built with another text analysis ({settings}). {REBUILD}"
            )
    return IndexSettings(stored["corpus_version"], analyzers, Weighting(**stored["weighting"]))


def _read_meta(path: Path, meta_sum: str | None) -> dict[str, Any]:
    try:
        text = (path / "meta.json").read_text(encoding="utf-8")
        meta = json.loads(text)
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{path / 'meta.json'} can't be read. {REBUILD}") from error
    if meta_sum is not None and hashlib.sha256(text.encode()).hexdigest() != meta_sum:
        raise IndexDamagedError(f"{path / 'meta.json'} is not what was published. {REBUILD}")
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise IndexDamagedError(f"{path} has another format than {FORMAT}. {REBUILD}")
    return meta


def _check_files(path: Path, meta: dict[str, Any], up_to: int | None) -> None:
    """Check every file's size, and the sums of those of at most `up_to` bytes (None: all)."""
    for name, expected in meta["files"].items():
        file = path / name
        size = file.stat().st_size if file.is_file() else None
        if size != expected["bytes"]:
            raise IndexDamagedError(f"{file} has {size} bytes, not {expected['bytes']}. {REBUILD}")
        if (up_to is None or size <= up_to) and _sum_of(file) != expected["sha256"]:
            raise IndexDamagedError(f"{file} is not what was published. {REBUILD}")


def _sum_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _generations(directory: Path) -> list[Path]:
    """Published generations, newest first."""
    return sorted(directory.glob("generation-*"), key=_descending)


def _descending(path: Path) -> int:
    return -int(path.name.split("-")[1])


def _last_number(directory: Path) -> int:
    return max((-_descending(path) for path in _generations(directory)), default=0)


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _publishing_lock(directory: Path) -> Iterator[None]:
    """One publisher at a time; the lock goes with the process, however it ends."""
    with (directory / ".lock").open("w", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
