"""Which cities a run of words can mean: "Columbus, IN", "Rochester MN", "NYC", "Columbus".

Takes the slugs of the cities that have records and the gazetteer; gives `NamedCity` for
the tokens of a question. Whether a name is meant as a place is said by
`search.understanding_cities`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.cities import load_gazetteer
from corpus.documents import City
from corpus.states import load_states
from search.place_context import words
from search.question import PhraseTable, Question, phrase_keys
from search.understanding_data import load_name_traps

_WORD_CODES = words("in me de la or ok hi oh pa ma al id mo co md va ne mi ms mt ct ar")
"""State codes that are also words, English or Spanish, or common abbreviations."""
_CAPITALS_ONLY = words("la sf kc cle psl ftw clt")
"""Short names of cities that are something else in small letters."""
_LONGEST_NAME = 4
_RIVAL_SHARE = 0.5
_STATE_GAPS = frozenset({"", ",", "(", ", (", ",(", ".", ".,"})


@dataclass(frozen=True, slots=True)
class NamedCity:
    """What a name can mean.

    Attributes:
        end: one past the last token.
        cities: those meant, the largest first.
        trap: what else the name is: word, person, event, other, or nothing.
        has_state: its state was said, so it is certain.
        has_rival: another city of about that size is called the same.
    """

    end: int
    cities: tuple[City, ...]
    trap: str = ""
    has_state: bool = False
    has_rival: bool = False


@dataclass(frozen=True, slots=True)
class _Bare:
    cities: tuple[City, ...]
    trap: str
    has_rival: bool
    key: str


class CityNames:
    """Names of cities, found in questions."""

    def __init__(self, slugs: tuple[str, ...]) -> None:
        """Take the slugs of the cities that have records."""
        self._by_name_and_state: dict[tuple[str, str], City] = {}
        cities_by_key: dict[str, dict[str, City]] = {}
        for slug in slugs:
            city = load_gazetteer().find_slug(slug) or _city_of_slug(slug)
            for key in _keys_of(city):
                cities_by_key.setdefault(key, {})[city.slug] = city
                self._by_name_and_state[key, city.state] = city
        self._bare: PhraseTable[_Bare] = PhraseTable(
            (key, _make_bare(key, tuple(cities.values()))) for key, cities in cities_by_key.items()
        )

    def find(self, question: Question, first: int) -> NamedCity | None:
        """What the name beginning at a token can mean, a state said after it included."""
        return self._find_with_state(question, first) or self._find_bare(question, first)

    def find_anywhere(self, question: Question, first: int) -> NamedCity | None:
        """The same among all cities of the gazetteer, with records or without."""
        found = self.find(question, first)
        if found:
            return found
        for end in _ends(question, first):
            city = load_gazetteer().find_prominent(_words_of(question, first, end))
            if city:
                return NamedCity(end, (city,))
        return None

    def _find_with_state(self, question: Question, first: int) -> NamedCity | None:
        for end in _ends(question, first):
            state = _state_at(question, end)
            if state is None:
                continue
            (state_end, code), name = state, _words_of(question, first, end)
            city = self._by_name_and_state.get((name, code)) or load_gazetteer().find(name, code)
            if city and _is_like_a_name(question, first, end, name):
                return NamedCity(state_end, (city,), has_state=True)
        return None

    def _find_bare(self, question: Question, first: int) -> NamedCity | None:
        found = self._bare.find(question, first)
        if found is None:
            return None
        end, bare = found
        if bare.key in _CAPITALS_ONLY and not question.is_code(first):
            return None
        return NamedCity(end, bare.cities, bare.trap, has_rival=bare.has_rival)


def is_inside_longer_name(question: Question, first: int, end: int) -> bool:
    """Whether a name is a piece of another place's: "Virginia" in "Virginia Beach"."""
    for start in (first, first - 1):
        for stop in (end, end + 1):
            if stop - start == end - first or start < 0 or stop > len(question.tokens):
                continue
            added = [n for n in (start, stop - 1) if not first <= n < end]
            if not question.are_joined(start, stop) or question.tokens[stop - 1].is_number:
                continue
            if question.is_cased and not all(_is_name_word(question, n) for n in added):
                continue
            name = _words_of(question, start, stop)
            if name.endswith(" city") and not question.is_cased:
                continue
            if load_gazetteer().list_named(name):
                return True
    return False


