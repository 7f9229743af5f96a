"""States and regions in a question: "in Texas", "Calif.", "Midwestern cities".

Takes a `Question`, gives readings; used by `search.understanding`. States come from
corpus/data/states.csv, regions and adjectives from search/data.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from corpus.states import load_states, state_name
from search.city_names import is_inside_longer_name
from search.place_context import (
    PLACE_NOUNS,
    PLURAL_PLACE_NOUNS,
    Stand,
    follows_name,
    stand_of,
    words,
)
from search.question import PhraseTable, Question
from search.understanding_data import Region, load_regions, load_state_adjectives
from search.understood import Part, Reading

_OPEN_STATES = {"washington": "WA", "new york": "NY", "nueva york": "NY"}
"""Names that are a city's too: read with their city in `search.understanding_cities`."""
_SHORTENED = {
    "Tex": "TX", "Calif": "CA", "Minn": "MN", "Mich": "MI", "Wisc": "WI", "Okla": "OK",
    "Tenn": "TN", "Conn": "CT", "Fla": "FL",
}  # fmt: skip
"""Abbreviations that are no other word and so count without a city before them."""
_FIRST_NAMES = words("georgia virginia carolina dakota montana")
_STATE_POWERS = words(
    "law laws act acts ban bans governor gov legislature bill senate sb hb ag attorney supreme "
    "national republicans democrats lawmakers legislators border gobernador ley leyes"
)
_NOT_REGIONS = words(
    "side end wing bank loop border bend station park campus asia asian africa african korea "
    "korean american poverty baptist avenue street"
)
_PLAIN_DIRECTIONS = words("southern western south west northeast southwest southeast")


def find_states(question: Question) -> Iterator[Reading]:
    """Every state a question names, the open ones left out."""
    for first, token in enumerate(question.tokens):
        found = _state_names().find(question, first)
        if found:
            reading = _read_state(question, first, *found)
            if reading:
                yield reading
        elif token.text in _SHORTENED and question.gaps[first + 1 : first + 2] != ():
            if question.gaps[first + 1].startswith("."):
                yield state_reading(
                    question, first, first + 1, _SHORTENED[token.text], is_sure=True
                )
        else:
            adjective = _state_adjectives().find(question, first)
            if adjective:
                end, code = adjective
                is_sure = question.key(end) in PLACE_NOUNS and question.follows(end)
                yield state_reading(question, first, end, code, is_sure=is_sure)


def state_reading(question: Question, first: int, end: int, code: str, *, is_sure: bool) -> Reading:
    """A reading of a state."""
    part = Part(
        f"state:{code}",
        "state",
        state_name(code),
        is_sure,
        *question.span(first, end),
        states=(code,),
    )
    return Reading(part, first, end)


def is_beside_state(question: Question, first: int, end: int) -> bool:
    """Whether a state is named in one breath with it: "New York and New Jersey"."""
    after = end + (question.key(end) in {"and", "or", "y", "o"})
    if after > end and _state_names().find(question, after):
        return True
    before = first - 1
    if question.key(before) not in {"and", "or", "y", "o"}:
        return False
    starts = range(max(0, before - 3), before)
    found = (_state_names().find(question, start) for start in starts)
    return any(match is not None and match[0] == before for match in found)


def state_stand(question: Question, first: int, end: int) -> Stand:
    """How a state's name stands: "Texas law" and "Georgia's governor" are spoken about."""
    stand = stand_of(question, first, end)
    after = question.key(end), question.key(end + 1)
    is_power = after[0] in _STATE_POWERS or (
        after[1] in _STATE_POWERS and after[0] not in PLACE_NOUNS and question.follows(end + 1)
    )
    return min(stand, Stand.SPOKEN_ABOUT) if is_power and question.follows(end) else stand


def find_regions(question: Question) -> Iterator[Reading]:
    """Every region a question names as a region: "southern border" is none."""
    for first in range(len(question.tokens)):
        noun = _region_nouns().find(question, first)
        if noun and question.key(noun[0]) not in _NOT_REGIONS:
            stand = stand_of(question, first, noun[0])
            if stand > Stand.NOT_A_PLACE and not _is_sided(question, noun[0]):
                is_sure = noun[1].is_sure and stand > Stand.SPOKEN_ABOUT
                yield _region_reading(question, first, noun[0], noun[1], is_sure=is_sure)
            continue
        adjective = _region_adjectives().find(question, first)
        if adjective:
            end, region = adjective
            reading = _read_adjective(question, first, end, region)
            if reading:
                yield reading


def _is_sided(question: Question, end: int) -> bool:
    """Whether it is a side of something: "the south of Texas"."""
    after = question.key(end)
    return after == "of" or bool(_state_names().find(question, end) and question.follows(end))


def _read_state(question: Question, first: int, end: int, code: str) -> Reading | None:
    stand = state_stand(question, first, end)
    if question.key(first) in _FIRST_NAMES and end == first + 1 and follows_name(question, first):
        return None
    if stand == Stand.NOT_A_PLACE or is_inside_longer_name(question, first, end):
        return None
    return state_reading(question, first, end, code, is_sure=stand > Stand.SPOKEN_ABOUT)


def _read_adjective(question: Question, first: int, end: int, region: Region) -> Reading | None:
    stand = stand_of(question, first, end)
    if stand == Stand.NOT_A_PLACE or _state_names().find(question, end):
        return None
    for number in range(end, min(end + 3, len(question.tokens))):
        if not question.follows(number) or question.key(number) in _NOT_REGIONS:
            break
        if question.key(number) in PLURAL_PLACE_NOUNS | {"states", "estados", "town", "city"}:
            is_sure = region.is_sure and stand > Stand.SPOKEN_ABOUT
            return _region_reading(question, first, end, region, is_sure=is_sure)
    before = question.key(first - 1) if question.follows(first) else ""
    if before in {"ciudades", "pueblos", "estados"}:
        return _region_reading(question, first, end, region, is_sure=region.is_sure)
    if question.key(first) in _PLAIN_DIRECTIONS and end == first + 1:
        return None
    return _region_reading(question, first, end, region, is_sure=False)


def _region_reading(
    question: Question, first: int, end: int, region: Region, *, is_sure: bool
) -> Reading:
    part = Part(
        f"region:{region.key}",
        "region",
        region.label,
        is_sure,
        *question.span(first, end),
        states=() if region.cities else region.states,
        cities=region.cities,
    )
    return Reading(part, first, end)


@functools.cache
def _state_names() -> PhraseTable[str]:
    """Full names only; codes and abbreviations need a city before them."""
    return PhraseTable(
        (name, state.code)
        for state in load_states().values()
        if state.code != "DC"
        for name in (
            state.name,
            *state.other_names,
            f"State of {state.name}",
            f"{state.name} state",
        )
        if "." not in name and name.lower() not in _OPEN_STATES
    )


@functools.cache
def _state_adjectives() -> PhraseTable[str]:
    return PhraseTable(load_state_adjectives())


@functools.cache
def _region_nouns() -> PhraseTable[Region]:
    return PhraseTable((noun, region) for region in load_regions() for noun in region.nouns)


@functools.cache
def _region_adjectives() -> PhraseTable[Region]:
    return PhraseTable((word, region) for region in load_regions() for word in region.adjectives)
