"""PDF documents: their lines as a text page, each statement with the page it stands on.

Takes a `SourceFile`, gives a `ReadResult`. A statement's source names its page, and its
address leads there (`report.pdf#page=3`). Lines and paragraphs are found by
`corpus.readers.pdf_lines`. The cells of a table can't be told apart, so what stands on a
page with one waits for a reviewer.
"""

from __future__ import annotations

import bisect
import logging
from dataclasses import replace

from corpus.cleaning import clean_line
from corpus.documents import Source
from corpus.errors import UnreadableFileError
from corpus.readers.csv_columns import find_field
from corpus.readers.page_places import find_lead
from corpus.readers.page_reader import read_page_blocks
from corpus.readers.pdf_lines import read_pdf_pages
from corpus.readers.results import Guess, ReadNote, ReadResult, ReadStatement
from corpus.readers.source_file import SourceFile
from corpus.readers.text_blocks import read_text_blocks

MAX_PAGES = 3_000

_MAX_COLUMNS = 12
_MIN_COLUMNS = 3
_MAX_LABEL_WORDS = 8


def read_pdf(file: SourceFile) -> ReadResult:
    """Read a PDF like a page of text.

    Raises:
        UnreadableFileError: it is damaged, protected by a password, too long, or scanned.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends, nobody need know
    title, pages = read_pdf_pages(file, MAX_PAGES)
    if not any(page.strip() for page in pages):
        raise UnreadableFileError(
            f"{file.path} holds no text, only pictures of it. Run a text recognition (OCR) over "
            "it, save it and try again."
        )
    pages = [_set_labels_apart(page) for page in pages]
    lines = [page.count("\n") + 2 for page in pages]
    starts = [1 + sum(lines[:number]) for number in range(len(pages))]
    blocks = read_text_blocks("\n\n".join(pages))
    page = replace(blocks, title=clean_line(title) or blocks.title)
    result = read_page_blocks(page, file.path, Source(title or file.name, file.url, file.retrieved))
    tables = {number for number, page in enumerate(pages, start=1) if _has_table(page)}
    statements = tuple(_name_page(read, starts, tables) for read in result.statements)
    notes = tuple(
        ReadNote(file.path, number, f"Page {number} holds a table, whose cells can't be told "
                 "apart; ingest the spreadsheet it was made from instead.")
        for number in sorted(tables)
    )  # fmt: skip
    return replace(result, statements=statements, notes=(*result.notes, *notes))


def _set_labels_apart(page: str) -> str:
    """The page with an empty line above each line that is a place and nothing else."""
    lines: list[str] = []
    for line in page.split("\n"):
        is_short = 0 < len(line.split()) <= _MAX_LABEL_WORDS and line[-1] not in ".,;"
        lead = find_lead(line) if is_short else None
        if lead is not None and not lead.rest and lines and lines[-1]:
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _has_table(page: str) -> bool:
    """Whether a line names the columns of a table: city or mayor, and two more."""
    for line in page.split("\n"):
        fields = {find_field(word) for word in line.split()}
        if len(line.split()) <= _MAX_COLUMNS and len(fields - {None}) >= _MIN_COLUMNS:
            return bool(fields & {"city", "mayor"})
    return False


def _name_page(read: ReadStatement, starts: list[int], tables: set[int]) -> ReadStatement:
    """The statement with its page in its source, and that page for its line."""
    number = max(bisect.bisect_right(starts, read.line or 1), 1)
    source = read.statement.source
    url = f"{source.url.partition('#')[0]}#page={number}" if source.url else None
    named = replace(source, name=f"{source.name}, page {number}", url=url)
    doubt = Guess("text", "", 0.3, f"page {number} holds a table, its cells may be mixed up")
    guesses = (*read.guesses, doubt) if number in tables else read.guesses
    statement = replace(read.statement, source=named)
    return replace(read, statement=statement, line=number, guesses=guesses)
