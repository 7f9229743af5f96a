"""What the words around a place's name say about it.

Takes a `Question` and the tokens of a name, gives `Stand`: stated as a place, left open,
spoken about rather than asked from, or no place at all. Used by the readers of cities and
states.
"""

from __future__ import annotations

from enum import IntEnum

from search.question import Question


class Stand(IntEnum):
    """How a name stands in its question."""

    NOT_A_PLACE = 0
    SPOKEN_ABOUT = 1
    OPEN = 2
    STATED = 3


def words(text: str) -> frozenset[str]:
    """A set of keys from a line of them."""
    return frozenset(text.split())


PLACE_NOUNS = words(
    "city cities town towns municipality municipalities community communities place places "
    "mayor mayors suburb suburbs ciudad ciudades pueblo pueblos municipio municipios alcalde "
    "alcaldes alcaldesa alcaldesas alcaldias localidades comunidades"
)
PLURAL_PLACE_NOUNS = words(
    "cities towns municipalities communities places mayors suburbs ciudades pueblos municipios "
    "alcaldes alcaldesas alcaldias localidades comunidades"
)
PLACE_PREPOSITIONS = words("in from across throughout within inside en de del por")
TITLES = words("mayor alcalde alcaldesa")
_ARTICLES = words("the el la los las")
_OFFICES = words(
    "mayor mayors residents police officials leaders alcalde alcaldesa council cops schools "
    "government"
)
_ABOUT = words(
    "to about against with after since following over on like than versus vs as unlike suing sue "
    "sued sues copy copied copying copies emulate emulating emulated replicate replicated "
    "replicating imitate imitated adopt adopted contra sobre tras como following visit visited "
    "near around praise praised criticize criticized blame blamed"
)
_DIRECTIONS = words("north south east west northeast northwest southeast southwest")
_AFTER_MODELS = (("modeled", "on"), ("based", "on"), ("inspired", "by"), ("bused", "to"))
_OUTSIDE = words("outside except excluding besides beyond not without fuera excepto salvo")
_PAIRS_OUTSIDE = (("other", "than"), ("apart", "from"), ("aside", "from"), ("away", "from"))
_NAMED_AFTER = words(
    "post times tribune globe chronicle university college county parish street avenue boulevard "
    "bridge river lake island islands accord accords agreement"
)
_HONOURS = words("day statue statues monument monuments memorial bust")
_NAMING = words("university college statue statues county bust christopher lake mount point")
_HAPPENINGS = words(
    "shooting shootings massacre attack attacks rally riot riots murder killing bombing protests "
    "violence march tiroteo masacre ataque ataques"
)
_EVENT_NOUNS = words(
    "shooting shootings massacre massacres bombing attack attacks rally riot riots tiroteo masacre"
)
_MOVING = words(
    "bused bussed buses bus sent flown flew fled fleeing shipped arrived arriving arrivals "
    "evacuated evacuees transferred deported moved migrants refugees transported busloads"
)
_DOING = words("doing done haciendo hecho")
_AUXILIARIES = words("is are has have was esta estan ha han")


def stand_of(question: Question, first: int, end: int) -> Stand:
    """How the name made of the tokens from `first` to `end` stands.

    >>> from search.question import read_question
    >>> stand_of(read_question("shelters in Durham"), 2, 3).name
    'STATED'
    >>> stand_of(read_question("programs outside Texas"), 2, 3).name
    'NOT_A_PLACE'
    """
    start = _before_article(question, first)
    if _is_part_of_a_name(question, first, end) or _is_outside(question, start):
        return Stand.NOT_A_PLACE
    if _is_spoken_about(question, start, end):
        return Stand.SPOKEN_ABOUT
    return Stand.STATED if _is_stated(question, start, end) else Stand.OPEN


def follows_title(question: Question, first: int) -> bool:
    """Whether a mayor's title stands directly before: "Mayor Jackson"."""
    return question.follows(first) and question.key(first - 1) in TITLES


def is_honoured(question: Question, end: int) -> bool:
    """Whether a statue or a day is named after it: "Columbus Day"."""
    return question.follows(end) and question.key(end) in _HONOURS


def follows_other(question: Question, first: int) -> bool:
    """Whether it is "other Texas cities": more of the same, not a limit."""
    return question.key(_before_article(question, first) - 1) in {"other", "otras", "otros"}


def follows_name(question: Question, first: int) -> bool:
    """Whether a capital word that may be a first name stands directly before."""
    before = first - 1
    if not question.is_capital(first) or not question.is_capital(before):
        return False
    token = question.tokens[before]
    if not question.follows(first) or token.is_possessive or token.key in _COMMON_WORDS:
        return False
    return token.key not in PLACE_NOUNS | PLACE_PREPOSITIONS


_COMMON_WORDS = words(
    "what how why when where which who is are was did does do has have can the a an and or but "
    "show list find tell best practices programs policies city mayor que como cual cuales donde "
    "mayors cities no other all any new"
)


def _before_article(question: Question, first: int) -> int:
    start = first
    if question.follows(start) and question.key(start - 1) == "of":
        is_city_of = question.key(start - 2) in {"city", "town", "state", "village"}
        start -= 2 if is_city_of and question.follows(start - 1) else 0
    if question.follows(start) and question.key(start - 1) in _ARTICLES:
        start -= 1
    return start


def _is_part_of_a_name(question: Question, first: int, end: int) -> bool:
    if question.follows(end) and question.key(end) in _NAMED_AFTER:
        return True
    if question.has(end, "state", "university"):
        return True
    before = question.key(first - 1) if question.follows(first) else ""
    return before in _NAMING or (
        before in {"of", "at"} and question.key(first - 2) in _NAMING and question.follows(first)
    )


def _is_outside(question: Question, start: int) -> bool:
    before, second = question.key(start - 1), question.key(start - 2)
    is_far = before in {"in", "from", "en", "de"} and second in _OUTSIDE
    return before in _OUTSIDE or is_far or (second, before) in _PAIRS_OUTSIDE


def _is_spoken_about(question: Question, start: int, end: int) -> bool:
    before = question.key(start - 1)
    if before in _ABOUT or (question.key(start - 2), before) in _AFTER_MODELS:
        return True
    if before == "of" and question.key(start - 2) in _DIRECTIONS:
        return True
    if question.follows(end) and question.key(end) in {"style", "inspired"}:
        return True
    if before != "in" and _precedes_event(question, end):
        return True
    nearby = {question.key(number) for number in range(max(0, start - 5), start - 1)}
    if before in {"in", "en", "de", "at"}:
        return bool(nearby & _HAPPENINGS and question.key(start - 2) in _HAPPENINGS)
    return before in {"from", "desde"} and bool(nearby & _MOVING)


def _precedes_event(question: Question, end: int) -> bool:
    """Whether what follows happened there: "Atlanta spa shootings"."""
    for number in range(end, end + 3):
        if not question.follows(number):
            return False
        if question.key(number) in _EVENT_NOUNS:
            return question.key(number + 1) != "prevention"
    return False


def _is_stated(question: Question, start: int, end: int) -> bool:
    before = question.key(start - 1)
    after = question.key(end) if question.follows(end) else ""
    if before in PLACE_PREPOSITIONS or before == "of":
        return True
    if after in _OFFICES:
        return True
    if question.has(end, "city", "council") or question.has(end, "city", "hall"):
        return True
    return before in _AUXILIARIES and after in _DOING
