"""What an approval does to the collection, and what undoing it does.

Called by `corpus.submissions` inside the transaction of a decision; stores records by
`corpus.adding`, so that an approved record is one more revision with its provenance.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import count

from sqlalchemy import Connection, select

from corpus.adding import Adding, Policy
from corpus.bodies import statement_from_body
from corpus.documents import Statement
from corpus.errors import OutdatedError
from corpus.messages import Message
from corpus.removals import put_back_in, take_down_in
from corpus.schema import RevisionRow, StatementRow
from corpus.stored import Incoming, Outcome
from corpus.submissions_records import Action, Submission

READER = "review"
"""The reader of revisions that an approval made."""

UNDONE = "The approval of this record was undone."


def publish_in(
    connection: Connection, found: Submission, edited: Statement | None, now: datetime.datetime
) -> dict[str, object]:
    """Store the record; give its doc_id and the revision this made of it, None for none.

    Raises:
        OutdatedError: the record to be corrected was taken down.
    """
    statement = edited or found.statement
    if statement is None or found.action is Action.REMARK:
        return {}
    is_new = found.action is Action.NEW or found.doc_id is None
    if is_new:
        doc_id = _choose_id(connection, statement.doc_id, _path_of(found))
        put_back_in(connection, doc_id, now)
    else:
        doc_id = found.doc_id or ""
        _refuse_removed(connection, doc_id)
    outcome, revision = _store(connection, replace(statement, doc_id=doc_id), found, now)
    has_made_it = is_new or outcome is Outcome.CHANGED
    return {"doc_id": doc_id, "revision": revision if has_made_it else None}


def unpublish_in(connection: Connection, found: Submission, now: datetime.datetime) -> None:
    """Take a new record down again, or give a corrected one back what it said before.

    Raises:
        OutdatedError: the record has another revision by now, or was taken down.
    """
    if found.revision is None or found.doc_id is None:
        return
    current = connection.scalar(
        select(StatementRow.revision).where(
            StatementRow.doc_id == found.doc_id, StatementRow.removed_at.is_(None)
        )
    )
    if current != found.revision:
        raise OutdatedError(
            Message(
                "The record %(doc_id)s has changed since this was approved, so the approval can't "
                "be undone. Correct the record or take it down instead.",
                doc_id=found.doc_id,
            )
        )
    if found.action is Action.NEW:
        take_down_in(connection, found.doc_id, UNDONE, now)
        return
    former = connection.scalar(
        select(RevisionRow.body)
        .where(RevisionRow.doc_id == found.doc_id, RevisionRow.revision < found.revision)
        .order_by(RevisionRow.revision.desc())
    )
    if former is not None:
        _store(connection, statement_from_body(former), found, now)


def _store(
    connection: Connection, statement: Statement, found: Submission, now: datetime.datetime
) -> tuple[Outcome, int | None]:
    adding = Adding(connection, Policy(now, allow_similar=True))
    result = adding.run([Incoming(statement, _path_of(found), None, READER)]).results[0]
    return result.outcome, result.revision


def _path_of(found: Submission) -> str:
    return found.path or f"submission {found.submission_id}"


def _choose_id(connection: Connection, doc_id: str, path: str) -> str:
    """The id, or with a number after it where another record has it already."""
    for number in count(1):
        tried = doc_id if number == 1 else f"{doc_id}-{number}"
        if connection.scalar(select(StatementRow.doc_id).where(StatementRow.doc_id == tried)):
            own = select(RevisionRow.doc_id).where(
                RevisionRow.doc_id == tried,
                RevisionRow.reader == READER,
                RevisionRow.path == path,
            )
            if connection.scalar(own) is None:
                continue
        return tried
    raise AssertionError  # count() never ends


def _refuse_removed(connection: Connection, doc_id: str) -> None:
    is_there = select(StatementRow.doc_id).where(
        StatementRow.doc_id == doc_id, StatementRow.removed_at.is_(None)
    )
    if connection.scalar(is_there) is None:
        raise OutdatedError(
            Message(
                "The record %(doc_id)s was taken down, so it can't be corrected. Put it back "
                "first, or decline this.",
                doc_id=doc_id,
            )
        )
