"""Folders to prepare something in, beside where it will be put: gone afterwards, even after a kill.

Takes a directory, gives a new folder in it that this process holds. What a killed process
left there is removed by the next one; a folder that is still held is left alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_staging(directory: Path, prefix: str) -> Iterator[Path]:
    """A new folder in a directory, made if missing, readable by this user alone.

    Raises:
        OSError: the directory can't be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for leftover in directory.glob(f"{prefix}*"):
        _remove_if_free(leftover)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=directory))
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(number)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder safe on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove_if_free(folder: Path) -> None:
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        pass  # its process is at work
    finally:
        os.close(number)
