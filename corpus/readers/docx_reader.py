"""Word documents (.docx): mammoth makes them HTML, the page reader reads that.

Takes a `SourceFile`, gives a `ReadResult`. Files with macros, with a password or damaged
are refused with words.
"""

from __future__ import annotations

import io

from corpus.errors import UnreadableFileError
from corpus.readers.office_zip import BROKEN_INPUT, check_office_file
from corpus.readers.page_reader import read_html_page
from corpus.readers.results import ReadResult
from corpus.readers.source_file import SourceFile


def read_docx(file: SourceFile) -> ReadResult:
    """Read a Word document like a page.

    Raises:
        UnreadableFileError: it is protected, damaged or holds macros.
    """
    check_office_file(file, "word/document.xml", "a Word document (.docx)")
    import mammoth  # noqa: PLC0415  (Word documents only)

    try:
        html = mammoth.convert_to_html(io.BytesIO(file.data), convert_image=_drop_image).value
    except BROKEN_INPUT as error:
        raise UnreadableFileError(
            f"{file.path} can't be read as a Word document ({error}). It is damaged; open it in "
            "Word or LibreOffice, save it anew and try again."
        ) from error
    return read_html_page(file, html)


def _drop_image(_image: object) -> list[object]:
    return []
