"""Spreadsheets saved as CSV: a header row, then a record a row.

Takes a `SourceFile`, gives a `ReadResult`. Finds the delimiter by the header row; what
the cells mean is the matter of `corpus.readers.table_records`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from corpus.readers.decoding import read_text
from corpus.readers.results import ReadResult
from corpus.readers.rows import RowCollector
from corpus.readers.source_file import SourceFile
from corpus.readers.table_records import Row, collect_rows

_DELIMITERS = ",;\t|"
_MAX_CELL = 1_000_000


def read_csv(file: SourceFile) -> ReadResult:
    """Read a spreadsheet.

    Raises:
        UnreadableFileError: it is not text, has too many columns, or none holds the text.
    """
    text, notes = read_text(file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    collector = RowCollector(file.path, file.retrieved)
    collect_rows(file, _iter_rows(text), collector)
    return collector.result(notes)


def _iter_rows(text: str) -> Iterator[Row]:
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
            yield Row(line, [], str(error))
            continue
        if any(cell.strip() for cell in cells):
            yield Row(line, cells)
