"""Reviewers' accounts: names, hashes of passwords, where to write to.

Takes hashes, never passwords (`webapp.signin` makes and checks them), gives `Reviewer`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from corpus.database import reading, writing
from corpus.schema import ReviewerRow
from corpus.store import Store


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone who may decide; `email` is None for one who wants no mail."""

    name: str
    password_hash: str
    email: str | None
    added_at: datetime.datetime


def save_reviewer(store: Store, name: str, password_hash: str, email: str | None) -> bool:
    """Add an account, or replace the one of that name; whether it is new."""
    now = datetime.datetime.now(datetime.UTC)
    with writing(store.engine) as connection:
        former = connection.execute(delete(ReviewerRow).where(ReviewerRow.name == name))
        connection.execute(
            insert(ReviewerRow).values(
                name=name, password_hash=password_hash, email=email, added_at=now
            )
        )
    return former.rowcount == 0


def remove_reviewer(store: Store, name: str) -> bool:
    """Take an account away, which ends its sessions; whether there was one."""
    with writing(store.engine) as connection:
        return connection.execute(delete(ReviewerRow).where(ReviewerRow.name == name)).rowcount > 0


def list_reviewers(store: Store) -> tuple[Reviewer, ...]:
    """Every account, by name."""
    query = select(
        ReviewerRow.name, ReviewerRow.password_hash, ReviewerRow.email, ReviewerRow.added_at
    ).order_by(ReviewerRow.name)
    with reading(store.engine) as connection:
        return tuple(Reviewer(*row) for row in connection.execute(query))


def find_reviewer(store: Store, name: str) -> Reviewer | None:
    """The account of that name, or None."""
    return next((one for one in list_reviewers(store) if one.name == name), None)
