"""An export of another site into the store: the same records, revisions and log of removals.

Takes lines as `corpus.export` writes them and a store, gives an `ImportReport`. All of it is one
transaction: stopped at any moment it leaves nothing behind and is run again; once done, again it
changes nothing. A record that is here with another history is never mixed with it. What is on
the list of redactions here is taken out on the way in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.adding import make_statement_row, renew_content_version
from corpus.bodies import statement_from_body
from corpus.database import writing
from corpus.errors import UnreadableFileError, UsageError
from corpus.export_reading import read_history
from corpus.histories import RecordHistory
from corpus.records import statement_to_record
from corpus.redaction import Redactor, load_redactor
from corpus.schema import RemovalRow, RevisionRow, StatementRow
from corpus.store import Store, make_stored
from corpus.stored import StoredStatement
from corpus.submissions_records import Removal

_RECORDS_A_BATCH = 200
_TOLD = 5
"""How many faults one message names."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many records came in new, were brought up to date, and were here already."""

    n_added: int
    n_changed: int
    n_unchanged: int
    n_redacted: int

    @property
    def n_records(self) -> int:
        """How many records the export holds."""
        return self.n_added + self.n_changed + self.n_unchanged


def import_lines(lines: Iterable[str], name: str, store: Store) -> ImportReport:
    """Bring every record of an export into the store, or none; `name` is the file's.

    Raises:
        UnreadableFileError: the file is no export, is cut off or was changed; names the lines.
        UsageError: records are here already with another history; names them.
        StoreError: the database fails.
    """
    with writing(store.engine) as connection:
        importing = _Importing(connection)
        histories = _read_all(lines, name)
        while batch := list(islice(histories, _RECORDS_A_BATCH)):
            importing.take(batch)
        return importing.finish()


