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
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def open_staging(directory: Path, prefix: str) -> Iterator[Path]:
    """A new folder in a directory, made if missing, readable by this user alone.

    On a disk that knows no locks nothing that was left there is removed.

    Raises:
        OSError: the directory can't be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        with _opened(directory) as whole:  # one at a time: a new folder is not yet held
            _lock(whole, fcntl.LOCK_EX)
            for leftover in directory.glob(f"{prefix}*"):
                _remove_if_free(leftover)
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=directory))
            _lock(held.enter_context(_opened(folder)), fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder safe on the disk."""
    with _opened(folder) as number:
        os.fsync(number)


def _remove_if_free(folder: Path) -> None:
    try:
        with _opened(folder) as number:
            if _lock(number, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # gone meanwhile, or not ours


def _lock(number: int, how: int) -> bool:
    """Whether this process holds it now."""
    try:
        fcntl.flock(number, how)
    except OSError:
        return False
    return True


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield number
    finally:
        os.close(number)
