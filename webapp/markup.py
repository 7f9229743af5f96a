"""Data to words and marks on a page: excerpts, dates, phone numbers, addresses.

Takes the plain records of `search` and `corpus`, gives escaped markup or short strings
for the templates. The only place where an excerpt becomes HTML.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from corpus.documents import PartialDate
from search.results import Excerpt

_KINDS = {
    "statement": ("Statement", "Statements"),
    "initiative": ("Initiative", "Initiatives"),
    "best_practice": ("Best practice", "Best practices"),
}
_CAPITALS = {
    "arab": "Arab",
    "asian": "Asian",
    "id": "ID",
    "lgbtq": "LGBTQ",
    "muslim": "Muslim",
    "tps": "TPS",
}
_LANGUAGES = {"en": "English", "es": "Spanish"}


def mark_spans(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Text escaped piece by piece, its spans in <mark>, neighbours in one.

    >>> mark_spans("a <b> raid", ((6, 10),))
    Markup('a &lt;b&gt; <mark>raid</mark>')
    >>> mark_spans("ICE raids", ((0, 3), (4, 9)))
    Markup('<mark>ICE raids</mark>')
    """
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip(" "):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    pieces, cursor = [], 0
    for start, end in merged:
        pieces += [escape(text[cursor:start]), Markup("<mark>")]
        pieces += [escape(text[start:end]), Markup("</mark>")]
        cursor = end
    return Markup("").join([*pieces, escape(text[cursor:])])


def mark_excerpt(excerpt: Excerpt) -> Markup:
    """A passage with its matched words marked."""
    return mark_spans(excerpt.text, excerpt.spans)


def say_date(date: PartialDate) -> str:
    """As precise as it is known, never more.

    >>> say_date(PartialDate(2019, 7)), say_date(PartialDate(2019, 7, 11))
    ('July 2019', 'July 11, 2019')
    """
    if date.month is None:
        return str(date.year)
    month = calendar.month_name[date.month]
    return f"{month} {date.year}" if date.day is None else f"{month} {date.day}, {date.year}"


def say_day(day: datetime.date) -> str:
    """A full day in words.

    >>> say_day(datetime.date(2026, 11, 2))
    'November 2, 2026'
    """
    return f"{calendar.month_name[day.month]} {day.day}, {day.year}"


def say_kind(kind: str) -> str:
    """What a record is, for people."""
    return _KINDS[kind][0]


def say_kinds(kind: str, n_records: int) -> str:
    """A number of records of a kind.

    >>> say_kinds("best_practice", 2), say_kinds("statement", 1)
    ('2 best practices', '1 statement')
    """
    return f"{n_records:,} {_KINDS[kind][n_records != 1].lower()}"


def title_topic(name: str) -> str:
    """A topic's name as a heading; records carry it in lower case.

    >>> title_topic("dreamers and tps"), title_topic("anti-asian hate")
    ('Dreamers and TPS', 'Anti-Asian hate')
    """
    words = re.sub(r"[a-z]+", lambda m: _CAPITALS.get(m[0], m[0]), name)
    return words[:1].upper() + words[1:]


def say_language(language: str) -> str:
    """A language's name in English."""
    return _LANGUAGES.get(language, language)


def make_phone_url(phone: str) -> str:
    """A tel: address; US numbers get their country code, an extension stays out.

    >>> make_phone_url("(847) 448-4311 ext. 2"), make_phone_url("311")
    ('tel:+18474484311', 'tel:311')
    """
    number = re.split(r"(?i)\s*(?:ext\.?|x)\s*\d", phone)[0]
    digits = re.sub(r"\D", "", number)
    if len(digits) == 10:
        return f"tel:+1{digits}"
    return f"tel:+{digits}" if len(digits) > 10 else f"tel:{digits}"


def keep_web_url(url: str | None) -> str | None:
    """The address if a browser may safely follow it: http or https, nothing else.

    >>> keep_web_url("javascript:alert(1)") is None
    True
    """
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def show_host(url: str) -> str:
    """An address's site, short enough to print.

    >>> show_host("https://www.cityofevanston.org/a/b?c=1")
    'cityofevanston.org'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")


def split_paragraphs(text: str) -> list[str]:
    """A text's paragraphs; blank lines part them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
