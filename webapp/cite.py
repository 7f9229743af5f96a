"""How to cite one record: in words, as BibTeX, as RIS.

Takes a record as stored and the address of its page, gives text; answers
`/statements/<id>/cite.bib` and `.ris`. The author is whoever spoke or acted; that the
wording is ours, and where it was read, stands in the note.
"""

from __future__ import annotations

import datetime
import re

from flask import Blueprint, Response, request
from flask_babel import gettext

from corpus.documents import Statement
from corpus.stored import StoredStatement
from webapp.addresses import statement_url
from webapp.lookup import find_record
from webapp.markup import keep_web_url, say_date, say_day

cites = Blueprint("cites", __name__)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "&%$#_{}"},
}
_IN_ADDRESS = re.compile(r"[\s{}\\]")
_LANGUAGES = {"en": "english", "es": "spanish"}


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def say_author(statement: Statement) -> str:
    """Who spoke or acted: the mayor, the city or the national body; '' where unknown."""
    if statement.mayor and statement.city:
        return gettext(
            "%(name)s, Mayor of %(city)s", name=statement.mayor, city=statement.city.label
        )
    if statement.city:
        return statement.city.label
    return statement.mayor or statement.issuer or ""


def _say_origin(stored: StoredStatement) -> str:
    source = stored.statement.source
    recorded = gettext(
        "Recorded in its own words by %(site)s, revision %(number)d of %(day)s.",
        site=gettext("Mayors’ Statements Search"),
        number=stored.revision,
        day=say_day(stored.revised_at.date()),
    )
    address = f", {source.url}" if keep_web_url(source.url) else ""
    captured = (
        ", " + gettext("captured on %(day)s", day=say_day(source.retrieved))
        if source.retrieved
        else ""
    )
    return f"{recorded} {gettext('Source:')} {source.name}{address}{captured}."


def cite_plain(stored: StoredStatement, url: str, today: datetime.date) -> str:
    """One line for a footnote."""
    statement = stored.statement
    author = say_author(statement)
    date = say_date(statement.date) if statement.date else gettext("Undated")
    title = statement.title.rstrip(".")
    accessed = gettext("%(url)s, accessed on %(day)s.", url=url, day=say_day(today))
    start = f"{author}. " if author else ""
    return f"{start}“{title}.” {date}. {_say_origin(stored)} {accessed}"


def escape_latex(text: str) -> str:
    r"""Text as BibTeX's readers expect it inside braces, which always stay balanced.

    >>> print(escape_latex("Q&A: 100% {safe}_now"))
    Q\&A: 100\% \{safe\}\_now
    """
    return "".join(_LATEX.get(character, character) for character in " ".join(text.split()))


def _bib_address(url: str) -> str:
    return _IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", url)


def cite_bibtex(stored: StoredStatement, url: str, today: datetime.date) -> str:
    """An entry for BibTeX and BibLaTeX, in UTF-8."""
    statement = stored.statement
    fields = {"title": f"{{{escape_latex(statement.title)}}}"}
    author = say_author(statement)
    if author:
        fields["author"] = f"{{{escape_latex(author)}}}"
    if statement.date:
        fields["year"] = str(statement.date.year)
    if statement.date and statement.date.month:
        fields["month"] = _MONTHS[statement.date.month - 1]
    if statement.date and statement.date.day:
        fields["day"] = str(statement.date.day)
    fields["url"] = _bib_address(url)
    fields["urldate"] = today.isoformat()
    fields["note"] = escape_latex(_say_origin(stored))
    if statement.topics:
        fields["keywords"] = escape_latex(", ".join(statement.topics))
    fields["language"] = _LANGUAGES[statement.language]
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},"
        for name, value in fields.items()
    ]
    return "\n".join([f"@misc{{{statement.doc_id},", *lines, "}"]) + "\n"


def cite_ris(stored: StoredStatement, url: str, today: datetime.date) -> str:
    """A reference for Zotero, EndNote, Mendeley and their like; lines end as RIS wants."""
    statement = stored.statement
    # A comma in a name would part it into last and first.
    place = statement.city.label if statement.city else ""
    author = statement.mayor or place.replace(",", "") or statement.issuer or ""
    pairs = [("TY", "ELEC"), ("TI", statement.title), ("AU", author), ("CY", place)]
    if statement.date:
        date = statement.date
        month, day = (f"{part:02d}" if part else "" for part in (date.month, date.day))
        pairs += [("PY", str(date.year)), ("DA", f"{date.year}/{month}/{day}/")]
    pairs += [("KW", topic) for topic in statement.topics]
    pairs += [
        ("LA", statement.language),
        ("DB", gettext("Mayors’ Statements Search")),
        ("AN", statement.doc_id),
        ("UR", url),
        ("Y2", f"{today:%Y/%m/%d}/"),
        ("N1", _say_origin(stored)),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in pairs if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def page_address(doc_id: str) -> str:
    """The full address of a record's page on this site."""
    return request.host_url.rstrip("/") + statement_url(doc_id)


def cite_record(stored: StoredStatement) -> str:
    """The line for a footnote, as the record's page shows it."""
    return cite_plain(stored, page_address(stored.statement.doc_id), _today())


@cites.get("/statements/<doc_id>/cite.bib")
def download_bibtex(doc_id: str) -> Response:
    """The record as a BibTeX entry."""
    stored = find_record(doc_id).stored
    text = cite_bibtex(stored, page_address(doc_id), _today())
    return _file(text, f"{doc_id}.bib", "application/x-bibtex")


@cites.get("/statements/<doc_id>/cite.ris")
def download_ris(doc_id: str) -> Response:
    """The record as an RIS reference."""
    stored = find_record(doc_id).stored
    text = cite_ris(stored, page_address(doc_id), _today())
    return _file(text, f"{doc_id}.ris", "application/x-research-info-systems")


def _file(text: str, name: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
