"""One raw row to a `ReadStatement` or its problems: what JSONL, CSV and XLSX have in common.

Takes a mapping and where it stood, gives results; fills in what a file may leave out
(the language) and remembers ids, so that one id stands for one record in a file.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from corpus.cities import describe_unknown, load_gazetteer
from corpus.documents import Statement
from corpus.errors import InvalidRecordsError
from corpus.languages import detect_language
from corpus.readers.decoding import is_garbled
from corpus.readers.results import Guess, ReadNote, ReadProblem, ReadResult, ReadStatement
from corpus.records import statement_from_record

MAX_PROBLEMS = 1_000
"""A file with so many bad rows is not what it claims to be: the rest of it is not read."""

_MAX_VALUE = 120


class RowCollector:
    """Gathers what the rows of one file give."""

    def __init__(self, path: str, today: datetime.date) -> None:
        self._path = path
        self._today = today
        self._statements: list[ReadStatement] = []
        self._problems: list[ReadProblem] = []
        self._notes: list[ReadNote] = []
        self._place_by_id: dict[str, tuple[int, int]] = {}
        self._sheet = 0

    def start_sheet(self) -> None:
        """Count lines anew: another sheet of the same file begins."""
        self._sheet += 1

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong that reading on is of no use."""
        return len(self._problems) >= MAX_PROBLEMS

    def add_problem(self, line: int | None, field: str, value: object, remedy: str) -> None:
        """Remember what is wrong with a row."""
        shown = "" if value is None else str(value)
        if len(shown) > _MAX_VALUE:
            shown = shown[:_MAX_VALUE] + "..."
        self._problems.append(ReadProblem(self._path, line, field, shown, remedy))

    def add_note(self, line: int | None, message: str) -> None:
        """Remember what a person should know."""
        self._notes.append(ReadNote(self._path, line, message))

    def add_record(
        self, line: int, record: Mapping[str, object], *, is_checked: bool = True
    ) -> None:
        """Check a row; keep its statement or its problems.

        `is_checked`: someone made the record for us; else an unknown city is taken for a slip.
        """
        text = record.get("text")
        if not record.get("language") and isinstance(text, str):
            record = {**record, "language": detect_language(text)}
        try:
            statement = statement_from_record(record, today=self._today)
        except InvalidRecordsError as error:
            for problem in error.problems:
                self.add_problem(line, problem.field, problem.value, problem.remedy)
            return
        first = self._place_by_id.setdefault(statement.doc_id, (self._sheet, line))
        if first != (self._sheet, line):
            remedy = f"Line {first[1]} has the same id; give each record its own."
            self.add_problem(line, "id", statement.doc_id, remedy)
            return
        if statement.city and statement.city.population is None:
            self.add_note(line, f"{describe_unknown(statement.city)}.")
        guesses = () if is_checked else _find_doubts(statement)
        has_id = bool(record.get("id"))
        self._statements.append(
            ReadStatement(statement, self._path, line, guesses, has_id, is_record=is_checked)
        )

    def result(self, notes: tuple[ReadNote, ...] = ()) -> ReadResult:
        """All of it, notes of the file first."""
        if self.is_full:
            remedy = f"{MAX_PROBLEMS:,} rows can't be used, so the rest of the file was not read. "
            self.add_problem(None, "file", self._path, f"{remedy}Mend these first.")
        return ReadResult(tuple(self._statements), tuple(self._problems), (*notes, *self._notes))


def _find_doubts(statement: Statement) -> tuple[Guess, ...]:
    doubts = []
    city = statement.city
    if city is not None and city.population is None:
        doubts.append(Guess("city", city.label, 0.3, describe_unknown(city)))
    near = load_gazetteer().list_near(statement.issuer) if statement.issuer else ()
    if statement.issuer and near:
        words = f"without a state it counts as a body, no city (is {near[0].label} meant?)"
        doubts.append(Guess("city", statement.issuer, 0.3, words))
    if is_garbled(f"{statement.title}\n{statement.text}"):
        doubts.append(Guess("text", "", 0.3, "characters were lost or garbled before it came here"))
    return tuple(doubts)
