"""A saved HTML page to blocks.

Takes HTML, gives a `Page`: the structure by selectolax, title, day and address by
trafilatura. Leaves out what is not content (scripts, menus, footers, forms, hidden
parts); figure captions are marked as such.
"""

from __future__ import annotations

import logging
import re
from itertools import takewhile
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.cleaning import clean_line, clean_text
from corpus.documents import Link, PartialDate
from corpus.errors import InvalidRecordError
from corpus.readers.blocks import LOOKS_LEVEL, Block, BlockKind, Page
from corpus.readers.html_tables import read_table
from corpus.record_fields import is_web_address

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "iframe",
        "svg",
        "button",
        "select",
        "head",
        "object",
        "canvas",
        "video",
        "audio",
        "dialog",
        "menu",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_TAGS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "pre",
        "address",
        "figure",
        "details",
        "summary",
        "center",
        "body",
        "fieldset",
        "tbody",
        "hr",
        "td",
        "th",
        "tr",
        "table",
    ]
)
_NOT_CONTENT = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|share|social"
    r"|related|skip-link|screen-reader-text|newsletter|advert|comments)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(r"caption|photo-credit", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[·•●▪◦‣§]\s*|[*–-]\s+)(?=\S)")
_MAX_DEPTH = 150
_MAX_BOLD_HEADING = 90


def read_html_blocks(html: str, url: str | None = None) -> Page:
    """The page as blocks, in reading order; `url` is where it was fetched from."""
    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None:
        return Page(())
    full_text = clean_text(_full_text(tree))
    title, own_url, published = _read_metadata(html, tree)
    builder = _Builder(base_url=url or own_url or "")
    builder.visit(_find_content(body), 0)
    builder.flush()
    return Page(tuple(builder.blocks), title, own_url or url, published, full_text)


def _full_text(tree: LexborHTMLParser) -> str:
    copy = tree.clone()
    copy.strip_tags(["script", "style", "noscript", "template"])
    title = copy.css_first("title")
    body = copy.body.text(separator=" ") if copy.body else ""
    return f"{title.text() if title else ''}\n\n{body}"


def _find_content(body: LexborNode) -> LexborNode:
    for selector in ("main", "[role=main]", "article"):
        found = body.css(selector)
        if len(found) == 1 and len(found[0].text()) > len(body.text()) / 4:
            return found[0]
    return body


def _read_metadata(html: str, tree: LexborHTMLParser) -> tuple[str, str | None, PartialDate | None]:
    from trafilatura import extract_metadata  # noqa: PLC0415  (slow to import; pages only)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an empty page is no error
    config = {"extensive_search": False, "original_date": True}
    found = extract_metadata(html, date_config=config)
    title_node, link_node = tree.css_first("title"), tree.css_first("link[rel=canonical]")
    title = (found.title if found else None) or (title_node.text() if title_node else "")
    url = (link_node.attributes.get("href") if link_node else None) or ""
    published = None
    if found and found.date and tree.css_first("time, meta[property*=time], meta[name*=date]"):
        try:
            published = PartialDate.parse(found.date)
        except InvalidRecordError:
            published = None
    return clean_line(title), url if is_web_address(url) else None, published


