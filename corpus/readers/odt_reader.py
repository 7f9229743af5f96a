"""OpenDocument texts (.odt) to HTML, which the page reader reads.

Takes a `SourceFile`, gives a `ReadResult`. Headings, lists, tables, links and bold text
become their HTML; everything else of the format is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree

from corpus.errors import UnreadableFileError
from corpus.readers.office_zip import check_office_file, open_zip, read_member
from corpus.readers.page_reader import read_html_page
from corpus.readers.results import ReadResult
from corpus.readers.source_file import MAX_FILE_BYTES, SourceFile

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{{{_NAMESPACE}text:1.0}}"
_TABLE = f"{{{_NAMESPACE}table:1.0}}"
_STYLE = f"{{{_NAMESPACE}style:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_WEIGHT = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}font-weight"
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "<br>"}
_LEFT_OUT = frozenset({f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content"})


def read_odt(file: SourceFile) -> ReadResult:
    """Read an OpenDocument text like a page.

    Raises:
        UnreadableFileError: it is protected, damaged or holds macros.
    """
    check_office_file(file, "content.xml", "an OpenDocument text (.odt)")
    with open_zip(file.data, file.path, MAX_FILE_BYTES) as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = read_member(archive, "META-INF/manifest.xml", file.path)
            if b"encryption-data" in manifest:
                raise UnreadableFileError(
                    f"{file.path} is protected by a password. Save it without one and try again."
                )
        content = read_member(archive, "content.xml", file.path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError(
            f"{file.path} can't be read as an OpenDocument text ({error}). It is damaged; open it "
            "in LibreOffice, save it anew and try again."
        ) from error
    bold = {
        style.get(f"{_STYLE}name") or ""
        for style in root.iter(f"{_STYLE}style")
        if any(part.get(_WEIGHT) == "bold" for part in style)
    }
    body = root.find(f".//{{{_NAMESPACE}office:1.0}}text")
    html = "".join(_to_html(body, bold)) if body is not None else ""
    return read_html_page(file, f"<html><body>{html}</body></html>")


def _to_html(node: etree._Element, bold: set[str]) -> Iterator[str]:
    yield escape(node.text or "")
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _element_to_html(child, child.tag, bold)
        yield escape(child.tail or "")


def _element_to_html(node: etree._Element, tag: str, bold: set[str]) -> Iterator[str]:
    if tag in _SPACES:
        yield _SPACES[tag]
        return
    name = _find_tag(node, tag, bold)
    href = f' href="{escape(node.get(_HREF) or "")}"' if name == "a" else ""
    yield f"<{name}{href}>" if name else ""
    yield from _to_html(node, bold)
    yield f"</{name}>" if name else ""


def _find_tag(node: etree._Element, tag: str, bold: set[str]) -> str:
    if tag == f"{_TEXT}h":
        level = node.get(f"{_TEXT}outline-level") or "1"
        return f"h{min(int(level), 6)}" if level.isdigit() and level != "0" else "h1"
    if tag == f"{_TEXT}a":
        return "a"
    if tag == f"{_TEXT}span":
        return "b" if node.get(f"{_TEXT}style-name") in bold else ""
    return _TAGS.get(tag, "")
