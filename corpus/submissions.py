"""The queue: what is sent in, and what its senders and reviewers do with it.

Takes `Sending` from forms, programs and `mayors ingest`; an approval stores the record by
`corpus.adding`, in the same transaction. Every method is one transaction: when it returns,
the change is on the disk with its line in the audit trail; when it raises, nothing
happened. Whoever decides names the version they saw; when two decide at once, the second
gets an OutdatedError that says who was first.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, update

from corpus.database import reading, writing
from corpus.documents import Statement
from corpus.removals import note_act
from corpus.schema import ActRow, SubmissionRow
from corpus.store import Store
from corpus.stored import SimilarStatement
from corpus.submissions_decisions import publish_in, unpublish_in
from corpus.submissions_near import Near, find_near_all, find_near_statements
from corpus.submissions_records import (
    OPEN_STATES,
    Act,
    Action,
    Sending,
    State,
    Submission,
    Submitted,
)
from corpus.submissions_rows import (
    COLUMNS,
    SENDER,
    Decision,
    change,
    decided,
    insert_submission,
    load,
    make_submission,
    make_values,
    take,
)


def make_submission_id() -> str:
    """A name for a submission that nobody can guess from another one."""
    return secrets.token_hex(8)


class Submissions:
    """The queue in a store; see the module for what every method promises.

    Each raises StoreError when the database fails, and those that act on a submission
    NotHereError where there is none and OutdatedError where it has changed meanwhile.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def submit(self, sending: Sending) -> Submitted:
        """Put something in the queue; the same again gives what is there already.

        The same is: the same `client_key`; the same content of the same sender within ten
        minutes; the same content read by a command, at any time.
        """
        submission_id = sending.submission_id or make_submission_id()
        with writing(self._store.engine) as connection:
            found = insert_submission(connection, sending, submission_id, _now())
        return Submitted(found, is_new=found.submission_id == submission_id)

    def find(self, submission_id: str) -> Submission | None:
        """The submission of that id, or None."""
        return self._find(SubmissionRow.submission_id == submission_id)

    def find_by_token(self, token_sum: str) -> Submission | None:
        """The submission whose private link has this sum, or None."""
        return self._find(SubmissionRow.token_sum == token_sum)

    def list_pending(self) -> tuple[Submission, ...]:
        """Those that wait for a decision or for their sender, the oldest first."""
        return self._list(SubmissionRow.state.in_(OPEN_STATES), SubmissionRow.submitted_at)

    def list_decided(self, limit: int = 50) -> tuple[Submission, ...]:
        """Those decided or withdrawn, the newest first."""
        newest = SubmissionRow.changed_at.desc()
        return self._list(SubmissionRow.state.not_in(OPEN_STATES), newest, limit)

    def list_acts(self, submission_id: str | None = None, limit: int = 500) -> tuple[Act, ...]:
        """The audit trail, of one submission or of everything, newest first."""
        query = select(
            ActRow.at, ActRow.actor, ActRow.action, ActRow.submission_id, ActRow.doc_id,
            ActRow.details,
        ).order_by(ActRow.act_id.desc()).limit(limit)  # fmt: skip
        if submission_id is not None:
            query = query.where(ActRow.submission_id == submission_id)
        with reading(self._store.engine) as connection:
            return tuple(Act(*row) for row in connection.execute(query))

    def find_duplicates(
        self, statement: Statement, besides: str = ""
    ) -> tuple[SimilarStatement, ...]:
        """Stored statements that seem to tell the same, the likest first; not one `besides`."""
        return find_near_statements(self._store, statement, besides)

    def find_near(self, submissions: Sequence[Submission]) -> dict[str, Near]:
        """What each of these that proposes a new record is near: stored, or waiting, too."""
        places = {found.place for found in submissions}
        is_there = or_(SubmissionRow.place.in_(places), SubmissionRow.place.is_(None))
        is_new = SubmissionRow.state.in_(OPEN_STATES) & (SubmissionRow.action == Action.NEW.value)
        waiting = self._list(is_there & is_new, SubmissionRow.submitted_at)
        return find_near_all(self._store, submissions, waiting)

    def confirm(self, submission_id: str) -> Submission:
        """Its sender followed the link that was mailed; again, it changes nothing."""
        with writing(self._store.engine) as connection:
            found = load(connection, submission_id)
            if not found.is_confirmed:
                now, is_it = _now(), SubmissionRow.submission_id == submission_id
                connection.execute(update(SubmissionRow).where(is_it).values(confirmed_at=now))
                note_act(connection, Act(now, SENDER, "confirm", submission_id, found.doc_id, ""))
            return load(connection, submission_id)

    def correct(self, decision: Decision, sending: Sending) -> Submission:
        """Its sender sends it again, corrected; what was asked counts as answered."""
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "correct")
            values = make_values(connection, sending)
            changed = {name: values[name] for name in ("body", "note", "place", "content_sum")}
            changed["decided_by"] = None
            return change(connection, found, decision, "correct", state=State.PENDING, **changed)

    def withdraw(self, decision: Decision) -> Submission:
        """Its sender takes it back; it can't be decided any more."""
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "withdraw")
            return change(connection, found, decision, "withdraw", state=State.WITHDRAWN)

    def approve(self, decision: Decision, edited: Statement | None = None) -> Submission:
        """Store its record, or the reviewer's edited one, as a revision of the collection.

        A remark is only settled: it holds no record. Publishing is up to the caller.
        """
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "approve")
            values = publish_in(connection, found, edited, _now()) | decided(decision)
            return change(connection, found, decision, "approve", state=State.APPROVED, **values)

    def decline(self, decision: Decision, reason: str) -> Submission:
        """Keep it out, with the reason its sender is told."""
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "decline")
            values = decided(decision) | {"reason": reason}
            return change(connection, found, decision, "decline", state=State.DECLINED, **values)

    def ask_back(self, decision: Decision, question: str) -> Submission:
        """Ask its sender something; it stays open."""
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "ask")
            values = {"reason": question, "decided_by": decision.actor}
            return change(connection, found, decision, "ask", state=State.ASKED, **values)

    def undo(self, decision: Decision) -> Submission:
        """Take an approval or a refusal back; what an approval stored is undone, too.

        Raises:
            OutdatedError: the record has been changed since it was approved.
        """
        with writing(self._store.engine) as connection:
            found = take(connection, decision, "undo")
            if found.state is State.APPROVED:
                unpublish_in(connection, found, _now())
            nobody = dict.fromkeys(("decided_by", "decided_at", "reason", "revision"))
            if found.action is Action.NEW:
                nobody["doc_id"] = None
            return change(connection, found, decision, "undo", state=State.PENDING, **nobody)

    def _find(self, condition: Any) -> Submission | None:
        with reading(self._store.engine) as connection:
            row = connection.execute(select(*COLUMNS).where(condition))
            found = row.first()
        return make_submission(found) if found else None

    def _list(self, condition: Any, order: Any, limit: int = 1000) -> tuple[Submission, ...]:
        query = select(*COLUMNS).where(condition)
        query = query.order_by(order, SubmissionRow.submission_id).limit(limit)
        with reading(self._store.engine) as connection:
            return tuple(map(make_submission, connection.execute(query)))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
