"""Tables of the store, as SQLAlchemy sees them.

`corpus.store` reads and writes them; `corpus.migrations` makes them. Nothing else
speaks of tables. A record's body lies in its revision as JSON of our own schema
(see `corpus.records`); the columns of `statements` repeat, of the newest revision
alone, what is looked up by.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

HEAD_REVISION = "0004"
"""The newest migration; a store at it needs none (a test holds it to the scripts)."""

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment in UTC: aware in Python, without zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Store it as UTC."""
        return value.astimezone(datetime.UTC).replace(tzinfo=None) if value else None

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Give it back as UTC."""
        return value.replace(tzinfo=datetime.UTC) if value else None


class Base(DeclarativeBase):
    """What all tables share: names of constraints that migrations can rely on."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {dict[str, Any]: JSON, datetime.datetime: UtcDateTime}  # noqa: RUF012


class StatementRow(Base):
    """A record as it stands now: the number of its newest revision and what it is found by."""

    __tablename__ = "statements"
    __table_args__ = (Index("ix_statements_city_slug", "city_slug", "has_contact"),)

    doc_id: Mapped[str] = mapped_column(String, primary_key=True)
    revision: Mapped[int]
    kind: Mapped[str]
    language: Mapped[str]
    city_slug: Mapped[str | None]
    state: Mapped[str | None]
    issuer: Mapped[str | None]
    mayor: Mapped[str | None]
    date_earliest: Mapped[datetime.date | None] = mapped_column(index=True)
    date_latest: Mapped[datetime.date | None]
    has_contact: Mapped[bool]
    removed_at: Mapped[datetime.datetime | None]
    """Set while it is taken down: nobody finds it, and its revisions are kept."""


class RevisionRow(Base):
    """A record as it stood once, and where it was read."""

    __tablename__ = "revisions"

    doc_id: Mapped[str] = mapped_column(ForeignKey("statements.doc_id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    path: Mapped[str]
    line: Mapped[int | None]
    reader: Mapped[str]
    ingested_at: Mapped[datetime.datetime]


class MetaRow(Base):
    """A fact about the store itself, by name."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[str]


class ChangeRow(Base):
    """A statement that was added, changed, taken down or put back, and what version that made."""

    __tablename__ = "changes"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    sequence: Mapped[int] = mapped_column(primary_key=True)
    doc_id: Mapped[str]
    version: Mapped[str]


class SubmissionRow(Base):
    """Something sent in: the record it proposes, who sent it, where it stands."""

    __tablename__ = "submissions"

    submission_id: Mapped[str] = mapped_column(String, primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String, index=True)
    action: Mapped[str]
    doc_id: Mapped[str | None]
    place: Mapped[str | None]
    body: Mapped[dict[str, Any] | None]
    content_sum: Mapped[str] = mapped_column(String, index=True)
    submitter_name: Mapped[str | None]
    submitter_email: Mapped[str | None]
    note: Mapped[str]
    path: Mapped[str]
    line: Mapped[int | None]
    reader: Mapped[str]
    language: Mapped[str]
    submitted_at: Mapped[datetime.datetime]
    changed_at: Mapped[datetime.datetime]
    confirmed_at: Mapped[datetime.datetime | None]
    token_sum: Mapped[str | None] = mapped_column(String, index=True, unique=True)
    client_key: Mapped[str | None] = mapped_column(String, index=True, unique=True)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime.datetime | None]
    reason: Mapped[str | None]
    revision: Mapped[int | None]


class ActRow(Base):
    """One act of the audit trail; rows are added and never changed but by a redaction."""

    __tablename__ = "acts"

    act_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    submission_id: Mapped[str | None] = mapped_column(String, index=True)
    doc_id: Mapped[str | None] = mapped_column(String, index=True)
    details: Mapped[str]


class RemovalRow(Base):
    """Something taken out of the collection, as everybody may read it."""

    __tablename__ = "removals"

    removal_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    doc_id: Mapped[str] = mapped_column(String, index=True)
    title: Mapped[str]
    reason: Mapped[str]
    removed_at: Mapped[datetime.datetime]
    put_back_at: Mapped[datetime.datetime | None]


class RedactionRow(Base):
    """The sum of a value that must not be stored again; the value itself is nowhere."""

    __tablename__ = "redactions"

    digest: Mapped[str] = mapped_column(String, primary_key=True)
    salt: Mapped[str]
    kind: Mapped[str]
    n_words: Mapped[int]
    redacted_at: Mapped[datetime.datetime]


class ReviewerRow(Base):
    """Someone who may decide, with the hash of a password."""

    __tablename__ = "reviewers"

    name: Mapped[str] = mapped_column(String, primary_key=True)
    password_hash: Mapped[str]
    email: Mapped[str | None]
    added_at: Mapped[datetime.datetime]


class EditorialRow(Base):
    """A version of something editors decided; rows are added and never changed."""

    __tablename__ = "editorials"
    __table_args__ = (
        Index("ix_editorials_subject", "subject", "name", "number", unique=True),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    name: Mapped[str]
    number: Mapped[int]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    actor: Mapped[str]
    at: Mapped[datetime.datetime]
    act: Mapped[str]