def _read_all(lines: Iterable[str], name: str) -> Iterator[RecordHistory]:
    """Every line as it comes; at the end an error if any was no record, or some are missing."""
    faults: list[str] = []
    seen: set[str] = set()
    n_expected = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            history = read_history(line)
        except UnreadableFileError as error:
            faults.append(f"line {number}: {error}")
            continue
        doc_id = history.statement.doc_id
        if doc_id in seen:
            faults.append(f"line {number}: the record {doc_id} is there twice")
        seen.add(doc_id)
        n_expected = history.n_records
        if not faults:
            yield history
    if faults:
        more = f" and {len(faults) - _TOLD:,} more" if len(faults) > _TOLD else ""
        raise UnreadableFileError(
            f"{name} can't be imported: {'; '.join(faults[:_TOLD])}{more}. Nothing was stored. "
            "Export it again with `mayors export`."
        )
    if len(seen) != n_expected or not seen:
        raise UnreadableFileError(
            f"{name} holds {len(seen):,} of {n_expected:,} records: it is cut off. Nothing was "
            "stored. Export or copy it again."
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store holds of a record."""

    revisions: tuple[StoredStatement, ...] = ()
    removed_at: datetime.datetime | None = None


class _Importing:
    """One run inside a transaction; afterwards it is spent."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redactor = load_redactor(connection)
        self._counts = {"added": 0, "changed": 0, "unchanged": 0, "redacted": 0}
        self._differing: list[str] = []
        self._changed: list[str] = []
        self._removals: list[tuple[int, Removal]] = []

    def take(self, batch: Sequence[RecordHistory]) -> None:
        """Store what is new of some records."""
        held = self._load_held([history.statement.doc_id for history in batch])
        statements: list[dict[str, Any]] = []
        revisions: list[dict[str, Any]] = []
        for original in batch:
            history = _redact(original, self._redactor)
            doc_id = history.statement.doc_id
            known = held.get(doc_id, _Held())
            n_common = min(len(known.revisions), len(history.revisions))
            if known.revisions[:n_common] != history.revisions[:n_common]:
                self._differing.append(doc_id)
                continue
            self._counts["redacted"] += history != original
            self._removals += history.removals
            new = history.revisions[n_common:]
            revisions += map(_make_row, new)
            if not known.revisions:
                statements.append(_make_statement_row(history))
                self._note("added", doc_id)
            elif new or (history.removed_at and not known.removed_at):
                self._update(history, known, has_new=bool(new))
                self._note("changed", doc_id)
            else:
                self._counts["unchanged"] += 1
        for table, rows in ((StatementRow, statements), (RevisionRow, revisions)):
            if rows:
                self._connection.execute(insert(table), rows)

    def _note(self, outcome: str, doc_id: str) -> None:
        self._counts[outcome] += 1
        self._changed.append(doc_id)

    def _update(self, history: RecordHistory, known: _Held, *, has_new: bool) -> None:
        """Newer revisions, or that it was taken down; what is down here stays down."""
        row = _make_statement_row(history) if has_new else {}
        row["removed_at"] = known.removed_at or history.removed_at
        is_it = StatementRow.doc_id == history.statement.doc_id
        self._connection.execute(update(StatementRow).where(is_it).values(row))

    def finish(self) -> ImportReport:
        """Write the log of removals in its order; give what was done.

        Raises:
            UsageError: some records are here with another history.
        """
        if self._differing:
            named = ", ".join(self._differing[:_TOLD])
            more = len(self._differing) - _TOLD
            raise UsageError(
                "Of the records of this export, some are here already with another history: "
                f"{named}{f' and {more:,} more' if more > 0 else ''}. Nothing was stored. Import "
                "into a new data directory: set MAYORS_DATA to one that does not exist yet."
            )
        self._write_removals()
        if self._changed:
            renew_content_version(self._connection, self._changed)
        return ImportReport(*self._counts.values())

    def _load_held(self, doc_ids: list[str]) -> dict[str, _Held]:
        query = (
            select(RevisionRow.__table__, StatementRow.removed_at)
            .join(StatementRow, StatementRow.doc_id == RevisionRow.doc_id)
            .where(RevisionRow.doc_id.in_(doc_ids))
            .order_by(RevisionRow.doc_id, RevisionRow.revision)
        )
        held: dict[str, _Held] = {}
        for row in self._connection.execute(query):
            before = held.get(row.doc_id, _Held())
            held[row.doc_id] = _Held((*before.revisions, make_stored(row)), row.removed_at)
        return held

    def _write_removals(self) -> None:
        query = select(RemovalRow.kind, RemovalRow.doc_id, RemovalRow.removed_at)
        known = {tuple(row) for row in self._connection.execute(query)}
        for _, removal in sorted(self._removals, key=lambda pair: pair[0]):
            if (removal.kind, removal.doc_id, removal.removed_at) not in known:
                self._connection.execute(insert(RemovalRow).values(asdict(removal)))


def _redact(history: RecordHistory, redactor: Redactor) -> RecordHistory:
    """The same without what is on the list here."""
    if not redactor:
        return history
    revisions = tuple(_redact_revision(stored, redactor) for stored in history.revisions)
    removals = tuple(
        (
            number,
            replace(
                removal,
                title=redactor.redact_text(removal.title),
                reason=redactor.redact_text(removal.reason),
            ),
        )
        for number, removal in history.removals
    )
    return replace(history, revisions=revisions, removals=removals)


def _redact_revision(stored: StoredStatement, redactor: Redactor) -> StoredStatement:
    record = redactor.redact_record(statement_to_record(stored.statement))
    return replace(stored, statement=statement_from_body(record))


def _make_statement_row(history: RecordHistory) -> dict[str, Any]:
    row = make_statement_row(history.statement, history.newest.revision)
    return row | {"removed_at": history.removed_at}


def _make_row(stored: StoredStatement) -> dict[str, Any]:
    return {
        "doc_id": stored.statement.doc_id,
        "revision": stored.revision,
        "body": statement_to_record(stored.statement),
    } | asdict(stored.provenance)
