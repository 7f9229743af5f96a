"""The brief as Markdown (CommonMark with tables).

Takes a `Brief` and the site's address, gives text. Whatever records and people wrote is
escaped, so that it reads as it was and never becomes markup.
"""

from __future__ import annotations

import datetime
import re

from flask_babel import gettext

from corpus.documents import Contact
from search.results import Hit
from webapp.addresses import statement_url
from webapp.brief import (
    Brief,
    list_shortfalls,
    say_caution,
    say_counts,
    say_excerpt,
    say_facts,
)
from webapp.markup import keep_web_url, say_day

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|(?<=^\d)[.)]|^\d{2,9}[.)]")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\\]")


def escape_markdown(text: str) -> str:
    r"""Text on one line, with everything that Markdown would read as markup made literal.

    >>> print(escape_markdown("2019. *Cities* for [action] | <b> & co_op"))
    2019\. \*Cities\* for \[action\] \| \<b\> \& co\_op
    """
    one_line = " ".join(text.split())
    return _SPECIAL.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", one_line)


def make_link(label: str, url: str | None) -> str:
    r"""A link, or the label alone where the address is none that may be followed.

    >>> print(make_link("A [report]", "https://example.org/a b"))
    [A \[report\]](<https://example.org/a%20b>)
    """
    safe = keep_web_url(url)
    if safe is None:
        return escape_markdown(label)
    address = _NOT_IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", safe).replace("|", "%7C")
    return f"[{escape_markdown(label)}](<{address}>)"


def write_markdown(brief: Brief, site: str, today: datetime.date) -> str:
    """The whole brief; `site` begins the addresses of records."""
    lines = [f"# {escape_markdown(brief.title)}", ""]
    if brief.request.question:
        label = escape_markdown(gettext("Question"))
        lines += [f"**{label}:** {escape_markdown(brief.request.question)}", ""]
    made = gettext("Made on %(day)s from", day=say_day(today))
    link = make_link(gettext("Mayors’ Statements Search"), site + brief.request.to_url())
    lines += [f"{escape_markdown(say_counts(brief))}. {escape_markdown(made)} {link}.", ""]
    for words in list_shortfalls(brief):
        lines += [escape_markdown(words), ""]
    lines += [f"## {escape_markdown(gettext('Records'))}", ""]
    for number, hit in enumerate(brief.hits, start=1):
        lines += _write_hit(number, hit, site)
    if brief.contacts:
        lines += [f"## {escape_markdown(gettext('Whom to ask'))}", "", *_write_contacts(brief), ""]
    lines += [f"## {escape_markdown(gettext('About these records'))}", ""]
    return "\n".join([*lines, escape_markdown(say_caution())]) + "\n"


def _write_hit(number: int, hit: Hit, site: str) -> list[str]:
    statement, source = hit.statement, hit.statement.source
    origin = f"{escape_markdown(gettext('Source:'))} {make_link(source.name, source.url)}"
    if source.retrieved:
        captured = gettext("captured on %(day)s", day=say_day(source.retrieved))
        origin += f", {escape_markdown(captured)}"
    record = make_link(gettext("Record"), site + statement_url(statement.doc_id))
    return [
        f"### {number}\\. {escape_markdown(statement.title)}",
        "",
        escape_markdown(say_facts(statement)),
        "",
        f"> {escape_markdown(say_excerpt(hit.excerpt))}",
        "",
        f"{origin} · {record}",
        "",
    ]


def _write_contacts(brief: Brief) -> list[str]:
    names = (
        gettext("City"),
        gettext("Office"),
        gettext("Person"),
        gettext("Phone"),
        gettext("E-mail"),
        gettext("Web"),
        gettext("Checked"),
    )
    rows = [[escape_markdown(name) for name in names], ["---"] * len(names)]
    for row in brief.contacts:
        cells = _contact_cells(row.contact)
        rows.append([escape_markdown(row.city.label), *cells])
    return [f"| {' | '.join(row)} |" for row in rows]


def _contact_cells(contact: Contact | None) -> list[str]:
    if contact is None:
        return [escape_markdown(gettext("None known yet")), "", "", "", "", ""]
    person = ", ".join(filter(None, (contact.name, contact.title)))
    checked = say_day(contact.checked_on) if contact.checked_on else ""
    plain = [contact.office or "", person, contact.phone or "", contact.email or ""]
    web = make_link(contact.url, contact.url) if contact.url else ""
    return [*map(escape_markdown, plain), web, escape_markdown(checked)]
