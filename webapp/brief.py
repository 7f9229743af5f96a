"""The brief: a shortlist of records with a title, as a page, a Word file and Markdown.

Takes the parameters of an address (`ids`, `q`, `title`, `add`), gives a `Brief` of the
records as the engine shows them for the question, and whom to ask. Keeps nothing: the
address is the brief. `brief_pages` answers requests, `brief_docx` and `brief_markdown`
write files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from flask_babel import gettext, ngettext

from corpus.cleaning import clean_line
from corpus.documents import City, Contact, Statement
from corpus.errors import BadParametersError
from corpus.messages import Message
from search.engine import SearchEngine
from search.parameters import MAX_QUERY_LENGTH
from search.results import Excerpt, Hit
from webapp.languages import page_url
from webapp.markup import say_date, say_kind

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MAX_RECORDS = 50
MAX_TITLE = 200
PARAMETERS = ("ids", "q", "title", "add")

_BETWEEN = re.compile(r"[\s,]+")
_ADDRESS = re.compile(r"/statements/([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What an address asks for: ids in order, each once; question and title as typed."""

    ids: tuple[str, ...] = ()
    question: str = ""
    title: str = ""

    def to_url(self, suffix: str = "") -> str:
        """The one address of this brief, as a page or, with a suffix, as a file.

        >>> BriefRequest(("a", "b"), "ice raids").to_url(".docx")
        '/brief.docx?ids=a,b&q=ice+raids'
        """
        pairs = (("ids", ",".join(self.ids)), ("q", self.question), ("title", self.title))
        query = urlencode([pair for pair in pairs if pair[1]], safe=",:")
        return page_url(f"/brief{suffix}" + (f"?{query}" if query else ""))

    def without(self, doc_id: str) -> BriefRequest:
        """The same brief with one record taken away."""
        return replace(self, ids=tuple(other for other in self.ids if other != doc_id))

    def moved_up(self, doc_id: str) -> BriefRequest:
        """The same brief with one record before the one it came after.

        >>> BriefRequest(("a", "b", "c")).moved_up("c").ids
        ('a', 'c', 'b')
        """
        at = self.ids.index(doc_id)
        before = max(at - 1, 0)
        rest = self.without(doc_id).ids
        return replace(self, ids=(*rest[:before], doc_id, *rest[before:]))


@dataclass(frozen=True, slots=True)
class CityToAsk:
    """A row of the contacts: a city and whom it names, None where nobody is known."""

    city: City
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Brief:
    """The records asked for, ready to be shown.

    `unknown` are ids that are not in the collection; `n_too_many` counts those beyond
    MAX_RECORDS, which are left out.
    """

    request: BriefRequest
    title: str
    hits: tuple[Hit, ...]
    unknown: tuple[str, ...]
    n_too_many: int
    contacts: tuple[CityToAsk, ...]


def read_brief_request(args: MultiDict[str, str]) -> BriefRequest:
    """Check the parameters of an address; `add` takes ids or addresses of records.

    Raises:
        BadParametersError: one is unknown, given twice or too long.
    """
    known = ", ".join(PARAMETERS)
    problems: list[tuple[str, str]] = [
        (name, Message("There is no parameter %(name)r. Use: %(known)s.", name=name, known=known))
        for name in args
        if name not in PARAMETERS
    ]
    limits = {"q": MAX_QUERY_LENGTH, "title": MAX_TITLE}
    values = {name: [clean_line(value) for value in args.getlist(name)] for name in limits}
    for name, limit in limits.items():
        if len(values[name]) > 1:
            words = Message("%(name)s is given more than once; give it once.", name=name)
            problems.append((name, words))
        elif values[name] and len(values[name][0]) > limit:
            words = Message(
                "%(name)s is too long: at most %(limit)d characters.", name=name, limit=limit
            )
            problems.append((name, words))
    if problems:
        raise BadParametersError(tuple(problems))
    ids = [part for text in args.getlist("ids") for part in _BETWEEN.split(clean_line(text))]
    ids += [part for text in args.getlist("add") for part in _read_addresses(clean_line(text))]
    return BriefRequest(
        tuple(dict.fromkeys(filter(None, ids))),
        next(iter(values["q"]), ""),
        next(iter(values["title"]), ""),
    )


