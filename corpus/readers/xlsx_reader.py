"""Spreadsheets of Excel (.xlsx): each sheet is read like a CSV file.

Takes a `SourceFile`, gives a `ReadResult`. Formulas count by the value Excel saved; files
with macros are refused. What the cells mean is the matter of `table_records`.
"""

from __future__ import annotations

import datetime
import io
import warnings
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.readers.office_zip import BROKEN_INPUT, check_office_file
from corpus.readers.results import ReadResult
from corpus.readers.rows import RowCollector
from corpus.readers.source_file import SourceFile
from corpus.readers.table_records import MAX_COLUMNS, Row, collect_rows, has_text_column

_MAX_ROWS_ABOVE = 10


def read_xlsx(file: SourceFile) -> ReadResult:
    """Read all sheets that have a column of texts.

    Raises:
        UnreadableFileError: it is protected, damaged, holds macros, or no sheet has texts.
    """
    check_office_file(file, "xl/workbook.xml", "a spreadsheet (.xlsx)")
    collector = RowCollector(file.path, file.retrieved)
    try:
        sheets = _load_sheets(file)
    except BROKEN_INPUT as error:
        raise UnreadableFileError(
            f"{file.path} can't be read as a spreadsheet ({error}). It is damaged; open it in "
            "Excel or LibreOffice, save it anew and try again."
        ) from error
    chosen = [
        (name, rows)
        for name, rows in sheets
        if any(has_text_column(row.cells) for row in rows[:_MAX_ROWS_ABOVE])
    ]
    for name, rows in sheets:
        if rows and not any(name == other for other, _ in chosen) and chosen:
            collector.add_note(None, f"The sheet {name!r} has no column of texts; not read.")
    for name, rows in chosen or sheets[:1]:
        if len(chosen) > 1:
            collector.add_note(None, f"The sheet {name!r}:")
            collector.start_sheet()
        collect_rows(file, iter(rows), collector)
    return collector.result()


def _load_sheets(file: SourceFile) -> list[tuple[str, list[Row]]]:
    import openpyxl  # noqa: PLC0415  (slow to import; spreadsheets only)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that don't matter here: styles, drawings
        book = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True)
        try:
            return [(sheet.title, list(_iter_rows(sheet))) for sheet in book.worksheets]
        finally:
            book.close()


def _iter_rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_to_text(value) for value in values[: MAX_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, cells)


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
