"""Atom feeds: what a search finds, newest first, for people who want to hear of new records.

Takes the parameters of `/search` (a city, a topic or a mayor is a search of its own), gives
a feed after RFC 4287 in pages after RFC 5005, and for the results page how much to expect of
it. `webapp.application` answers conditional requests; ids never depend on the host.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request
from flask_babel import gettext
from markupsafe import Markup, escape

from corpus.cities import load_gazetteer
from corpus.cleaning import make_slug
from corpus.documents import PartialDate, Statement
from corpus.topics import find_topic
from search.labels import label_of
from search.parameters import MAX_PAGE, SearchParameters
from search.results import Hit, ResultPage
from webapp.addresses import city_url, keep_known, read_parameters, search_url, statement_url
from webapp.addresses import topic_url as topic_page_url
from webapp.brief import say_excerpt, say_facts
from webapp.collection import get_collection
from webapp.languages import current_language, page_url
from webapp.markup import keep_web_url, say_day, split_paragraphs, title_topic
from webapp.xml_writing import add_element, make_root, write_xml

feeds = Blueprint("feeds", __name__)

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
ENTRIES_A_PAGE = 50
_IDS = uuid.UUID("5d0c3f0e-6b0f-5c53-9a3c-7f4b0f1f8e21")
"""The name space of our ids: what is named in it has the same id on every host."""

_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_NOON = datetime.time(12, tzinfo=datetime.UTC)
"""A date has no time; at noon in UTC it is the same day in every state."""


@dataclass(frozen=True, slots=True)
class Following:
    """What to expect of a feed: its address, and how many matches are of late."""

    url: str
    n_last_year: int
    n_last_month: int


def feed_url(parameters: SearchParameters) -> str:
    """The feed of a search; its order and page size are its own."""
    query = _plain(parameters).to_query_string()
    return page_url("/search.atom" + (f"?{query}" if query else ""))


def _plain(parameters: SearchParameters) -> SearchParameters:
    """A search without the order and the page size that belong to the feed."""
    return replace(parameters, sort="relevance", per_page=10)


def make_following(page: ResultPage) -> Following:
    """What to expect of the feed of a search that was answered."""
    url = feed_url(page.query.parameters.with_page(1))
    return Following(url, page.recent.n_last_year, page.recent.n_last_month)


@feeds.get("/search.atom")
def feed() -> Response:
    """The newest matches of a search; without a question, of the whole collection."""
    parameters = replace(
        read_parameters(keep_known(request.args)), sort="date", per_page=ENTRIES_A_PAGE
    )
    collection = get_collection()
    page = collection.engine().search(parameters)
    revised_at = collection.revised_at()
    updated = _find_updated(page, revised_at)
    body = write_feed(page, revised_at, request.host_url.rstrip("/"), updated)
    response = Response(body, content_type=f"{ATOM_TYPE}; charset=utf-8")
    response.last_modified = updated
    return response


def _find_updated(
    page: ResultPage, revised_at: Mapping[str, datetime.datetime]
) -> datetime.datetime:
    """When anything in it changed last; of an empty feed, when the collection did."""
    times = [revised_at.get(hit.statement.doc_id, _NEVER) for hit in page.hits]
    return max(times, default=max(revised_at.values(), default=_NEVER))


def write_feed(
    page: ResultPage,
    revised_at: Mapping[str, datetime.datetime],
    site: str,
    updated: datetime.datetime,
) -> bytes:
    """The feed of a page of results ordered by date; addresses begin with `site`."""
    parameters = page.query.parameters
    root = make_root("feed", ATOM)
    root.set("xml:lang", current_language())
    search = _plain(parameters.with_page(1))
    named = f"search:{current_language()}:{search.to_query_string()}"
    add_element(root, "id", make_id(named))
    add_element(
        root, "title", f"{name_search(parameters)} | {gettext('Mayors’ Statements Search')}"
    )
    add_element(root, "subtitle", gettext("New records come first, by the date they are of."))
    add_element(root, "updated", _say_time(updated))
    add_element(root, "link", rel="alternate", type="text/html", href=site + _page_of(search))
    for relation, number in _list_pages(page).items():
        href = site + feed_url(parameters.with_page(number))
        add_element(root, "link", rel=relation, type=ATOM_TYPE, href=href)
    author = add_element(root, "author")
    add_element(author, "name", gettext("Mayors’ Statements Search"))
    add_element(author, "uri", site + page_url("/about"))
    for hit in page.hits:
        _add_entry(root, hit, revised_at.get(hit.statement.doc_id, updated), site)
    return write_xml(root)


def make_id(named: str) -> str:
    """A name for good: the same for the same thing on every host.

    >>> make_id("record:a") == make_id("record:a") != make_id("record:b")
    True
    """
    return uuid.uuid5(_IDS, named).urn


def _list_pages(page: ResultPage) -> dict[str, int]:
    number, last = page.query.parameters.page, max(1, min(page.n_pages, MAX_PAGE))
    pages = {"self": number, "first": 1, "last": last}
    if 1 < number <= last:
        pages["previous"] = number - 1
    if number < last:
        pages["next"] = number + 1
    return pages


def name_search(parameters: SearchParameters) -> str:
    """What a search is called: its question, and the values it is filtered by.

    >>> name_search(SearchParameters("raids", (("state", ("TX",)),)))
    'raids, TX'
    """
    names = [parameters.q] if parameters.q else []
    names += [_name_value(facet, v) for facet, values in parameters.selections for v in values]
    if parameters.peers:
        city = label_of("city", parameters.peers.slug)
        names.append(gettext("Cities like %(city)s", city=city))
    dates = (parameters.date_from, parameters.date_to)
    names += ["–".join(dates)] if any(dates) else []
    return ", ".join(names) or gettext("All records")


def _name_value(facet: str, value: str) -> str:
    city = load_gazetteer().find_slug(value) if facet == "city" else None
    topic = find_topic(value) if facet == "topic" else None
    return city.label if city else title_topic(topic.name) if topic else value


def _page_of(search: SearchParameters) -> str:
    """The page of what the feed is of: a city's, a topic's, or the results."""
    for facet, address in (("city", city_url), ("topic", topic_page_url)):
        values = search.selected(facet)
        if len(values) == 1 and search == SearchParameters(selections=((facet, values),)):
            return address(values[0])
    return page_url("/") if search == SearchParameters() else search_url(search)


def _add_entry(root: ET.Element, hit: Hit, revised_at: datetime.datetime, site: str) -> None:
    statement, source = hit.statement, hit.statement.source
    entry = add_element(root, "entry")
    if statement.language != current_language():
        entry.set("xml:lang", statement.language)
    add_element(entry, "id", make_id(f"record:{statement.doc_id}"))
    add_element(entry, "title", statement.title)
    add_element(entry, "updated", _say_time(revised_at))
    published = _find_published(statement)
    if published:
        add_element(entry, "published", _say_time(published))
    page = site + statement_url(statement.doc_id)
    add_element(entry, "link", rel="alternate", type="text/html", href=page)
    if keep_web_url(source.url):
        add_element(entry, "link", rel="via", href=source.url, title=source.name)
    for name in statement.topics:
        term = make_slug(name)
        add_element(entry, "category", term=term, scheme=f"{site}/topics", label=name)
    add_element(entry, "summary", say_excerpt(hit.excerpt))
    add_element(entry, "content", _write_content(statement), type="html")


def _find_published(statement: Statement) -> datetime.datetime | None:
    """The day it was said, where that day is known."""
    date: PartialDate | None = statement.date
    is_known = date is not None and date.day is not None and not statement.date_is_inferred
    return datetime.datetime.combine(date.earliest, _NOON) if date and is_known else None


def _write_content(statement: Statement) -> Markup:
    """The record whole, as HTML: its facts, its text, its source."""
    parts = [say_facts(statement), *split_paragraphs(statement.text)]
    source = statement.source
    url = keep_web_url(source.url)
    link = Markup('<a href="{}">{}</a>').format(url, source.name) if url else escape(source.name)
    origin = Markup("{} {}").format(gettext("Source:"), link)
    if source.retrieved:
        captured = gettext("captured on %(day)s", day=say_day(source.retrieved))
        origin = Markup("{}, {}").format(origin, captured)
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in (*parts, origin))


def _say_time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
