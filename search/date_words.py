"""A point or span of time as people write it: "July 2019", "11 de julio de 2019", "2017-2019".

Takes a `Question` and a token, gives the span of dates that begins there. What a
preposition before it means is said by `search.understanding_dates`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from corpus.documents import PartialDate
from corpus.errors import InvalidRecordError
from search.place_context import words
from search.question import Question

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero", "february feb febrero", "march mar marzo", "april apr abril",
            "may mayo", "june jun junio", "july jul julio", "august aug agosto",
            "september sept sep septiembre", "october oct octubre", "november nov noviembre",
            "december dec diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {
    "spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11),
    "primavera": (3, 5), "verano": (6, 8), "otono": (9, 11),
}  # fmt: skip
_PARTS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "principios": (1, 4),
          "inicios": (1, 4), "mediados": (5, 8), "finales": (9, 12), "fines": (9, 12)}  # fmt: skip
_COUNTED = words(
    "residents people families family homes houses units jobs calls beds households students "
    "children kids workers employees immigrants refugees migrants veterans dollars tons trees "
    "arrests cases acres miles members officers tickets businesses applicants participants hours "
    "days months years weeks meals laptops cities mayors personas familias hogares viviendas "
    "empleos trabajadores dolares residentes inmigrantes ninos dias horas percent"
)
_NAMED_AFTER_YEAR = words("election census world olympics agenda vision plan project eleccion")
_COMPARED = words("than over nearly almost hb sb hr title section project agenda vision route")
_TO = {"to", "through", "until", "a", "hasta", "y"}
_OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Span:
    """Dates read from tokens; `is_bare` is a year alone, which may be another number."""

    end: int
    date_from: PartialDate
    date_to: PartialDate
    is_bare: bool = False


def read_span(question: Question, first: int, today: datetime.date) -> Span | None:
    """The span of time that begins at a token, or None; nothing after this year.

    >>> from search.question import read_question
    >>> span = read_span(read_question("July 11, 2019"), 0, datetime.date(2026, 1, 1))
    >>> span.end, str(span.date_from)
    (3, '2019-07-11')
    """
    for read in (_iso_date, _months, _month_first, _day_first, _season, _decade):
        span = read(question, first)
        if span:
            return span if span.date_from.year <= today.year else None
    year = year_at(question, first, today)
    if year is None:
        return None
    return Span(first + 1, PartialDate(year), PartialDate(year), is_bare=True)


def year_at(question: Question, number: int, today: datetime.date) -> int | None:
    """The year a token is, or None: "2000 families" and "$2019" are none."""
    year = _year(question, number)
    if year is None or year > today.year:
        return None
    after = question.key(number + 1) if question.follows(number + 1) else ""
    if after in _COUNTED or after in _NAMED_AFTER_YEAR:
        return None
    return None if question.key(number - 1) in _COMPARED else year


def _year(question: Question, number: int) -> int | None:
    key = question.key(number)
    if len(key) != 4 or not key.isdigit() or not key.isascii():
        return None
    year = int(key)
    return year if _OLDEST_YEAR <= year < 2100 else None


def _month(question: Question, number: int) -> int | None:
    return _MONTHS.get(question.key(number))


def _iso_date(question: Question, first: int) -> Span | None:
    """Read "2019-07" and "2019-07-11"."""
    year = _year(question, first)
    if year is None or not _is_dashed(question, first + 1):
        return None
    month = question.key(first + 1)
    if len(month) != 2 or not month.isdigit():
        return None
    day = question.key(first + 2) if _is_dashed(question, first + 2) else ""
    if len(day) == 2 and day.isdigit():
        return _span(first + 3, year, int(month), int(day))
    return _span(first + 2, year, int(month))


def _is_dashed(question: Question, number: int) -> bool:
    return number < len(question.gaps) and question.gaps[number] == "-"


def _month_first(question: Question, first: int) -> Span | None:
    """Read "July 2019", "July of 2019", "July 11, 2019", "julio de 2019"."""
    month = _month(question, first)
    if month is None:
        return None
    number = first + 1
    day = _day(question, number)
    if day and _year(question, number) is None:
        number += 1 + (question.key(number + 1) in {"st", "nd", "rd", "th"})
    else:
        day = None
    number += question.key(number) in {"of", "de", "del"}
    year = _year(question, number)
    return _span(number + 1, year, month, day) if year else None


def _months(question: Question, first: int) -> Span | None:
    """Read "January to March 2020": the year is said once."""
    month, last = _month(question, first), _month(question, first + 2)
    is_range = question.key(first + 1) in _TO or question.has(first + 1, "and")
    year = _year(question, first + 3 + (question.key(first + 3) in {"of", "de"}))
    if not (month and last and year and is_range and month < last):
        return None
    end = first + 4 + (question.key(first + 3) in {"of", "de"})
    return Span(end, PartialDate(year, month), PartialDate(year, last))


def _day_first(question: Question, first: int) -> Span | None:
    """Read "11 July 2019", "11 de julio de 2019"."""
    day = _day(question, first)
    number = first + 1 + (question.key(first + 1) in {"de", "of"})
    month = _month(question, number)
    if day is None or month is None:
        return None
    number += 1
    number += question.key(number) in {"of", "de", "del"}
    year = _year(question, number)
    return _span(number + 1, year, month, day) if year else None


def _day(question: Question, number: int) -> int | None:
    key = question.key(number)
    return int(key) if key.isdigit() and len(key) <= 2 and 1 <= int(key) <= 31 else None


def _season(question: Question, first: int) -> Span | None:
    """Read "summer of 2020", "early 2017", "finales de 2019"."""
    months = _SEASONS.get(question.key(first)) or _PARTS.get(question.key(first))
    if months is None:
        return None
    number = first + 1 + (question.key(first + 1) in {"of", "de", "del"})
    year = _year(question, number)
    if year is None:
        return None
    return Span(number + 1, PartialDate(year, months[0]), PartialDate(year, months[1]))


def _decade(question: Question, first: int) -> Span | None:
    """Read "the 1990s"."""
    year = _year(question, first)
    is_decade = year is not None and year % 10 == 0 and question.key(first + 1) == "s"
    if year is None or not is_decade or question.gaps[first + 1] not in {"", "'"}:
        return None
    return Span(first + 2, PartialDate(year), PartialDate(year + 9))


def _span(end: int, year: int, month: int, day: int | None = None) -> Span | None:
    try:
        date = PartialDate(year, month, day)
    except InvalidRecordError:
        return None
    return Span(end, date, date)
