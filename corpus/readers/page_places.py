"""Places at the start of a block: whose block it is.

Takes the text of a block, gives a `Lead`: the city it belongs to, the mayor its label
names, and the text after the label. The shapes are listed in `corpus.readers.page_reader`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.cities import load_gazetteer, make_city
from corpus.documents import City
from corpus.errors import InvalidRecordError
from corpus.readers.page_names import NAME, TITLE, trim_name
from corpus.states import find_state, load_states

_CITY_WORD = r"[A-ZÀ-ÖØ-Þʻ‘][\w’'ʻ‘.]{0,25}(?:-[\w’']{1,25}){0,3}"
_CITY_LINK = r"(?:of|the|de|del|la|las|los|el|du|d’|and|upon|on|-|/)"
_CITY = rf"{_CITY_WORD}(?:(?: {_CITY_LINK}){{0,2}} {_CITY_WORD}|/{_CITY_WORD}){{0,4}}?"
_PREFIX = (
    r"(?:(?:[Tt]he |[Ll]a )?(?:[Cc]ity|[Tt]own|[Vv]illage|[Bb]orough|[Cc]iudad|[Mm]unicipio|CITY)"
    r"(?: and [Cc]ounty)? (?:of|de|OF) )?"
)
_DELIMITER = r"\s*(?::|[–—]|-(?=\s)|\|(?=\s)|\.(?=\s+[A-Z“\"]))\s*"
_MAX_LABEL_WORDS = 12


@dataclass(frozen=True, slots=True)
class Lead:
    """Whose a block is: the city, the mayor named in the label, what follows the label.

    `is_delimited` tells a label set off by a colon or dash from a sentence that merely
    begins with a place.
    """

    city: City
    mayor: str
    rest: str
    is_delimited: bool


@functools.cache
def _state_pattern() -> str:
    spellings = {s for state in load_states().values() for s in state.spellings}
    spellings |= {s.upper() for s in spellings}
    spellings |= {".".join(code) + "." for code in load_states()}
    ordered = sorted(spellings, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(s) for s in ordered) + r")(?![\w])"


@functools.cache
def _place_pattern() -> re.Pattern[str]:
    state = _state_pattern()
    code = "(?:" + "|".join(load_states()) + r")(?!\w)"
    return re.compile(
        rf"{_PREFIX}(?:(?P<city>{_CITY})(?:,\s*(?P<state>{state})|\s*[(\[](?P<paren>{state})[)\]]"
        rf"|,?\s+(?P<code>{code}))"
        r"|(?P<dc>Washington,? D\.?C\.?(?!\w)|D\.C\.|DC(?!\w)|District of Columbia))"
        r"(?:,? (?:USA|U\.S\.A?\.?|EE\. ?UU\.))?"
    )


@functools.cache
def _mayor_first_patterns() -> tuple[re.Pattern[str], ...]:
    tail = r"(?:,\s*|\s+of\s+|\s+de\s+|\s*\(|\s*[–—-]\s+)"
    return (
        re.compile(rf"(?:El |La |el |la )?{TITLE}\s+(?P<name>{NAME}?){tail}"),
        re.compile(rf"(?P<name>{NAME}),?\s+(?:{TITLE})\s+(?:of|de)\s+"),
        re.compile(rf"(?:The )?{TITLE} (?:of|de) "),
    )


_NOT_CITY = re.compile(rf"(?:{TITLE}|In|En|From|Desde|The|El|La|At|On|Governor|Gov\.|President)\b ")
_INTRODUCTION = re.compile(r"(?:In|En|From|Desde)\s+(?:the\s+)?")
_BARE_MAYOR = re.compile(rf"(?P<city>{_CITY})(?:\s*[,–—:-])?\s+(?={TITLE}\s+[A-ZÁÉÍÓÚÑ])")
_ARTICLES = frozenset({"La", "El", "The", "Los", "Las"})
_BARE_LABEL = re.compile(rf"{_PREFIX}(?P<city>{_CITY}){_DELIMITER}")
_LABEL_MAYOR = re.compile(
    rf"\s*[,(:–—|-]*\s*(?P<title>{TITLE}:?\s+)?(?P<name>{NAME})\)?(?P<end>{_DELIMITER}|\s*$)"
)


def find_lead(text: str, state: str | None = None, *, is_label_bold: bool = False) -> Lead | None:
    """Whose block this is, or None if it does not begin with a place.

    `state` is the state the surroundings name; with it a city's bare name is enough.

    >>> lead = find_lead("Evanston, IL - Mayor Ann Day: We stand together.")
    >>> lead.city.slug, lead.mayor, lead.rest
    ('evanston-il', 'Ann Day', 'We stand together.')
    >>> find_lead("Mayor Ann Day of Salem, Oregon, said so.").city.label
    'Salem, OR'
    """
    return (
        _find_introduced(text)
        or _find_place_first(text, is_label_bold=is_label_bold)
        or _find_mayor_first(text)
        or _find_bare(text, state, is_label_bold=is_label_bold)
    )


def _find_place_first(text: str, *, is_label_bold: bool) -> Lead | None:
    match = _place_pattern().match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    is_set_off = bool(re.match(rf"(?:\s*\([^)]*\))?{_DELIMITER}|\s*$", rest))
    is_mayor_next = bool(re.match(rf"[\s,(]*{TITLE}\b", rest))
    if match["code"] and not (is_set_off or is_mayor_next or is_label_bold):
        return None
    city = _match_city(match, may_be_unknown=is_set_off or is_mayor_next)
    return _make_lead(city, rest, is_label_bold=is_label_bold) if city else None


def _make_lead(city: City, rest: str, *, is_label_bold: bool = False) -> Lead:
    """Take the mayor's name and the delimiter off what follows the place."""
    named = _LABEL_MAYOR.match(rest)
    if named and (named["title"] or re.match(r"\s*[–—|:,(-]", rest)):
        name = trim_name(named["name"])
        is_whole = len(name.split()) >= len(named["name"].split())
        if name and is_whole and (named["title"] or 2 <= len(name.split()) <= 4):
            return Lead(city, name, rest[named.end() :].strip(), is_delimited=True)
    delimiter = re.match(_DELIMITER, rest)
    if delimiter:
        return Lead(city, "", rest[delimiter.end() :].strip(), is_delimited=True)
    return Lead(city, "", rest.strip(" ,"), is_delimited=is_label_bold)


