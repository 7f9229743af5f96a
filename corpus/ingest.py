"""Files into the store: what was read, what became of it, what went wrong.

Takes paths or results of readers and a store, gives an `IngestReport` for `webapp.cli` to
print. The statements of each file are stored in one transaction, so that a crash leaves
whole files only and the next run goes on; a bad row is reported with its place and remedy
and keeps no other row out, unless `strict`. What a reader is not sure of goes to the
queue (`corpus.submissions`), not among the statements. To try out a file, ingest it into
`corpus.snapshot.open_snapshot`, a copy that is thrown away.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.bodies import make_sum
from corpus.doubts import KnownMayors, describe, list_doubts
from corpus.errors import UnreadableFileError
from corpus.page_versions import remember_version
from corpus.readers import iter_results, read_documents
from corpus.readers.results import (
    Guess,
    ReadNote,
    ReadProblem,
    ReadResult,
    ReadStatement,
    join_results,
)
from corpus.readers.sniffing import find_name_suffix
from corpus.recognising import make_key, recognise
from corpus.records import statement_to_record
from corpus.store import Store
from corpus.stored import AddResult, Incoming, Outcome
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending

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
    """A statement that was read, and what became of it; None where strictness kept it out.

    `doubts` are why it waits for a reviewer.
    """

    read: ReadStatement
    result: AddResult | None
    doubts: tuple[Guess, ...] = ()


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


def _ignore(_what: object) -> None:
    """Tell nobody."""


def ingest(
    paths: Sequence[Path],
    store: Store,
    options: IngestOptions,
    on_path: Callable[[Path], None] = _ignore,
) -> IngestReport:
    """Read files, directories and archives into the store.

    A file that can't be read at all is a problem of the report, not an exception.
    `on_path` is called before each path is read.

    Raises:
        StoreError: the store fails; what was stored before stays.
    """

    def read_all() -> Iterator[ReadResult]:
        for path in paths:
            on_path(path)
            yield from read_path(path)

    return ingest_results(read_all(), store, options)


def read_path(path: Path) -> Iterator[ReadResult]:
    """What a path gives, a result a document; what can't be read at all is a problem."""
    try:
        yield from iter_results(path)
    except UnreadableFileError as error:
        yield ReadResult(problems=(ReadProblem(str(path), None, "file", path.name, str(error)),))


def ingest_results(
    results: Iterable[ReadResult], store: Store, options: IngestOptions
) -> IngestReport:
    """Store what readers gave, each result in one transaction, as it comes.

    Raises:
        StoreError: the store fails; what was stored before stays.
    """
    if options.is_strict:
        whole = join_results(results)
        if whole.problems:
            kept_out = tuple(IngestedStatement(read, None) for read in whole.statements)
            return IngestReport(kept_out, whole.problems, whole.notes)
        results = [whole]
    ingesting = _Ingesting(store, options)
    return _join([ingesting.take(result) for result in results])


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
    statements = tuple(map(IngestedStatement, result.statements, report.results))
    return IngestReport(statements, result.problems, result.notes)


def _file_sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnreadableFileError(
            f"The shipped corpus {path} can't be read ({error.strerror}). Install the program anew."
        ) from error


class _Ingesting:
    """One run: puts each result's statements into the store or the queue."""

    def __init__(self, store: Store, options: IngestOptions) -> None:
        self._store = store
        self._options = options
        self._queue = Submissions(store)
        self._mayors = KnownMayors(store.list_mayor_cities())

    def take(self, result: ReadResult) -> IngestReport:
        """Store the sure and new ones in one transaction, then queue the doubtful."""
        ids = [read.statement.doc_id for read in result.statements if not read.is_record]
        sums = self._store.list_sums(ids)
        taken = [self._judge(read, sums) for read in result.statements]
        sure = [i for i, item in enumerate(taken) if item.result is None and not item.doubts]
        added = self._store.add(
            [_make_incoming(taken[i].read) for i in sure],
            allow_similar=self._options.allow_similar,
            beside=frozenset(item.read.statement.doc_id for item in taken),
        )
        for i, outcome in zip(sure, added.results, strict=True):
            taken[i] = IngestedStatement(taken[i].read, outcome)
            if outcome.revision is not None:
                self._mayors.add(taken[i].read.statement)
        taken = [self._send(item) if item.result is None else item for item in taken]
        if result.version is not None and not result.problems:
            remember_version(self._store, result.version)
        return IngestReport(tuple(taken), result.problems, result.notes)

    def _judge(self, read: ReadStatement, sums: dict[str, str]) -> IngestedStatement:
        stored_sum = sums.get(read.statement.doc_id)
        if stored_sum is not None:
            if stored_sum == make_sum(statement_to_record(read.statement)):
                return IngestedStatement(read, None)  # the store will find it unchanged
            result = recognise(read, self._store, allow_similar=self._options.allow_similar)
            if result is not None:
                return IngestedStatement(read, result)
        return IngestedStatement(read, None, list_doubts(read, self._mayors))

    def _send(self, item: IngestedStatement) -> IngestedStatement:
        """Put a doubtful statement into the queue, unless it was there before."""
        read, doc_id = item.read, item.read.statement.doc_id
        similar = self._queue.find_duplicates(read.statement, besides=doc_id)
        if similar and not self._options.allow_similar:
            result = AddResult(doc_id, Outcome.SIMILAR, None, similar[0])
            return IngestedStatement(read, result, item.doubts)
        incoming = _make_incoming(read)
        is_held = self._store.find_statement(doc_id) is not None
        sent = self._queue.submit(
            Sending(
                Action.CORRECTION if is_held else Action.NEW,
                read.statement,
                doc_id=doc_id if is_held else None,
                note=describe(item.doubts),
                path=incoming.path,
                line=incoming.line,
                reader=incoming.reader,
                client_key=make_key(read),
            )
        )
        outcome = Outcome.QUEUED if sent.is_new else Outcome.UNCHANGED
        return IngestedStatement(read, AddResult(doc_id, outcome, None), item.doubts)


def _make_incoming(read: ReadStatement) -> Incoming:
    reader = find_name_suffix(read.path).lstrip(".") or "page"
    return Incoming(read.statement, read.path, read.line, reader)


def _join(reports: Sequence[IngestReport]) -> IngestReport:
    return IngestReport(
        statements=tuple(s for report in reports for s in report.statements),
        problems=tuple(p for report in reports for p in report.problems),
        notes=tuple(n for report in reports for n in report.notes),
    )
