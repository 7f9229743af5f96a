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

HEAD_REVISION = "0001"
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
