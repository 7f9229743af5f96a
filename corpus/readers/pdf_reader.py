"""PDF documents: their lines as a text page, each statement with the page it stands on.

Takes a `SourceFile`, gives a `ReadResult`. A statement's source names its page, and its
address leads there (`report.pdf#page=3`). Lines and paragraphs are found by
`corpus.readers.pdf_lines`.
"""

from __future__ import annotations

import bisect
import logging
from dataclasses import replace

from corpus.cleaning import clean_line
from corpus.documents import Source
from corpus.errors import UnreadableFileError
from corpus.readers.page_reader import read_page_blocks
from corpus.readers.pdf_lines import read_pdf_pages
from corpus.readers.results import ReadResult, ReadStatement
from corpus.readers.source_file import SourceFile
from corpus.readers.text_blocks import read_text_blocks

MAX_PAGES = 3_000


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
    lines = [page.count("\n") + 2 for page in pages]
    starts = [1 + sum(lines[:number]) for number in range(len(pages))]
    blocks = read_text_blocks("\n\n".join(pages))
    page = replace(blocks, title=clean_line(title) or blocks.title)
    result = read_page_blocks(page, file.path, Source(title or file.name, file.url, file.retrieved))
    statements = tuple(_name_page(read, starts) for read in result.statements)
    return replace(result, statements=statements)


def _name_page(read: ReadStatement, starts: list[int]) -> ReadStatement:
    """The statement with its page in its source, and that page for its line."""
    number = max(bisect.bisect_right(starts, read.line or 1), 1)
    source = read.statement.source
    url = f"{source.url.partition('#')[0]}#page={number}" if source.url else None
    named = replace(source, name=f"{source.name}, page {number}", url=url)
    return replace(read, statement=replace(read.statement, source=named), line=number)
