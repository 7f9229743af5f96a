"""The store: every statement, every revision of it, and where each was read.

Takes `Incoming` statements from `corpus.ingest`, gives `StoredStatement` to the index,
the pages and the exports. The only module that is asked for stored documents. A changed
record makes a new revision and the old ones stay; `content_version` changes with
anything published, so that an index knows whether it is of this content. `Store` may be
shared by threads; a process that forks opens it after the fork.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, Row, Select, String, bindparam, cast, delete, func, insert, select

from corpus import adding
from corpus.bodies import statement_from_body
from corpus.database import ReadyQuery, open_database, reading, writing
from corpus.documents import City, Statement
from corpus.errors import StoreError
from corpus.schema import MetaRow, RevisionRow, StatementRow
from corpus.stored import AddReport, Incoming, Provenance, StoredContact, StoredStatement

_KEYS_A_QUERY = 500
_ROWS_A_FETCH = 200

_BODY = cast(RevisionRow.body, String)
_SELECT_REVISION = select(_BODY).where(
    RevisionRow.doc_id == bindparam("doc_id"), RevisionRow.revision == bindparam("revision")
)


def open_store(path: Path) -> Store:
    """Open the store in the file at `path`; make it, its directories and tables if missing.

    Raises:
        StoreError: it can't be made, read or written, is damaged or locked, or a newer
            version of this program made it.
    """
    return Store(open_database(path))


class Store:
    """Statements with their revisions; see the module for what it promises.

    Every method raises StoreError when the database fails, with what to do.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._revision = ReadyQuery(engine, _SELECT_REVISION)
        self._city_contacts = ReadyQuery(engine, _SELECT_CITY_CONTACTS)

    @property
    def engine(self) -> Engine:
        """The database, for the modules of this package that keep more in it."""
        return self._engine

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; the store can't be used after."""
        self._revision.close()
        self._city_contacts.close()
        self._engine.dispose()

    def add(
        self,
        incoming: Iterable[Incoming],
        *,
        allow_similar: bool = False,
        upstream: str | None = None,
        beside: frozenset[str] = frozenset(),
    ) -> AddReport:
        """Store statements, all in one transaction or none.

        A new one is added; one whose record differs from the stored one of its doc_id
        becomes a new revision; the same record again changes nothing. A new one near one
        stored from elsewhere (see `corpus.similar`) is not stored unless `allow_similar`.
        `upstream` names a reader whose records may have been changed here since: one
        that is as this reader last brought it counts as unchanged. `beside` are the ids of
        other records of the same file, which none of these is near.
        """
        with writing(self._engine) as connection:
            policy = adding.Policy(
                datetime.datetime.now(datetime.UTC), allow_similar, upstream, beside
            )
            return adding.Adding(connection, policy).run(incoming)

    def find_statement(self, doc_id: str) -> StoredStatement | None:
        """The statement as it stands now, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(_select_current().where(StatementRow.doc_id == doc_id)).first()
        return make_stored(row) if row else None

    def load_statements(self, keys: Sequence[tuple[str, int]]) -> list[Statement]:
        """The statements of these (doc_id, revision), in that order.

        Raises:
            StoreError: a revision is not there: the keys are of another store.
        """
        return [self._load_revision(*key) for key in keys]

    def _load_revision(self, doc_id: str, revision: int) -> Statement:
        for (body,) in self._revision.list_rows(doc_id, revision):
            return statement_from_body(json.loads(body))
        raise StoreError(
            f"The database has no revision {revision} of the record {doc_id!r}: the index was "
            "built from another database. Run `mayors build`."
        )

    def list_current(self, city_slug: str | None = None) -> Iterator[StoredStatement]:
        """Every statement as it stands now, or those of one city, by doc_id.

        They are read as they are asked for, all of one state of the store.
        """
        query = _select_current()
        return self._stream(
            query if city_slug is None else query.where(StatementRow.city_slug == city_slug)
        )

    def list_of_issuer(self, issuer: str) -> Iterator[StoredStatement]:
        """Every statement of a national body as it stands now, by doc_id."""
        return self._stream(_select_current().where(StatementRow.issuer == issuer))

    def list_with_contact(self) -> Iterator[StoredStatement]:
        """Every statement that names a contact that can be used, as it stands now, by doc_id."""
        return self._stream(_select_current().where(StatementRow.has_contact.is_(True)))

    def load_current(self, doc_ids: Sequence[str]) -> Iterator[StoredStatement]:
        """Those of these statements that there are now, as they stand now."""
        with reading(self._engine) as connection:
            for start in range(0, len(doc_ids), _KEYS_A_QUERY):
                wanted = StatementRow.doc_id.in_(doc_ids[start : start + _KEYS_A_QUERY])
                yield from map(make_stored, connection.execute(_select_current().where(wanted)))

    def list_revisions(self, doc_id: str) -> tuple[StoredStatement, ...]:
        """Every revision of a statement, newest first; empty if there is none of that id.

        Those of one that was taken down, too.
        """
        query = (
            select(*_REVISION_COLUMNS)
            .where(RevisionRow.doc_id == doc_id)
            .order_by(RevisionRow.revision.desc())
        )
        with reading(self._engine) as connection:
            return tuple(map(make_stored, connection.execute(query)))

    def list_revised_at(self) -> dict[str, datetime.datetime]:
        """When each statement became what it is now, in UTC, by doc_id."""
        query = _join_newest(select(StatementRow.doc_id, RevisionRow.ingested_at))
        with reading(self._engine) as connection:
            return {row.doc_id: row.ingested_at for row in connection.execute(query)}

    def find_city_contact(self, city_slug: str) -> StoredContact | None:
        """The newest contact of the city through which someone can be reached, or None."""
        contacts = self.list_city_contacts(city_slug)
        return contacts[0] if contacts else None

    def list_city_contacts(self, city_slug: str) -> tuple[StoredContact, ...]:
        """The city's usable contacts, newest first.

        Newest by the day they were checked, then by their statement's date, then by doc_id.
        """
        rows = self._city_contacts.list_rows(city_slug)
        statements = [statement_from_body(json.loads(body)) for (body,) in rows]
        statements.sort(key=_contact_age, reverse=True)
        return tuple(StoredContact(s.contact, s.doc_id) for s in statements if s.contact)

    def list_sums(self, doc_ids: Sequence[str]) -> dict[str, str]:
        """The sum of the newest revision of each of these ids, taken down or not."""
        query = select(StatementRow.doc_id, RevisionRow.sha256).join(
            RevisionRow,
            (RevisionRow.doc_id == StatementRow.doc_id)
            & (RevisionRow.revision == StatementRow.revision),
        )
        sums: dict[str, str] = {}
        with reading(self._engine) as connection:
            for start in range(0, len(doc_ids), _KEYS_A_QUERY):
                wanted = StatementRow.doc_id.in_(doc_ids[start : start + _KEYS_A_QUERY])
                for row in connection.execute(query.where(wanted)):
                    sums[row.doc_id] = row.sha256
        return sums

    def list_mayor_cities(self) -> tuple[tuple[str, str], ...]:
        """Each mayor with the slug of each city they are known of."""
        query = select(StatementRow.mayor, StatementRow.city_slug).distinct()
        known = StatementRow.mayor.is_not(None) & StatementRow.city_slug.is_not(None)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(known, StatementRow.removed_at.is_(None)))
            return tuple((row.mayor, row.city_slug) for row in rows)

    def _stream(self, query: Select[*tuple[Any, ...]]) -> Iterator[StoredStatement]:
        with reading(self._engine) as connection:
            options = connection.execution_options(yield_per=_ROWS_A_FETCH)
            yield from map(make_stored, options.execute(query.order_by(StatementRow.doc_id)))

    def find_city(self, slug: str) -> City | None:
        """The place of that slug as some record has it; None where no record is of it."""
        stored = next(self.list_current(slug), None)
        return stored.statement.city if stored else None

    def n_with_contact(self) -> int:
        """How many statements name a contact that can be used."""
        wanted = StatementRow.has_contact.is_(True) & StatementRow.removed_at.is_(None)
        with reading(self._engine) as connection:
            query = select(func.count()).select_from(StatementRow)
            return connection.scalar(query.where(wanted)) or 0

    def n_statements(self) -> int:
        """How many statements there are, each counted once."""
        with reading(self._engine) as connection:
            query = select(func.count()).select_from(StatementRow)
            return connection.scalar(query.where(StatementRow.removed_at.is_(None))) or 0

    def content_version(self) -> str:
        """A name for what the store holds now; another one after any change of it."""
        return self.find_meta(adding.CONTENT_VERSION_KEY) or ""

    def find_meta(self, key: str) -> str | None:
        """A fact kept beside the statements under this name, or None."""
        with reading(self._engine) as connection:
            return connection.scalar(select(MetaRow.value).where(MetaRow.key == key))

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact beside the statements, replacing the one of that name."""
        with writing(self._engine) as connection:
            connection.execute(delete(MetaRow).where(MetaRow.key == key))
            connection.execute(insert(MetaRow).values(key=key, value=value))


