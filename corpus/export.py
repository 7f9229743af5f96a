"""Records with their histories to a text file: JSON Lines or CSV, a record at a time.

Takes `RecordHistory` as `corpus.histories` streams them and an open text stream, writes, gives
the count. JSON Lines is everything, for handing over: `mayors import` makes the same corpus of
it, with its revisions and the log of removals. CSV is for spreadsheets: records as they stand
now, or a row a revision; it leaves out links, the contact's day and the mark of an inferred
date, and what was taken down. Its columns are named so that our own reader finds them. A cell
that a spreadsheet would take for a formula (it begins with = + - @, tab or carriage return) gets
an apostrophe in front, and keeps it when it is read in.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from corpus.histories import RecordHistory, name_origin
from corpus.records import HISTORY_FIELD, statement_to_record
from corpus.stored import StoredStatement
from corpus.submissions_records import Removal

RECORD_COLUMNS = (
    "id", "kind", "city", "state", "mayor", "date", "title", "text", "topics", "language",
    "source.name", "source.url", "source.retrieved", "contact.office", "contact.name",
    "contact.title", "contact.phone", "contact.email", "contact.url",
)  # fmt: skip
CSV_COLUMNS = (*RECORD_COLUMNS, "revision", "revised_at", "read_from", "read_by")
"""The header row of an export."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_jsonl(histories: Iterable[RecordHistory], stream: TextIO) -> int:
    """Write each record with its history as one line of JSON; give how many there were."""
    count = 0
    for count, history in enumerate(histories, start=1):  # noqa: B007  (the last is the count)
        line = statement_to_record(history.statement) | {HISTORY_FIELD: _tell_history(history)}
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return count


def _tell_history(history: RecordHistory) -> dict[str, object]:
    return {
        "records": history.n_records,
        "removed_at": history.removed_at.isoformat() if history.removed_at else None,
        "revisions": [_tell_revision(s, is_newest=s is history.newest) for s in history.revisions],
        "removals": [_tell_removal(number, removal) for number, removal in history.removals],
    }


def _tell_revision(stored: StoredStatement, *, is_newest: bool) -> dict[str, object]:
    """Where it was read and what it said; what the newest one says is the line itself."""
    told: dict[str, object] = {"revision": stored.revision} | asdict(stored.provenance)
    told["ingested_at"] = stored.revised_at.isoformat()
    return told if is_newest else told | {"record": statement_to_record(stored.statement)}


def _tell_removal(number: int, removal: Removal) -> dict[str, object]:
    put_back = removal.put_back_at
    return {
        "number": number,
        "kind": removal.kind,
        "title": removal.title,
        "reason": removal.reason,
        "removed_at": removal.removed_at.isoformat(),
        "put_back_at": put_back.isoformat() if put_back else None,
    }


def write_csv(
    histories: Iterable[RecordHistory], stream: TextIO, *, has_revisions: bool = False
) -> int:
    """Write a header row and a row a record, or a revision; give how many records there were."""
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for history in histories:
        if history.removed_at is not None:
            continue
        count += 1
        for stored in history.revisions if has_revisions else (history.newest,):
            writer.writerow([guard_cell(cell) for cell in _make_row(stored)])
    return count


def _make_row(stored: StoredStatement) -> list[str]:
    statement, provenance = stored.statement, stored.provenance
    record = statement_to_record(statement) | {"topics": "; ".join(statement.topics)}
    cells = []
    for column in RECORD_COLUMNS:
        owner, _, part = column.rpartition(".")
        holder = record[owner] if owner else record
        value = holder.get(part) if isinstance(holder, dict) else None
        cells.append("" if value is None else str(value))
    moment = stored.revised_at.isoformat(timespec="seconds")
    return [*cells, str(stored.revision), moment, name_origin(provenance.path), provenance.reader]


def guard_cell(cell: str) -> str:
    """Keep a spreadsheet from running a cell.

    >>> guard_cell("=SUM(A1)"), guard_cell("safe")
    ("'=SUM(A1)", 'safe')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
