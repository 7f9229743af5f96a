"""Records to a SQLite file that Datasette and other tools can show as it is.

Takes `RecordHistory` as `corpus.histories` streams them and the path of a new file, gives the
count. What everybody may read is in it and nothing else: no senders, reviewers or queue, and of
what was taken down only its line in the log. Sums are those of the records as they stand in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    insert,
)
from sqlalchemy.exc import DBAPIError

from corpus.bodies import make_sum
from corpus.cleaning import make_slug
from corpus.documents import City, Contact, Source, Statement
from corpus.errors import UsageError
from corpus.histories import RecordHistory, name_origin
from corpus.records import statement_to_record
from corpus.stored import StoredStatement
from corpus.topics import load_topics

_RECORDS_A_BATCH = 500

METADATA = MetaData()


def _key(name: str, kind: type[Any] = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _refer(name: str, target: str, kind: type[Any] = Text, **facts: Any) -> Column[Any]:
    return Column(name, kind, ForeignKey(target), index=True, **facts)


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


CITIES = Table(
    "cities", METADATA, _key("slug"), *_texts("name", "state"), Column("population", Integer),
    Column("latitude", Numeric), Column("longitude", Numeric),
)  # fmt: skip
TOPICS = Table("topics", METADATA, _key("slug"), *_texts("name", "scope"))
SOURCES = Table("sources", METADATA, _key("id", Integer), *_texts("name", "url", "retrieved"))
CONTACTS = Table(
    "contacts", METADATA, _key("id", Integer), _refer("city", "cities.slug"),
    *_texts("office", "name", "title", "phone", "email", "url", "checked_on"),
)  # fmt: skip
STATEMENTS = Table(
    "statements", METADATA, _key("id"),
    *_texts("kind", "title", "text"), _refer("city", "cities.slug"),
    *_texts("issuer", "mayor", "date", "first_day", "last_day"),
    Column("date_is_inferred", Boolean), Column("language", Text),
    _refer("source", "sources.id", Integer), _refer("contact", "contacts.id", Integer),
    Column("revision", Integer), Column("revised_at", Text),
)  # fmt: skip
STATEMENT_TOPICS = Table(
    "statement_topics", METADATA,
    _refer("statement", "statements.id", primary_key=True),
    _refer("topic", "topics.slug", primary_key=True),
)  # fmt: skip
LINKS = Table(
    "links", METADATA, _key("id", Integer), _refer("statement", "statements.id"),
    *_texts("label", "url"),
)  # fmt: skip
REVISIONS = Table(
    "revisions", METADATA, _refer("statement", "statements.id", primary_key=True),
    _key("revision", Integer), *_texts("revised_at", "title", "text", "record"),
    *_texts("read_from", "read_by"), Column("line", Integer), Column("sha256", Text),
)  # fmt: skip
REMOVALS = Table(
    "removals", METADATA, _key("id", Integer),
    *_texts("kind", "statement", "title", "reason", "removed_at", "put_back_at"),
)  # fmt: skip

# Datasette finds the full text of a table by the double quotes.
_FULL_TEXT = (
    'CREATE VIRTUAL TABLE statements_fts USING fts5(title, text, mayor, content="statements", '
    "tokenize='porter unicode61 remove_diacritics 2')",
    "INSERT INTO statements_fts(statements_fts) VALUES ('rebuild')",
)


def write_sqlite(histories: Iterable[RecordHistory], path: Path) -> int:
    """Write all tables and the full-text index to a new file; give how many records there were.

    Raises:
        UsageError: the file can't be written.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)))
    try:
        with engine.begin() as connection:
            METADATA.create_all(connection)
            writing = _Writing(connection)
            for history in histories:
                writing.add(history)
            return writing.finish()
    except DBAPIError as error:
        raise UsageError(
            f"The SQLite file can't be written ({error.orig}). Name a file on a disk with room for "
            "it, where this user may write."
        ) from error
    finally:
        engine.dispose()


