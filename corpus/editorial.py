"""What editors decided, version by version: kept, read, brought back.

Takes a `Store` and an `Edit`, keeps each as a new `Version` with its line in the audit trail,
in one transaction; nothing is overwritten, so that whatever was can be brought back.
`EditorialWatch` tells in microseconds whether anything is new. What an entry does to the
search is known in `search`.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from corpus.database import ReadyQuery, reading, writing
from corpus.editorial_records import Edit, Pin, Subject, Version, entry_from_body, entry_to_body
from corpus.errors import NotHereError, OutdatedError, StoreError
from corpus.messages import Message
from corpus.redaction import Redactor
from corpus.removals import note_act
from corpus.schema import EditorialRow
from corpus.store import Store
from corpus.submissions_records import Act

_COLUMNS = tuple(EditorialRow.__table__.columns)
_LAST = select(func.max(EditorialRow.sequence))

_log = logging.getLogger(__name__)


def save_edit(store: Store, edit: Edit) -> Version:
    """Keep an edit as the newest version of its entry.

    Raises:
        OutdatedError: the entry changed since the reviewer looked at it.
        StoreError: the database fails.
    """
    with writing(store.engine) as connection:
        return _save(connection, edit)


def bring_back(store: Store, edit: Edit, number: int) -> Version:
    """Make an earlier version the newest one again; the `entry` of the edit is not looked at.

    Raises:
        NotHereError: there is no such version.
        OutdatedError: the entry changed since the reviewer looked at it.
        StoreError: the database fails.
    """
    with writing(store.engine) as connection:
        found = next(
            (v for v in _read(connection, edit.subject, edit.name) if v.number == number), None
        )
        if found is None:
            words = Message(
                "There is no version %(number)d of %(name)r; look at the list again.",
                number=number,
                name=edit.name,
            )
            raise NotHereError(words)
        return _save(connection, replace(edit, entry=found.entry))


def list_current(store: Store, subject: Subject) -> tuple[Version, ...]:
    """The newest version of every entry of a subject, by name; those that ended, too."""
    with reading(store.engine) as connection:
        return _list_current(connection, subject)


def list_versions(store: Store, subject: Subject, name: str) -> tuple[Version, ...]:
    """Every version of an entry, newest first; none where it never was edited."""
    with reading(store.engine) as connection:
        return _read(connection, subject, name)


def read_all(store: Store) -> tuple[int, dict[Subject, tuple[Version, ...]]]:
    """Everything as it stands now, of one moment, and the number of the last edit."""
    with reading(store.engine) as connection:
        last = connection.scalar(_LAST) or 0
        return last, {each: _list_current(connection, each) for each in Subject}


def redact_editorials(connection: Connection, redactor: Redactor) -> int:
    """Take what is on the list of redactions out of every version; give how many had it."""
    columns = (EditorialRow.sequence, EditorialRow.body)
    rows = connection.execute(select(*columns)).all() if redactor else ()
    n_changed = 0
    for sequence, body in rows:
        redacted = {name: _redact(value, redactor) for name, value in (body or {}).items()}
        if redacted != (body or {}):
            is_it = EditorialRow.sequence == sequence
            connection.execute(update(EditorialRow).where(is_it).values(body=redacted))
            n_changed += 1
    return n_changed


def _redact(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, list):
        return [redactor.redact_text(each) for each in value]
    return redactor.redact_text(value) if isinstance(value, str) else value


class EditorialWatch:
    """Tells the number of the last edit, whichever process made it; safe to share by threads.

    It keeps one statement ready: some microseconds a look.
    """

    def __init__(self, store: Store) -> None:
        self._query = ReadyQuery(store.engine, _LAST)
        self._last = 0

    def last_number(self) -> int:
        """The number of the last edit, 0 before any; the one known where the database fails."""
        try:
            ((found,),) = self._query.list_rows()
            self._last = found or 0
        except StoreError:  # a search is answered all the same
            _log.exception("What editors decided can't be read; what was known stays.")
        return self._last

    def close(self) -> None:
        """Let go of the database."""
        self._query.close()


def _save(connection: Connection, edit: Edit) -> Version:
    former = _read(connection, edit.subject, edit.name)
    if len(former) != edit.seen:
        raise OutdatedError(
            Message("This was changed while you looked at it. Nothing was stored; look again.")
        )
    now = datetime.datetime.now(datetime.UTC)
    connection.execute(
        insert(EditorialRow).values(
            subject=edit.subject.value,
            name=edit.name,
            number=edit.seen + 1,
            body=entry_to_body(edit.entry) if edit.entry else None,
            actor=edit.actor,
            at=now,
            act=edit.act,
        )
    )
    entries = (edit.entry, *(version.entry for version in former))
    told = next((one.question for one in entries if isinstance(one, Pin)), edit.name)
    note_act(connection, Act(now, edit.actor, f"{edit.subject}: {edit.act}", None, None, told))
    return Version(edit.subject, edit.name, edit.seen + 1, edit.entry, edit.actor, now, edit.act)


def _read(connection: Connection, subject: Subject, name: str) -> tuple[Version, ...]:
    query = (
        select(*_COLUMNS)
        .where(EditorialRow.subject == subject.value, EditorialRow.name == name)
        .order_by(EditorialRow.number.desc())
    )
    return tuple(_make_version(row) for row in connection.execute(query))


def _list_current(connection: Connection, subject: Subject) -> tuple[Version, ...]:
    newest = (
        select(func.max(EditorialRow.sequence))
        .where(EditorialRow.subject == subject.value)
        .group_by(EditorialRow.name)
    )
    query = select(*_COLUMNS).where(EditorialRow.sequence.in_(newest)).order_by(EditorialRow.name)
    return tuple(_make_version(row) for row in connection.execute(query))


def _make_version(row: Row[Any]) -> Version:
    subject = Subject(row.subject)
    entry = entry_from_body(subject, row.body) if row.body else None
    return Version(subject, row.name, row.number, entry, row.actor, row.at, row.act)
