"""What everybody may see of changes: a record's revisions, and the log of removals.

Takes a record's id, gives each revision beside the one before; gives what was taken out of
the collection, when and why. Of a record that was taken down, the removal alone is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, render_template

from corpus.errors import NotHereError
from corpus.messages import Message
from corpus.removals import find_removal, list_removals
from corpus.stored import StoredStatement
from webapp.collection import get_collection
from webapp.review_view import FieldChange, list_changes

history = Blueprint("history", __name__)


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision and what it changed of the one before; nothing for the first."""

    stored: StoredStatement
    changes: tuple[FieldChange, ...]


@history.get("/statements/<doc_id>/history")
def revisions(doc_id: str) -> str:
    """Every revision of a record, newest first."""
    store = get_collection().store()
    found = store.list_revisions(doc_id)
    removal = find_removal(store, doc_id)
    if not found:
        words = Message("There is no record %(doc_id)r, so it has no history.", doc_id=doc_id)
        raise NotHereError(words)
    changed = [
        Revision(new, list_changes(old.statement, new.statement)) for new, old in pairwise(found)
    ]
    return render_template(
        "history.html",
        doc_id=doc_id,
        statement=found[0].statement,
        revisions=[] if removal else [*changed, Revision(found[-1], ())],
        removal=removal,
    )


@history.get("/removals")
def removals() -> str:
    """The log of removals, newest first."""
    return render_template("removals.html", removals=list_removals(get_collection().store()))
