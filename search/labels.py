"""How fields and their values read: in English, as messages that pages say in Spanish.

Takes the name of a field and a value as the index keeps it, gives words. Knows no index.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from corpus.cities import load_gazetteer
from corpus.documents import Kind
from corpus.messages import Message
from corpus.topics import find_topic

LANGUAGE_NAMES = {"en": Message("English"), "es": Message("Spanish")}
FIELD_LABELS = {
    "kind": Message("Kind"),
    "state": Message("State"),
    "city": Message("City"),
    "topic": Message("Topic"),
    "mayor": Message("Mayor"),
    "year": Message("Year"),
    "lang": Message("Language"),
}
FIELD_WORDS = {
    "kind": Message("kind"),
    "state": Message("state"),
    "city": Message("city"),
    "topic": Message("topic"),
    "mayor": Message("mayor"),
    "year": Message("year"),
    "lang": Message("language"),
    "after": Message("after"),
    "before": Message("before"),
}
"""The fields typed in the search box, inside a sentence."""
KIND_LABELS = {
    Kind.STATEMENT: Message("Statement"),
    Kind.INITIATIVE: Message("Initiative"),
    Kind.BEST_PRACTICE: Message("Best practice"),
}


def label_of(name: str, value: str) -> str:
    """How a column's value reads.

    >>> label_of("state", "MN"), label_of("city", "rochester-mn"), label_of("kind", "initiative")
    ('Minnesota', 'Rochester, MN', 'Initiative')
    """
    return find_labels(name)(name, value)


def find_labels(name: str) -> Callable[[str, str], str]:
    """What says how the values of a column read, for whoever asks for many."""
    # Editors may change how topics read, so that nothing of them is remembered.
    return _label_topic if name == "topic" else _label_of


def _label_topic(_name: str, slug: str) -> str:
    topic = find_topic(slug)
    return _say_topic(topic.name) if topic else slug


@cache
def _label_of(name: str, value: str) -> str:
    if name == "state":
        return load_gazetteer().state_name(value)
    if name == "city":
        city = load_gazetteer().find_slug(value)
        return city.label if city else value
    if name == "kind":
        return KIND_LABELS[Kind(value)]
    if name == "lang":
        return LANGUAGE_NAMES[value]
    return value


@cache
def _say_topic(name: str) -> Message:
    return Message(name)
