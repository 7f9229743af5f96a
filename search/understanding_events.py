"""Events people date by: "after Charlottesville", "during the pandemic", "since October 7".

Takes a `Question`, gives date readings; used by `search.understanding`. The events are in
search/data/events.csv. Their names go on being searched: they say what a record is about.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

from corpus.messages import Message
from search.place_context import words
from search.question import PhraseTable, Question
from search.understanding_data import Event, load_events
from search.understanding_dates import Bounds, date_reading, day_before
from search.understood import Reading

_SIDES: PhraseTable[str] = PhraseTable(
    (phrase, side)
    for side, line in (
        (
            "after",
            "after;following;in the wake of;in the aftermath of;in the days after;post;después de;"
            "después del;tras;luego de;a raíz de",
        ),
        ("since", "since;desde"),
        ("before", "before;prior to;pre;antes de;antes del"),
        ("during", "during;in;under;throughout;durante;en;bajo"),
    )
    for phrase in line.split(";")
)
_ARTICLES = {"the", "el", "la", "los", "las"}
_PLACE_NAMES = frozenset(
    {
        *("charlottesville", "ferguson", "charleston", "orlando", "pittsburgh", "el paso"),
        *("buffalo", "poway", "parkland", "uvalde", "colleyville", "oak creek"),
        *("highland park", "san bernardino"),
    }
)
_GOES_ON = words(
    "and or but in on for with by what how did do does mayors cities city statements responses "
    "y o en por que to from the a about their its"
)
"""Words that may follow a place's name used for an event: "after Buffalo passed" is none."""


def find_events(question: Question) -> Iterator[Reading]:
    """Every event a question dates by."""
    for first in range(len(question.tokens)):
        found = _SIDES.find(question, first)
        if found is None:
            continue
        number, side = found
        number += question.key(number) in _ARTICLES
        event = _names().find(question, number) or _names().find(question, found[0])
        if event and _is_dated_by(question, *event, side=side):
            yield _read(question, first, event[0], event[1], side)


def _is_dated_by(question: Question, end: int, event: Event, *, side: str) -> bool:
    if side == "during":
        return event.date_to is not None
    if not event.is_place or _place_events().find(question, end - 1) is None:
        return True
    if side == "before":
        return False
    if question.key(end - 2) == "post" or question.key(end - 3) == "post":
        return True
    after = question.key(end)
    return not after or not question.follows(end) or after in _GOES_ON


def _read(question: Question, first: int, end: int, event: Event, side: str) -> Reading:
    """After a period is not sure: it may mean its beginning or its end."""
    is_sure = side != "after" or (event.date_to is None and question.key(first) != "post")
    bounds = _bounds(event, side)
    part = date_reading(question, first, end, bounds, is_sure=is_sure).part
    label = _label(event, side)
    return Reading(replace(part, label=label), first, end, keeps_words=True)


def _bounds(event: Event, side: str) -> Bounds:
    if side == "during":
        return (event.date_from, event.date_to)
    if side == "before":
        return (None, day_before(event.date_from))
    return (event.date_from, None)


def _label(event: Event, side: str) -> Message:
    name, first = event.label, event.date_from
    if side == "during":
        return Message(
            "during %(event)s (%(first)s to %(last)s)", event=name, first=first, last=event.date_to
        )
    if side == "before":
        return Message("before %(event)s (%(first)s)", event=name, first=first)
    return Message("since %(event)s (%(first)s)", event=name, first=first)


@functools.cache
def _names() -> PhraseTable[Event]:
    return PhraseTable((name, event) for event in load_events() for name in event.names)


@functools.cache
def _place_events() -> PhraseTable[Event]:
    """The last words of names that are also a place's."""
    return PhraseTable(
        (name.split()[-1], event)
        for event in load_events()
        if event.is_place
        for name in event.names
        if name.lower() in _PLACE_NAMES
    )
