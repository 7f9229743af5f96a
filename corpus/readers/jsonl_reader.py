"""JSON Lines in our own schema (see `corpus.records`), one record a line.

Takes a `SourceFile`, gives a `ReadResult`; a line that is no record is a problem with its
number, the others are kept. Of an export the records as they stand are read; their histories
are for `mayors import`.
"""

from __future__ import annotations

import json
from pathlib import PurePath

from corpus.errors import UnreadableFileError
from corpus.readers.decoding import read_text
from corpus.readers.results import ReadResult
from corpus.readers.rows import RowCollector
from corpus.readers.source_file import SourceFile
from corpus.records import HISTORY_FIELD, RECORD_FIELDS


def read_jsonl(file: SourceFile) -> ReadResult:
    """Read a file of our records.

    Raises:
        UnreadableFileError: it is not text, or it is the corpus of a judged collection.
    """
    text, notes = read_text(file)
    collector = RowCollector(file.path, file.retrieved)
    lines = text.rstrip().split("\n")
    last = len(lines)
    ignored: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if collector.is_full:
            break
        record = _parse_line(collector, number, line, is_last=number == last)
        if record is None:
            continue
        if "_id" in record and "city" not in record:
            raise UnreadableFileError(
                f"{file.path} belongs to a judged collection (line {number} has _id and no city). "
                f"Run `mayors evaluate {PurePath(file.path).parent}` to judge the search on it."
            )
        history = record.pop(HISTORY_FIELD, None)
        if isinstance(history, dict) and history.get("removed_at"):
            collector.add_note(number, "Left out: it was taken down where it was exported.")
            continue
        ignored.update(dict.fromkeys(key for key in record if key not in RECORD_FIELDS))
        collector.add_record(number, record)
    if ignored:
        collector.add_note(None, f"Fields not used: {', '.join(sorted(ignored))}.")
    return collector.result(notes)


def _parse_line(
    collector: RowCollector, number: int, line: str, *, is_last: bool
) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = f" (character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        cut = " The file may be cut off here; get it again whole." if is_last else ""
        collector.add_problem(
            number, "line", line.strip(), f"It is not a whole JSON object{where}.{cut}"
        )
        return None
    if not isinstance(value, dict):
        collector.add_problem(
            number, "line", line.strip(), "Write one JSON object a line, in braces."
        )
        return None
    return value
