"""The store to a file: JSON Lines or CSV, a record at a time.

Takes statements as the store streams them and an open text stream, writes, gives the
count. JSON Lines is the whole record: read in again, every record is unchanged. CSV is
for spreadsheets and leaves out links, the contact's day and the mark of an inferred
date; its columns are named so that our own reader finds them. A cell that a spreadsheet
would take for a formula (it begins with = + - @, tab or carriage return) gets an
apostrophe in front, and keeps it when it is read in: carry a corpus over as JSON Lines.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from corpus.documents import Statement
from corpus.records import statement_to_record
from corpus.stored import StoredStatement

CSV_COLUMNS = (
    "id", "kind", "city", "state", "mayor", "date", "title", "text", "topics", "language",
    "source.name", "source.url", "source.retrieved", "contact.office", "contact.name",
    "contact.title", "contact.phone", "contact.email", "contact.url",
)  # fmt: skip
"""The header row of an export."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_jsonl(statements: Iterable[StoredStatement], stream: TextIO) -> int:
    """Write each statement as one line of JSON; give how many there were."""
    count = 0
    for count, stored in enumerate(statements, start=1):  # noqa: B007  (the last is the count)
        record = statement_to_record(stored.statement)
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def write_csv(statements: Iterable[StoredStatement], stream: TextIO) -> int:
    """Write a header row and each statement as a row; give how many there were."""
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for count, stored in enumerate(statements, start=1):  # noqa: B007
        writer.writerow([guard_cell(cell) for cell in _make_row(stored.statement)])
    return count


def _make_row(statement: Statement) -> list[str]:
    record = statement_to_record(statement) | {"topics": "; ".join(statement.topics)}
    cells = []
    for column in CSV_COLUMNS:
        owner, _, part = column.rpartition(".")
        holder = record[owner] if owner else record
        value = holder.get(part) if isinstance(holder, dict) else None
        cells.append("" if value is None else str(value))
    return cells


def guard_cell(cell: str) -> str:
    """Keep a spreadsheet from running a cell.

    >>> guard_cell("=SUM(A1)"), guard_cell("safe")
    ("'=SUM(A1)", 'safe')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
