"""Dates in running text, English and Spanish.

Takes text, gives what it says of days, months and years in order, each as precise as it
is said and no more. "Last July" and "next May" are left alone: whose July is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.documents import PartialDate
from corpus.errors import InvalidRecordError

_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SPANISH = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_SHORT = {"Sept": 9} | {name[:3]: n for n, name in enumerate(_ENGLISH, start=1) if len(name) > 3}
MONTHS = (
    {name.lower(): n for n, name in enumerate(_ENGLISH, start=1)}
    | {name: n for n, name in enumerate(_SPANISH, start=1)}
    | {name.lower(): n for name, n in _SHORT.items()}
    | {"setiembre": 9}
)

_EN = "|".join(
    [form for name in _ENGLISH for form in (name, name.upper())]
    + [rf"{form}\b\.?" for name in _SHORT for form in (name, name.upper())]
)
_ES = "|".join(
    form for name in (*_SPANISH, "setiembre") for form in (name, name.title(), name.upper())
)
_YEAR = r"(?P<year>(?:17|18|19|20)\d\d)(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>[0-3]?\d){_ORDINAL}(?![\d%])(?!,\d{{3}}\b)"
_TO = r"\s*(?:-|–|—|to|through|and|&|,)\s*"
_RANGE = rf"(?:{_TO}(?:(?:{_EN})\s+)?[0-3]?\d{_ORDINAL}(?!\d))?"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        r"(?<![\d/])(?P<month>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)?\d\d)(?![\d/])",
        rf"\b(?P<month>{_EN})\s+{_DAY}{_RANGE}(?:,?\s+(?:of\s+)?{_YEAR})?(?!\s+(?:attacks|terror))",
        rf"\b(?P<day>[0-3]?\d){_ORDINAL}\s+(?:of\s+)?(?P<month>{_EN})(?:,?\s+{_YEAR})?(?![a-z])",
        rf"\b(?P<day>[0-3]?\d|primero)(?:[º°]|ro|\.º)?(?:\s*(?:y|al|a|-|–)\s*(?:el\s+)?[0-3]?\d)?"
        rf"\s+de\s+(?P<month>{_ES})\b(?:,?\s+(?:del?\s+)?(?:año\s+)?{_YEAR})?",
        rf"\b(?P<month>{_EN})(?=(?:\s+(?:through|to|and)\s+|\s*[-–]\s*)(?:{_EN})\s+(?:19|20)\d\d)",
        rf"\b(?P<month>{_EN}|{_ES}),?\s+(?:of\s+|del?\s+)?(?:año\s+)?{_YEAR}",
        rf"\b(?:[Ii]n|[Dd]uring|[Tt]his|[Ee]arly|[Ll]ate|[Mm]id|[Ee]n"
        rf"|[Aa] principios de|[Aa] finales de|[Dd]e)[ -](?P<month>{_EN}|{_ES})(?![a-z\w])",
        rf"\b(?:[Ii]n|[Dd]uring|[Ee]n|[Dd]urante|[Ss]pring|[Ss]ummer|[Ff]all|[Aa]utumn|[Ww]inter"
        rf"|[Pp]rimavera|[Vv]erano|[Oo]toño|[Ii]nvierno|[Ee]arly|[Ll]ate)(?:\s+(?:of|de|del|el))?"
        rf"\s+{_YEAR}(?!\s*[-–]\s*\d)",
    )
)
_RELATIVE = re.compile(r"\b(?:last|next|previous|past|coming|following|every|each)\s+$", re.I)
_FOUNDING = re.compile(
    r"\b(?:founded|established|born|built|incorporated|begun|formed|fundad[oa]|nacid[oa])\s+$", re.I
)
_SAME_YEAR = re.compile(r"^\s*(?:-|–|—|and|to|through|y|al|,|until)\s+.{0,12}$")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as the text says it: where, and what of it is known."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None

    def to_date(self, year: int | None) -> PartialDate | None:
        """The date, in the given year if it names none; None if no year is known."""
        known = self.year or year
        return PartialDate(known, self.month, self.day) if known else None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates of a text in order.

    >>> [(d.year, d.month, d.day) for d in find_dates("June 5-7, 2020; el 3 de mayo; last July")]
    [(2020, 6, 5), (None, 5, 3)]
    """
    found: list[FoundDate] = []
    for date in sorted(_iter_dates(text), key=lambda d: (d.start, -d.end)):
        if not found or date.start >= found[-1].end:
            found.append(date)
    return tuple(_share_years(text, found))


def _iter_dates(text: str) -> Iterator[FoundDate]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            year = _read_year(parts.get("year"))
            month = _read_month(parts.get("month"))
            day = _read_day(parts.get("day"))
            before = text[max(0, match.start() - 40) : match.start()]
            if year is None and _RELATIVE.search(before):
                continue
            if month is None and _FOUNDING.search(before):
                continue
            try:
                PartialDate(year or 2000, month, day)
            except InvalidRecordError:
                continue
            start = min(match.start(name) for name, part in parts.items() if part)
            yield FoundDate(start, match.end(), year, month, day)


def _read_year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _read_month(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else MONTHS[text.lower().rstrip(".")]


def _read_day(text: str | None) -> int | None:
    if not text:
        return None
    return 1 if text == "primero" else int(text)


def _share_years(text: str, found: list[FoundDate]) -> Iterator[FoundDate]:
    """Give "June 30 and July 2, 2020" one year: dates joined by a word share it."""
    for position, date in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        if (
            date.year is None
            and following is not None
            and following.year is not None
            and _SAME_YEAR.match(text[date.end : following.start])
        ):
            yield FoundDate(date.start, date.end, following.year, date.month, date.day)
        else:
            yield date


def read_whole_date(text: str) -> PartialDate | None:
    """The date a cell or a line holds and nothing else, or None.

    >>> str(read_whole_date("Thursday, July 11, 2019")), str(read_whole_date("7/11/2019"))
    ('2019-07-11', '2019-07-11')
    """
    text = re.sub(
        r"^(?:(?:posted|published|updated|date|fecha|publicado|released|issued)\b[:\s]*)?(?:on\s+)?"
        r"(?:[A-Za-zéá]+day,?\s+|(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo),?\s+)?"
        r"(?:el\s+)?",
        "",
        text.strip(" .()[]|"),
        flags=re.IGNORECASE,
    )
    try:
        return PartialDate.parse(text)
    except InvalidRecordError:
        found = find_dates(text)
    if len(found) == 1 and found[0].start == 0 and found[0].end >= len(text) - 1:
        return found[0].to_date(None)
    return None
