"""What reviewers' pages show: how long a submission waits, and what it would change.

Takes submissions and statements, gives plain records for the templates. Pure.
"""

from __future__ import annotations

import datetime
import difflib
import re
from dataclasses import dataclass, fields

from corpus.documents import Statement
from corpus.submissions_records import Submission
from webapp.contribute_form import Draft, make_draft

_PIECE = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: kept ("="), taken out ("-") or put in ("+")."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record that differs: each side in pieces."""

    name: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def list_changes(before: Statement, after: Statement) -> tuple[FieldChange, ...]:
    """What differs between two records, field by field as the form names them."""
    old, new = make_draft(before), make_draft(after)
    return tuple(
        _compare(field.name, _say(old, field.name), _say(new, field.name))
        for field in fields(Draft)
        if getattr(old, field.name) != getattr(new, field.name)
    )


def count_days(submission: Submission, now: datetime.datetime) -> int:
    """For how many days it has waited."""
    return max(0, (now - submission.submitted_at).days)


def _say(draft: Draft, name: str) -> str:
    value = getattr(draft, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _compare(name: str, old: str, new: str) -> FieldChange:
    """The two texts word by word.

    >>> change = _compare("date", "in May 2019", "in June 2019")
    >>> [(piece.change, piece.text) for piece in change.after]
    [('=', 'in '), ('+', 'June'), ('=', ' 2019')]
    """
    a, b = _PIECE.findall(old), _PIECE.findall(new)
    before, after = [], []
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        is_same = kind == "equal"
        if a_end > a_start:
            before.append(Piece("=" if is_same else "-", "".join(a[a_start:a_end])))
        if b_end > b_start:
            after.append(Piece("=" if is_same else "+", "".join(b[b_start:b_end])))
    return FieldChange(name, tuple(before), tuple(after))
