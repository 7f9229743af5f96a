"""Records taken down and put back, and the public log of it.

Takes a connection inside a transaction (a decision of `corpus.submissions`) or a store (a
reviewer, a command). What is taken down is found by nobody; its revisions are kept, for
an index that still knows them and for putting it back.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from corpus.adding import renew_content_version
from corpus.database import reading, writing
from corpus.errors import NotHereError, OutdatedError
from corpus.messages import Message
from corpus.schema import ActRow, RemovalRow, RevisionRow, StatementRow
from corpus.store import Store
from corpus.submissions_records import Act, Removal

RECORD = "record"
PERSON = "person"


def take_down(store: Store, doc_id: str, reason: str, reviewer: str) -> None:
    """Take a record out of the collection, with a reason everybody may read.

    Raises:
        NotHereError: there is no such record now.
        StoreError: the database fails.
    """
    now = datetime.datetime.now(datetime.UTC)
    with writing(store.engine) as connection:
        take_down_in(connection, doc_id, reason, now)
        note_act(connection, Act(now, reviewer, "take down", None, doc_id, reason))


def put_back(store: Store, doc_id: str, reviewer: str) -> None:
    """Put a record back that was taken down.

    Raises:
        OutdatedError: it is not taken down.
        StoreError: the database fails.
    """
    now = datetime.datetime.now(datetime.UTC)
    with writing(store.engine) as connection:
        if not put_back_in(connection, doc_id, now):
            raise OutdatedError(
                Message("The record %(doc_id)s is not taken down; look again.", doc_id=doc_id)
            )
        note_act(connection, Act(now, reviewer, "put back", None, doc_id, ""))


def find_removal(store: Store, doc_id: str) -> Removal | None:
    """Why a record is not to be found, where it was taken down; else None."""
    query = (
        _select_removals()
        .where(RemovalRow.doc_id == doc_id, RemovalRow.kind == RECORD)
        .where(RemovalRow.put_back_at.is_(None))
    )
    with reading(store.engine) as connection:
        row = connection.execute(query).first()
    return Removal(*row) if row else None


def list_removals(store: Store, limit: int = 1000) -> tuple[Removal, ...]:
    """The public log, newest first."""
    with reading(store.engine) as connection:
        return tuple(Removal(*row) for row in connection.execute(_select_removals().limit(limit)))


def take_down_in(connection: Connection, doc_id: str, reason: str, now: datetime.datetime) -> None:
    """The same inside a transaction of the caller."""
    query = (
        select(RevisionRow.body)
        .join(
            StatementRow,
            (StatementRow.doc_id == RevisionRow.doc_id)
            & (StatementRow.revision == RevisionRow.revision),
        )
        .where(StatementRow.doc_id == doc_id, StatementRow.removed_at.is_(None))
    )
    body = connection.scalar(query)
    if body is None:
        raise NotHereError(
            Message("There is no record %(doc_id)r to take down; look again.", doc_id=doc_id)
        )
    is_it = StatementRow.doc_id == doc_id
    connection.execute(update(StatementRow).where(is_it).values(removed_at=now))
    log_removal(connection, Removal(RECORD, doc_id, body["title"], reason, now, None))
    renew_content_version(connection, [doc_id])


def put_back_in(connection: Connection, doc_id: str, now: datetime.datetime) -> bool:
    """The same inside a transaction of the caller; whether it had been taken down."""
    is_it = (StatementRow.doc_id == doc_id) & StatementRow.removed_at.is_not(None)
    done = connection.execute(update(StatementRow).where(is_it).values(removed_at=None))
    if not done.rowcount:
        return False
    connection.execute(
        update(RemovalRow)
        .where(RemovalRow.doc_id == doc_id, RemovalRow.kind == RECORD)
        .where(RemovalRow.put_back_at.is_(None))
        .values(put_back_at=now)
    )
    renew_content_version(connection, [doc_id])
    return True


def log_removal(connection: Connection, removal: Removal) -> None:
    """Add a line to the public log."""
    connection.execute(insert(RemovalRow).values(asdict(removal)))


def note_act(connection: Connection, act: Act) -> None:
    """Add a line to the audit trail."""
    connection.execute(insert(ActRow).values(asdict(act)))


def _select_removals() -> Select[*tuple[Any, ...]]:
    columns = (getattr(RemovalRow, field.name) for field in fields(Removal))
    return select(*columns).order_by(RemovalRow.removal_id.desc())
