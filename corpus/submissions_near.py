"""What a submission seems to tell again: a stored record, or another one that waits.

Takes a store and submissions, gives for each what is near it by `corpus.similar`. Part of
`corpus.submissions`. The records of a place are read once, whatever waits of it, and only
submissions of one place are compared with each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.documents import Statement
from corpus.similar import Fingerprint, find_similar, make_fingerprint
from corpus.store import Store
from corpus.stored import SimilarStatement
from corpus.submissions_records import Action, Submission


@dataclass(frozen=True, slots=True)
class SimilarSubmission:
    """A submission that waits and seems to tell the same; `score` is from 0 to 1."""

    submission_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Near:
    """What is near a submission, the likest first: records, and other submissions."""

    stored: tuple[SimilarStatement, ...] = ()
    waiting: tuple[SimilarSubmission, ...] = ()


def find_near_statements(
    store: Store, statement: Statement, besides: str = ""
) -> tuple[SimilarStatement, ...]:
    """Stored statements that seem to tell the same, the likest first; not the one `besides`."""
    new = make_fingerprint(statement)
    found = _compare(new, _read_place(store, statement)) if new.place else ()
    return tuple(similar for similar in found if similar.doc_id != besides)


def find_near_all(
    store: Store, submissions: Iterable[Submission], waiting: Iterable[Submission]
) -> dict[str, Near]:
    """What each of these is near, by its id; only a new record can be."""
    asked = _group_by_place(submissions)
    others = _group_by_place(waiting)
    near = {}
    for place, prints in asked.items():
        stored = _read_place(store, prints[0][0].statement)
        for found, new in prints:
            near[found.submission_id] = Near(
                _compare(new, stored), _compare_waiting(found, new, others[place])
            )
    return near


def _group_by_place(
    submissions: Iterable[Submission],
) -> defaultdict[str, list[tuple[Submission, Fingerprint]]]:
    groups: defaultdict[str, list[tuple[Submission, Fingerprint]]] = defaultdict(list)
    for found in submissions:
        if found.action is Action.NEW and found.statement is not None:
            new = make_fingerprint(found.statement)
            if new.place:
                groups[new.place].append((found, new))
    return groups


def _read_place(store: Store, statement: Statement | None) -> list[Fingerprint]:
    """The fingerprints of all records of a statement's place."""
    if statement is None:
        return []
    if statement.city is not None:
        current = store.list_current(statement.city.slug)
    else:
        current = store.list_of_issuer(statement.issuer or "")
    return [make_fingerprint(stored.statement) for stored in current]


def _compare(new: Fingerprint, stored: Sequence[Fingerprint]) -> tuple[SimilarStatement, ...]:
    found = (find_similar(new, [old]) for old in stored)
    return tuple(sorted(filter(None, found), key=lambda s: (-s.score, s.doc_id)))


def _compare_waiting(
    found: Submission, new: Fingerprint, others: Sequence[tuple[Submission, Fingerprint]]
) -> tuple[SimilarSubmission, ...]:
    near = []
    for other, old in others:
        similar = find_similar(new, [old])
        if similar and other.submission_id != found.submission_id:
            near.append(SimilarSubmission(other.submission_id, similar.title, similar.score))
    return tuple(sorted(near, key=lambda s: (-s.score, s.submission_id)))
