"""A plain-text or Markdown page to blocks.

Takes text, gives a `Page`. Bullets and numbers make list items, their depth by their
indentation; "#", underlines, capitals or a short line standing alone make headings;
lines with bars make table rows. Everything else is a paragraph that keeps its lines.
"""

from __future__ import annotations

import re

from corpus.cleaning import clean_line, clean_text
from corpus.documents import Link
from corpus.readers.blocks import LOOKS_LEVEL, Block, BlockKind, Page
from corpus.record_fields import is_web_address

_BULLET = re.compile(
    r"^(\s*)(?:[•·●○◦▪■‣⁃*+–—-]|o(?=\s{2,}|\t)|\(?\d{1,3}[.)]|[a-z][.)])[ \t\u00a0]+(?=\S)"
)
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_RULE = re.compile(r"^\s*([=\-_*~#])\1{2,}\s*$")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((\S{1,2000}?)\)")
_BARE_LINK = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_BOLD = re.compile(r"^(\*\*|__)(.+?)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_TABLE_RULE = re.compile(r"^[\s|:+-]+$")
_MAX_HEADING = 90
_MAX_HEADING_WORDS = 12
_CAPITALS_LEVEL = 6


def read_text_blocks(text: str) -> Page:
    """The page as blocks, in reading order; its title is its first heading."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    lines = text.expandtabs(8).split("\n") if "|" in text else text.split("\n")
    builder = _Builder()
    for number, line in enumerate(lines, start=1):
        following = lines[number] if number < len(lines) else ""
        builder.add_line(number, line, following)
    builder.flush()
    blocks = tuple(builder.blocks)
    first = blocks[0] if blocks else None
    title = first.text if first and first.kind is BlockKind.HEADING else ""
    return Page(blocks, clean_line(title), None, None, clean_text(text))


class _Builder:
    """Gathers lines until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lines: list[str] = []
        self._first_line = 1
        self._indents: list[int] = []
        self._item_indent = -1
        self._is_item = False
        self._headers: tuple[str, ...] = ()

    def add_line(self, number: int, line: str, following: str) -> None:
        """Take in one line, knowing the next."""
        bullet = _BULLET.match(line)
        heading = _MARKDOWN_HEADING.match(line)
        if not line.strip():
            self.flush()
        elif heading:
            self.flush()
            self._emit(BlockKind.HEADING, heading[2], len(heading[1]), number)
            self._leave_list()
        elif _RULE.match(line) and not bullet:
            self._underline(line.strip()[0])
        elif line.count("|") >= 2 or (self._headers and "|" in line):
            self._add_row(number, line)
        elif bullet:
            self.flush()
            self._enter_item(len(bullet[1].expandtabs(4)))
            self._start(number, line[bullet.end() :], is_item=True)
        elif self._lines:
            self._lines.append(line.strip())
        else:
            self._start_paragraph(number, line)

    def _start_paragraph(self, number: int, line: str) -> None:
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if self._indents and indent > self._item_indent and indent >= 2:
            self._start(number, line, is_item=True)  # goes on under the item above
            return
        self._leave_list()
        self._start(number, line, is_item=False)

    def _start(self, number: int, line: str, *, is_item: bool) -> None:
        self._first_line, self._is_item = number, is_item
        self._lines = [line.strip()]

    def _enter_item(self, indent: int) -> None:
        while self._indents and self._indents[-1] >= indent:
            self._indents.pop()
        self._indents.append(indent)
        self._item_indent = indent

    def _leave_list(self) -> None:
        self._indents, self._item_indent, self._headers = [], -1, ()

    def _underline(self, mark: str) -> None:
        is_title = len(self._lines) == 1 and not self._is_item and mark in "=-~"
        if is_title:
            text, self._lines = self._lines[0], []
            self._emit(BlockKind.HEADING, text, 1 if mark == "=" else 2, self._first_line)
        self.flush()

    def _add_row(self, number: int, line: str) -> None:
        self.flush()
        if _TABLE_RULE.match(line):
            return
        cells = tuple(clean_line(_plain(cell)) for cell in line.strip().strip("|").split("|"))
        if not self._headers:
            self._headers = cells
        links = tuple(_links(line))
        row = Block(BlockKind.ROW, " | ".join(cells), 0, links, number, cells, self._headers)
        self.blocks.append(row)

    def flush(self) -> None:
        """End a block: emit it if it holds anything."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        if self._is_item:
            self._emit(BlockKind.ITEM, "\n".join(lines), len(self._indents) - 1, self._first_line)
            self._is_item = False
        elif len(lines) == 1 and (level := _heading_level(lines[0])):
            self._emit(BlockKind.HEADING, lines[0], level, self._first_line)
        else:
            self._emit(BlockKind.PARAGRAPH, "\n".join(lines), 0, self._first_line)

    def _emit(self, kind: BlockKind, text: str, level: int, line: int) -> None:
        bold = _BOLD.match(text)
        plain = "\n".join(clean_line(part) for part in _plain(text).split("\n"))
        if not plain.strip():
            return
        lead = clean_line(bold[2]) if bold else ""
        if kind is BlockKind.HEADING and level == LOOKS_LEVEL:
            plain = plain.rstrip(":") if plain.count(":") == 1 else plain
        self.blocks.append(Block(kind, plain, level, tuple(_links(text)), line, bold_lead=lead))


def _heading_level(line: str) -> int:
    """The level of a line that stands alone, 0 if it is no heading."""
    text = _plain(line).strip()
    if len(text) > _MAX_HEADING or len(text.split()) > _MAX_HEADING_WORDS:
        return 0
    if text[-1] in '.!?;,…"”' and not re.search(r"\b[A-Z][A-Za-z]{0,4}\.$", text):
        return 0
    letters = [c for c in text if c.isalpha()]
    if not letters or not (text[0].isupper() or text[0].isdigit()):
        return 0
    return _CAPITALS_LEVEL if all(c.isupper() for c in letters) else LOOKS_LEVEL


def _plain(text: str) -> str:
    """The text without Markdown's marks."""
    text = _MARKDOWN_LINK.sub(r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return _EMPHASIS.sub(r"\1", text)


def _links(text: str) -> list[Link]:
    marked = [Link(clean_line(m[1]), m[2]) for m in _MARKDOWN_LINK.finditer(text)]
    rest = _MARKDOWN_LINK.sub(" ", text)
    bare = [Link(m[0].split("/")[2], m[0]) for m in _BARE_LINK.finditer(rest)]
    return [link for link in (*marked, *bare) if is_web_address(link.url)]
