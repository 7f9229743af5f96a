"""What is sent in and what becomes of it, as records.

`corpus.submissions` takes `Sending` and gives `Submission`; pages and commands see these
and never a row of a table. The states a submission may go through:

    pending  -> approved, declined, asked, withdrawn
    asked    -> pending (its sender answers), approved, declined, withdrawn
    approved -> pending (undone)
    declined -> pending (undone)
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import Statement


class Action(StrEnum):
    """What a submission asks for; a remark is words about a record or a city, no record."""

    NEW = "new"
    CORRECTION = "correction"
    REMARK = "remark"


class State(StrEnum):
    """Where a submission stands."""

    PENDING = "pending"
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (State.PENDING, State.ASKED)


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who sent it; only reviewers see this."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """Something on its way into the queue.

    Attributes:
        action: what is asked for.
        statement: the record proposed; None for a remark.
        doc_id: the record corrected or remarked on; None for a new one.
        place: the slug of the city a remark is about.
        submitter: None for what a command read.
        note: words to the reviewer: what is wrong, or how sure a reading is and why.
        path, line, reader: where it was read, as in `corpus.stored.Incoming`.
        language: the language the sender reads, for mail to them.
        submission_id: made by `make_submission_id` where the caller needs it before.
        token_sum: the SHA-256 of the private link's token.
        client_key: the same for each try of one sending.
    """

    action: Action
    statement: Statement | None = None
    doc_id: str | None = None
    place: str | None = None
    submitter: Submitter | None = None
    note: str = ""
    path: str = ""
    line: int | None = None
    reader: str = ""
    language: str = "en"
    submission_id: str = ""
    token_sum: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Something in the queue, or that was; times are UTC.

    `version` goes up with every change, so that whoever decides can say what they saw.
    `revision` is the one its approval made of the record `doc_id`.
    """

    submission_id: str
    version: int
    state: State
    action: Action
    statement: Statement | None
    doc_id: str | None
    place: str | None
    submitter: Submitter | None
    note: str
    path: str
    reader: str
    language: str
    submitted_at: datetime.datetime
    changed_at: datetime.datetime
    confirmed_at: datetime.datetime | None
    decided_by: str | None
    decided_at: datetime.datetime | None
    reason: str | None
    revision: int | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in OPEN_STATES

    @property
    def is_confirmed(self) -> bool:
        """Whether its sender followed the link that was mailed."""
        return self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What `submit` answers: `is_new` is false where it was there already."""

    submission: Submission
    is_new: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit trail."""

    at: datetime.datetime
    actor: str
    action: str
    submission_id: str | None
    doc_id: str | None
    details: str


@dataclass(frozen=True, slots=True)
class Removal:
    """One line of the public log: what was taken out, when and why.

    `kind` is record, or person where a person's data was taken out of a record that stays.
    """

    kind: str
    doc_id: str
    title: str
    reason: str
    removed_at: datetime.datetime
    put_back_at: datetime.datetime | None
