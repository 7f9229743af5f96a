"""Every record with all it ever said, where that was read, and when it was taken out.

Takes a store, gives a `RecordHistory` a record, all of one state of the store; the exports
write them, `corpus.importing` reads them back. Holds nothing of senders or reviewers.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, func, select

from corpus.database import reading
from corpus.documents import Statement
from corpus.record_fields import is_web_address
from corpus.schema import RemovalRow, RevisionRow, StatementRow
from corpus.store import Store, make_stored
from corpus.stored import StoredStatement
from corpus.submissions_records import Removal

_ROWS_A_FETCH = 200


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """A record's revisions, oldest first, and its lines in the public log, each with its number.

    `removed_at` is set while it is taken down; `n_records` is how many records there are.
    """

    revisions: tuple[StoredStatement, ...]
    removals: tuple[tuple[int, Removal], ...]
    removed_at: datetime.datetime | None
    n_records: int

    @property
    def newest(self) -> StoredStatement:
        """The record as it stands now."""
        return self.revisions[-1]

    @property
    def statement(self) -> Statement:
        """What it says now."""
        return self.newest.statement


def list_histories(store: Store) -> Iterator[RecordHistory]:
    """Every record, those taken down too, by doc_id; read as they are asked for."""
    query = (
        select(RevisionRow.__table__, StatementRow.removed_at)
        .join(StatementRow, StatementRow.doc_id == RevisionRow.doc_id)
        .order_by(RevisionRow.doc_id, RevisionRow.revision)
    )
    with reading(store.engine) as connection:
        removals = _load_removals(connection)
        n_records = connection.scalar(select(func.count()).select_from(StatementRow)) or 0
        rows = connection.execution_options(yield_per=_ROWS_A_FETCH).execute(query)
        for doc_id, group in groupby(rows, attrgetter("doc_id")):
            members = list(group)
            revisions = tuple(map(make_stored, members))
            found = tuple(removals.get(doc_id, ()))
            yield RecordHistory(revisions, found, members[0].removed_at, n_records)


def name_origin(path: str) -> str:
    """Where something was read, as everybody may see it: no folders of anybody's machine.

    >>> name_origin("/home/ana/lists/cities.csv"), name_origin("https://example.org/a")
    ('cities.csv', 'https://example.org/a')
    """
    return path if is_web_address(path) else re.split(r"[\\/]", path.rstrip("\\/"))[-1]


def _load_removals(connection: Connection) -> dict[str, list[tuple[int, Removal]]]:
    found: dict[str, list[tuple[int, Removal]]] = defaultdict(list)
    for row in connection.execute(select(RemovalRow.__table__).order_by(RemovalRow.removal_id)):
        removal = Removal(
            row.kind, row.doc_id, row.title, row.reason, row.removed_at, row.put_back_at
        )
        found[row.doc_id].append((row.removal_id, removal))
    return found