class _Writing:
    """One file being filled; rows are kept back until there is a batch of records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[Table, list[dict[str, Any]]] = {}
        self._cities: set[str] = set()
        self._topics: set[str] = set()
        self._sources: dict[Source, int] = {}
        self._contacts: dict[tuple[Contact, str | None], int] = {}
        self._n_links = self._n_records = 0
        for topic in load_topics():
            self._add_topic(topic.slug, topic.name, topic.scope)

    def add(self, history: RecordHistory) -> None:
        """Take a record with its history; one that was taken down leaves its log alone."""
        for number, removal in history.removals:
            put_back = removal.put_back_at
            self._put(
                REMOVALS, id=number, kind=removal.kind, statement=removal.doc_id,
                title=removal.title, reason=removal.reason,
                removed_at=removal.removed_at.isoformat(timespec="seconds"),
                put_back_at=put_back.isoformat(timespec="seconds") if put_back else None,
            )  # fmt: skip
        if history.removed_at is not None:
            return
        self._n_records += 1
        self._add_statement(history.newest)
        for stored in history.revisions:
            self._add_revision(stored)
        if self._n_records % _RECORDS_A_BATCH == 0:
            self._flush()

    def finish(self) -> int:
        """Write what was kept back, then the full-text index; give the number of records."""
        self._flush()
        for sentence in _FULL_TEXT:
            self._connection.exec_driver_sql(sentence)
        return self._n_records

    def _put(self, table: Table, **values: Any) -> None:
        self._rows.setdefault(table, []).append(values)

    def _flush(self) -> None:
        for table in METADATA.sorted_tables:
            if rows := self._rows.pop(table, None):
                self._connection.execute(insert(table), rows)

    def _add_statement(self, stored: StoredStatement) -> None:
        statement = stored.statement
        days = statement.days()
        self._put(
            STATEMENTS, id=statement.doc_id, kind=statement.kind.value, title=statement.title,
            text=statement.text, city=self._add_city(statement.city), issuer=statement.issuer,
            mayor=statement.mayor, date=str(statement.date) if statement.date else None,
            first_day=str(days[0]) if days else None, last_day=str(days[1]) if days else None,
            date_is_inferred=statement.date_is_inferred, language=statement.language,
            source=self._add_source(statement.source),
            contact=self._add_contact(statement), revision=stored.revision,
            revised_at=stored.revised_at.isoformat(timespec="seconds"),
        )  # fmt: skip
        for name in dict.fromkeys(statement.topics):
            slug = self._add_topic(make_slug(name), name, None)
            self._put(STATEMENT_TOPICS, statement=statement.doc_id, topic=slug)
        for link in statement.links:
            self._n_links += 1
            self._put(
                LINKS, id=self._n_links, statement=statement.doc_id, label=link.label, url=link.url
            )

    def _add_revision(self, stored: StoredStatement) -> None:
        record, provenance = statement_to_record(stored.statement), stored.provenance
        self._put(
            REVISIONS, statement=stored.statement.doc_id, revision=stored.revision,
            revised_at=stored.revised_at.isoformat(timespec="seconds"),
            title=stored.statement.title, text=stored.statement.text,
            record=json.dumps(record, ensure_ascii=False),
            read_from=name_origin(provenance.path), read_by=provenance.reader,
            line=provenance.line, sha256=make_sum(record),
        )  # fmt: skip

    def _add_city(self, city: City | None) -> str | None:
        if city is None:
            return None
        if city.slug not in self._cities:
            self._cities.add(city.slug)
            self._put(CITIES, **asdict(city))
        return city.slug

    def _add_topic(self, slug: str, name: str, scope: str | None) -> str:
        if slug not in self._topics:
            self._topics.add(slug)
            self._put(TOPICS, slug=slug, name=name, scope=scope)
        return slug

    def _add_source(self, source: Source) -> int:
        if source not in self._sources:
            number = self._sources[source] = len(self._sources) + 1
            retrieved = str(source.retrieved) if source.retrieved else None
            self._put(SOURCES, id=number, name=source.name, url=source.url, retrieved=retrieved)
        return self._sources[source]

    def _add_contact(self, statement: Statement) -> int | None:
        contact = statement.contact
        if contact is None:
            return None
        key = (contact, self._add_city(statement.city))
        if key not in self._contacts:
            number = self._contacts[key] = len(self._contacts) + 1
            checked_on = str(contact.checked_on) if contact.checked_on else None
            values = asdict(contact) | {"checked_on": checked_on}
            self._put(CONTACTS, id=number, city=key[1], **values)
        return self._contacts[key]
