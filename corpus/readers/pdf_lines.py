"""What is written on the pages of a PDF, as lines and paragraphs.

Takes a `SourceFile`, gives the document's title and a text a page. PDF knows no
paragraphs: lines are told by their height on the page, and an empty line is put where
the gap or the size of the letters changes. Heads and feet that recur on most pages are
left out; a larger or bold line is marked as a heading ("# ..."), its level by its size.
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
from corpus.readers.office_zip import BROKEN_INPUT
from corpus.readers.source_file import SourceFile

_SAME_LINE = 0.35
_GAP = 1.35
_HEADING = 1.15
_MAX_HEADING_WORDS = 20
_MAX_BOLD_WORDS = 10
_MAX_LEVEL = 5
_MIN_PAGES_FOR_HEADS = 3
_HEAD_LINES = 2
_ADVICE = "Print or export it as a new PDF and try again."


@dataclass(slots=True)
class Line:
    """A line of a page: its height on it, the size of its letters, its text, all bold or not."""

    y: float
    size: float
    text: str
    is_bold: bool = False


def read_pdf_pages(file: SourceFile, max_pages: int) -> tuple[str, list[str]]:
    """The document's title, if it has one, and the text of each page.

    Raises:
        UnreadableFileError: it is damaged, protected by a password or too long.
    """
    from pypdf import PdfReader  # noqa: PLC0415  (slow to import; PDF only)
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

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
    except (*BROKEN_INPUT, PyPdfError) as error:
        raise UnreadableFileError(
            f"{file.path} is a PDF that can't be read ({error}). It is damaged or cut "
            f"off. {_ADVICE}"
        ) from error
    pages = _drop_heads(pages)
    levels = _rank_sizes(pages)
    return str(title or ""), [_join_lines(page, levels) for page in pages]


def _protected(file: SourceFile) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file.path} is protected by a password or encrypted, so it can't be read. {_ADVICE}"
    )


def _read_lines(page: Any) -> list[Line]:
    lines: list[Line] = []

    def take(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        y, scale = tm[5] * cm[3] + cm[5], abs(tm[3] * cm[3]) or 1.0
        is_bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for number, part in enumerate(text.split("\n")):
            last = lines[-1] if lines else None
            is_new = number > 0 or last is None
            if last is not None and not last.text.strip():
                last.y, last.size, last.is_bold = y, abs(size) * scale, is_bold
            elif last is not None and abs(last.y - y) > _SAME_LINE * max(last.size, 1.0):
                is_new = True
            if is_new:
                lines.append(Line(y, abs(size) * scale, part, is_bold))
            elif last is not None:
                last.text += part
                last.is_bold = last.is_bold and (is_bold or not part.strip())

    page.extract_text(visitor_text=take)
    return [line for line in lines if line.text.strip()]


def _rank_sizes(pages: list[list[Line]]) -> dict[int, int]:
    """The heading level of each size of letters larger than the usual one, from 1."""
    sizes = [line.size for page in pages for line in page for _ in line.text.split()]
    usual = median(sizes or [1.0])
    large = sorted({round(size) for size in sizes if size > usual * _HEADING}, reverse=True)
    return {size: min(level, _MAX_LEVEL) for level, size in enumerate(large, start=1)}


def _find_level(line: Line, levels: dict[int, int]) -> int:
    """The level of a heading, 0 for any other line."""
    n_words = len(line.text.split())
    if n_words > _MAX_HEADING_WORDS:
        return 0
    if round(line.size) in levels:
        return levels[round(line.size)]
    return _MAX_LEVEL + 1 if line.is_bold and n_words <= _MAX_BOLD_WORDS else 0


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


def _join_lines(lines: list[Line], levels: dict[int, int]) -> str:
    """Lines with an empty one between paragraphs; broken words made whole."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.y > b.y]
    usual_gap = min(gaps, default=0.0)
    texts: list[str] = []
    last: Line | None = None
    for line in lines:
        text = re.sub(r"\s+", " ", line.text).strip()
        level = _find_level(line, levels)
        gap = last.y - line.y if last is not None else 0.0
        is_apart = last is not None and (
            not 0 < gap <= max(usual_gap * _GAP, 0.1)
            or abs(last.size - line.size) > 1
            or last.is_bold != line.is_bold
        )
        if is_apart:
            texts.append("")
        if texts and texts[-1].endswith("-") and not is_apart and text[:1].islower():
            texts[-1] = texts[-1][:-1] + text
        else:
            texts.append(f"{'#' * level} {text}" if level and (is_apart or not texts) else text)
        last = line
    return "\n".join(texts)
