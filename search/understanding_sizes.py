"""City sizes in a question: "small Midwestern cities", "over 500,000 people".

Takes a `Question`, gives readings in the bands of `search.sizes`; used by
`search.understanding`. "Small business" is no size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.messages import Message
from search.place_context import words
from search.question import PhraseTable, Question
from search.sizes import LARGE, MID_SIZE, SMALL, SizeBand
from search.understood import Part, Reading

_ADJECTIVES: PhraseTable[SizeBand] = PhraseTable(
    (word, band)
    for band, line in (
        (SMALL, "small;smaller;tiny;little;pequeño;pequeña;pequeños;pequeñas;chica;chicas"),
        (
            MID_SIZE,
            "mid-size;midsize;mid-sized;midsized;medium-size;medium-sized;medium;middle-sized;"
            "mediano;mediana;medianos;medianas;de tamaño mediano;de tamaño medio",
        ),
        (LARGE, "large;larger;largest;big;bigger;biggest;grande;grandes"),
    )
    for word in line.split(";")
)
_SPANISH_NOUNS = words("ciudad ciudades pueblo pueblos municipio municipios localidades")
_NOUNS = words("city cities town towns municipality municipalities") | _SPANISH_NOUNS
_NOT_BETWEEN = words(
    "business businesses claims grants grant loans loan group groups donor donors dollar number "
    "amount scale step steps change changes payment payments fine fines landlord landlords the a "
    "an and or of in on for to with that who what is are from by as at company companies tech "
    "pharma empresas negocios data"
)
_LIST_WORDS = words("and or to y o e")
_COMPARISONS: PhraseTable[str] = PhraseTable(
    (phrase, sign)
    for sign, line in (
        (">", "over;more than;above;larger than;bigger than;greater than;exceeding;más de"),
        (">=", "at least;no less than;por lo menos;al menos"),
        ("<", "under;less than;fewer than;below;smaller than;menos de"),
        ("<=", "at most;up to;no more than;hasta;como máximo"),
    )
    for phrase in line.split(";")
)
_AFTER_NUMBER: PhraseTable[str] = PhraseTable(
    (phrase, sign)
    for sign, line in (
        (">=", "or more;and more;and over;or above;and up;o más"),
        ("<=", "or less;or fewer;and under;or below;o menos"),
    )
    for phrase in line.split(";")
)
_GOES_ON = words("and with in that for on to y con en que para sobre")
_PEOPLE = words("people residents inhabitants population habitantes personas residentes")
_CONTEXT = words("city cities town towns places municipalities population populations") | (
    words("ciudad ciudades pueblo pueblos municipios poblacion mayors suburbs")
)
_DIGITS = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+|\d+(?:\.\d+)?")
_SCALES = {
    "k": 1_000, "thousand": 1_000, "mil": 1_000, "m": 1_000_000, "million": 1_000_000,
    "millon": 1_000_000, "millones": 1_000_000,
}  # fmt: skip
_WORD_NUMBERS = {("half", "a", "million"): 500_000, ("a", "million"): 1_000_000,
                 ("one", "million"): 1_000_000, ("medio", "millon"): 500_000,
                 ("un", "millon"): 1_000_000}  # fmt: skip
_LEAST_CITY = 1_000


def find_sizes(question: Question) -> Iterator[Reading]:
    """Every size of city a question names."""
    for first in range(len(question.tokens)):
        adjective = _ADJECTIVES.find(question, first)
        if adjective and question.key(adjective[0]) != "than":
            yield from _read_adjective(question, first, *adjective)
        elif question.key(first) == "rural":
            yield _rural(question, first)
        else:
            yield from _read_number(question, first)


def _read_adjective(question: Question, first: int, end: int, band: SizeBand) -> Iterator[Reading]:
    before = question.key(first - 1) if question.follows(first) else ""
    if before in _SPANISH_NOUNS:
        yield _band_reading(question, first - 1, end, band)
        return
    noun = _noun_after(question, end)
    if noun is not None:
        is_beside = noun == end
        yield _band_reading(question, first, end + is_beside, band)


def _noun_after(question: Question, end: int) -> int | None:
    """The token of "cities" or "town" that an adjective belongs to, up to three words on."""
    is_in_list = False
    for number in range(end, min(end + 5, len(question.tokens))):
        key = question.key(number)
        is_joined = question.follows(number) or question.gaps[number].strip() == ","
        if not is_joined:
            return None
        if key in _NOUNS:
            return None if question.key(number + 1) in {"council", "hall"} else number
        starts = _starts_adjective(question, number + (key in _LIST_WORDS))
        if starts or (is_in_list and key in {"size", "sized"}):
            is_in_list = True
        elif key in _NOT_BETWEEN or number >= end + 3 + is_in_list:
            return None
    return None


def _starts_adjective(question: Question, first: int) -> bool:
    return _ADJECTIVES.find(question, first) is not None


def _band_reading(question: Question, first: int, end: int, band: SizeBand) -> Reading:
    part = Part(
        f"size:{band.key}",
        "size",
        band.label,
        True,
        *question.span(first, end),
        min_population=band.min_population,
        max_population=band.max_population,
    )
    return Reading(part, first, end)


def _rural(question: Question, number: int) -> Reading:
    """Rural places are small, but a small city need not be rural: it only lifts."""
    part = _band_reading(question, number, number + 1, SMALL).part
    label = Message("rural: %(size)s first", size=SMALL.label)
    return Reading(
        replace(part, key="size:rural", label=label, is_filter=False), number, number + 1
    )


def _read_number(question: Question, first: int) -> Iterator[Reading]:
    if question.key(first) in {"between", "entre"}:
        low = _number_at(question, first + 1)
        if low and question.key(low[0]) in {"and", "y"}:
            high = _number_at(question, low[0] + 1)
            if high:
                yield from _number_reading(question, first, high[0], low[1], high[1])
        return
    comparison = _COMPARISONS.find(question, first)
    if comparison:
        number = _number_at(question, comparison[0])
        if number:
            bounds = _bounds(comparison[1], number[1])
            yield from _number_reading(question, first, number[0], *bounds)
        return
    number = _number_at(question, first)
    if number:
        people_end = number[0] + (question.key(number[0]) in _PEOPLE)
        after = _AFTER_NUMBER.find(question, people_end)
        if after:
            yield from _number_reading(question, first, after[0], *_bounds(after[1], number[1]))


def _bounds(sign: str, count: int) -> tuple[int | None, int | None]:
    """The least and the greatest population.

    >>> _bounds(">", 500_000), _bounds("<=", 50_000)
    ((500001, None), (None, 50000))
    """
    if sign.startswith(">"):
        return count + (sign == ">"), None
    return None, count - (sign == "<")


def _number_reading(
    question: Question, first: int, end: int, low: int | None, high: int | None
) -> Iterator[Reading]:
    """A count of people is a city's size after "cities" and the like, else perhaps."""
    has_people = question.key(end) in _PEOPLE and question.follows(end)
    nearby = {question.key(number) for number in range(max(0, first - 5), first)}
    has_context = bool(nearby & _CONTEXT)
    is_bound = question.key(first - 1) in _CONTEXT | {"with", "of", "con", "having", "have", "de"}
    if has_people and not has_context and first > 0 and not is_bound:
        return
    if not has_people and not (has_context and is_bound):
        return
    if (low or high or 0) < _LEAST_CITY:
        return
    end += has_people
    part = Part(
        f"size:{low or ''}..{high or ''}",
        "size",
        _number_label(low, high),
        has_context
        or (first == 0 and (end == len(question.tokens) or question.key(end) in _GOES_ON)),
        *question.span(first, end),
        min_population=low,
        max_population=high,
    )
    yield Reading(part, first, end)


def _number_label(low: int | None, high: int | None) -> Message:
    if low and high:
        return Message("cities of %(low)s to %(high)s people", low=f"{low:,}", high=f"{high:,}")
    if low and low % 10 == 0:
        return Message("cities of %(count)s people and more", count=f"{low:,}")
    if low:
        return Message("cities of over %(count)s people", count=f"{low - 1:,}")
    high = high or 0
    if high % 10 == 0:
        return Message("cities of up to %(count)s people", count=f"{high:,}")
    return Message("cities of under %(count)s people", count=f"{high + 1:,}")


def _number_at(question: Question, first: int) -> tuple[int, int] | None:
    """A count of people from a token on: one past its end, and its value."""
    for phrase, value in _WORD_NUMBERS.items():
        if question.has(first, *phrase):
            return first + len(phrase), value
    if not 0 <= first < len(question.tokens):
        return None
    text = question.tokens[first].text
    if not _DIGITS.fullmatch(text):
        return None
    scale = _SCALES.get(question.key(first + 1), 0)
    is_grouped = bool(re.search(r"[., \u00a0]\d{3}$", text))
    count = float(re.sub(r"\D", "", text) if is_grouped else text)
    if scale:
        return first + 2, int(count * scale)
    return first + 1, int(count)
