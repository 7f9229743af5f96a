"""What goes into the store and what comes out, as records.

`corpus.store` takes `Incoming` and gives the others; every caller of the store
sees these and never a row of a table.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import Contact, Statement


@dataclass(frozen=True, slots=True)
class Incoming:
    """A statement on its way in, and where it was read: a path or a name, a line from 1."""

    statement: Statement
    path: str
    line: int | None = None
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one revision of a record was read, when (UTC), and the sum of its record."""

    path: str
    line: int | None
    reader: str
    ingested_at: datetime.datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """One revision of a statement, numbered from 1."""

    statement: Statement
    revision: int
    provenance: Provenance

    @property
    def revised_at(self) -> datetime.datetime:
        """When this revision was made, in UTC."""
        return self.provenance.ingested_at


@dataclass(frozen=True, slots=True)
class StoredContact:
    """Whom to ask in a city, and the record that names it."""

    contact: Contact
    doc_id: str


class Outcome(StrEnum):
    """What became of a statement on its way in.

    QUEUED waits for a reviewer; REMOVED was taken down here and stays so.
    """

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SIMILAR = "similar"
    QUEUED = "queued"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SimilarStatement:
    """A stored statement that seems to tell the same; `score` is from 0 to 1."""

    doc_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of one statement.

    `revision` is the newest one in the store, None where nothing was stored for it;
    `similar_to` is set when the outcome is SIMILAR.
    """

    doc_id: str
    outcome: Outcome
    revision: int | None
    similar_to: SimilarStatement | None = None


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each statement, in the order they came."""

    results: tuple[AddResult, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return Counter(result.outcome for result in self.results)[outcome]

    @property
    def has_changed(self) -> bool:
        """Whether anything new is in the store."""
        return any(r.outcome in (Outcome.ADDED, Outcome.CHANGED) for r in self.results)
