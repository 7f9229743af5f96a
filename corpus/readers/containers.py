"""Files inside a file: a zip archive, a web archive (WARC).

Takes a path or bytes, gives each document inside as a `SourceFile`, one at a time, or the
problem that kept it from being read. `dispatch` knows which reader each goes to.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Any

from corpus.errors import UnreadableFileError
from corpus.readers.office_zip import iter_members
from corpus.readers.results import ReadProblem
from corpus.readers.sniffing import find_content_suffix, find_name_suffix, split_content_type
from corpus.readers.source_file import SourceFile, read_limited

Inside = SourceFile | ReadProblem
Opener = Callable[[bytes | Path, str, datetime.date], Iterator[Inside]]

_HTTP_OK = "200"


def iter_zip(source: bytes | Path, name: str, today: datetime.date) -> Iterator[Inside]:
    """The documents of a zip archive, in the order of their names; nested ones are refused.

    Raises:
        UnreadableFileError: the archive can't be opened or would unpack to too much.
    """
    for member, content in iter_members(source, name):
        shown = f"{name}/{member}"
        if isinstance(content, bytes):
            yield SourceFile(shown, find_name_suffix(member), content, today)
        else:
            yield ReadProblem(shown, None, "file", PurePosixPath(member).name, content)


def iter_warc(source: bytes | Path, name: str, today: datetime.date) -> Iterator[Inside]:
    """The pages and documents a web archive holds; redirects, errors and pictures are passed over.

    Raises:
        UnreadableFileError: it is no web archive.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  (web archives only)
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    n_read = 0
    with ExitStack() as stack:
        stream = _open(source, stack)
        try:
            for record in ArchiveIterator(stream):
                n_read += 1
                if record.rec_type in {"response", "resource"}:
                    yield from _read_record(record, today)
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
            remedy = f"It is damaged or cut off ({error}). Get it again whole."
            if not n_read:
                raise UnreadableFileError(f"{name} is no web archive. {remedy}") from error
            yield ReadProblem(name, None, "file", f"after {n_read} records", remedy)
            return
    if not n_read:
        raise UnreadableFileError(f"{name} is no web archive, or an empty one.")


def _open(source: bytes | Path, stack: ExitStack) -> IO[bytes]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return stack.enter_context(source.open("rb"))
    except OSError as error:
        raise UnreadableFileError(
            f"{source} can't be opened: {error.strerror}. Check its name and its permissions."
        ) from error


def _read_record(record: Any, today: datetime.date) -> Iterator[Inside]:
    """The document of one record, if it is one we have a reader for."""
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    http = record.http_headers
    if http is not None and http.get_statuscode() != _HTTP_OK:
        return
    header = http.get_header("Content-Type") if http is not None else record.content_type
    content_type, charset = split_content_type(header or "")
    suffix = find_content_suffix(content_type, url)
    if suffix is None or not url.startswith(("http://", "https://")):
        return
    try:
        data = read_limited(record.content_stream(), url)
    except UnreadableFileError as error:
        yield ReadProblem(url, None, "file", url, str(error))
        return
    if data.strip():
        yield SourceFile(url, suffix, data, _read_day(record, today), url, charset)


def _read_day(record: Any, today: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(record.rec_headers.get_header("WARC-Date"))[:10])
    except ValueError:
        return today


CONTAINERS: dict[str, Opener] = {".zip": iter_zip, ".warc": iter_warc, ".warc.gz": iter_warc}
"""What opens a file of files, by suffix."""
