"""Bytes of a file to text, or a plain word why not.

Takes a path, gives text and what a person should know of its encoding. Every reader of
text files comes through here.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.readers.results import ReadNote

MAX_FILE_BYTES = 100_000_000

_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}
_ADVICE = "Save it as text in UTF-8 and try again."
_CONTROL_BYTES = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MAX_CONTROL_SHARE = 0.01


def read_text(path: Path) -> tuple[str, tuple[ReadNote, ...]]:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with a note if not in UTF-8.

    Raises:
        UnreadableFileError: it is missing, empty, too large, not permitted or not text.
    """
    data = _read_bytes(path)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(path, data, "utf-16")
    _refuse_binary(path, data)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _decode(path, data, "cp1252")


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableFileError(
                f"{path} has {size / 1e6:,.0f} MB; at most {MAX_FILE_BYTES / 1e6:,.0f} are read. "
                "Split it into several files."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{path} can't be opened: {error.strerror}. Check its name and its permissions."
        ) from error
    if not data.strip():
        raise UnreadableFileError(f"{path} is empty. Check that it was saved or copied whole.")
    return data


def _refuse_binary(path: Path, data: bytes) -> None:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableFileError(f"{path} is {what}, not a text file. {_ADVICE}")
    sample = data[:100_000]
    n_control = sum(byte in _CONTROL_BYTES for byte in sample)
    if b"\x00" in data or n_control > _MAX_CONTROL_SHARE * len(sample):
        raise UnreadableFileError(f"{path} holds binary data, not text. {_ADVICE}")


def _decode(path: Path, data: bytes, encoding: str) -> tuple[str, tuple[ReadNote, ...]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{path} is neither UTF-8 nor {encoding} (byte {error.start}). {_ADVICE}"
        ) from error
    named = {"cp1252": "Latin-1 (Windows-1252)", "utf-16": "UTF-16"}[encoding]
    message = f"The file is not in UTF-8; it was read as {named}. Check accents and quotes."
    return text, (ReadNote(str(path), None, message),)
