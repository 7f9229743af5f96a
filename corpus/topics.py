"""The controlled vocabulary of topics.

Takes data/topics.csv, gives `Topic` records and finds one from its name or slug.
"""

from __future__ import annotations

import csv
import difflib
import functools
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import make_slug

TOPICS_PATH = Path(__file__).parent / "data" / "topics.csv"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its address, its name as records carry it, and what belongs to it."""

    slug: str
    name: str
    scope: str


@functools.cache
def load_topics() -> tuple[Topic, ...]:
    """All topics, in the order of their names."""
    with TOPICS_PATH.open(encoding="utf-8", newline="") as file:
        return tuple(
            Topic(make_slug(row["topic"]), row["topic"], row["scope"])
            for row in csv.DictReader(file)
        )


@functools.cache
def _topics_by_slug() -> dict[str, Topic]:
    return {topic.slug: topic for topic in load_topics()}


def find_topic(text: str) -> Topic | None:
    """The topic of that name or slug, whatever its case, or None.

    >>> find_topic("Hate-Crimes").name
    'hate crimes'
    """
    return _topics_by_slug().get(make_slug(text))


def list_near_topics(text: str) -> tuple[str, ...]:
    """Up to three topic names spelled like the text.

    >>> list_near_topics("hate crime")
    ('hate crimes',)
    """
    names = [topic.name for topic in load_topics()]
    return tuple(difflib.get_close_matches(text.lower(), names, n=3, cutoff=0.6))