def _find_mayor_first(text: str) -> Lead | None:
    for pattern in _mayor_first_patterns():
        head = pattern.match(text)
        place = _place_pattern().match(text, head.end()) if head else None
        city = _match_city(place, may_be_unknown=False) if place else None
        if head is None or place is None or city is None:
            continue
        after = text[place.end() :]
        delimiter = re.match(rf"\)?{_DELIMITER}|\)?\s*$", after)
        name = trim_name(head.groupdict().get("name") or "")
        rest = after[delimiter.end() :].strip() if delimiter else text
        return Lead(city, name, rest, is_delimited=delimiter is not None)
    return None


def _find_introduced(text: str) -> Lead | None:
    head = _INTRODUCTION.match(text)
    place = _place_pattern().match(text, head.end()) if head else None
    city = _match_city(place, may_be_unknown=False) if place else None
    return Lead(city, "", text, is_delimited=False) if city else None


def _find_bare(text: str, state: str | None, *, is_label_bold: bool) -> Lead | None:
    """A city's name without its state: where the state is known or the city stands out."""
    gazetteer = load_gazetteer()
    for pattern in (_BARE_LABEL, _BARE_MAYOR, re.compile(rf"{_PREFIX}(?P<city>{_CITY}$)")):
        match = pattern.match(text)
        if match is None:
            continue
        name = match["city"]
        if name in _ARTICLES:
            continue  # "La alcaldesa ..." is not LA
        if state:
            city = gazetteer.find(name, state)
        elif pattern is _BARE_MAYOR or re.match(rf"{TITLE}\b", text[match.end() :]):
            city = gazetteer.resolve(name)
        else:
            city = gazetteer.find_prominent(name)
        if city is not None and pattern is _BARE_LABEL:
            return _make_lead(city, ": " + text[match.end() :], is_label_bold=is_label_bold)
        if city is not None:
            return _make_lead(city, text[match.end() :], is_label_bold=is_label_bold)
    return None


def _match_city(match: re.Match[str], *, may_be_unknown: bool) -> City | None:
    gazetteer = load_gazetteer()
    if match["dc"]:
        return gazetteer.resolve("DC")
    name, state = match["city"], match["state"] or match["paren"] or match["code"]
    known = gazetteer.find(name, state)
    if known or not may_be_unknown or len(name.split()) > 4 or _NOT_CITY.match(name):
        return known
    try:
        return make_city(name.title() if name.isupper() else name, state)
    except InvalidRecordError:
        return None


def find_places(text: str) -> Iterator[tuple[int, City]]:
    """Every known "City, ST" in a running text, with where it ends."""
    gazetteer = load_gazetteer()
    position = 0
    while match := _place_pattern().search(text, position):
        position = match.end()
        if match["dc"]:
            yield match.end(), gazetteer.find("Washington", "DC") or make_city("DC", "DC")
            continue
        words = match["city"].split(" ")
        state = match["state"] or match["paren"] or match["code"]
        for first in range(len(words)):
            city = gazetteer.find(" ".join(words[first:]), state)
            if city is not None:
                yield match.end(), city
                break


def find_state_label(text: str) -> str | None:
    """The state a heading names and nothing else, or None."""
    return find_state(text.strip(" :.")) if len(text.split()) <= 4 and len(text) > 2 else None


def is_label_length(text: str) -> bool:
    """Whether a text is short enough to be a label."""
    return len(text.split()) <= _MAX_LABEL_WORDS
