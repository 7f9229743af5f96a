"""How other programs find their way: robots, sitemap, and search from a browser's bar.

Takes the collection's counts and times of change, gives robots.txt, a sitemap after
sitemaps.org and an OpenSearch description. Result pages are for people and stay out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request
from flask_babel import gettext

from corpus.errors import NotHereError
from corpus.messages import Message
from search.parameters import PeerChoice
from webapp.addresses import city_url, peers_url, statement_url, topic_url
from webapp.collection import get_collection
from webapp.languages import LANGUAGES, current_language, page_url
from webapp.xml_writing import add_element, make_root, write_xml

discovery = Blueprint("discovery", __name__)

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
OPENSEARCH_TYPE = "application/opensearchdescription+xml"
SHORT_NAMES = {"en": "Mayors Search", "es": "Buscar alcaldes"}
"""What a browser's list of search engines shows; the standard allows 16 characters."""

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
STARTS = {language: "" if language == "en" else f"/{language}" for language in LANGUAGES}
"""What the addresses of each language begin with."""

SITEMAP_SIZE = 50_000 // len(STARTS)
"""The most pages a sitemap holds, each in every language; more make it a list of sitemaps."""

FIXED_PAGES = ("/", "/cities", "/topics", "/about", "/keyboard", "/api")
NOT_FOR_ROBOTS = ("/search.csv", "/search.jsonl", "/search.atom", "/brief", "/suggest")

Address = tuple[str, datetime.datetime | None]


def _site() -> str:
    return request.host_url.rstrip("/")


@discovery.get("/robots.txt")
def robots() -> Response:
    """Records may be indexed; endless lists of results need not be fetched."""
    lines = ["User-agent: *", "Disallow: /api/v1/search"]
    lines += [f"Disallow: {start}{path}" for start in STARTS.values() for path in NOT_FOR_ROBOTS]
    lines += ["", f"Sitemap: {_site()}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page worth finding, or the sitemaps that together name them."""
    addresses = list(_list_addresses())
    if len(addresses) <= SITEMAP_SIZE:
        return _answer(write_sitemap(addresses, _site()))
    root = make_root("sitemapindex", SITEMAP)
    for number in range(1, -(-len(addresses) // SITEMAP_SIZE) + 1):
        entry = add_element(root, "sitemap")
        add_element(entry, "loc", f"{_site()}/sitemap-{number}.xml")
    return _answer(write_xml(root))


@discovery.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One of several sitemaps."""
    first = (number - 1) * SITEMAP_SIZE
    addresses = list(_list_addresses())[max(first, 0) : max(first, 0) + SITEMAP_SIZE]
    if first < 0 or not addresses:
        words = Message("There is no sitemap %(number)d. Begin with /sitemap.xml.", number=number)
        raise NotHereError(words)
    return _answer(write_sitemap(addresses, _site()))


def _answer(body: bytes) -> Response:
    return Response(body, content_type="application/xml; charset=utf-8")


def _list_addresses() -> Iterator[Address]:
    collection = get_collection()
    revised_at, catalogue = collection.revised_at(), collection.catalogue()
    newest = max(revised_at.values(), default=None)
    yield from ((path, newest if path != "/api" else None) for path in FIXED_PAGES)
    yield from ((topic_url(entry.topic.slug), None) for entry in catalogue.topics)
    for entry in catalogue.cities:
        yield city_url(entry.city.slug), None
        yield peers_url(PeerChoice(entry.city.slug)), None
    yield from ((statement_url(doc_id), revised_at[doc_id]) for doc_id in sorted(revised_at))


def write_sitemap(addresses: Sequence[Address], site: str) -> bytes:
    """A sitemap of English paths: each page in every language, naming the others.

    The time a page last changed is said where it is known.
    """
    root = make_root("urlset", SITEMAP)
    root.set("xmlns:xhtml", XHTML)
    for path, changed_at in addresses:
        for start in STARTS.values():
            entry = add_element(root, "url")
            add_element(entry, "loc", site + start + path)
            if changed_at:
                add_element(entry, "lastmod", changed_at.isoformat(timespec="seconds"))
            for language, other in STARTS.items():
                href = site + other + path
                add_element(entry, "xhtml:link", rel="alternate", hreflang=language, href=href)
    return write_xml(root)


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser asks us from its own bar, with suggestions as one types."""
    site = _site()
    root = make_root("OpenSearchDescription", OPENSEARCH)
    add_element(root, "ShortName", SHORT_NAMES[current_language()])
    add_element(root, "LongName", gettext("Mayors’ Statements Search"))
    words = gettext("What US mayors and their cities have said and done, and whom to ask about it.")
    add_element(root, "Description", words)
    for media_type, path in (
        ("text/html", "/search?q={searchTerms}"),
        ("application/atom+xml", "/search.atom?q={searchTerms}"),
        ("application/x-suggestions+json", "/suggest?q={searchTerms}"),
    ):
        add_element(root, "Url", type=media_type, method="get", template=site + page_url(path))
    self_url = site + page_url("/opensearch.xml")
    add_element(root, "Url", type=OPENSEARCH_TYPE, rel="self", template=self_url)
    icon = site + "/static/icon.svg"
    add_element(root, "Image", icon, type="image/svg+xml", width="64", height="64")
    add_element(root, "Query", role="example", searchTerms="responses to ICE raids")
    add_element(root, "Language", current_language())
    add_element(root, "InputEncoding", "UTF-8")
    add_element(root, "OutputEncoding", "UTF-8")
    return Response(write_xml(root), content_type=f"{OPENSEARCH_TYPE}; charset=utf-8")
