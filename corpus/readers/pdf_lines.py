"""What is written on the pages of a PDF, as lines and paragraphs.

Takes a `SourceFile`, gives the document's title and a text a page. PDF knows no
paragraphs: lines are told by their height on the page, and an empty line is put where
the gap or the size of the letters changes. Heads and feet that recur on most pages are
left out; a larger line is marked as a heading ("# ...").
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.readers.source_file import SourceFile

_SAME_LINE = 0.35
_GAP = 1.35
_HEADING = 1.15
_MAX_HEADING_WORDS = 20
_MIN_PAGES_FOR_HEADS = 3
_HEAD_LINES = 2
_ADVICE = "Print or export it as a new PDF and try again."


@dataclass(slots=True)
class Line:
    """A line of a page: its height on it, the size of its letters, its text."""

    y: float
    size: float
    text: str


def read_pdf_pages(file: SourceFile, max_pages: int) -> tuple[str, list[str]]:
    """The document's title, if it has one, and the text of each page.

    Raises:
        UnreadableFileError: it is damaged, protected by a password or too long.
    """
    from pypdf import PdfReader  # noqa: PLC0415  (slow to import; PDF only)
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    broken = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError,
              AssertionError, RecursionError, ZeroDivisionError, OverflowError)  # fmt: skip
    try:
        reader = PdfReader(io.BytesIO(file.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _protected(file)
        if len(reader.pages) > max_pages:
            raise UnreadableFileError(
                f"{file.path} has {len(reader.pages):,} pages; at most {max_pages:,} are read. "
                "Split it into several files."
            )
        title = reader.metadata.title if reader.metadata else ""
        pages = [_read_lines(page) for page in reader.pages]
    except DependencyError as error:
        raise _protected(file) from error
    except broken as error:
        raise UnreadableFileError(
            f"{file.path} is a PDF that can't be read ({error}). It is damaged or cut "
            f"off. {_ADVICE}"
        ) from error
    pages = _drop_heads(pages)
    sizes = [line.size for page in pages for line in page for _ in line.text.split()]
    return str(title or ""), [_join_lines(page, median(sizes or [1.0])) for page in pages]


def _protected(file: SourceFile) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file.path} is protected by a password or encrypted, so it can't be read. {_ADVICE}"
    )


def _read_lines(page: Any) -> list[Line]:
    lines: list[Line] = []

    def take(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        y, scale = tm[5] * cm[3] + cm[5], abs(tm[3] * cm[3]) or 1.0
        for number, part in enumerate(text.split("\n")):
            is_new = number > 0 or not lines
            last = lines[-1] if lines else None
            if last is not None and not last.text.strip():
                last.y, last.size = y, abs(size) * scale
            elif last is not None and abs(last.y - y) > _SAME_LINE * max(last.size, 1.0):
                is_new = True
            if is_new:
                lines.append(Line(y, abs(size) * scale, part))
            elif last is not None:
                last.text += part

    page.extract_text(visitor_text=take)
    return [line for line in lines if line.text.strip()]


def _drop_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what stands at the top or foot of most of them."""
    if len(pages) < _MIN_PAGES_FOR_HEADS:
        return pages
    edges = Counter(
        key for page in pages for key in {_edge_key(line) for line in _edge_lines(page)}
    )
    recurring = {key for key, count in edges.items() if count > len(pages) / 2}
    return [
        [
            line
            for line in page
            if not (_edge_key(line) in recurring and any(line is e for e in _edge_lines(page)))
        ]
        for page in pages
    ]


def _edge_lines(page: list[Line]) -> list[Line]:
    return page[:_HEAD_LINES] + page[_HEAD_LINES:][-_HEAD_LINES:]


def _edge_key(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text).strip()


def _join_lines(lines: list[Line], usual_size: float) -> str:
    """Lines with an empty one between paragraphs; broken words made whole."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.y > b.y]
    usual_gap = min(gaps, default=0.0)
    texts: list[str] = []
    last: Line | None = None
    for line in lines:
        text = re.sub(r"\s+", " ", line.text).strip()
        is_heading = line.size > usual_size * _HEADING and len(text.split()) <= _MAX_HEADING_WORDS
        gap = last.y - line.y if last is not None else 0.0
        is_apart = last is not None and (
            not 0 < gap <= max(usual_gap * _GAP, 0.1) or abs(last.size - line.size) > 1
        )
        if is_apart:
            texts.append("")
        if texts and texts[-1].endswith("-") and not is_apart and text[:1].islower():
            texts[-1] = texts[-1][:-1] + text
        else:
            texts.append(f"# {text}" if is_heading and (is_apart or not texts) else text)
        last = line
    return "\n".join(texts)
