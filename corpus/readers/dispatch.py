"""A path to its reader: the one door to all files of statements.

Takes a file, a directory or bytes, gives a `ReadResult` a document. Knows suffixes; what
a file means is its reader's matter.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.readers.beir_reader import is_judged_folder
from corpus.readers.containers import CONTAINERS, Inside
from corpus.readers.csv_reader import read_csv
from corpus.readers.docx_reader import read_docx
from corpus.readers.jsonl_reader import read_jsonl
from corpus.readers.odt_reader import read_odt
from corpus.readers.page_reader import read_page
from corpus.readers.pdf_reader import read_pdf
from corpus.readers.results import ReadNote, ReadProblem, ReadResult, join_results
from corpus.readers.sniffing import find_name_suffix
from corpus.readers.source_file import (
    MAX_CONTAINER_BYTES,
    SourceFile,
    load_file,
    refuse_large,
)
from corpus.readers.xlsx_reader import read_xlsx

Reader = Callable[[SourceFile], ReadResult]

READERS: dict[str, Reader] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".txt": read_page,
    ".text": read_page,
    ".md": read_page,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".odt": read_odt,
}

_OTHER_FORMATS = {
    ".docm": "can hold macros, which are programs. Save it as .docx",
    ".dotm": "can hold macros, which are programs. Save it as .docx",
    ".xlsm": "can hold macros, which are programs. Save it as .xlsx",
    ".xlsb": "can hold macros, which are programs. Save it as .xlsx",
    ".doc": "is in an old format of Word. Save it as .docx",
    ".rtf": "is in Rich Text Format. Save it as .docx",
    ".xls": "is in an old format of Excel. Save it as .xlsx",
    ".ods": "is a spreadsheet in a format that is not read. Save it as .xlsx or .csv",
    ".pptx": "holds slides. Save it as .pdf",
    ".mht": "is a web page in one file. Save it as .html",
    ".mhtml": "is a web page in one file. Save it as .html",
    ".gz": "is packed. Unpack it",
}
_MAX_SKIPPED_NOTES = 20


def read_documents(path: Path, *, today: datetime.date | None = None) -> ReadResult:
    """Read a file, or every file of a directory in the order of their names, as one result.

    Raises:
        UnreadableFileError: see `iter_results`.
    """
    return join_results(iter_results(path, today=today))


def iter_results(path: Path, *, today: datetime.date | None = None) -> Iterator[ReadResult]:
    """Read a file, or every file of a directory or archive, a result a document.

    `today` is the day the pages count as read and the dates are checked against; by
    default the day in UTC. In a directory or archive a file that can't be read is a
    problem and a file of another kind a note; the others are kept.

    Raises:
        UnreadableFileError: the path is missing, of an unknown kind, too large, empty,
            damaged, a directory without readable files, or a judged collection.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    if path.is_dir():
        yield from _read_directory(path, today)
        return
    if not path.exists():
        raise UnreadableFileError(f"{path} does not exist. Check the spelling of the path.")
    suffix = find_name_suffix(path.name)
    if suffix in CONTAINERS:
        refuse_large(path, MAX_CONTAINER_BYTES)
        yield from _read_container(CONTAINERS[suffix](path, str(path), today))
    else:
        reader = _find_reader(str(path), suffix)
        yield reader(load_file(path, today))


def iter_file_results(file: SourceFile) -> Iterator[ReadResult]:
    """The same for a document that is not on disk; what can't be read is a problem."""
    try:
        if file.suffix in CONTAINERS:
            inside = CONTAINERS[file.suffix](file.data, file.path, file.retrieved)
            yield from _read_container(inside)
        else:
            yield _find_reader(file.path, file.suffix)(file)
    except UnreadableFileError as error:
        yield _refused(file.path, file.name, error)


def count_files(path: Path) -> int:
    """How many results `iter_results` gives of a path, as far as can be told at once."""
    return len(_list_files(path)[0]) if path.is_dir() else 1


def _find_reader(path: str, suffix: str) -> Reader:
    reader = READERS.get(suffix)
    if reader is not None:
        return reader
    if suffix in _OTHER_FORMATS:
        raise UnreadableFileError(f"{path} {_OTHER_FORMATS[suffix]} and try again.")
    raise UnreadableFileError(
        f"{path} is of a kind that can't be read ({suffix or 'no suffix'}). "
        f"Use one of {', '.join((*READERS, *CONTAINERS))}: a page can be saved as .html or .txt."
    )


def _read_directory(folder: Path, today: datetime.date) -> Iterator[ReadResult]:
    _refuse_collection(folder)
    readable, skipped = _list_files(folder)
    if not readable:
        raise UnreadableFileError(
            f"{folder} holds no file that can be read. Put in files ending in "
            f"{', '.join((*READERS, *CONTAINERS))}, or name another directory."
        )
    for path in readable:
        try:
            _refuse_collection(path.parent)
            yield from iter_results(path, today=today)
        except UnreadableFileError as error:
            yield _refused(str(path), path.name, error)
    yield ReadResult(notes=_note_skipped(folder, skipped))


def _list_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a directory that are read or refused with words, and those passed over."""
    try:
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and not _is_hidden(p, folder))
    except OSError as error:
        raise UnreadableFileError(
            f"{folder} can't be listed: {error.strerror}. Check its permissions."
        ) from error
    known = READERS.keys() | CONTAINERS.keys() | _OTHER_FORMATS.keys()
    readable = [path for path in paths if find_name_suffix(path.name) in known]
    chosen = set(readable)
    return readable, [path for path in paths if path not in chosen]


def _note_skipped(folder: Path, skipped: list[Path]) -> tuple[ReadNote, ...]:
    if len(skipped) <= _MAX_SKIPPED_NOTES:
        return tuple(
            ReadNote(str(path), None, f"Skipped: {path.suffix or 'no suffix'} can't be read.")
            for path in skipped
        )
    kinds = Counter(path.suffix.lower() or "no suffix" for path in skipped).most_common()
    listed = ", ".join(f"{suffix} ({count})" for suffix, count in kinds)
    return (ReadNote(str(folder), None, f"Skipped {len(skipped)} files: {listed}."),)


def _read_container(files: Iterator[Inside]) -> Iterator[ReadResult]:
    for file in files:
        if isinstance(file, ReadProblem):
            yield ReadResult(problems=(file,))
        elif file.suffix in CONTAINERS:
            words = f"{file.path} is an archive inside an archive. Unpack it and name the folder."
            yield _refused(file.path, file.name, UnreadableFileError(words))
        elif file.suffix in READERS or file.suffix in _OTHER_FORMATS:
            yield from iter_file_results(file)
        else:
            words = f"Skipped: {file.suffix or 'no suffix'} can't be read."
            yield ReadResult(notes=(ReadNote(file.path, None, words),))


def _refused(path: str, name: str, error: UnreadableFileError) -> ReadResult:
    return ReadResult(problems=(ReadProblem(path, None, "file", name, str(error)),))


def _refuse_collection(folder: Path) -> None:
    if is_judged_folder(folder):
        raise UnreadableFileError(
            f"{folder} is a judged collection, not a folder of statements. "
            f"Run `mayors evaluate {folder}` to judge the search on it."
        )


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
