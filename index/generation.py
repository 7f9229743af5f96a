"""The files of one generation of an index: written, checked, read.

Takes arrays and facts about them, gives a folder with `meta.json`, which holds the size and
the sum of every other file; and the other way round. `index.storage` says which folders
there are and which one is published.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.lib.format import header_data_from_array_1_0, write_array_header_1_0

from corpus.errors import IndexDamagedError

if TYPE_CHECKING:
    from io import BufferedWriter

    from numpy.typing import NDArray

FORMAT = 8
"""Raised whenever the files of an index change their meaning."""

REBUILD = "Build it again with: mayors build"

CHANGES_NAME = "changes.npz"
"""The one file of a generation that holds changes only: small, and read whole."""

_MADV_POPULATE_READ = 22
"""Of Linux; Python 3.11 has no name for it."""

_LARGE = 64 << 20
"""Bytes of an array from which on its pages come when they are read."""

_PIECE = 1 << 16
"""Bytes written at a time. Linux keeps what was written at once together in memory, and from
6.18 on a question that reads a byte of it holds all of it: a megabyte for a megabyte's piece."""

Arrays = Mapping[str, "NDArray[Any]"]
Meta = dict[str, Any]
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def write_arrays(arrays: Arrays, path: Path) -> list[Path]:
    """Write a file an array, each safe on disk; they can be memory-mapped."""

    def write(name: str) -> Path:
        file = path / f"{name}.npy"
        with file.open("wb") as stream:
            _write_array(arrays[name], stream)
            stream.flush()
            os.fsync(stream.fileno())
        return file

    return _at_once(write, sorted(arrays, key=lambda name: -arrays[name].nbytes))


def _write_array(array: NDArray[Any], stream: BufferedWriter) -> None:
    """What `numpy.save` writes, in pieces."""
    array = np.ascontiguousarray(array)
    write_array_header_1_0(stream, header_data_from_array_1_0(array))
    data = array.reshape(-1).view(np.uint8).data
    for start in range(0, len(data), _PIECE):
        stream.write(data[start : start + _PIECE])


def write_changes(arrays: Arrays, path: Path) -> list[Path]:
    """Write all arrays in one file, safe on disk."""
    file = path / CHANGES_NAME
    with file.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **dict(arrays))
        stream.flush()
        os.fsync(stream.fileno())
    return [file]


def write_meta(facts: Meta, files: list[Path], path: Path) -> str:
    """Write what opening needs to know, the files' sizes and sums too; give its own sum."""
    files = sorted(files, key=lambda file: -file.stat().st_size)
    found = zip(files, _at_once(_sum_of, files), strict=True)
    sums = {f.name: {"bytes": f.stat().st_size, "sha256": each} for f, each in found}
    built_at = datetime.now(UTC).isoformat(timespec="microseconds")
    text = json.dumps({"format": FORMAT, "built_at": built_at, **facts, "files": sums}, indent=1)
    replace_text(path / "meta.json", text)
    return hashlib.sha256(text.encode()).hexdigest()


def read_meta(path: Path, meta_sum: str | None) -> Meta:
    """What opening needs to know.

    Raises:
        IndexDamagedError: it can't be read, has another sum or is of another format.
    """
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


def check_files(path: Path, meta: Meta, up_to: int | None) -> None:
    """Check every file's size, and the sums of those of at most `up_to` bytes (None: all).

    Raises:
        IndexDamagedError: names the first file that is not what was published.
    """

    def check(name: str) -> None:
        file, expected = path / name, meta["files"][name]
        size = file.stat().st_size if file.is_file() else None
        if size is None or size != expected["bytes"]:
            raise IndexDamagedError(f"{file} has {size} bytes, not {expected['bytes']}. {REBUILD}")
        if (up_to is None or size <= up_to) and _sum_of(file) != expected["sha256"]:
            raise IndexDamagedError(f"{file} is not what was published. {REBUILD}")

    _at_once(check, list(meta["files"]))


def map_arrays(path: Path, meta: Meta) -> dict[str, NDArray[Any]]:
    """The arrays of a whole generation, memory-mapped.

    Raises:
        IndexDamagedError: a file can't be read.
    """
    arrays = {}
    for name in meta["files"]:
        try:
            mapped = np.load(path / name, mmap_mode="r")
            if mapped.nbytes <= _LARGE:
                _populate(mapped)
            arrays[name.removesuffix(".npy")] = np.asarray(mapped)
        except (OSError, ValueError) as error:
            raise IndexDamagedError(f"{path / name} can't be read. {REBUILD}") from error
    return arrays


def _populate(mapped: NDArray[Any]) -> None:
    """Put a file's pages in place at once, so that no question waits for them one by one.

    Not done for large files: questions read parts of them, and the rest would be held for nothing.
    Where the system can't (Linux before 5.14, others), each page comes when it is first read.
    """
    memory = getattr(mapped, "_mmap", None)
    if memory is not None:
        with suppress(OSError):
            memory.madvise(_MADV_POPULATE_READ)


def read_changes(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a generation that holds changes only.

    Raises:
        IndexDamagedError: the file can't be read.
    """
    file = path / CHANGES_NAME
    try:
        with np.load(file) as arrays:
            return dict(arrays)
    except (OSError, ValueError, BadZipFile) as error:
        raise IndexDamagedError(f"{file} can't be read. {REBUILD}") from error


def replace_text(path: Path, text: str) -> None:
    """Replace a small file at once, safe on disk."""
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


def _at_once(work: Callable[[_Given], _Made], given: list[_Given]) -> list[_Made]:
    """Do something with each, two at a time: sums and the disk need no interpreter."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, given))


def _sum_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
