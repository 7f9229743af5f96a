"""The thesaurus' concept groups, read and checked.

Takes `data/thesaurus.csv`, gives `Group` records for `search.thesaurus`. Says what is wrong
with the file by line, all of it at once (see `search.thesaurus_checks`). `data/README.md`
tells staff how to edit it.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import fold
from corpus.errors import UnreadableFileError
from search.acronym_rows import split_cell
from search.thesaurus_checks import find_problems
from search.thesaurus_groups import Group, Relation

THESAURUS_PATH = Path(__file__).parent / "data" / "thesaurus.csv"
COLUMNS = ("group", "relation", "english", "spanish", "asked", "see_also")


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the file with its number."""

    number: int
    group: Group
    relation: str
    has_more: bool


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
    ]
    for number, _, words in find_problems([line.group for line in lines]):
        problems.append((lines[number].number, words))
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
    if line.has_more:
        yield line.number, "there are too many columns; separate terms with semicolons."
    if line.relation not in set(Relation):
        yield line.number, f"relation is {line.relation!r}; write {' or '.join(Relation)}."


def _problems_of_order(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    for before, line in itertools.pairwise(lines):
        if fold(line.group.name) == fold(before.group.name):
            yield line.number, f"there are two groups {line.group.name!r}; make them one."
        elif fold(line.group.name) < fold(before.group.name):
            yield line.number, "move it up; the file is in alphabetical order."
