"""What every reader gives: statements, problems and notes, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.documents import Statement


@dataclass(frozen=True, slots=True)
class Guess:
    """What a reader made out, not what a column said: how sure it is (0 to 1), and why."""

    field: str
    value: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement and where it stood: the file and, where there are lines, the line (from 1).

    `guesses` are what a page reader made out; `has_id` tells that the file gives the id;
    `is_record` that it was made as one of our records, so that nothing in it is doubted.
    """

    statement: Statement
    path: str
    line: int | None = None
    guesses: tuple[Guess, ...] = ()
    has_id: bool = False
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """A row that can't be taken: where, which field, what stood there, what to do."""

    path: str
    line: int | None
    field: str
    value: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReadNote:
    """What a person should know though nothing is lost: unplaced text, columns found."""

    path: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class PageVersion:
    """Which version of a page a server gave, in its own marks, to ask for a newer one only."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that one file gave; `version` is to be remembered once all of it is stored."""

    statements: tuple[ReadStatement, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    notes: tuple[ReadNote, ...] = ()
    version: PageVersion | None = None


def join_results(results: Iterable[ReadResult]) -> ReadResult:
    """Several results as one, in their order."""
    gathered = list(results)
    return ReadResult(
        tuple(statement for result in gathered for statement in result.statements),
        tuple(problem for result in gathered for problem in result.problems),
        tuple(note for result in gathered for note in result.notes),
    )
