"""Rows of the queue: made, read, checked and changed inside a transaction.

Part of `corpus.submissions`, which opens the transaction. The one place that knows which
act is allowed in which state.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from corpus.bodies import statement_from_body
from corpus.errors import NotHereError, OutdatedError
from corpus.messages import Message
from corpus.records import statement_to_record
from corpus.redaction import load_redactor
from corpus.removals import note_act
from corpus.schema import SubmissionRow
from corpus.submissions_records import (
    OPEN_STATES,
    Act,
    Action,
    Sending,
    State,
    Submission,
    Submitter,
)

SAME_SECONDS = 600
"""How long the same content of the same sender counts as sent once."""

SENDER = "sender"
"""The actor of the audit trail who is not a reviewer."""

COLUMNS = tuple(SubmissionRow.__table__.columns)

_OPEN = frozenset(OPEN_STATES)
_ALLOWED = {
    "approve": _OPEN,
    "decline": _OPEN,
    "ask": frozenset({State.PENDING}),
    "correct": _OPEN,
    "withdraw": _OPEN,
    "undo": frozenset({State.APPROVED, State.DECLINED}),
}
"""From which states each act may go."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who acts on which submission, in the version they saw."""

    submission_id: str
    version: int
    actor: str


def make_values(connection: Connection, sending: Sending) -> dict[str, Any]:
    """What a sending says, as columns, without what the list of redactions takes out."""
    statement, submitter = sending.statement, sending.submitter
    body = statement_to_record(statement) if statement else None
    email = submitter.email if submitter else None
    told = [sending.action, sending.doc_id, sending.place, email, sending.note, body]
    content = json.dumps(told, ensure_ascii=False, sort_keys=True)
    redactor = load_redactor(connection)
    city = statement.city if statement else None
    return {
        "action": sending.action.value,
        "doc_id": sending.doc_id,
        "place": city.slug if city else sending.place,
        "body": redactor.redact_record(body) if body else None,
        "content_sum": hashlib.sha256(content.encode()).hexdigest(),
        "submitter_name": submitter.name if submitter else None,
        "submitter_email": email,
        "note": redactor.redact_text(sending.note),
    }


def insert_submission(
    connection: Connection, sending: Sending, submission_id: str, now: datetime.datetime
) -> Submission:
    """The same sending again, or a new row."""
    values = make_values(connection, sending)
    same = _find_same(connection, sending, values["content_sum"], now)
    if same is not None:
        return same
    connection.execute(
        insert(SubmissionRow).values(
            submission_id=submission_id,
            version=1,
            state=State.PENDING.value,
            path=sending.path,
            line=sending.line,
            reader=sending.reader,
            language=sending.language,
            submitted_at=now,
            changed_at=now,
            token_sum=sending.token_sum,
            client_key=sending.client_key,
            **values,
        )
    )
    details = f"read from {sending.path}" if sending.path else sending.reader
    note_act(connection, Act(now, SENDER, "submit", submission_id, sending.doc_id, details))
    return load(connection, submission_id)


def load(connection: Connection, submission_id: str) -> Submission:
    """The submission of that id.

    Raises:
        NotHereError: there is none.
    """
    query = select(*COLUMNS).where(SubmissionRow.submission_id == submission_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotHereError(
            Message("There is no submission %(number)r; look at the queue.", number=submission_id)
        )
    return make_submission(row)


def take(connection: Connection, decision: Decision, act: str) -> Submission:
    """The submission, if it may be acted on so and is as the person saw it.

    Raises:
        NotHereError: there is none.
        OutdatedError: it changed meanwhile, or its state does not allow the act.
    """
    found = load(connection, decision.submission_id)
    if found.state in _ALLOWED[act] and found.version == decision.version:
        return found
    values = {"state": found.state.value, "who": found.decided_by or SENDER}
    if found.version != decision.version:
        raise OutdatedError(
            Message(
                "This was changed while you looked at it: it is %(state)s now, by %(who)s. "
                "Nothing of yours was stored; look at it again.",
                **values,
            )
        )
    raise OutdatedError(
        Message("This can't be done any more: it is %(state)s, by %(who)s.", **values)
    )


def change(
    connection: Connection, found: Submission, decision: Decision, act: str, **values: object
) -> Submission:
    """Write what an act changes, with its line in the audit trail."""
    now = datetime.datetime.now(datetime.UTC)
    is_it = SubmissionRow.submission_id == found.submission_id
    state = {name: v.value if isinstance(v, State) else v for name, v in values.items()}
    connection.execute(
        update(SubmissionRow)
        .where(is_it)
        .values(version=found.version + 1, changed_at=now, **state)
    )
    doc_id = values.get("doc_id") or found.doc_id
    details = str(values.get("reason") or "")
    note_act(
        connection,
        Act(
            now, decision.actor, act, found.submission_id, str(doc_id) if doc_id else None, details
        ),
    )
    return load(connection, found.submission_id)


def decided(decision: Decision) -> dict[str, object]:
    """Who decided, and when."""
    return {"decided_by": decision.actor, "decided_at": datetime.datetime.now(datetime.UTC)}


def make_submission(row: Row[Any]) -> Submission:
    """A row as a record."""
    has_submitter = row.submitter_name is not None
    return Submission(
        submission_id=row.submission_id,
        version=row.version,
        state=State(row.state),
        action=Action(row.action),
        statement=statement_from_body(row.body) if row.body else None,
        doc_id=row.doc_id,
        place=row.place,
        submitter=Submitter(row.submitter_name, row.submitter_email) if has_submitter else None,
        note=row.note,
        path=row.path,
        reader=row.reader,
        language=row.language,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        confirmed_at=row.confirmed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        revision=row.revision,
    )


def _find_same(
    connection: Connection, sending: Sending, content_sum: str, now: datetime.datetime
) -> Submission | None:
    same = SubmissionRow.content_sum == content_sum
    if sending.submitter is not None:
        same &= SubmissionRow.submitted_at > now - datetime.timedelta(seconds=SAME_SECONDS)
    if sending.client_key:
        same = or_(same, SubmissionRow.client_key == sending.client_key)
    row = connection.execute(select(*COLUMNS).where(same)).first()
    return make_submission(row) if row else None
