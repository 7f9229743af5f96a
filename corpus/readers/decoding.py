"""Bytes of a file to text, or a plain word why not.

Takes a `SourceFile`, gives text and what a person should know of its encoding. Every
reader of text files comes through here. Text that was wrongly decoded somewhere on its
way here ("JosÃ©") is put right by ftfy, line by line, and noted.
"""

from __future__ import annotations

import codecs
import re

from corpus.errors import UnreadableFileError
from corpus.readers.results import ReadNote
from corpus.readers.source_file import SourceFile

LOST = "\ufffd"
"""What stands where a character was lost before the text came here."""

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
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)


def read_text(file: SourceFile) -> tuple[str, tuple[ReadNote, ...]]:
    """The text of a file in UTF-8, UTF-16, what it declares or Windows-1252, with notes.

    Raises:
        UnreadableFileError: it is empty or not text.
    """
    data = file.data
    if not data.strip():
        raise UnreadableFileError(f"{file.path} is empty. Check that it was saved or copied whole.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(file, "utf-16")
    _refuse_binary(file)
    notes: tuple[ReadNote, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, notes = _decode(file, _find_declared(file) or "cp1252")
    return _repair(file, text, notes)


def is_garbled(text: str) -> bool:
    """Whether a text was wrongly decoded, or lost characters, before it came here.

    >>> is_garbled("JosÃ© dijo"), is_garbled("José dijo"), is_garbled("Jos\ufffd dijo")
    (True, False, True)
    """
    from ftfy.badness import is_bad  # noqa: PLC0415  (slow to import; not for every command)

    return LOST in text or (not text.isascii() and bool(is_bad(text)))


def _repair(
    file: SourceFile, text: str, notes: tuple[ReadNote, ...]
) -> tuple[str, tuple[ReadNote, ...]]:
    if text.isascii() or not is_garbled(text):
        return text, notes
    import ftfy  # noqa: PLC0415

    lines = text.split("\n")
    mended = [ftfy.fix_encoding(line) if is_garbled(line) else line for line in lines]
    n_mended = sum(old != new for old, new in zip(lines, mended, strict=True))
    text = "\n".join(mended)
    if n_mended:
        message = f"{n_mended} garbled lines were put right. Check accents and quotes."
        notes = (*notes, ReadNote(file.path, None, message))
    if LOST in text:
        message = f"{text.count(LOST)} characters were lost before the file came here ({LOST})."
        notes = (*notes, ReadNote(file.path, None, message))
    return text, notes


def _refuse_binary(file: SourceFile) -> None:
    data = file.data
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableFileError(f"{file.path} is {what}, not a text file. {_ADVICE}")
    sample = data[:100_000]
    n_control = sum(byte in _CONTROL_BYTES for byte in sample)
    if b"\x00" in data or n_control > _MAX_CONTROL_SHARE * len(sample):
        raise UnreadableFileError(f"{file.path} holds binary data, not text. {_ADVICE}")


def _find_declared(file: SourceFile) -> str | None:
    """The encoding the server or the page itself names, if it is one we know."""
    declared = _DECLARED.search(file.data[:4096])
    for name in (file.charset, declared[1].decode("ascii") if declared else None):
        try:
            codec = codecs.lookup(name or "").name
        except (LookupError, ValueError):
            continue
        if not codec.startswith("utf"):
            return "cp1252" if codec in {"iso8859-1", "ascii"} else codec
    return None


def _decode(file: SourceFile, encoding: str) -> tuple[str, tuple[ReadNote, ...]]:
    try:
        text = file.data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise UnreadableFileError(
            f"{file.path} is neither UTF-8 nor {encoding}{where}. {_ADVICE}"
        ) from error
    named = {"cp1252": "Latin-1 (Windows-1252)", "utf-16": "UTF-16"}.get(encoding, encoding)
    message = f"The file is not in UTF-8; it was read as {named}. Check accents and quotes."
    return text, (ReadNote(file.path, None, message),)