_REVISION_COLUMNS = (
    RevisionRow.revision,
    RevisionRow.body,
    RevisionRow.path,
    RevisionRow.line,
    RevisionRow.reader,
    RevisionRow.ingested_at,
    RevisionRow.sha256,
)


def _select_current() -> Select[*tuple[Any, ...]]:
    return _join_newest(select(*_REVISION_COLUMNS))


def _join_newest(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.select_from(StatementRow).join(
        RevisionRow,
        (RevisionRow.doc_id == StatementRow.doc_id)
        & (RevisionRow.revision == StatementRow.revision)
        & StatementRow.removed_at.is_(None),
    )


_SELECT_CITY_CONTACTS = _join_newest(select(_BODY)).where(
    StatementRow.city_slug == bindparam("city_slug"), StatementRow.has_contact.is_(True)
)


def make_stored(row: Row[Any]) -> StoredStatement:
    """A row of the revisions as a record."""
    provenance = Provenance(row.path, row.line, row.reader, row.ingested_at, row.sha256)
    return StoredStatement(statement_from_body(row.body), row.revision, provenance)


def _contact_age(statement: Statement) -> tuple[datetime.date, datetime.date, str]:
    checked_on = statement.contact.checked_on if statement.contact else None
    days = statement.days()
    never = datetime.date.min
    return (checked_on or never, days[1] if days else never, statement.doc_id)
