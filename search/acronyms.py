"""Acronyms in a question, told from ordinary words by case and neighbours.

Takes the text a person typed, gives what its acronyms stand for ("ICE raids" is about
Immigration and Customs Enforcement, "ice rink" is not) and the other way round: a name
written out gives its acronym. Runs before any retrieval. The acronyms are in
`data/acronyms.csv`, edited as `data/README.md` says. Knows nothing of indexes.

How a word is read: friends (words that speak for the acronym) and foes (for the ordinary
word) within eight words count 1/distance each. Capitals count as evidence only where the
question has small letters too, or holds nothing but acronyms; points ("I.C.E.") always do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from index.analyzer import fold_token, make_analyzer
from search.acronym_rows import AcronymRow, Needs, load_acronyms, stems

_WINDOW = 8
_CLEAR = 0.5
"""Evidence as good as one friend two words away."""


@dataclass(frozen=True, slots=True)
class AcronymReading:
    """An acronym of the question, or a name written out that has one.

    Attributes:
        start, end: its characters in the question.
        acronym: as people write it ("ICE", "287(g)").
        meaning: the name in English.
        names: further exact names, English then Spanish.
        also: looser words for it, for texts that use neither.
        is_sure: False where the evidence is weak or another sense stands close.
        is_spelled_out: the question holds the name, not the acronym.
        is_a_word: in small letters it is an ordinary word.
    """

    start: int
    end: int
    acronym: str
    meaning: str
    names: tuple[str, ...]
    also: tuple[str, ...]
    is_sure: bool
    is_spelled_out: bool = False
    is_a_word: bool = False

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What else says the same, best first; looser words only for an acronym."""
        if self.is_spelled_out:
            return (self.acronym, self.meaning, *self.names)
        return (self.meaning, *self.names, *self.also)


@dataclass(frozen=True, slots=True)
class OrdinaryWord:
    """A word of the question that looks like an acronym and, by its neighbours, is none."""

    start: int
    end: int
    acronym: str


class _Word(NamedTuple):
    """A token of the question: as typed, folded, its stems, and where it stands."""

    raw: str
    folded: str
    stems: frozenset[str]
    start: int
    end: int


class _Found(NamedTuple):
    """Words `first` to `last` (half-open) may be one of these rows."""

    first: int
    last: int
    rows: tuple[AcronymRow, ...]


class _Weighed(NamedTuple):
    """A row with the evidence for it and against it."""

    row: AcronymRow
    friends: float
    foes: float


def expand_acronyms(text: str) -> tuple[AcronymReading, ...]:
    """The acronyms of a question and the names that have one, left to right.

    >>> [r.meaning for r in expand_acronyms("responses to ICE raids")]
    ['Immigration and Customs Enforcement']
    >>> expand_acronyms("ice storm shelter"), expand_acronyms("ICE RINK HOURS")
    ((), ())
    >>> [r.acronym for r in expand_acronyms("suing Immigration and Customs Enforcement")]
    ['ICE']
    """
    words = _split(text)
    case_counts = _case_counts(words)
    readings = [
        reading
        for found in _find(words, _acronym_keys())
        if (reading := _read(words, found, case_counts)) is not None
    ]
    taken = {at for reading in readings for at in range(reading.start, reading.end)}
    for found in _find(words, _name_keys()):
        start, end = words[found.first].start, words[found.last - 1].end
        if taken.isdisjoint(range(start, end)):
            row = found.rows[0]
            names = (*row.names[1:], *row.spanish)
            readings.append(
                AcronymReading(start, end, row.acronym, row.names[0], names, row.also, True, True)
            )
    return tuple(sorted(readings, key=lambda reading: reading.start))


def find_ordinary_words(text: str) -> tuple[OrdinaryWord, ...]:
    """Words whose neighbours say that they are not the acronym they look like.

    A statement that holds only the acronym should not count as holding such a word.

    >>> [(w.start, w.end, w.acronym) for w in find_ordinary_words("public ice rink hours")]
    [(7, 10, 'ICE')]
    """
    words = _split(text)
    case_counts = _case_counts(words)
    return tuple(
        OrdinaryWord(words[found.first].start, words[found.last - 1].end, found.rows[0].acronym)
        for found in _find(words, _acronym_keys())
        if _read(words, found, case_counts) is None
        and any(weighed.foes > 0 for weighed in _weigh(words, found))
    )


def _read(words: list[_Word], found: _Found, case_counts: bool) -> AcronymReading | None:
    span = words[found.first : found.last]
    has_case = case_counts and _is_written_as(span, found.rows)
    has_points = any("." in word.raw for word in span)
    senses = list(_weigh(words, found))
    possible = [sense for sense in senses if _is_possible(sense, has_case=has_case or has_points)]
    if not possible:
        return None
    best = max(possible, key=lambda w: (w.friends - w.foes, w.row.needs is not Needs.FRIENDS))
    row, others = best.row, [sense for sense in senses if sense.row is not best.row]
    is_clear = has_points or best.friends >= _CLEAR or row.needs is Needs.NOTHING or has_case
    is_rivalled = any(w.friends - w.foes >= best.friends - best.foes for w in others)
    return AcronymReading(
        span[0].start,
        span[-1].end,
        row.acronym,
        row.names[0],
        (*row.names[1:], *row.spanish),
        row.also,
        is_clear and not is_rivalled and best.friends >= best.foes,
        is_a_word=bool(row.foes),
    )


