"""Dates in a question: "since 2020", "in July 2019", "last year", "recent".

Takes a `Question` and today's date, gives readings; used by `search.understanding`. A
bare year lifts; a year said with a preposition filters, unless it is so old that it is
rather what a record tells of.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TypeAlias

from corpus.documents import PartialDate
from corpus.messages import Message
from search.date_words import Span, read_span, year_at
from search.question import PhraseTable, Question
from search.understood import Part, Reading

Bounds: TypeAlias = tuple[PartialDate | None, PartialDate | None]
_OLDEST_RECORD = 1995
_PREPOSITIONS: PhraseTable[str] = PhraseTable(
    (phrase, side)
    for side, line in (
        ("since", "since;starting in;beginning in;desde;a partir de"),
        ("after", "after;later than;después de;después del;tras"),
        ("before", "before;prior to;earlier than;antes de;antes del"),
        ("until", "until;till;through;up to;hasta"),
        (
            "in",
            "in;during;in the;during the;from;from the;throughout;dated;on;back in;of;"
            "en;durante;de;en el;el",
        ),
        ("between", "between;from between;entre"),
    )
    for phrase in line.split(";")
)
_RANGE_WORDS = {"and", "to", "through", "until", "till", "y", "a", "hasta", "al"}
_ONWARD = {"onward", "onwards", "forward"}
_NOW = {"today", "now", "present", "hoy", "ahora"}
_AND = {"and", "or", "y", "o", "but"}
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "couple": 2, "few": 3, "un": 1, "dos": 2, "tres": 3, "cuatro": 4,
    "cinco": 5, "seis": 6, "diez": 10,
}  # fmt: skip
_LAST = {"last", "past", "previous", "ultimos", "ultimas", "pasados", "ultimo"}
_UNITS = {
    "year": 12, "years": 12, "ano": 12, "anos": 12, "month": 1, "months": 1, "mes": 1, "meses": 1,
}  # fmt: skip
_RECENT_YEARS = 2
_RECENT: PhraseTable[bool] = PhraseTable(
    (phrase, True)
    for phrase in (
        *("recent", "recently", "latest", "newest", "most recent", "in recent years"),
        *("recent years", "lately", "reciente", "recientes", "recientemente", "últimos"),
        *("en los últimos años", "últimas noticias"),
    )
)
_YEARS_AGO: PhraseTable[tuple[str, int]] = PhraseTable(
    [
        ("last year", ("year", 1)),
        ("previous year", ("year", 1)),
        ("this year", ("year", 0)),
        ("el año pasado", ("year", 1)),
        ("año pasado", ("year", 1)),
        ("este año", ("year", 0)),
        ("last month", ("month", 1)),
        ("this month", ("month", 0)),
        ("el mes pasado", ("month", 1)),
        ("mes pasado", ("month", 1)),
        ("este mes", ("month", 0)),
        ("past year", ("span", 12)),
        ("past month", ("span", 1)),
        ("último año", ("span", 12)),
        ("the last year", ("span", 12)),
    ]
)


def find_dates(question: Question, today: datetime.date) -> Iterator[Reading]:
    """Every date a question names."""
    for first in range(len(question.tokens)):
        relative = _read_relative(question, first, today)
        if relative:
            yield relative
            continue
        found = _PREPOSITIONS.find(question, first)
        if found:
            reading = _read_after_preposition(question, first, *found, today=today)
            if reading:
                yield reading
        else:
            bare = _read_bare(question, first, today)
            if bare:
                yield bare


def date_reading(
    question: Question, first: int, end: int, bounds: Bounds, *, is_sure: bool
) -> Reading:
    """A reading of a range of dates, named after its bounds."""
    date_from, date_to = bounds
    is_one = date_from is not None and date_from == date_to
    key = f"date:{date_from}" if is_one else f"date:{date_from or ''}..{date_to or ''}"
    part = Part(
        key,
        "date",
        _label(date_from, date_to),
        is_sure,
        *question.span(first, end),
        date_from=date_from,
        date_to=date_to,
    )
    return Reading(part, first, end)


def day_before(date: PartialDate) -> PartialDate:
    """The last year, month or day before a date, as precise as it is.

    >>> str(day_before(PartialDate(2019, 1))), str(day_before(PartialDate(2019)))
    ('2018-12', '2018')
    """
    return _cut(date.earliest - datetime.timedelta(days=1), date)


def day_after(date: PartialDate) -> PartialDate:
    """The first year, month or day after a date, as precise as it is."""
    return _cut(date.latest + datetime.timedelta(days=1), date)


def _cut(day: datetime.date, like: PartialDate) -> PartialDate:
    return PartialDate(day.year, day.month if like.month else None, day.day if like.day else None)


def _label(date_from: PartialDate | None, date_to: PartialDate | None) -> Message:
    if date_from and date_from == date_to:
        return Message("in %(date)s", date=date_from)
    if date_from and date_to:
        return Message("from %(first)s to %(last)s", first=date_from, last=date_to)
    if date_from:
        return Message("since %(date)s", date=date_from)
    return Message("until %(date)s", date=date_to)


def _read_after_preposition(
    question: Question, first: int, number: int, side: str, *, today: datetime.date
) -> Reading | None:
    span = read_span(question, number, today)
    if span is None:
        return None
    both: Bounds = (span.date_from, span.date_to)
    range_end = _range_end(question, span, side, today)
    if range_end:
        return _sure(question, first, range_end.end, (both[0], range_end.date_to))
    open_end = _open_end(question, first, span.end)
    if open_end:
        return _sure(question, first, open_end, (both[0], None))
    is_of = question.key(first) in {"of", "de"} and number == first + 1
    if side == "between" or (is_of and span.is_bare):
        return None
    bounds = both if is_of else _bounds(side, span)
    later = _closing_bound(question, span.end, today) if side in {"since", "after"} else None
    if later:
        return _sure(question, first, later[0], (bounds[0], later[1]))
    return _sure(question, first, span.end, bounds)


def _open_end(question: Question, first: int, end: int) -> int | None:
    """One past "to today" or "from 2017 onward"."""
    if question.key(end) in _RANGE_WORDS and question.key(end + 1) in _NOW:
        return end + 2
    return end + 1 if question.has(first, "from") and question.key(end) in _ONWARD else None


def _bounds(side: str, span: Span) -> Bounds:
    match side:
        case "since":
            return span.date_from, None
        case "after":
            return day_after(span.date_to), None
        case "before":
            return None, day_before(span.date_from)
        case "until":
            return None, span.date_to
    return span.date_from, span.date_to


def _range_end(question: Question, span: Span, side: str, today: datetime.date) -> Span | None:
    """The second date of "between 2017 and 2019", "from 2017 to 2019", "2017-2019"."""
    number = span.end
    if number < len(question.gaps) and question.gaps[number].strip() in {"-", "–", "—"}:
        second = read_span(question, number, today)
    elif question.key(number) in _RANGE_WORDS:
        if question.key(number) in {"and", "y"} and side != "between":
            return None
        second = read_span(question, number + 1, today)
    else:
        return None
    return second if second and second.date_to.latest >= span.date_from.earliest else None


def _closing_bound(
    question: Question, number: int, today: datetime.date
) -> tuple[int, PartialDate] | None:
    """The second half of "since 2018 and before 2021"."""
    number += question.key(number) in _AND
    found = _PREPOSITIONS.find(question, number)
    if found is None or found[1] not in {"before", "until"}:
        return None
    span = read_span(question, found[0], today)
    if span is None:
        return None
    return span.end, day_before(span.date_from) if found[1] == "before" else span.date_to


def _sure(
    question: Question,
    first: int,
    end: int,
    bounds: Bounds,
) -> Reading:
    newest = bounds[1] or bounds[0]
    is_modern = newest is not None and newest.year >= _OLDEST_RECORD
    return date_reading(question, first, end, bounds, is_sure=is_modern)


def _read_bare(question: Question, first: int, today: datetime.date) -> Reading | None:
    """A date without a preposition: a year alone is not sure, "2017-2019" and "July 2019" are."""
    span = read_span(question, first, today)
    if span is None:
        return None
    range_end = _range_end(question, span, "in", today)
    if range_end:
        return _sure(question, first, range_end.end, (span.date_from, range_end.date_to))
    bounds: Bounds = (span.date_from, span.date_to)
    if not span.is_bare:
        return _sure(question, first, span.end, bounds)
    if _is_second_of_list(question, first, today):
        return _sure(question, first, span.end, bounds)
    return date_reading(question, first, span.end, bounds, is_sure=False)


def _is_second_of_list(question: Question, first: int, today: datetime.date) -> bool:
    """Whether it is the 2020 of "in 2019 and 2020"."""
    if question.key(first - 1) not in _AND or year_at(question, first - 2, today) is None:
        return False
    found = _PREPOSITIONS.find(question, first - 3) if first >= 3 else None
    return found is not None and found[0] == first - 2


def _read_relative(question: Question, first: int, today: datetime.date) -> Reading | None:
    named = _YEARS_AGO.find(question, first)
    counted = _counted_units(question, first)
    if counted:
        bounds = (_months_before(today, counted[1]), None)
        return date_reading(question, first, counted[0], bounds, is_sure=True)
    if named:
        end, (unit, n_back) = named
        if question.key(end) in {"of", "de"}:
            return None
        return date_reading(question, first, end, _ago(unit, n_back, today), is_sure=True)
    recent = _RECENT.find(question, first)
    if recent:
        bounds = (_months_before(today, 12 * _RECENT_YEARS), None)
        return date_reading(question, first, recent[0], bounds, is_sure=False)
    return None


def _counted_units(question: Question, first: int) -> tuple[int, int] | None:
    """Read "past two years", "últimos 6 meses": one past the end, and the months."""
    if question.key(first) not in _LAST:
        return None
    number = first + 1
    count = _NUMBERS.get(question.key(number))
    if count is None and question.key(number).isdigit() and len(question.key(number)) <= 2:
        count = int(question.key(number))
    if question.has(number, "couple", "of"):
        number += 1
    unit = _UNITS.get(question.key(number + 1)) if count else None
    return (number + 2, count * unit) if count and unit else None


def _ago(unit: str, n_back: int, today: datetime.date) -> Bounds:
    if unit == "span":
        return _months_before(today, n_back), None
    if unit == "year":
        year = PartialDate(today.year - n_back)
        return year, year
    month = _months_before(today, n_back)
    return month, month


def _months_before(today: datetime.date, n_months: int) -> PartialDate:
    months = today.year * 12 + today.month - 1 - n_months
    return PartialDate(max(1, months // 12), months % 12 + 1)
