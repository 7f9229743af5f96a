"""Zip archives opened with care: whole, not encrypted, of a size that can be unpacked.

Takes bytes or a path, gives an open archive and its members one at a time; knows nothing
of what they mean. DOCX, ODT and XLSX are such archives, too. A "zip bomb" is refused by
the sizes it declares and, if they lie, while it is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError
from xml.sax import SAXException

from corpus.errors import UnreadableFileError
from corpus.readers.source_file import (
    MAX_CONTAINER_BYTES,
    MAX_FILE_BYTES,
    SourceFile,
    read_limited,
)

MAX_MEMBERS = 20_000
_MAX_RATIO = 200
_SMALL_BYTES = 5_000_000
_ENCRYPTED = 0x1
_MACROS = ("vbaproject.bin", "vbadata.xml")
BROKEN_INPUT = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ExpatError, LookupError, OSError,
    RuntimeError, SAXException, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What libraries raise when a document is not what it claims to be."""


@contextmanager
def open_zip(source: bytes | Path, name: str, limit: int) -> Iterator[zipfile.ZipFile]:
    """An archive whose declared sizes can be taken; `limit` is for all of it unpacked.

    Raises:
        UnreadableFileError: it is damaged, too large unpacked, or holds too many files.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except BROKEN_INPUT as error:
        raise UnreadableFileError(
            f"{name} can't be opened as a zip archive or office document ({error}). It is damaged "
            "or cut off; get it again whole."
        ) from error
    with archive:
        _refuse_bomb(archive, name, limit)
        yield archive


def _refuse_bomb(archive: zipfile.ZipFile, name: str, limit: int) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableFileError(
            f"{name} holds {len(members):,} files; at most {MAX_MEMBERS:,} are read from one "
            "archive. Split it into several."
        )
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > _SMALL_BYTES and unpacked > _MAX_RATIO * max(packed, 1)
    if unpacked > limit or is_bomb:
        raise UnreadableFileError(
            f"{name} would unpack to {unpacked / 1e6:,.0f} MB from {packed / 1e6:,.1f}; at most "
            f"{limit / 1e6:,.0f} MB and {_MAX_RATIO} times its size are unpacked. If it is what "
            "it claims to be, unpack it and name the folder."
        )


def read_member(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str) -> bytes:
    """One file of an archive, never more of it than may be read.

    Raises:
        UnreadableFileError: it is not there, damaged, encrypted or too large.
    """
    try:
        info = archive.getinfo(member) if isinstance(member, str) else member
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableFileError(
                f"{name} is protected by a password. Save it without one and try again."
            )
        with archive.open(info) as stream:
            return read_limited(stream, name)
    except KeyError as error:
        raise UnreadableFileError(
            f"{name} lacks the part {member}: it is damaged or of another kind than its name says."
        ) from error
    except BROKEN_INPUT as error:
        raise UnreadableFileError(
            f"{name} can't be unpacked ({error}). It is damaged or cut off; get it again whole."
        ) from error


def check_office_file(file: SourceFile, part: str, what: str) -> None:
    """See that a file is the office document its name says, and nothing that runs.

    Raises:
        UnreadableFileError: it is protected, damaged, another kind of file or holds macros.
    """
    if file.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(
            f"{file.path} is protected by a password, or an old office document. Save it as "
            f"{what} without a password and try again."
        )
    with open_zip(file.data, file.path, MAX_FILE_BYTES) as archive:
        names = archive.namelist()
        if any(name.lower().endswith(_MACROS) or name.startswith("Basic/") for name in names):
            raise UnreadableFileError(
                f"{file.path} holds macros, which are programs. Save it as {what} without macros "
                "and try again."
            )
        if part not in names:
            raise UnreadableFileError(
                f"{file.path} is not {what}: it lacks the part {part}. Save it anew as {what}."
            )


def iter_members(path_or_data: bytes | Path, name: str) -> Iterator[tuple[str, bytes | str]]:
    """Each file of an archive: its name with its bytes, or with the reason why not.

    Raises:
        UnreadableFileError: the archive as a whole can't be read.
    """
    with open_zip(path_or_data, name, MAX_CONTAINER_BYTES) as archive:
        for member in sorted(archive.infolist(), key=lambda info: info.filename):
            if member.is_dir() or _is_hidden(member.filename):
                continue
            shown = f"{name}/{member.filename}"
            try:
                yield member.filename, read_member(archive, member, shown)
            except UnreadableFileError as error:
                yield member.filename, str(error)


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
