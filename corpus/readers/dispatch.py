"""A path to its reader: the one door to all files of statements.

Takes a file or a directory, gives a `ReadResult`. Knows suffixes; what a file means is
its reader's matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.readers.beir_reader import is_judged_folder
from corpus.readers.csv_reader import read_csv
from corpus.readers.jsonl_reader import read_jsonl
from corpus.readers.page_reader import read_page
from corpus.readers.results import ReadNote, ReadProblem, ReadResult

Reader = Callable[[Path, datetime.date], ReadResult]

READERS: dict[str, Reader] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".txt": read_page,
    ".text": read_page,
    ".md": read_page,
}


def read_documents(path: Path, *, today: datetime.date | None = None) -> ReadResult:
    """Read a file, or every file of a directory in the order of their names.

    `today` is the day the pages count as read and the dates are checked against; by
    default the day in UTC. In a directory a file that can't be read is a problem and a
    file of another kind a note; the others are kept.

    Raises:
        UnreadableFileError: the path is missing, of an unknown kind, empty, not text, a
            directory without readable files, or a judged collection.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    if path.is_dir():
        return _read_directory(path, today)
    if not path.exists():
        raise UnreadableFileError(f"{path} does not exist. Check the spelling of the path.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFileError(
            f"{path} is of a kind that can't be read ({path.suffix or 'no suffix'}). "
            f"Use one of {', '.join(READERS)}: a page can be saved as .html or .txt."
        )
    return reader(path, today)


def _read_directory(folder: Path, today: datetime.date) -> ReadResult:
    _refuse_collection(folder)
    try:
        paths = sorted(p for p in folder.rglob("*") if p.is_file() and not _is_hidden(p, folder))
    except OSError as error:
        raise UnreadableFileError(
            f"{folder} can't be listed: {error.strerror}. Check its permissions."
        ) from error
    readable = [path for path in paths if path.suffix.lower() in READERS]
    if not readable:
        raise UnreadableFileError(
            f"{folder} holds no file that can be read. Put in files ending in "
            f"{', '.join(READERS)}, or name another directory."
        )
    results = [_read_one(path, today) for path in readable]
    skipped = [
        ReadNote(str(path), None, f"Skipped: {path.suffix or 'no suffix'} can't be read.")
        for path in paths
        if path not in set(readable)
    ]
    return ReadResult(
        tuple(statement for result in results for statement in result.statements),
        tuple(problem for result in results for problem in result.problems),
        (*(note for result in results for note in result.notes), *skipped),
    )


def _read_one(path: Path, today: datetime.date) -> ReadResult:
    try:
        _refuse_collection(path.parent)
        return READERS[path.suffix.lower()](path, today)
    except UnreadableFileError as error:
        return ReadResult(problems=(ReadProblem(str(path), None, "file", path.name, str(error)),))


def _refuse_collection(folder: Path) -> None:
    if is_judged_folder(folder):
        raise UnreadableFileError(
            f"{folder} is a judged collection, not a folder of statements. "
            f"Run `mayors evaluate {folder}` to judge the search on it."
        )


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
