"""Which kind of document some bytes are: by name, by what a server says, by what they hold.

Takes names, media types and bytes, gives a suffix of `dispatch.READERS` or
`containers.CONTAINERS`. Pure.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.readers.csv_columns import map_columns

_BY_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/zip": ".zip",
    "application/warc": ".warc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
_VAGUE_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_DOUBLE_SUFFIX = re.compile(r"\.warc\.gz$", re.IGNORECASE)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|\?xml[^>]*>\s*<html)",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_OFFICE_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "content.xml": ".odt"}
_SAMPLE_BYTES = 4096


def find_name_suffix(name: str) -> str:
    """The suffix of a file's name, in lower case.

    >>> find_name_suffix("Site.WARC.GZ"), find_name_suffix("a/page.Html")
    ('.warc.gz', '.html')
    """
    double = _DOUBLE_SUFFIX.search(name)
    return double[0].lower() if double else PurePosixPath(name).suffix.lower()


def split_content_type(header: str) -> tuple[str, str | None]:
    """The media type and the charset of a Content-Type header.

    >>> split_content_type("Text/HTML; charset=ISO-8859-1")
    ('text/html', 'ISO-8859-1')
    """
    kind, _, rest = header.partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", rest, re.IGNORECASE)
    return kind.strip().lower(), charset[1] if charset else None


def find_content_suffix(content_type: str, url: str) -> str | None:
    """The suffix a media type stands for; where it says nothing, that of the address.

    >>> find_content_suffix("text/html", "https://example.org/a.aspx")
    '.html'
    >>> find_content_suffix("image/png", "https://example.org/a.png") is None
    True
    """
    if content_type in _VAGUE_TYPES:
        suffix = find_name_suffix(urlsplit(url).path)
        return suffix if suffix in _BY_TYPE.values() else None
    return _BY_TYPE.get(content_type)


def sniff_suffix(data: bytes) -> str:
    r"""The kind of a document without a name, by what it holds; plain text if nothing else.

    >>> sniff_suffix(b"%PDF-1.7"), sniff_suffix(b'{"id": 1}'), sniff_suffix(b"<html><p>x")
    ('.pdf', '.jsonl', '.html')
    >>> sniff_suffix(b"city,state,text\nSalem,OR,Words."), sniff_suffix(b"# A heading")
    ('.csv', '.txt')
    """
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith((b"WARC/", b"\x1f\x8b")):
        return ".warc"
    sample = data[:_SAMPLE_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(sample):
        return ".html"
    if sample.lstrip().startswith(b"{"):
        return ".jsonl"
    header = sample.partition(b"\n")[0].decode("utf-8", "replace")
    cells = max((header.split(mark) for mark in ",;\t|"), key=len)
    columns = map_columns([cell.strip(' "\r') for cell in cells]).values()
    return ".csv" if "text" in columns and len(cells) > 1 else ".txt"


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ".zip"
    return next((suffix for part, suffix in _OFFICE_PARTS.items() if part in names), ".zip")