class _Builder:
    """Walks the tree and gathers inline text until a block ends."""

    def __init__(self, base_url: str) -> None:
        self.blocks: list[Block] = []
        self._base_url = base_url
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._list_depth = -1
        self._bold_depth = 0
        self._pieces: list[tuple[str, bool]] = []
        self._links: list[Link] = []

    def visit(self, node: LexborNode, depth: int) -> None:
        """Take in all that is inside a node."""
        if depth > _MAX_DEPTH:
            self._pieces.append((node.text(separator=" "), False))
            return
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                text = re.sub(r"\s+", " ", child.text_content or "")
                self._pieces.append((text, self._bold_depth > 0))
            elif tag == "br":
                self._pieces.append(("\n", self._bold_depth > 0))
            elif tag not in _SKIPPED and _is_content(child):
                self._visit_element(child, tag, depth)

    def _visit_element(self, node: LexborNode, tag: str, depth: int) -> None:
        if tag in _HEADINGS:
            self._visit_block(node, BlockKind.HEADING, _HEADINGS[tag], depth)
        elif tag in {"li", "dt"}:
            self._visit_block(node, BlockKind.ITEM, max(self._list_depth, 0), depth)
        elif tag == "dd":
            self._visit_block(node, BlockKind.ITEM, max(self._list_depth, 0) + 1, depth)
        elif tag in {"ul", "ol", "dl"}:
            self.flush()
            self._list_depth += 1
            self.visit(node, depth + 1)
            self.flush()
            self._list_depth -= 1
        elif tag in {"figcaption", "caption"} or _is_caption(node):
            self._visit_block(node, BlockKind.CAPTION, 0, depth)
        elif tag == "table" and (rows := read_table(node, self._base_url)):
            self.flush()
            self.blocks += rows
        elif tag in _BLOCK_TAGS:
            self.flush()
            self.visit(node, depth + 1)
            self.flush()
        else:
            self._visit_inline(node, tag, depth)

    def _visit_block(self, node: LexborNode, kind: BlockKind, level: int, depth: int) -> None:
        self.flush()
        outer = (self._kind, self._level)
        self._kind, self._level = kind, level
        self.visit(node, depth + 1)
        self.flush()
        self._kind, self._level = outer

    def _visit_inline(self, node: LexborNode, tag: str, depth: int) -> None:
        is_bold = tag in {"b", "strong"}
        self._bold_depth += is_bold
        self.visit(node, depth + 1)
        self._bold_depth -= is_bold
        if tag == "a":
            link = make_link(node, self._base_url)
            if link is not None:
                self._links.append(link)

    def flush(self) -> None:
        """End a block: emit it if it holds anything."""
        for paragraph in split_paragraphs(self._pieces):
            self._emit("\n".join(text for text, _ in paragraph), paragraph[0][1])
        self._pieces, self._links = [], []

    def _emit(self, text: str, bold: str) -> None:
        kind, level = self._kind, self._level
        if kind is BlockKind.PARAGRAPH and bold == text and len(bold) <= _MAX_BOLD_HEADING:
            kind, level = BlockKind.HEADING, LOOKS_LEVEL
        links = [link for link in self._links if link.label in clean_line(text)]
        if kind is BlockKind.PARAGRAPH and _BULLET.match(text):
            kind, text = BlockKind.ITEM, _BULLET.sub("", text)
        self.blocks.append(Block(kind, text, level, tuple(links), bold_lead=bold))
        if self._kind is BlockKind.ITEM:
            self._level += 1  # what follows in the same item belongs under it


def split_paragraphs(pieces: list[tuple[str, bool]]) -> list[list[tuple[str, str]]]:
    """Lines by paragraph, each with the bold text it begins with.

    An empty line parts paragraphs, and so does a line all in bold above others.
    """
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, is_bold in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append((part, is_bold))
    paragraphs: list[list[tuple[str, str]]] = [[]]
    for line in lines:
        text = clean_line("".join(part for part, _ in line))
        bold = clean_line("".join(part for part, _ in takewhile(_is_bold_or_blank, line)))
        if not text or (paragraphs[-1] and text == bold):
            paragraphs.append([])
        if text:
            paragraphs[-1].append((text, bold))
        if text and text == bold:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _is_bold_or_blank(piece: tuple[str, bool]) -> bool:
    return piece[1] or not piece[0].strip()


def make_link(node: LexborNode, base_url: str) -> Link | None:
    """The link of an anchor, its address made whole; None if it leads nowhere on the web."""
    href = (node.attributes.get("href") or "").strip()
    label = clean_line(node.text())
    if not href or href.startswith("#") or not label:
        return None
    try:
        url = urljoin(base_url, href)
    except ValueError:
        return None
    return Link(label, url) if is_web_address(url) else None


def _is_content(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return False
    if attributes.get("role") in {"navigation", "search", "contentinfo", "menu"}:
        return False
    if _HIDDEN_STYLE.search(attributes.get("style") or ""):
        return False
    if node.tag == "header":
        return node.css_first("h1, h2, h3") is not None
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return node.tag not in {"div", "ul", "section", "p"} or not _NOT_CONTENT.search(named)


def _is_caption(node: LexborNode) -> bool:
    return bool(_CAPTION_CLASS.search(node.attributes.get("class") or "")) and node.tag != "table"
