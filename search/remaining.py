"""The words that remain to be searched once filters have taken theirs.

Takes a `Question` and its readings, gives text: "homelessness programs in Texas" leaves
"homelessness programs". Words of parts that only lift stay, but for "cities like Dayton",
whose weights say all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.place_context import PLURAL_PLACE_NOUNS, words
from search.question import Question
from search.understanding_kinds import LEAD_WORDS
from search.understood import Reading

_BEFORE_A_PLACE = words(
    "in from across throughout within inside around at the en de del el la los las por"
)
_CONNECTORS = words("and or y o e u")
_BEFORE_A_NOUN = words(
    "which what are do did does have in from by other of the for how that que cuales en de las los"
)
_LEADING = words("on about for of by from regarding around sobre de para acerca del and y")
_TRAILING = words(
    "other former in from by of on for the and or with at since over during than en de del por y o "
    "desde con el la los las"
)
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"\s+([,;:?.!])")
_EMPTY = re.compile(r"\(\s*[,;]?\s*\)")
_EDGES = re.compile(r"^[\s,;:.&–—-]+|[\s,;:&–—-]+$")
_CUT_FIELDS = frozenset(
    {"city", "state", "region", "mayor", "size", "like", "date", "lang", "kind"}
)


def remaining_words(question: Question, readings: Sequence[Reading]) -> str:
    """The question without the words of its filters, cleanly."""
    taken = [_range(question, r) for r in readings if _is_cut(r)]
    if not taken:
        return question.text.strip()
    gone = {number for first, end in taken for number in range(first, end)}
    gone |= _loose_connectors(question, gone)
    gone |= _dangling(question, gone, range(len(question.tokens) - 1, -1, -1), _TRAILING)
    gone |= _dangling(question, gone, range(len(question.tokens)), _LEADING)
    return _join(question, gone)


def _is_cut(reading: Reading) -> bool:
    if reading.keeps_words or reading.part.field not in _CUT_FIELDS:
        return False
    return reading.part.is_filter or reading.part.field == "like"


def _range(question: Question, reading: Reading) -> tuple[int, int]:
    """A part's tokens with its preposition and a "cities" that says no more."""
    first, end = reading.first, reading.end
    if reading.part.field == "city" and _is_framed(question, first, end):
        return first - 2, end + 1
    if reading.part.field == "kind" and all(question.key(n) in LEAD_WORDS for n in range(first)):
        return 0, end
    if reading.part.field not in {"city", "state", "region"}:
        return first, end
    if question.follows(end) and (
        question.key(end) in PLURAL_PLACE_NOUNS or question.has(end, "mayor")
    ):
        end += 1
    if question.has(first - 2, "city", "of") and question.follows(first):
        first -= 2
    while question.follows(first) and question.key(first - 1) in _BEFORE_A_PLACE | {"of"}:
        first -= 1
    noun = first - 1
    if (
        first < reading.first
        and question.follows(first)
        and question.key(noun) in PLURAL_PLACE_NOUNS
    ):
        is_alone = (
            noun == 0 or not question.follows(noun) or question.key(noun - 1) in _BEFORE_A_NOUN
        )
        first -= is_alone
    return first, end


def _loose_connectors(question: Question, gone: set[int]) -> set[int]:
    """The "and" between two things taken away, or at an end."""
    last = len(question.tokens) - 1
    return {
        number
        for number, token in enumerate(question.tokens)
        if number not in gone
        and token.key in _CONNECTORS
        and (number - 1 in gone or number == 0)
        and (number + 1 in gone or number == last or token.text == "OR")
    }


def _dangling(
    question: Question, gone: set[int], numbers: Iterable[int], loose: frozenset[str]
) -> set[int]:
    """Prepositions left at an end, next to a hole."""
    found: set[int] = set()
    has_hole = False
    for number in numbers:
        if number in gone:
            has_hole = True
        elif has_hole and question.tokens[number].key in loose:
            found.add(number)
        else:
            break
    return found


def _is_framed(question: Question, first: int, end: int) -> bool:
    """Whether it is "what is Durham doing": a frame of words that say no more."""
    return (
        question.key(first - 2) in {"what", "que"}
        and question.key(first - 1) in {"is", "has", "are", "have", "does", "esta", "hace"}
        and question.key(end) in {"doing", "done", "do", "haciendo"}
    )


def _join(question: Question, gone: set[int]) -> str:
    pieces: list[str] = []
    position = 0
    for number, token in enumerate(question.tokens):
        if number in gone:
            is_inside = number - 1 in gone and question.gaps[number].strip() not in {"?", "."}
            pieces.append(" " if is_inside else question.text[position : token.start] + " ")
            position = token.end
    pieces.append(question.text[position:])
    text = _EMPTY.sub(" ", "".join(pieces))
    text = _LOOSE.sub(r"\1", _SPACES.sub(" ", text))
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = _EDGES.sub("", text)
    return text if any(c.isalnum() for c in text) else ""
