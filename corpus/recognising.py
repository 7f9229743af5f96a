"""What was read before: a file read again changes nothing, on whatever day.

Takes a `ReadStatement` and the store, gives what became of it long ago, or None where it
is new. Part of `corpus.ingest`. Two records are the same whatever day each was read; what
one file brought counts as known even if a reviewer has corrected it since; and a record
made from another file's words on the same matter is no newer version of it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import replace

from corpus.bodies import make_sum
from corpus.documents import Source, Statement
from corpus.readers.results import ReadStatement
from corpus.records import statement_to_record
from corpus.store import Store
from corpus.stored import AddResult, Outcome, SimilarStatement, StoredStatement

_PAGE_NUMBER = re.compile(r", page \d+$")


def recognise(read: ReadStatement, store: Store, *, allow_similar: bool) -> AddResult | None:
    """The outcome of a statement that is in the store already, else None."""
    statement = read.statement
    revisions = store.list_revisions(statement.doc_id)
    if not revisions:
        return None
    own = [revision for revision in revisions if revision.provenance.path == read.path]
    if any(_is_same(statement, revision) for revision in (revisions[0], *own[:1])):
        current = store.find_statement(statement.doc_id)
        outcome = Outcome.UNCHANGED if current else Outcome.REMOVED
        return AddResult(statement.doc_id, outcome, revisions[0].revision)
    newest = revisions[0].statement
    is_rival = not (own or read.has_id or allow_similar)
    if is_rival and _origin(statement.source) != _origin(newest.source):
        similar = SimilarStatement(newest.doc_id, newest.title, 1.0)
        return AddResult(statement.doc_id, Outcome.SIMILAR, None, similar)
    return None


def make_key(read: ReadStatement) -> str:
    """The same for the same words of a file, on whatever day it is read."""
    record = statement_to_record(_read_on(read.statement, None))
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return f"read-{hashlib.sha256(text.encode()).hexdigest()}"


def _is_same(statement: Statement, stored: StoredStatement) -> bool:
    day = stored.statement.source.retrieved
    return make_sum(statement_to_record(_read_on(statement, day))) == stored.provenance.sha256


def _read_on(statement: Statement, day: datetime.date | None) -> Statement:
    """The statement as if its source had been read on that day."""
    old, contact = statement.source.retrieved, statement.contact
    if contact is not None and contact.checked_on == old:
        contact = replace(contact, checked_on=day)
    return replace(statement, source=replace(statement.source, retrieved=day), contact=contact)


def _origin(source: Source) -> tuple[str, str]:
    """Where a record is from, whatever page of it."""
    return _PAGE_NUMBER.sub("", source.name), (source.url or "").partition("#")[0]
