"""The topics as editors made them: those shipped, with their words over them and new ones.

Takes the newest versions of topics from a store, gives a `TopicList`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from corpus.cleaning import fold
from corpus.editorial import list_current
from corpus.editorial_records import Subject, TopicText, Version
from corpus.store import Store
from corpus.topics import Topic, TopicList, load_shipped_topics, use_topics


def read_topics(store: Store) -> TopicList:
    """The topics of a store as they are now.

    Raises:
        StoreError: the database fails.
    """
    return make_topic_list(list_edited_topics(list_current(store, Subject.TOPIC)))


@contextmanager
def topics_of(store: Store) -> Iterator[None]:
    """Inside, the topics are those of a store.

    Raises:
        StoreError: the database fails.
    """
    use_topics(read_topics(store))
    try:
        yield
    finally:
        use_topics(None)


def list_edited_topics(versions: Iterable[Version]) -> dict[str, TopicText]:
    """The topics that are not as shipped, by address."""
    return {v.name: v.entry for v in versions if isinstance(v.entry, TopicText)}


def make_topic_list(edits: Mapping[str, TopicText]) -> TopicList:
    """The shipped topics with edits over them.

    >>> text = TopicText("night markets", "Night markets", "Mercados nocturnos", "Food.", "Comida.")
    >>> found = make_topic_list({"night-markets": text})
    >>> found.by_slug["night-markets"].name, found.said["night markets"]
    ('night markets', ('Night markets', 'Mercados nocturnos'))
    """
    if not edits:
        return load_shipped_topics()
    topics = dict(load_shipped_topics().by_slug)
    said: dict[str, tuple[str, str]] = {}
    for slug, text in edits.items():
        shipped = topics.get(slug)
        name = shipped.name if shipped else text.name
        topics[slug] = Topic(slug, name, text.scope_english, text.is_offered)
        said[name] = (text.english, text.spanish)
        said[text.scope_english] = (text.scope_english, text.scope_spanish)
    ordered = tuple(sorted(topics.values(), key=lambda topic: fold(topic.name)))
    return TopicList(ordered, topics, said)