def _read_addresses(text: str) -> list[str]:
    """Ids out of what people paste: addresses of record pages, or the ids themselves.

    >>> _read_addresses("https://example.org/es/statements/a-1?q=x, b-2")
    ['a-1', 'b-2']
    """
    found = ((_ADDRESS.search(part), part) for part in _BETWEEN.split(text))
    return [unquote(match[1]) if match else part for match, part in found]


def make_brief(engine: SearchEngine, request: BriefRequest) -> Brief:
    """Look the records up, with the passage of each that answers the question.

    Raises:
        InvalidQueryError: the question only excludes.
    """
    kept = request.ids[:MAX_RECORDS]
    hits = engine.list_hits(kept, request.question) if kept else ()
    found = {hit.statement.doc_id for hit in hits}
    return Brief(
        request,
        request.title or request.question or gettext("What other mayors said and did"),
        hits,
        tuple(doc_id for doc_id in kept if doc_id not in found),
        len(request.ids) - len(kept),
        tuple(_list_contacts(hits)),
    )


def _list_contacts(hits: Iterable[Hit]) -> Iterable[CityToAsk]:
    """Each city with each of its contacts once, in the order of the records."""
    seen = set()
    for hit in hits:
        city = hit.statement.city
        if city is None:
            continue
        contact = hit.contact.contact if hit.contact else None
        told = (
            (contact.office, contact.name, contact.phone, contact.email, contact.url)
            if contact
            else None
        )
        if (city.slug, told) not in seen:
            seen.add((city.slug, told))
            yield CityToAsk(city, contact)


def say_facts(statement: Statement) -> str:
    """Kind, place, mayor and date in one line."""
    parts = [say_kind(statement.kind.value)]
    if statement.city:
        parts.append(statement.city.label)
    elif statement.issuer:
        parts.append(statement.issuer)
    if statement.mayor:
        parts.append(gettext("Mayor %(name)s", name=statement.mayor))
    parts.append(say_date(statement.date) if statement.date else gettext("Undated"))
    return " · ".join(parts)


def say_excerpt(excerpt: Excerpt) -> str:
    """A passage with an ellipsis wherever the text goes on.

    >>> say_excerpt(Excerpt("Then it opened.", has_text_before=True))
    '… Then it opened.'
    """
    before = "… " if excerpt.has_text_before else ""
    return before + excerpt.text + (" …" if excerpt.has_text_after else "")


def say_counts(brief: Brief) -> str:
    """How many records of how many cities."""
    n_cities = len({row.city.slug for row in brief.contacts})
    records = ngettext("%(num)d record", "%(num)d records", len(brief.hits))
    cities = ngettext("%(num)d city", "%(num)d cities", n_cities)
    return gettext("%(records)s from %(cities)s", records=records, cities=cities)


def list_shortfalls(brief: Brief) -> list[str]:
    """What was asked for and is not in the brief, in sentences."""
    told = []
    if brief.unknown:
        told.append(
            gettext(
                "Not in the collection, perhaps renamed or withdrawn: %(ids)s.",
                ids=", ".join(brief.unknown),
            )
        )
    if brief.n_too_many:
        told.append(
            ngettext(
                "A brief holds at most %(limit)d records; %(num)d more was left out.",
                "A brief holds at most %(limit)d records; %(num)d more were left out.",
                brief.n_too_many,
                limit=MAX_RECORDS,
            )
        )
    return told


def say_caution() -> str:
    """What a reader of any brief must know about the records."""
    return gettext(
        "Records are told in our own words from the sources named and say what was so at their "
        "date. For quoting, go to the source; for what holds today, ask the city."
    )
