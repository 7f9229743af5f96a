"""The thesaurus' concept groups, read and checked.

Takes `data/thesaurus.csv`, gives `Group` records for `search.thesaurus`. Says what is wrong
with the file by line, all of it at once: terms twice in a group, groups that should be
one, links to nothing or in a circle. `data/README.md` tells staff how to edit it.
"""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from corpus.cleaning import fold
from corpus.errors import UnreadableFileError
from index.analyzer import find_tokens, fold_token, make_analyzer
from search.acronym_rows import split_cell

THESAURUS_PATH = Path(__file__).parent / "data" / "thesaurus.csv"
COLUMNS = ("group", "relation", "english", "spanish", "asked", "see_also")

Key = tuple[str, ...]


class Relation(StrEnum):
    """What the terms of a group are to one another."""

    SAME = "same"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Group:
    """A concept: its terms in both languages, the usual ones first.

    `asked` are words people ask with that are too loose to look for; `see_also` names
    groups that are near, both ways.
    """

    name: str
    relation: Relation
    english: tuple[str, ...]
    spanish: tuple[str, ...]
    asked: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()

    def terms(self) -> Iterator[tuple[str, str]]:
        """Its terms that are looked for, each with its language."""
        yield from ((term, "en") for term in self.english)
        yield from ((term, "es") for term in self.spanish)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the file with its number."""

    number: int
    group: Group
    relation: str
    has_more: bool


def make_key(text: str, language: str) -> Key:
    """What two wordings of one term share: stems, stop words as they are.

    >>> make_key("without papers", "en") == make_key("without paper", "en")
    True
    """
    return tuple(word_key(token, language) for token in find_tokens(text))


def word_key(token: str, language: str) -> str:
    """The key of one word."""
    return make_analyzer(language).term(token) or fold_token(token)


def read_groups(path: Path) -> tuple[Group, ...]:
    """Read and check a thesaurus.

    Raises:
        UnreadableFileError: lines can't be used; names each with what to do.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="more", restval="")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UnreadableFileError(f"{path.name}, line 1: write {','.join(COLUMNS)} there.")
        lines = [_read_line(raw, reader.line_num) for raw in reader]
    problems = [
        *(found for line in lines for found in _problems_of_line(line)),
        *_problems_of_order(lines),
        *_problems_of_links(lines),
        *_problems_of_pairs(lines),
    ]
    if problems:
        told = (f"line {number}: {words}" for number, words in sorted(problems))
        raise UnreadableFileError("\n".join([f"{path.name} can't be used:", *told]))
    return tuple(line.group for line in lines)


def _read_line(raw: dict[str, str], number: int) -> _Line:
    relation = raw["relation"].strip()
    group = Group(
        raw["group"].strip(),
        Relation(relation) if relation in set(Relation) else Relation.SAME,
        split_cell(raw["english"]),
        split_cell(raw["spanish"]),
        split_cell(raw["asked"]),
        split_cell(raw["see_also"]),
    )
    return _Line(number, group, relation, bool(raw.get("more")))


def _problems_of_line(line: _Line) -> Iterator[tuple[int, str]]:
    group = line.group
    if line.has_more:
        yield line.number, "there are too many columns; separate terms with semicolons."
    if not group.name:
        yield line.number, "the group has no name."
    if line.relation not in set(Relation):
        yield line.number, f"relation is {line.relation!r}; write {' or '.join(Relation)}."
    if not (group.english or group.spanish):
        yield line.number, "the group has no term."
    elif len(group.english) + len(group.spanish) + len(group.asked) < 2:
        yield line.number, "a single term is related to nothing; add another or leave it out."
    elif group.relation is Relation.TRANSLATION and not (group.english and group.spanish):
        yield line.number, "a translation needs English and Spanish terms."
    for language, terms in (("en", (*group.english, *group.asked)), ("es", group.spanish)):
        yield from ((line.number, words) for words in _problems_of_terms(terms, language))


def _problems_of_terms(terms: tuple[str, ...], language: str) -> Iterator[str]:
    seen: dict[Key, str] = {}
    for term in terms:
        if not make_analyzer(language)(term):
            yield f"{term!r} holds only very common words."
            continue
        before = seen.setdefault(make_key(term, language), term)
        if before is not term:
            yield f"{term!r} is found by {before!r} already; keep one."


def _problems_of_order(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    for before, line in itertools.pairwise(lines):
        if fold(line.group.name) == fold(before.group.name):
            yield line.number, f"there are two groups {line.group.name!r}; make them one."
        elif fold(line.group.name) < fold(before.group.name):
            yield line.number, "move it up; the file is in alphabetical order."


def _problems_of_links(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    numbers = {line.group.name: line.number for line in lines}
    for line in lines:
        for name in line.group.see_also:
            if name not in numbers:
                yield line.number, f"see_also names {name!r}, which is no group."
    links = {line.group.name: line.group.see_also for line in lines}
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        told = " > ".join(reversed(circle))
        yield numbers[circle[0]], f"see_also goes in a circle ({told}); write each link once."


def _problems_of_pairs(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    """Two groups that share two terms of a language are one group written twice."""
    holders: dict[tuple[str, Key], list[_Line]] = defaultdict(list)
    for line in lines:
        for term, language in line.group.terms():
            holders[language, make_key(term, language)].append(line)
    shared: dict[tuple[int, int, str], int] = defaultdict(int)
    names = {line.number: line.group.name for line in lines}
    for (language, _), holding in holders.items():
        for one, other in itertools.combinations(sorted({line.number for line in holding}), 2):
            shared[one, other, language] += 1
    for (one, other, _), count in sorted(shared.items()):
        if count > 1:
            yield other, f"shares {count} terms with {names[one]!r}; make them one group."
