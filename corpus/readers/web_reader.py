"""An address on the web, or a sitemap of many, to results: a result a page.

Takes an address and a `Visitor`, gives a `ReadResult` a page with the version to be
remembered. Of a sitemap only pages of its own host are read; a page that has not changed
since it was stored is noted, and nothing else.
"""

from __future__ import annotations

import datetime
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO, cast
from urllib.parse import urlsplit

from lxml import etree

from corpus.errors import UnreadableFileError
from corpus.readers.dispatch import READERS, iter_file_results
from corpus.readers.results import PageVersion, ReadNote, ReadProblem, ReadResult, join_results
from corpus.readers.sniffing import (
    find_content_suffix,
    find_name_suffix,
    sniff_suffix,
    split_content_type,
)
from corpus.readers.source_file import SourceFile, read_limited
from corpus.readers.visiting import Fetched, Visitor

MAX_PAGES = 5_000
"""Of one sitemap no more pages are read."""

_MAX_SITEMAP_BYTES = 50_000_000
_MAX_DEPTH = 2

FindVersion = Callable[[str], PageVersion | None]


def iter_web_results(
    url: str, visitor: Visitor, find_version: FindVersion, today: datetime.date
) -> Iterator[ReadResult]:
    """Read a page, or every page a sitemap names; what can't be read is a problem."""
    url = url.partition("#")[0]
    try:
        fetched = visitor.fetch(url, find_version(url))
        places = _read_sitemap(fetched) if fetched is not None else None
    except UnreadableFileError as error:
        yield _refused(url, error)
        return
    if fetched is None or places is None:
        yield _read_page(url, fetched, today)
        return
    pages, notes = _gather_pages(url, places, visitor)
    yield ReadResult(notes=tuple(notes))
    for page in pages:
        try:
            yield _read_page(page, visitor.fetch(page, find_version(page)), today)
        except UnreadableFileError as error:
            yield _refused(page, error)


def _read_page(url: str, fetched: Fetched | None, today: datetime.date) -> ReadResult:
    if fetched is None:
        return ReadResult(notes=(ReadNote(url, None, "Not changed since it was last read."),))
    content_type, charset = split_content_type(fetched.content_type)
    suffix = find_content_suffix(content_type, fetched.url) or ""
    named = find_name_suffix(urlsplit(fetched.url).path)
    if content_type.startswith("text/plain") and named in READERS:
        suffix = named  # many servers call CSV and Markdown so
    if not suffix and not content_type.startswith(("image/", "video/", "audio/", "font/")):
        suffix = sniff_suffix(fetched.data)
    file = SourceFile(url, suffix or named, fetched.data, today, fetched.url, charset)
    result = join_results(iter_file_results(file))
    return replace(result, version=fetched.version)


def _refused(url: str, error: UnreadableFileError) -> ReadResult:
    return ReadResult(problems=(ReadProblem(url, None, "address", url, str(error)),))


def _gather_pages(
    url: str, places: tuple[list[str], list[str]], visitor: Visitor
) -> tuple[list[str], list[ReadNote]]:
    """The pages of a sitemap and of those it names, each once, and what was left out."""
    pages, maps = dict.fromkeys(places[0]), [(name, 1) for name in places[1]]
    notes, seen = [], {url}
    while maps:
        name, depth = maps.pop(0)
        if name in seen or urlsplit(name).netloc != urlsplit(url).netloc or depth > _MAX_DEPTH:
            continue
        seen.add(name)
        try:
            fetched = visitor.fetch(name)
            inner = _read_sitemap(fetched) if fetched else None
        except UnreadableFileError as error:
            notes.append(ReadNote(name, None, str(error)))
            continue
        if inner is not None:
            pages.update(dict.fromkeys(inner[0]))
            maps += [(other, depth + 1) for other in inner[1]]
    own = [page for page in pages if urlsplit(page).netloc == urlsplit(url).netloc]
    if len(own) < len(pages):
        n_others = len(pages) - len(own)
        notes.append(ReadNote(url, None, f"{n_others:,} pages of other sites were left out."))
    if len(own) > MAX_PAGES:
        words = f"It names {len(own):,} pages; the first {MAX_PAGES:,} are read."
        notes.append(ReadNote(url, None, words))
    return own[:MAX_PAGES], notes


def _read_sitemap(fetched: Fetched) -> tuple[list[str], list[str]] | None:
    """The pages and the sitemaps a sitemap names; None if it is none.

    Raises:
        UnreadableFileError: it is one, and damaged or too large.
    """
    data = fetched.data
    if data.startswith(b"\x1f\x8b") and b"xml" in urlsplit(fetched.url).path.encode():
        try:
            with gzip.open(io.BytesIO(data)) as stream:
                data = read_limited(cast("IO[bytes]", stream), fetched.url, _MAX_SITEMAP_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFileError(
                f"{fetched.url} can't be unpacked ({error}). Give the address of another sitemap."
            ) from error
    head = data[:2000].lstrip()
    if b"<urlset" not in head and b"<sitemapindex" not in head:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        return None
    return _list_places(root, "url"), _list_places(root, "sitemap")


def _list_places(root: etree._Element, of: str) -> list[str]:
    found = root.findall(f"{{*}}{of}/{{*}}loc")
    return [place.text.strip() for place in found if place.text and place.text.strip()]
