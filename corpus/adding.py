"""How statements enter the store: what becomes of each, and the rows it makes.

Part of `corpus.store`, which gives it a connection inside a transaction. Whether a new
statement is near a stored one (`corpus.similar`) is asked of those stored from elsewhere:
the records of one file are different by its author's word, also when it is mended and
read again.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.bodies import make_sum, statement_from_body
from corpus.documents import Statement
from corpus.records import statement_to_record
from corpus.redaction import load_redactor
from corpus.schema import ChangeRow, MetaRow, RevisionRow, StatementRow
from corpus.similar import Fingerprint, find_similar, make_fingerprint
from corpus.stored import AddReport, AddResult, Incoming, Outcome, SimilarStatement

CONTENT_VERSION_KEY = "content_version"

_IDS_A_QUERY = 500


@dataclass(frozen=True, slots=True)
class Policy:
    """How to add: see `Store.add`; `now` is the moment the new revisions are made."""

    now: datetime.datetime
    allow_similar: bool = False
    upstream: str | None = None
    beside: frozenset[str] = frozenset()


class Adding:
    """One run of adding; afterwards it is spent."""

    def __init__(self, connection: Connection, policy: Policy) -> None:
        self._connection = connection
        self._policy = policy
        self._incoming_ids: set[str] = set()
        self._removed: set[str] = set()
        self._redactor = load_redactor(connection)
        self._upstream_sums: dict[str, str] = {}
        self._current: dict[str, tuple[int, str]] = {}
        self._neighbours: dict[str, list[Fingerprint]] = {}
        self._statements: dict[str, dict[str, Any]] = {}
        self._revisions: list[dict[str, Any]] = []

    def run(self, incoming: Iterable[Incoming]) -> AddReport:
        """Decide on each statement, then write all that is new."""
        items = list(incoming)
        self._load_current([item.statement.doc_id for item in items])
        self._load_upstream()
        stored = set(self._current)
        self._incoming_ids = {item.statement.doc_id for item in items} | self._policy.beside
        report = AddReport(tuple(self._take(item) for item in items))
        if report.has_changed:
            self._write(stored)
        return report

    def _load_current(self, doc_ids: list[str]) -> None:
        query = select(
            StatementRow.doc_id,
            StatementRow.revision,
            StatementRow.removed_at,
            RevisionRow.sha256,
        ).join(
            RevisionRow,
            (RevisionRow.doc_id == StatementRow.doc_id)
            & (RevisionRow.revision == StatementRow.revision),
        )
        for start in range(0, len(doc_ids), _IDS_A_QUERY):
            wanted = StatementRow.doc_id.in_(doc_ids[start : start + _IDS_A_QUERY])
            for row in self._connection.execute(query.where(wanted)):
                self._current[row.doc_id] = (row.revision, row.sha256)
                if row.removed_at:
                    self._removed.add(row.doc_id)

    def _load_upstream(self) -> None:
        """The sum of each record as the upstream reader last brought it."""
        if self._policy.upstream is None:
            return
        query = (
            select(RevisionRow.doc_id, RevisionRow.sha256)
            .where(RevisionRow.reader == self._policy.upstream)
            .order_by(RevisionRow.revision)
        )
        self._upstream_sums = {row.doc_id: row.sha256 for row in self._connection.execute(query)}

    def _take(self, item: Incoming) -> AddResult:
        statement = item.statement
        body = statement_to_record(statement)
        digest = make_sum(body)
        revision, stored_digest = self._current.get(statement.doc_id, (0, ""))
        if statement.doc_id in self._removed:
            return AddResult(statement.doc_id, Outcome.REMOVED, revision)
        if digest in (stored_digest, self._upstream_sums.get(statement.doc_id)):
            return AddResult(statement.doc_id, Outcome.UNCHANGED, revision)
        similar = None if revision or self._policy.allow_similar else self._find_similar(statement)
        if similar:
            return AddResult(statement.doc_id, Outcome.SIMILAR, None, similar)
        if self._redactor:
            body = self._redactor.redact_record(body)
            statement = statement_from_body(body)
        self._current[statement.doc_id] = (revision + 1, digest)
        self._statements[statement.doc_id] = make_statement_row(statement, revision + 1)
        self._revisions.append(self._revision_row(item, revision + 1, body, digest))
        outcome = Outcome.CHANGED if revision else Outcome.ADDED
        return AddResult(statement.doc_id, outcome, revision + 1)

    def _find_similar(self, statement: Statement) -> SimilarStatement | None:
        fingerprint = make_fingerprint(statement)
        if not fingerprint.place:
            return None
        if fingerprint.place not in self._neighbours:
            self._neighbours[fingerprint.place] = self._load_neighbours(fingerprint.place)
        return find_similar(fingerprint, self._neighbours[fingerprint.place])

    def _load_neighbours(self, place: str) -> list[Fingerprint]:
        """The fingerprints of the place's statements stored before, of other files."""
        query = (
            select(RevisionRow.body)
            .join(
                StatementRow,
                (RevisionRow.doc_id == StatementRow.doc_id)
                & (RevisionRow.revision == StatementRow.revision),
            )
            .where((StatementRow.city_slug == place) | (StatementRow.issuer == place))
            .where(StatementRow.removed_at.is_(None))
        )
        statements = map(statement_from_body, self._connection.scalars(query))
        return [make_fingerprint(s) for s in statements if s.doc_id not in self._incoming_ids]

    def _write(self, stored: set[str]) -> None:
        new = [row for doc_id, row in self._statements.items() if doc_id not in stored]
        if new:
            self._connection.execute(insert(StatementRow), new)
        for doc_id, row in self._statements.items():
            if doc_id in stored:
                self._connection.execute(
                    update(StatementRow).where(StatementRow.doc_id == doc_id).values(row)
                )
        self._connection.execute(insert(RevisionRow), self._revisions)
        renew_content_version(self._connection, self._statements)

    def _revision_row(
        self, item: Incoming, revision: int, body: dict[str, object], digest: str
    ) -> dict[str, Any]:
        return {
            "doc_id": item.statement.doc_id,
            "revision": revision,
            "body": body,
            "sha256": digest,
            "path": item.path,
            "line": item.line,
            "reader": item.reader,
            "ingested_at": self._policy.now,
        }


def renew_content_version(connection: Connection, doc_ids: Iterable[str]) -> None:
    """Note which statements changed and give the store's content a new name.

    Anything does so that changes what is published.
    """
    version = uuid.uuid4().hex
    changes = [{"doc_id": doc_id, "version": version} for doc_id in doc_ids]
    connection.execute(insert(ChangeRow), changes)
    connection.execute(
        update(MetaRow).where(MetaRow.key == CONTENT_VERSION_KEY).values(value=version)
    )


def make_statement_row(statement: Statement, revision: int) -> dict[str, Any]:
    """What a statement is found by, as its row holds it."""
    days = statement.days()
    return {
        "doc_id": statement.doc_id,
        "revision": revision,
        "kind": statement.kind.value,
        "language": statement.language,
        "city_slug": statement.city.slug if statement.city else None,
        "state": statement.city.state if statement.city else None,
        "issuer": statement.issuer,
        "mayor": statement.mayor,
        "date_earliest": days[0] if days else None,
        "date_latest": days[1] if days else None,
        "has_contact": bool(statement.contact and statement.contact.is_usable),
    }
