"""The list of acronyms, read and checked.

Takes `data/acronyms.csv`, gives `AcronymRow` records for `search.acronyms`. Says what is
wrong with the file by line, all of it at once.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.cleaning import fold
from corpus.errors import UnreadableFileError
from index.analyzer import find_tokens, fold_token, make_analyzer

ACRONYMS_PATH = Path(__file__).parent / "data" / "acronyms.csv"
COLUMNS = ("acronym", "meaning", "spanish", "also", "needs", "friends", "foes")


class Needs(StrEnum):
    """What must speak for the acronym before a word is taken for it."""

    NOTHING = "nothing"
    EITHER = "either"
    FRIENDS = "friends"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class AcronymRow:
    """One sense of an acronym.

    `spellings` and `names` begin with the usual one; `friends` and `foes` are stems.
    """

    spellings: tuple[str, ...]
    names: tuple[str, ...]
    spanish: tuple[str, ...]
    also: tuple[str, ...]
    needs: Needs
    friends: frozenset[str]
    foes: frozenset[str]

    @property
    def acronym(self) -> str:
        """The acronym as it is usually written."""
        return self.spellings[0]


@cache
def load_acronyms() -> tuple[AcronymRow, ...]:
    """The shipped acronyms, in the order of the file."""
    return read_acronyms(ACRONYMS_PATH)


def read_acronyms(path: Path) -> tuple[AcronymRow, ...]:
    """Read and check a list of acronyms.

    Raises:
        UnreadableFileError: lines can't be used; names each with what to do.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="more", restval="")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UnreadableFileError(f"{path.name}, line 1: write {','.join(COLUMNS)} there.")
        lines = [(reader.line_num, raw) for raw in reader]
    problems, keys = [], []
    for number, raw in lines:
        problems += [f"line {number}: {problem}" for problem in _find_problems(raw)]
        keys.append((_sort_key(raw), number))
    for (before, _), (key, number) in itertools.pairwise(keys):
        if key == before:
            problems.append(f"line {number}: the same sense stands above; keep one.")
        elif key < before:
            problems.append(f"line {number}: move it up; the file is in alphabetical order.")
    if problems:
        raise UnreadableFileError(f"{path.name} can't be used:\n" + "\n".join(problems))
    return tuple(_make_row(raw) for _, raw in lines)


def stems(token: str) -> frozenset[str]:
    """A token's stems as an English and as a Spanish word, stop words left out."""
    return frozenset({make_analyzer("en").term(token), make_analyzer("es").term(token)} - {""})


def split_cell(cell: str) -> tuple[str, ...]:
    """The entries of a cell; semicolons separate them.

    >>> split_cell("food stamps; food benefits ;")
    ('food stamps', 'food benefits')
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _find_problems(raw: dict[str, str]) -> list[str]:
    problems = []
    if raw.get("more"):
        problems.append('there are too many columns; put a cell that holds a comma in "quotes".')
    problems += [f"{name} is empty." for name in ("acronym", "meaning") if not raw[name].strip()]
    raw["needs"] = raw["needs"].strip()
    if raw["needs"] not in set(Needs):
        problems.append(f"needs is {raw['needs']!r}; write {', '.join(Needs)}.")
    elif raw["needs"] in (Needs.FRIENDS, Needs.BOTH) and not raw["friends"].strip():
        problems.append(f"needs is {raw['needs']!r}, so name at least one friend.")
    both = {word for cell in ("friends", "foes") for word in split_cell(raw[cell]) if " " in word}
    problems += [f"{word!r} is not one word." for word in sorted(both)]
    shared = set(split_cell(raw["friends"])) & set(split_cell(raw["foes"]))
    problems += [f"{word!r} is both friend and foe." for word in sorted(shared)]
    return problems


def _sort_key(raw: dict[str, str]) -> tuple[str, str]:
    acronym, meaning = (split_cell(raw[name]) or ("",) for name in ("acronym", "meaning"))
    return fold(acronym[0]), fold(meaning[0])


def _make_row(raw: dict[str, str]) -> AcronymRow:
    return AcronymRow(
        split_cell(raw["acronym"]),
        split_cell(raw["meaning"]),
        split_cell(raw["spanish"]),
        split_cell(raw["also"]),
        Needs(raw["needs"]),
        _stems_of(raw["friends"]),
        _stems_of(raw["foes"]),
    )


def _stems_of(cell: str) -> frozenset[str]:
    words = [token for word in split_cell(cell) for token in find_tokens(word)]
    # a stop word ("with") has no stem; it stays as it is and `stems` never meets it
    return frozenset(stem for word in words for stem in stems(word) or {fold_token(word)})
