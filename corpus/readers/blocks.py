"""What a page is made of, whatever it was written in: headings, items, rows, paragraphs.

`html_blocks` and `text_blocks` give these, `page_reader` takes them; neither side knows
the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import Link, PartialDate

LOOKS_LEVEL = 7
"""The level of a heading that is one by its looks only (bold, or a short line alone)."""


class BlockKind(StrEnum):
    """What a block is on its page."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page.

    `level` is a heading's rank (1 the highest) or the depth of a list item (from 0);
    `cells` and `headers` are a table row's, column by column; `bold_lead` is the bold
    text a block begins with; lines of `text` are kept where the page broke them on
    purpose (HTML) or had them (plain text).
    """

    kind: BlockKind
    text: str
    level: int = 0
    links: tuple[Link, ...] = ()
    line: int | None = None
    cells: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    bold_lead: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as blocks: its title, address and day as far as it tells them itself.

    `full_text` also holds what is not content (headers, footers): a press page may name
    its city nowhere else.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    url: str | None = None
    published: PartialDate | None = None
    full_text: str = ""
