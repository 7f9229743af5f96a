"""Spreadsheets saved as CSV: a header row, then a record a row.

Takes a path, gives a `ReadResult`. Columns are found by their names (see
`corpus.readers.csv_columns`), the delimiter by the header row. What a spreadsheet often
lacks is filled in and noted: kind, title, the source's name.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.readers.csv_columns import map_columns
from corpus.readers.decoding import read_text
from corpus.readers.page_dates import read_whole_date
from corpus.readers.page_titles import make_title
from corpus.readers.results import ReadResult
from corpus.readers.rows import RowCollector

_DELIMITERS = ",;\t|"
_MAX_CELL = 1_000_000


def read_csv(path: Path, today: datetime.date) -> ReadResult:
    """Read a spreadsheet.

    Raises:
        UnreadableFileError: it is not text, or no column holds the records' text.
    """
    text, notes = read_text(path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = _iter_rows(text)
    collector = RowCollector(str(path), today)
    header_line, headers, _ = next(rows, (1, [], ""))
    columns = map_columns(headers)
    if "text" not in columns.values():
        raise UnreadableFileError(
            f"{path}: no column holds the text of the records. Line {header_line} is taken as "
            f"the header row and names {', '.join(repr(h) for h in headers[:12])}; name a column "
            "'text' (or 'body', 'statement', 'description')."
        )
    _note_columns(collector, header_line, headers, columns)
    for line, cells, error in rows:
        if error:
            collector.add_problem(line, "row", "", f"The row can't be read: {error}.")
        elif any(cell.strip() for cell in cells[len(headers) :]):
            remedy = f"It has {len(cells)} cells, the header {len(headers)}; quote cells that "
            collector.add_problem(line, "row", cells[-1], remedy + "hold the delimiter.")
        else:
            values = {f: cells[i].strip() for i, f in columns.items() if i < len(cells)}
            collector.add_record(line, _make_record(values, path, today))
    return collector.result(notes)


def _iter_rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Rows that hold something: the line each begins on, its cells, and what is wrong."""
    csv.field_size_limit(_MAX_CELL)
    first_line = next((line for line in text.split("\n") if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", first_line)
    delimiter = max(_DELIMITERS, key=unquoted.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [], str(error)
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells, ""


def _note_columns(
    collector: RowCollector, line: int, headers: list[str], columns: dict[int, str]
) -> None:
    found = ", ".join(
        field if headers[i].strip() == field else f"{field} (from {headers[i].strip()!r})"
        for i, field in columns.items()
    )
    ignored = ", ".join(repr(h.strip()) for i, h in enumerate(headers) if i not in columns)
    collector.add_note(
        line, f"Columns found: {found}." + (f" Not used: {ignored}." if ignored else "")
    )
    defaults = {
        "kind": "every record counts as a statement",
        "title": "titles are made from the texts",
        "source.name": "the file's name is given as the source",
    }
    missing = [what for field, what in defaults.items() if field not in columns.values()]
    if missing:
        collector.add_note(line, f"Not in the file: {'; '.join(missing)}.")


def _make_record(values: dict[str, str], path: Path, today: datetime.date) -> dict[str, object]:
    parts: dict[str, dict[str, str]] = {"source": {}, "contact": {}}
    record: dict[str, object] = {}
    for field, value in values.items():
        owner, _, part = field.rpartition(".")
        if owner and value:
            parts[owner][part] = value
        elif value:
            record[field] = value
    date = read_whole_date(values.get("date", ""))
    if date is not None:
        record["date"] = str(date)
    if "topics" in record:
        topics = re.split(r"[;|]", values["topics"])
        record["topics"] = [topic.strip() for topic in topics if topic.strip()]
    record["kind"] = values.get("kind") or "statement"
    if values.get("text") and not values.get("title"):
        record["title"] = make_title(values["text"])
    source = {"name": path.name, "retrieved": str(today)} | parts["source"]
    return record | {"source": source} | ({"contact": parts["contact"]} if parts["contact"] else {})
