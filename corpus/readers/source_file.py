"""A file's bytes with all that is known of where they came from.

Made by `dispatch` (a path, standard input), `containers` (a file inside another) and
`corpus.web` (an address); taken by every reader. The limits on size stand here:
a file over them is refused before it is read.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.errors import UnreadableFileError

MAX_FILE_BYTES = 100_000_000
"""No single document may be larger, wherever it comes from."""

MAX_CONTAINER_BYTES = 1_000_000_000
"""An archive may be as large as this, since it is read file by file."""

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document to be read.

    `path` is how people are told of it ("site.zip/news/may.html", an address); `suffix`
    tells its kind; `retrieved` is the day it counts as read, against which its dates are
    checked; `url` and `charset` are what its server said of it.
    """

    path: str
    suffix: str
    data: bytes
    retrieved: datetime.date
    url: str | None = None
    charset: str | None = None

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name or self.path


def load_file(path: Path, today: datetime.date) -> SourceFile:
    """A document's bytes.

    Raises:
        UnreadableFileError: it is too large, or can't be opened.
    """
    refuse_large(path, MAX_FILE_BYTES)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unopened(path, error) from error
    return SourceFile(str(path), path.suffix.lower(), data, today)


def refuse_large(path: Path, limit: int) -> None:
    """Look at a file's size only.

    Raises:
        UnreadableFileError: it is larger than the limit, or can't be looked at.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unopened(path, error) from error
    if size > limit:
        raise UnreadableFileError(
            f"{path} has {size / 1e6:,.0f} MB; at most {limit / 1e6:,.0f} are read. "
            "Split it into several files."
        )


def read_limited(stream: IO[bytes], name: str, limit: int = MAX_FILE_BYTES) -> bytes:
    """All of a stream, given up as soon as it is over the limit.

    Raises:
        UnreadableFileError: it is larger than the limit.
    """
    pieces: list[bytes] = []
    n_bytes = 0
    while piece := stream.read(_CHUNK_BYTES):
        n_bytes += len(piece)
        if n_bytes > limit:
            raise UnreadableFileError(
                f"{name} has more than {limit / 1e6:,.0f} MB, the most that is read. "
                "Split it into several files."
            )
        pieces.append(piece)
    return b"".join(pieces)


def _unopened(path: Path, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path} can't be opened: {error.strerror}. Check its name and its permissions."
    )
