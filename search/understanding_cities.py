"""Cities in a question: what is plainly a place filters, a name that may be more lifts.

Takes a `Question` and `CityNames`, gives readings; used by `search.understanding`.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.cities import load_gazetteer
from corpus.messages import Message, join_or
from search.city_names import CityNames, NamedCity, is_inside_longer_name
from search.place_context import (
    PLURAL_PLACE_NOUNS,
    Stand,
    follows_name,
    follows_title,
    is_honoured,
    stand_of,
)
from search.question import PhraseTable, Question
from search.understanding_states import is_beside_state, state_reading
from search.understood import Part, Reading

_OPEN: PhraseTable[tuple[str, str]] = PhraseTable(
    [
        ("Washington", ("WA", "washington-dc")),
        ("New York", ("NY", "new-york-ny")),
        ("Nueva York", ("NY", "new-york-ny")),
    ]
)
"""Names of a state and of a city: their state and their city."""
_STATE_HINTS = PLURAL_PLACE_NOUNS - {"mayors", "places"} | {"mayors", "counties", "condados"}


def find_cities(question: Question, names: CityNames) -> Iterator[Reading]:
    """Every city a question names."""
    for first, token in enumerate(question.tokens):
        if token.is_number:
            continue
        named = names.find(question, first)
        if named and named.has_state:
            yield _with_state(question, first, named)
            continue
        opened = _OPEN.find(question, first)
        if opened and (not named or named.end <= opened[0]):
            yield from _read_open(question, first, *opened)
        elif named and not is_inside_longer_name(question, first, named.end):
            reading = _read_bare(question, first, named)
            if reading:
                yield reading


def _with_state(question: Question, first: int, named: NamedCity) -> Reading:
    stand = stand_of(question, first, named.end)
    reading = city_reading(question, first, named, is_sure=stand > Stand.SPOKEN_ABOUT)
    if stand == Stand.NOT_A_PLACE:
        return Reading(reading.part, reading.first, reading.end, is_silent=True)
    return reading


def _read_bare(question: Question, first: int, named: NamedCity) -> Reading | None:
    stand = stand_of(question, first, named.end)
    if stand == Stand.NOT_A_PLACE or _is_someone(question, first, named):
        return None
    is_whole_question = named.end - first == len(question.tokens)
    if named.trap == "word" and not _is_name_of_word(question, first, stand):
        is_name = is_whole_question and question.is_capital(first)
        return _boost(question, first, named) if is_name else None
    if len(named.cities) > 1 or (named.has_rival and not is_whole_question):
        return _boost(question, first, named)
    is_alone = is_whole_question and named.trap != "event"
    is_sure = stand == Stand.STATED or (stand == Stand.OPEN and (is_alone or not named.trap))
    return city_reading(question, first, named, is_sure=is_sure)


def _is_name_of_word(question: Question, first: int, stand: Stand) -> bool:
    """Whether "Mobile" or "Reading" is more than the word: a capital that is no sentence's."""
    is_only_first = question.opens_sentence(first) and stand < Stand.STATED
    return question.is_capital(first) and not is_only_first


def _is_someone(question: Question, first: int, named: NamedCity) -> bool:
    """Whether it is a person: "Mayor Jackson" and "Whitney Houston"."""
    if follows_title(question, first) and named.end == first + 1:
        return True
    return named.trap == "person" and (
        follows_name(question, first) or is_honoured(question, named.end)
    )


def _boost(question: Question, first: int, named: NamedCity) -> Reading:
    return city_reading(question, first, named, is_sure=False)


def city_reading(question: Question, first: int, named: NamedCity, *, is_sure: bool) -> Reading:
    """A reading of one city, or of several of one name."""
    slugs = tuple(city.slug for city in named.cities)
    part = Part(
        f"city:{'+'.join(slugs)}",
        "city",
        join_or([city.label for city in named.cities]),
        is_sure,
        *question.span(first, named.end),
        cities=slugs,
    )
    return Reading(part, first, named.end)


def _read_open(
    question: Question, first: int, end: int, value: tuple[str, str]
) -> Iterator[Reading]:
    """Read "Washington" and "New York" as the state or the city if the words say which."""
    code, slug = value
    stand = stand_of(question, first, end)
    if stand == Stand.NOT_A_PLACE or follows_title(question, first):
        return
    if code == "WA" and (follows_name(question, first) or is_honoured(question, end)):
        return
    if is_inside_longer_name(question, first, end) and question.key(end) != "city":
        return
    before = question.key(first - 1), question.key(first - 2)
    is_state = question.key(end) in _STATE_HINTS or "upstate" in before
    is_state = is_state or is_beside_state(question, first, end)
    is_state = is_state or (before[0] in {"in", "across", "en", "de"} and before[1] in _STATE_HINTS)
    if is_state:
        yield state_reading(question, first, end, code, is_sure=stand > Stand.SPOKEN_ABOUT)
        return
    is_city = stand > Stand.SPOKEN_ABOUT and (
        question.key(end) in {"mayor", "alcalde"} or before in {("of", "mayor"), ("de", "alcalde")}
    )
    part = Part(
        f"city:{slug}" if is_city else f"city:{slug}+{code}",
        "city",
        _open_label(slug, code, is_city=is_city),
        is_city,
        *question.span(first, end),
        states=() if is_city else (code,),
        cities=(slug,),
    )
    yield Reading(part, first, end)


def _open_label(slug: str, code: str, *, is_city: bool) -> str:
    city = load_gazetteer().find_slug(slug)
    label = city.label if city else slug
    if is_city:
        return label
    state = load_gazetteer().state_name(code)
    return Message("%(city)s or %(state)s state", city=label, state=state)
