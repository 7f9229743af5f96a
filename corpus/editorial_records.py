"""What editors decide about the search: pinned answers, thesaurus groups, topics.

Each is a record that is replaced, never changed: `corpus.editorial` keeps every version of
it. This file turns them into JSON bodies and back, and knows nothing of their effect.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Subject(StrEnum):
    """What an entry is of."""

    PIN = "pin"
    GROUP = "group"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Pin:
    """Statements to be shown above the answers to a question.

    Attributes:
        question: the whole question, or words of it.
        is_words: whether it is words that must all be in a question, in any order.
        doc_ids: the statements, the first one first.
        owner: the reviewer who answers for it.
        first_day, last_day: when it is shown, both included; None for no bound.
        note: why, for other reviewers.
    """

    question: str
    is_words: bool
    doc_ids: tuple[str, ...]
    owner: str
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    note: str = ""

    def is_shown_on(self, day: datetime.date) -> bool:
        """Whether it is shown on a day.

        >>> Pin("raids", False, ("a",), "ann", last_day=datetime.date(2026, 1, 31)).is_shown_on(
        ...     datetime.date(2026, 2, 1)
        ... )
        False
        """
        has_begun = self.first_day is None or self.first_day <= day
        return has_begun and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class GroupText:
    """A thesaurus group as it shall be, its name apart; see `search.thesaurus_rows`.

    `is_off` leaves a group that is shipped out of the search.
    """

    relation: str
    english: tuple[str, ...] = ()
    spanish: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class TopicText:
    """How a topic reads in each language, and whether new records may carry it.

    `name` is what records carry; it stays what it was when the topic was added.
    """

    name: str
    english: str
    spanish: str
    scope_english: str
    scope_spanish: str
    is_offered: bool = True


Entry = Pin | GroupText | TopicText

_CLASSES: dict[Subject, type[Pin] | type[GroupText] | type[TopicText]] = {
    Subject.PIN: Pin,
    Subject.GROUP: GroupText,
    Subject.TOPIC: TopicText,
}
_DAYS = ("first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a reviewer wants an entry to be.

    Attributes:
        subject, name: which entry.
        seen: the number of the version the reviewer looked at; 0 for none.
        entry: the new entry; None ends a pin, and leaves a group or topic as shipped.
        actor: the reviewer.
        act: what was done, in a word or two, for the trail.
    """

    subject: Subject
    name: str
    seen: int
    entry: Entry | None
    actor: str
    act: str


@dataclass(frozen=True, slots=True)
class Version:
    """An entry as it stood once: the `number`th of its name, made by whom and when."""

    subject: Subject
    name: str
    number: int
    entry: Entry | None
    actor: str
    at: datetime.datetime
    act: str


def entry_to_body(entry: Entry) -> dict[str, Any]:
    """An entry as JSON.

    >>> entry_to_body(GroupText("same", ("raid", "sweep")))["english"]
    ['raid', 'sweep']
    """
    body = asdict(entry)
    for name, value in body.items():
        if isinstance(value, tuple):
            body[name] = list(value)
        elif isinstance(value, datetime.date):
            body[name] = value.isoformat()
    return body


def entry_from_body(subject: Subject, body: dict[str, Any]) -> Entry:
    """The same back."""
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in body.items()}
    for name in _DAYS:
        if values.get(name):
            values[name] = datetime.date.fromisoformat(values[name])
    return _CLASSES[subject](**values)
