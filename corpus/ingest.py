"""Files into the store: what was read, what became of it, what went wrong.

Takes paths and a store, gives an `IngestReport` for `webapp.cli` to print. The
statements of each path are stored in one transaction; a bad row is reported with its
place and remedy and keeps no other row out, unless `strict`. To try out a file, ingest
it into `corpus.snapshot.open_snapshot`, a copy that is thrown away.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.readers import read_documents
from corpus.readers.results import ReadNote, ReadProblem, ReadResult, ReadStatement
from corpus.store import Store
from corpus.stored import AddReport, AddResult, Incoming, Outcome

SHIPPED_PATH = Path(__file__).parent / "data" / "statements.jsonl"
SHIPPED_READER = "shipped"

_SHIPPED_SUM_KEY = "shipped_sha256"


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How to ingest.

    `is_strict`: one bad row or file anywhere, and nothing at all is stored.
    `allow_similar`: store also what seems to be stored already in other words.
    """

    is_strict: bool = False
    allow_similar: bool = False


@dataclass(frozen=True, slots=True)
class IngestedStatement:
    """A statement that was read, and what became of it; None where strictness kept it out."""

    read: ReadStatement
    result: AddResult | None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """All that ingesting did and found, in the order of the files."""

    statements: tuple[IngestedStatement, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    notes: tuple[ReadNote, ...] = ()
    counts: Counter[Outcome] = field(init=False, default_factory=Counter)
    """How many statements ended so."""

    def __post_init__(self) -> None:
        self.counts.update(s.result.outcome for s in self.statements if s.result)

    @property
    def n_kept_out(self) -> int:
        """How many sound statements strictness kept out."""
        return sum(1 for statement in self.statements if statement.result is None)

    @property
    def has_changed(self) -> bool:
        """Whether anything new is in the store."""
        return bool(self.counts[Outcome.ADDED] or self.counts[Outcome.CHANGED])


def _ignore_path(path: Path) -> None:
    """Tell nobody which path is being read."""


def ingest(
    paths: Sequence[Path],
    store: Store,
    options: IngestOptions,
    on_path: Callable[[Path], None] = _ignore_path,
) -> IngestReport:
    """Read files and directories into the store.

    A file that can't be read at all is a problem of the report, not an exception.
    `on_path` is called before each path is read.

    Raises:
        StoreError: the store fails; what was stored before stays.
    """
    if options.is_strict:
        return _ingest_strictly(paths, store, options, on_path)
    reports = []
    for path in paths:
        on_path(path)
        reports.append(_add(_read(path), store, options))
    return _join(reports)


def ingest_shipped(store: Store) -> IngestReport:
    """Bring the corpus that comes with the program into the store; again, it does nothing.

    Where a newer program brings a changed record, this becomes its newest revision. A
    record changed here by other means keeps that change as long as the shipped one stays
    as it was.

    Raises:
        StoreError: the store fails.
        UnreadableFileError: the shipped file is missing or is not text.
    """
    digest = _file_sum(SHIPPED_PATH)
    if store.find_meta(_SHIPPED_SUM_KEY) == digest:
        return IngestReport()
    result = read_documents(SHIPPED_PATH)
    items = [
        Incoming(read.statement, SHIPPED_PATH.name, read.line, SHIPPED_READER)
        for read in result.statements
    ]
    report = store.add(items, allow_similar=True, upstream=SHIPPED_READER)
    store.set_meta(_SHIPPED_SUM_KEY, digest)
    return _make_report(result, report)


def _file_sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnreadableFileError(
            f"The shipped corpus {path} can't be read ({error.strerror}). Install the program anew."
        ) from error


def _ingest_strictly(
    paths: Sequence[Path], store: Store, options: IngestOptions, on_path: Callable[[Path], None]
) -> IngestReport:
    """Read all paths first, then store all of them in one transaction, or none."""
    results = []
    for path in paths:
        on_path(path)
        results.append(_read(path))
    whole = ReadResult(
        statements=tuple(s for result in results for s in result.statements),
        problems=tuple(p for result in results for p in result.problems),
        notes=tuple(n for result in results for n in result.notes),
    )
    return _make_report(whole, None) if whole.problems else _add(whole, store, options)


def _read(path: Path) -> ReadResult:
    try:
        return read_documents(path)
    except UnreadableFileError as error:
        return ReadResult(problems=(ReadProblem(str(path), None, "file", path.name, str(error)),))


def _add(result: ReadResult, store: Store, options: IngestOptions) -> IngestReport:
    items = [
        Incoming(read.statement, read.path, read.line, Path(read.path).suffix.lstrip(".").lower())
        for read in result.statements
    ]
    return _make_report(result, store.add(items, allow_similar=options.allow_similar))


def _make_report(result: ReadResult, added: AddReport | None) -> IngestReport:
    results = added.results if added else (None,) * len(result.statements)
    statements = tuple(map(IngestedStatement, result.statements, results))
    return IngestReport(statements, result.problems, result.notes)


def _join(reports: Sequence[IngestReport]) -> IngestReport:
    return IngestReport(
        statements=tuple(s for report in reports for s in report.statements),
        problems=tuple(p for report in reports for p in report.problems),
        notes=tuple(n for report in reports for n in report.notes),
    )
