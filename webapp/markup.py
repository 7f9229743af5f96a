"""Data to words and marks on a page: excerpts, dates, phone numbers, addresses.

Takes the plain records of `search` and `corpus`, gives escaped markup or short strings
for the templates. The only place where an excerpt becomes HTML.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from babel.dates import format_date, format_skeleton
from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup, escape

from corpus.cleaning import fold
from corpus.documents import PartialDate
from webapp.catalogue import TopicCount
from webapp.languages import current_language, current_locale, look_up

_KINDS = {
    "statement": lazy_gettext("Statement"),
    "initiative": lazy_gettext("Initiative"),
    "best_practice": lazy_gettext("Best practice"),
}
_CAPITALS = {
    "arab": "Arab",
    "asian": "Asian",
    "id": "ID",
    "lgbtq": "LGBTQ",
    "muslim": "Muslim",
    "tps": "TPS",
}
_LANGUAGES = {"en": lazy_gettext("English"), "es": lazy_gettext("Spanish")}


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


def say_number(number: int) -> str:
    """With commas between thousands, as in US English and US Spanish alike.

    >>> say_number(12345)
    '12,345'
    """
    return f"{number:,}"


@lru_cache(maxsize=4096)
def _write_date(day: datetime.date, locale: str, *, is_whole: bool) -> str:
    if is_whole:
        return format_date(day, "long", locale)
    return format_skeleton("yMMMM", day, locale=locale)


def say_date(date: PartialDate) -> str:
    """As precise as it is known, never more.

    >>> say_date(PartialDate(2019, 7)), say_date(PartialDate(2019, 7, 11))
    ('July 2019', 'July 11, 2019')
    """
    if date.month is None:
        return str(date.year)
    return _write_date(date.earliest, current_locale(), is_whole=date.day is not None)


def say_day(day: datetime.date) -> str:
    """A full day in words.

    >>> say_day(datetime.date(2026, 11, 2))
    'November 2, 2026'
    """
    return _write_date(day, current_locale(), is_whole=True)


def say_kind(kind: str) -> str:
    """What a record is, for people."""
    return str(_KINDS[kind])


def say_kinds(kind: str, n_records: int) -> str:
    """A number of records of a kind.

    >>> say_kinds("best_practice", 2), say_kinds("statement", 1)
    ('2 best practices', '1 statement')
    """
    n, count = n_records, say_number(n_records)
    match kind:
        case "statement":
            return ngettext("%(count)s statement", "%(count)s statements", n, count=count)
        case "initiative":
            return ngettext("%(count)s initiative", "%(count)s initiatives", n, count=count)
        case _:
            return ngettext("%(count)s best practice", "%(count)s best practices", n, count=count)


def title_topic(name: str) -> str:
    """A topic's name as a heading; records carry it in lower case.

    >>> title_topic("dreamers and tps"), title_topic("anti-asian hate")
    ('Dreamers and TPS', 'Anti-Asian hate')
    """
    words = look_up(name)
    if current_language() == "en":
        words = re.sub(r"[a-z]+", lambda m: _CAPITALS.get(m[0], m[0]), words)
    return words[:1].upper() + words[1:]


def sort_topics(entries: Iterable[TopicCount]) -> list[TopicCount]:
    """Topics in the order of their headings in the language being read."""
    return sorted(entries, key=lambda entry: fold(title_topic(entry.topic.name)))


def say_language(language: str) -> str:
    """A language's name."""
    return str(_LANGUAGES.get(language, language))


def count_in_language(language: str, n_records: int) -> str:
    """A number of records in a language.

    >>> count_in_language("es", 27)
    '27 in Spanish'
    """
    count = say_number(n_records)
    if language == "es":
        return gettext("%(count)s in Spanish", count=count)
    return gettext("%(count)s in English", count=count)


def lang_attribute(language: str) -> Markup:
    """The lang attribute of a text in another language than the page's; nothing else.

    >>> lang_attribute("es"), lang_attribute("en")
    (Markup(' lang="es"'), Markup(''))
    """
    if language == current_language():
        return Markup("")
    return Markup(' lang="{}"').format(language)


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
