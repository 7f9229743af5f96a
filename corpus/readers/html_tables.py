"""The rows of an HTML table as blocks.

Part of `corpus.readers.html_blocks`: takes a table's node, gives its rows with their
column headers; a table used for layout alone gives none and is read like any other box.
"""

from __future__ import annotations

from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from corpus.cleaning import clean_line
from corpus.documents import Link
from corpus.readers.blocks import Block, BlockKind
from corpus.record_fields import is_web_address

_MAX_SPAN = 200
_MAX_COLUMNS = 1_000
_MAX_CHARACTERS = 2_000_000


def read_table(table: LexborNode, base_url: str) -> tuple[Block, ...]:
    """The rows below the header row; none if the table is a layout."""
    rows = [row for row in table.css("tr") if _owner(row) == table]
    grid = _fill_grid(rows)
    if (
        not grid
        or len(table.css("table, ul, h1, h2, h3, h4")) > 1
        or max(map(len, grid), default=0) < 2
    ):
        return ()
    headers: tuple[str, ...] = ()
    blocks: list[Block] = []
    for row, cells in zip(rows, grid, strict=True):
        if not any(cells):
            continue
        if not headers and not blocks and (row.css_first("th") or row is rows[0]):
            headers = cells
            if not row.css_first("td"):
                continue
        blocks.append(
            Block(
                BlockKind.ROW,
                " | ".join(filter(None, cells)),
                cells=cells,
                headers=headers,
                links=tuple(_links(row, base_url)),
            )
        )
    return tuple(blocks)


def _owner(row: LexborNode) -> LexborNode | None:
    node = row.parent
    while node is not None and node.tag != "table":
        node = node.parent
    return node


def _fill_grid(rows: list[LexborNode]) -> list[tuple[str, ...]]:
    """Cell texts by row and column; a cell that spans rows or columns stands in each.

    None at all where spans would make more of it than a page may hold.
    """
    n_characters = 0
    pending: dict[int, tuple[int, str]] = {}
    grid: list[tuple[str, ...]] = []
    for row in rows:
        cells: list[str] = []
        nodes = [node for node in row.iter() if node.tag in {"td", "th"}]
        while nodes or len(cells) in pending:
            column = len(cells)
            if column in pending:
                left, text = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, text)
                cells.append(text)
                continue
            node = nodes.pop(0)
            text = clean_line(node.text(separator=" "))
            for _ in range(_span(node, "colspan")):
                if _span(node, "rowspan") > 1:
                    pending[len(cells)] = (_span(node, "rowspan") - 1, text)
                cells.append(text)
            if len(cells) > _MAX_COLUMNS:
                return []
        n_characters += sum(map(len, cells))
        if n_characters > _MAX_CHARACTERS:
            return []
        grid.append(tuple(cells))
    return grid


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or "1"
    return min(int(value), _MAX_SPAN) if value.isdigit() and value != "0" else 1


def _links(row: LexborNode, base_url: str) -> list[Link]:
    links = []
    for node in row.css("a[href]"):
        url = urljoin(base_url, node.attributes.get("href") or "")
        label = clean_line(node.text())
        if label and is_web_address(url):
            links.append(Link(label, url))
    return links
