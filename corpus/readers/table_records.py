"""Rows of a spreadsheet, whatever its format, to records.

Takes rows as cells of text from `csv_reader` and `xlsx_reader`, puts them into a
`RowCollector`. Columns are found by their names (see `corpus.readers.csv_columns`); what a
spreadsheet often lacks is filled in and noted: kind, title, the source's name. A city that
is not among the places known waits for a reviewer: it is likely a slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.errors import UnreadableFileError
from corpus.readers.csv_columns import map_columns
from corpus.readers.page_dates import read_whole_date
from corpus.readers.page_titles import make_title
from corpus.readers.rows import RowCollector
from corpus.readers.source_file import SourceFile

MAX_COLUMNS = 1_000
_MAX_ROWS_ABOVE = 10
_MAX_HEADERS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its line or number (from 1), its cells, what is wrong."""

    line: int
    cells: list[str]
    error: str = ""


def collect_rows(file: SourceFile, rows: Iterator[Row], collector: RowCollector) -> None:
    """Find the header row among the first ten, then make a record of each row below.

    Raises:
        UnreadableFileError: it has too many columns, or none holds the records' text.
    """
    header, below = _find_header(file, rows)
    columns = map_columns(header.cells)
    _note_columns(collector, header, columns)
    for row in below:
        if collector.is_full:
            break
        if row.error:
            collector.add_problem(row.line, "row", "", f"The row can't be read: {row.error}.")
        elif any(cell.strip() for cell in row.cells[len(header.cells) :]):
            remedy = f"It has {len(row.cells)} cells, the header {len(header.cells)}; quote cells "
            remedy += "that hold the delimiter."
            collector.add_problem(row.line, "row", row.cells[-1], remedy)
        else:
            values = {f: row.cells[i].strip() for i, f in columns.items() if i < len(row.cells)}
            collector.add_record(row.line, _make_record(values, file), is_checked=False)


def has_text_column(cells: list[str]) -> bool:
    """Whether a row can be the header of a table of records."""
    return "text" in map_columns(cells).values()


def _find_header(file: SourceFile, rows: Iterator[Row]) -> tuple[Row, Iterator[Row]]:
    top = list(islice(rows, _MAX_ROWS_ABOVE))
    widest = max((len(row.cells) for row in top), default=0)
    if widest > MAX_COLUMNS:
        raise UnreadableFileError(
            f"{file.path} has {widest:,} columns; at most {MAX_COLUMNS:,} are read. Keep those "
            "that hold city, state, mayor, date, title and text."
        )
    for position, row in enumerate(top):
        if has_text_column(row.cells):
            return row, _chain(top[position + 1 :], rows)
    first = top[0] if top else Row(1, [])
    raise UnreadableFileError(
        f"{file.path}: no column holds the text of the records. Line {first.line} is taken as "
        f"the header row and names {', '.join(map(repr, first.cells[:_MAX_HEADERS_SHOWN]))}; name "
        "a column 'text' (or 'body', 'statement', 'description')."
    )


def _chain(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _note_columns(collector: RowCollector, header: Row, columns: dict[int, str]) -> None:
    names = [name.strip() for name in header.cells]
    found = ", ".join(
        field if names[i] == field else f"{field} (from {names[i]!r})"
        for i, field in columns.items()
    )
    ignored = ", ".join(repr(n) for i, n in enumerate(names) if n and i not in columns)
    collector.add_note(
        header.line, f"Columns found: {found}." + (f" Not used: {ignored}." if ignored else "")
    )
    defaults = {
        "kind": "every record counts as a statement",
        "title": "titles are made from the texts",
        "source.name": "the file's name is given as the source",
    }
    missing = [what for field, what in defaults.items() if field not in columns.values()]
    if missing:
        collector.add_note(header.line, f"Not in the file: {'; '.join(missing)}.")


def _make_record(values: dict[str, str], file: SourceFile) -> dict[str, object]:
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
    source = {"name": file.name, "retrieved": str(file.retrieved)} | parts["source"]
    if file.url:
        source = {"url": file.url} | source
    return record | {"source": source} | ({"contact": parts["contact"]} if parts["contact"] else {})