def _is_name_word(question: Question, number: int) -> bool:
    return question.is_capital(number) and question.key(number) not in {"mayor", "city", "new"}


def _ends(question: Question, first: int) -> Iterator[int]:
    """Where a run of tokens ends that can be a name, the longest first."""
    if question.tokens[first].is_number:
        return
    for end in range(min(first + _LONGEST_NAME, len(question.tokens)), first, -1):
        if question.are_joined(first, end):
            yield end


def _words_of(question: Question, first: int, end: int) -> str:
    return " ".join(question.key(number) for number in range(first, end))


def _is_like_a_name(question: Question, first: int, end: int, name: str) -> bool:
    """A word such as "reading" before a state's name is a place only with a capital or comma."""
    if "," in question.gaps[end] or "(" in question.gaps[end]:
        return not question.is_cased or question.is_capital(first)
    if question.is_cased:
        return question.is_capital(first)
    return " " in name or _traps().get(name) != "word"


def _state_at(question: Question, first: int) -> tuple[int, str] | None:
    """A state written right after a city: one past its end, and its code."""
    if first >= len(question.tokens) or question.gaps[first].strip() not in _STATE_GAPS:
        return None
    found = _state_spellings().find(question, first)
    if found:
        return found
    token = question.tokens[first]
    code = token.key.upper()
    if code not in load_states():
        return None
    if question.is_cased:
        is_certain = question.is_code(first) and not _is_operator(question, first)
    else:
        is_certain = token.key not in _WORD_CODES
    return (first + 1, code) if is_certain else None


def _is_operator(question: Question, number: int) -> bool:
    """OR between two words asks for either."""
    has_comma = "," in question.gaps[number] or "(" in question.gaps[number]
    return question.key(number) == "or" and not has_comma and question.follows(number + 1)


def _make_bare(key: str, cities: tuple[City, ...]) -> _Bare:
    ordered = tuple(sorted(cities, key=lambda city: (-(city.population or 0), city.slug)))
    rivals = [
        city.population or 0
        for city in load_gazetteer().list_named(key)
        if city.slug != ordered[0].slug
    ]
    share = (ordered[0].population or 0) * _RIVAL_SHARE
    is_short = len(key) <= 4
    has_rival = not is_short and any(rival >= share for rival in rivals)
    return _Bare(ordered, _traps().get(key, ""), has_rival, key)


def _keys_of(city: City) -> set[str]:
    """Every name of a city as keys of a question, "St." short and long."""
    names = {city.name, *load_gazetteer().list_aliases(city)}
    if city.slug == "new-york-ny":
        names.add("New York City")
    keys = {" ".join(phrase_keys(name)) for name in names}
    for long, short in (("saint ", "st "), ("fort ", "ft "), ("mount ", "mt ")):
        keys |= {short + key.removeprefix(long) for key in keys if key.startswith(long)}
        keys |= {long + key.removeprefix(short) for key in keys if key.startswith(short)}
    return {key for key in keys if key}


def _city_of_slug(slug: str) -> City:
    name, _, code = slug.rpartition("-")
    return City(slug, name.replace("-", " ").title(), code.upper())


@functools.cache
def _traps() -> dict[str, str]:
    return {" ".join(phrase_keys(name)): kind for name, kind in load_name_traps("city").items()}


@functools.cache
def _state_spellings() -> PhraseTable[str]:
    return PhraseTable(
        (spelling, state.code)
        for state in load_states().values()
        for spelling in (state.name, state.ap_abbreviation, *state.other_names)
    )