def _is_possible(weighed: _Weighed, *, has_case: bool) -> bool:
    row, friends, foes = weighed
    if row.needs is Needs.NOTHING:
        return foes < 1 or friends >= foes
    if row.needs is Needs.EITHER and has_case:
        return foes < 1 or friends > 0
    return friends > foes and (has_case or row.needs is not Needs.BOTH)


def _weigh(words: list[_Word], found: _Found) -> Iterator[_Weighed]:
    """The evidence around a span for each row it may be."""
    first = max(0, found.first - _WINDOW)
    for row in found.rows:
        friends = foes = 0.0
        for at in range(first, min(len(words), found.last + _WINDOW)):
            if found.first <= at < found.last:
                continue
            distance = found.first - at if at < found.first else at - found.last + 1
            friends += bool(words[at].stems & row.friends) / distance
            foes += bool(words[at].stems & row.foes) / distance
        yield _Weighed(row, friends, foes)


@lru_cache(maxsize=64)
def _split(text: str) -> list[_Word]:
    """The words of a text; remembered, since a question is asked about more than once."""
    words = []
    for token in make_analyzer("en").tokens(text):
        raw = text[token.start : token.end]
        words.append(_Word(raw, fold_token(raw), stems(raw), token.start, token.end))
    return words


def _case_counts(words: list[_Word]) -> bool:
    """Do capitals mean something: is anything in small letters, or all of it acronyms?"""
    if any(any(c.islower() for c in _without_possessive(word.raw)[:-1]) for word in words):
        return True
    keys = _acronym_keys()
    return all((word.folded,) in keys or not any(c.isalpha() for c in word.raw) for word in words)


def _is_written_as(span: list[_Word], rows: tuple[AcronymRow, ...]) -> bool:
    """In capitals (a plural s may be small), or exactly as the list has it."""
    raws = [_without_possessive(word.raw) for word in span]
    return all(
        raw.isupper() or (len(raw) > 2 and raw[:-1].isupper() and raw[-1] == "s") for raw in raws
    ) or any("".join(raws) in row.spellings for row in rows)


def _without_possessive(raw: str) -> str:
    return raw[:-2] if raw[-2:] in ("'s", "’s") else raw


def _find(words: list[_Word], keys: dict[tuple[str, ...], tuple[AcronymRow, ...]]) -> list[_Found]:
    """Every longest run of words that is a key, left to right, none inside another."""
    longest = _longest_names() if keys is _name_keys() else _longest_acronyms()
    found, at = [], 0
    while at < len(words):
        first = words[at].folded
        n_words = max(longest.get(first, 0), longest.get(first[:-1], 0))
        for last in range(min(len(words), at + n_words), at, -1):
            rows = keys.get(_key(words[at:last], keys))
            if rows:
                found.append(_Found(at, last, rows))
                at = last
                break
        else:
            at += 1
    return found


def _key(span: list[_Word], keys: dict[tuple[str, ...], tuple[AcronymRow, ...]]) -> tuple[str, ...]:
    """The span as a key; the plural of an acronym is its singular."""
    key = tuple(word.folded for word in span)
    if key not in keys and len(key[-1]) > 2 and key[-1].endswith("s"):
        return (*key[:-1], key[-1][:-1])
    return key


def _measure(keys: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """How long a key can be, by its first word."""
    longest: dict[str, int] = {}
    for key in keys:
        longest[key[0]] = max(len(key), longest.get(key[0], 0))
    return longest


@cache
def _longest_acronyms() -> dict[str, int]:
    return _measure(_acronym_keys())


@cache
def _longest_names() -> dict[str, int]:
    return _measure(_name_keys())


@cache
def _acronym_keys() -> dict[tuple[str, ...], tuple[AcronymRow, ...]]:
    """Rows by the folded words of every spelling of their acronym."""
    keys: dict[tuple[str, ...], tuple[AcronymRow, ...]] = {}
    for row in load_acronyms():
        for spelling in row.spellings:
            key = tuple(word.folded for word in _split(spelling))
            if row not in keys.get(key, ()):
                keys[key] = (*keys.get(key, ()), row)
    return keys


@cache
def _name_keys() -> dict[tuple[str, ...], tuple[AcronymRow, ...]]:
    """Rows by the folded words of their names of two words and more, either language."""
    keys: dict[tuple[str, ...], tuple[AcronymRow, ...]] = {}
    for row in load_acronyms():
        for name in (*row.names, *row.spanish):
            key = tuple(word.folded for word in _split(name))
            if len(key) > 1:
                keys.setdefault(key, (row,))
    return keys
