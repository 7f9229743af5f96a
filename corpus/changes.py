"""What changed in the store since a state of it.

Takes a `Store` and a `CorpusState` that an index remembers, gives the ids of the
statements added, changed, taken down or put back since. Every transaction that changes
what is published notes them (`renew_content_version` in `corpus.adding`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from corpus.adding import CONTENT_VERSION_KEY
from corpus.database import reading, writing
from corpus.schema import ChangeRow, MetaRow
from corpus.store import Store


@dataclass(frozen=True, slots=True)
class CorpusState:
    """A state of the store: its content version, and the number of its last change."""

    version: str
    sequence: int


def read_state(store: Store) -> CorpusState:
    """The state the store is in now."""
    version = select(MetaRow.value).where(MetaRow.key == CONTENT_VERSION_KEY)
    with reading(store.engine) as connection:
        last = connection.scalar(select(func.max(ChangeRow.sequence)))
        return CorpusState(connection.scalar(version) or "", last or 0)


def list_changed(store: Store, since: CorpusState) -> tuple[str, ...] | None:
    """The ids of what changed since, each once; None if the store never was in that state.

    It never was if it was restored from a backup, or is another one.
    """
    query = select(ChangeRow.doc_id).where(ChangeRow.sequence > since.sequence).distinct()
    known = select(ChangeRow.version).where(ChangeRow.sequence == since.sequence)
    with reading(store.engine) as connection:
        if connection.scalar(known) != since.version:
            return None
        return tuple(connection.scalars(query.order_by(ChangeRow.doc_id)))


def forget_changes(store: Store, before: CorpusState) -> None:
    """Drop the notes of all changes before a state that holds them."""
    with writing(store.engine) as connection:
        connection.execute(delete(ChangeRow).where(ChangeRow.sequence < before.sequence))
