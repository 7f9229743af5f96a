"""What every reader gives: statements, problems and notes, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.documents import Statement


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement and where it stood: the file and, where there are lines, the line (from 1)."""

    statement: Statement
    path: str
    line: int | None = None


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
class ReadResult:
    """All that one file gave."""

    statements: tuple[ReadStatement, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    notes: tuple[ReadNote, ...] = ()
