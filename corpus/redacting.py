"""A redaction carried out: over every revision, submission, act and removal of a store.

Takes values or a list kept beside the database, changes all of it in one transaction,
gives a `RedactionReport`. The list, a line of JSON a redaction, lies outside of the
database so that a backup of an earlier day, once restored, gets it applied again.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.adding import make_statement_row, renew_content_version
from corpus.bodies import statement_from_body
from corpus.database import forget_deleted_sqlite, reading, writing
from corpus.editorial import redact_editorials
from corpus.errors import StoreError
from corpus.redaction import MARK, Redaction, Redactor, load_redactor
from corpus.removals import PERSON, log_removal, note_act
from corpus.schema import ActRow, RedactionRow, RemovalRow, RevisionRow, StatementRow, SubmissionRow
from corpus.staging import sync_folder
from corpus.store import Store
from corpus.submissions_records import Act, Removal

LIST_NAME = "redactions.jsonl"
"""The list's file in the data directory."""

READER = "redaction"
REASON = "A person’s own data was taken out on request."

_COMMAND = "mayors redact"


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What a redaction changed; `ids_with_name` are records whose address holds a name."""

    doc_ids: tuple[str, ...]
    n_revisions: int
    n_submissions: int
    ids_with_name: tuple[str, ...]


def redact(store: Store, redactions: Sequence[Redaction], list_path: Path) -> RedactionReport:
    """Take values out of everything stored and remember their sums.

    The list is written first: a crash between the two is mended by doing it again.

    Raises:
        StoreError: the list can't be written, or the database fails.
    """
    try:
        with list_path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(item)) + "\n" for item in redactions)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"The list of redactions {list_path} can't be written ({error.strerror}). Nothing was "
            "changed; make its directory writable and try again."
        ) from error
    return _apply(store, redactions)


def apply_list(store: Store, list_path: Path) -> RedactionReport:
    """Apply the list kept beside the database to a store that may be older than it.

    Raises:
        StoreError: the list can't be read, or the database fails.
    """
    return _apply(store, load_list(list_path))


def read_redactor(store: Store) -> Redactor:
    """What the list of a store takes out."""
    with reading(store.engine) as connection:
        return load_redactor(connection)


def load_list(list_path: Path) -> tuple[Redaction, ...]:
    """The redactions of the list; none where there is no list.

    Raises:
        StoreError: the list can't be read.
    """
    if not list_path.exists():
        return ()
    try:
        lines = list_path.read_text(encoding="utf-8").splitlines()
        return tuple(Redaction(**json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(
            f"The list of redactions {list_path} can't be read ({error}). Put it back from a "
            "backup: without it, people's data may come back."
        ) from error


def save_list(redactions: Iterable[Redaction], list_path: Path) -> None:
    """Replace the list in one step, safe on disk.

    Raises:
        OSError: its directory can't be written.
    """
    part = list_path.with_name(f".{list_path.name}.new")
    with part.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(item)) + "\n" for item in redactions)
        file.flush()
        os.fsync(file.fileno())
    part.replace(list_path)
    sync_folder(list_path.parent)


def _apply(store: Store, redactions: Iterable[Redaction]) -> RedactionReport:
    now = datetime.datetime.now(datetime.UTC)
    with writing(store.engine) as connection:
        known = set(connection.scalars(select(RedactionRow.digest)))
        new = [asdict(r) | {"redacted_at": now} for r in redactions if r.digest not in known]
        if new:
            connection.execute(insert(RedactionRow), new)
        redactor = load_redactor(connection)
        doc_ids, n_revisions = _redact_revisions(connection, redactor, now)
        n_submissions = _redact_submissions(connection, redactor)
        _redact_columns(connection, redactor)
        n_editorials = redact_editorials(connection, redactor)
        ids = connection.scalars(select(StatementRow.doc_id)).all() if redactor else ()
        named = [i for i in ids if MARK in redactor.redact_text(i)]
        report = RedactionReport(tuple(doc_ids), n_revisions, n_submissions, tuple(named))
        if n_revisions or n_submissions:
            details = f"{n_revisions} revisions, {n_submissions} submissions"
            note_act(connection, Act(now, _COMMAND, "redact", None, None, details))
    if report.n_revisions or report.n_submissions or n_editorials:
        forget_deleted_sqlite(store.engine)
    return report


def _redact_revisions(
    connection: Connection, redactor: Redactor, now: datetime.datetime
) -> tuple[list[str], int]:
    """Each revision in place; a record whose newest one changed gets one more."""
    columns = (RevisionRow.doc_id, RevisionRow.revision, RevisionRow.body)
    rows = connection.execute(select(*columns)).all() if redactor else ()
    touched: dict[str, int] = {}
    for row in rows:
        body = redactor.redact_record(row.body)
        if body == row.body:
            continue
        is_it = (RevisionRow.doc_id == row.doc_id) & (RevisionRow.revision == row.revision)
        connection.execute(update(RevisionRow).where(is_it).values(body=body))
        touched[row.doc_id] = touched.get(row.doc_id, 0) + 1
    for doc_id in touched:
        _renew(connection, doc_id, now)
    if touched:
        renew_content_version(connection, touched)
    return sorted(touched), sum(touched.values())


def _renew(connection: Connection, doc_id: str, now: datetime.datetime) -> None:
    """One more revision, so that an index knows; the sum stays that of the record as read."""
    row = connection.execute(
        select(StatementRow.revision, RevisionRow.body, RevisionRow.sha256, RevisionRow.path)
        .join(
            RevisionRow,
            (RevisionRow.doc_id == StatementRow.doc_id)
            & (RevisionRow.revision == StatementRow.revision),
        )
        .where(StatementRow.doc_id == doc_id)
    ).one()
    number = row.revision + 1
    statement = statement_from_body(row.body)
    connection.execute(
        update(StatementRow)
        .where(StatementRow.doc_id == doc_id)
        .values(make_statement_row(statement, number))
    )
    connection.execute(
        insert(RevisionRow).values(
            doc_id=doc_id, revision=number, body=row.body, sha256=row.sha256, path=row.path,
            line=None, reader=READER, ingested_at=now,
        )
    )  # fmt: skip
    log_removal(connection, Removal(PERSON, doc_id, statement.title, REASON, now, None))


def _redact_submissions(connection: Connection, redactor: Redactor) -> int:
    columns = ("note", "submitter_name", "submitter_email", "reason")
    n_changed = 0
    rows = connection.execute(select(SubmissionRow.__table__)).all() if redactor else ()
    for row in rows:
        values: dict[str, Any] = {}
        if row.body:
            values["body"] = redactor.redact_record(row.body)
        for name in columns:
            text = getattr(row, name)
            values[name] = redactor.redact_text(text) if text else text
        if (values["submitter_name"], values["submitter_email"]) != (
            row.submitter_name,
            row.submitter_email,
        ):
            values |= {"submitter_name": MARK, "submitter_email": None}
        if any(getattr(row, name) != value for name, value in values.items()):
            n_changed += 1
            is_it = SubmissionRow.submission_id == row.submission_id
            connection.execute(update(SubmissionRow).where(is_it).values(values))
    return n_changed


def _redact_columns(connection: Connection, redactor: Redactor) -> None:
    """Words of the audit trail and of the public log."""
    for table, key, names in (
        (ActRow, ActRow.act_id, ("details",)),
        (RemovalRow, RemovalRow.removal_id, ("title", "reason")),
    ):
        for row in connection.execute(select(table.__table__)).all() if redactor else ():
            texts = {name: getattr(row, name) for name in names}
            values = {name: redactor.redact_text(text) for name, text in texts.items()}
            if values != texts:
                connection.execute(update(table).where(key == row[0]).values(values))
