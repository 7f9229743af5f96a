"""The controlled vocabulary of topics.

Takes data/topics.csv, gives `Topic` records and finds one from its name or slug. Editors may
add topics and say how they read (`corpus.editorial_topics`): whoever answers for a store puts
its topics in force with `use_topics`, for what runs in the same context (a request, a
command). Records carry a topic's name, which never changes; how it reads may.
"""

from __future__ import annotations

import csv
import difflib
import functools
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from corpus.cleaning import make_slug

TOPICS_PATH = Path(__file__).parent / "data" / "topics.csv"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its address, its name as records carry it, and what belongs to it.

    `is_offered` says whether people may choose it for a record.
    """

    slug: str
    name: str
    scope: str
    is_offered: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class TopicList:
    """Topics in the order of their names.

    Attributes:
        topics: all of them.
        by_slug: the same by their address.
        said: how names and scopes that editors wrote read in English and in Spanish.
    """

    topics: tuple[Topic, ...]
    by_slug: Mapping[str, Topic]
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@functools.cache
def load_shipped_topics() -> TopicList:
    """The topics that are shipped, none of them edited."""
    with TOPICS_PATH.open(encoding="utf-8", newline="") as file:
        topics = tuple(
            Topic(make_slug(row["topic"]), row["topic"], row["scope"])
            for row in csv.DictReader(file)
        )
    return TopicList(topics, {topic.slug: topic for topic in topics})


_IN_FORCE: ContextVar[TopicList | None] = ContextVar("topics", default=None)


def use_topics(topics: TopicList | None) -> None:
    """From now on, in this context, these are the topics; None is those shipped."""
    _IN_FORCE.set(topics)


def topics_in_force() -> TopicList:
    """The topics of this context."""
    return _IN_FORCE.get() or load_shipped_topics()


def load_topics() -> tuple[Topic, ...]:
    """All topics, in the order of their names."""
    return topics_in_force().topics


def find_topic(text: str) -> Topic | None:
    """The topic of that name or slug, whatever its case, or None.

    >>> find_topic("Hate-Crimes").name
    'hate crimes'
    """
    by_slug = topics_in_force().by_slug
    return by_slug.get(text) or by_slug.get(make_slug(text))


def find_said(text: str, language: str) -> str | None:
    """How a topic's name or scope reads in a language, where editors said so; else None.

    >>> find_said("hate crimes", "es")
    """
    topics = _IN_FORCE.get()
    said = topics.said.get(text) if topics is not None else None
    return said[language == "es"] if said else None


def list_near_topics(text: str) -> tuple[str, ...]:
    """Up to three topic names spelled like the text.

    >>> list_near_topics("hate crime")
    ('hate crimes',)
    """
    names = [topic.name for topic in load_topics()]
    return tuple(difflib.get_close_matches(text.lower(), names, n=3, cutoff=0.6))
