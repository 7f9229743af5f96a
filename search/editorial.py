"""What editors decided, ready for an engine: pinned answers, the thesaurus, topics.

Takes the store's newest versions, gives an `Editorial`, which is never changed: after an edit
a new one is made, and what did not change is kept from the former.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.editorial import read_all
from corpus.editorial_records import GroupText, Pin, Subject, Version
from corpus.editorial_topics import list_edited_topics, make_topic_list
from corpus.store import Store
from corpus.topics import TopicList
from search.pinned import PinTable
from search.thesaurus import Thesaurus, load_thesaurus
from search.thesaurus_edits import apply_edits


@dataclass(frozen=True, slots=True, eq=False)
class Editorial:
    """The editors' decisions up to one of them.

    Attributes:
        number: of the last edit; 0 where there is none.
        pins: pinned answers.
        groups: the thesaurus groups that were edited, by name.
        thesaurus: the thesaurus with them; None where it is as shipped.
        topics: the topics; None where they are as shipped.
    """

    number: int = 0
    pins: PinTable = field(default_factory=PinTable)
    groups: dict[str, GroupText] = field(default_factory=dict)
    thesaurus: Thesaurus | None = None
    topics: TopicList | None = None


NOTHING_EDITED = Editorial()


def read_editorial(store: Store, former: Editorial = NOTHING_EDITED) -> Editorial:
    """What holds now.

    Raises:
        StoreError: the database fails.
    """
    number, versions = read_all(store)
    if number == former.number:
        return former
    pins = PinTable.build(v.entry for v in versions[Subject.PIN] if isinstance(v.entry, Pin))
    groups = list_edited_groups(versions[Subject.GROUP])
    thesaurus = former.thesaurus
    if groups != former.groups:
        thesaurus = Thesaurus(apply_edits(load_thesaurus().groups, groups)) if groups else None
    edited = list_edited_topics(versions[Subject.TOPIC])
    topics = make_topic_list(edited) if edited else None
    return Editorial(number, pins, groups, thesaurus, topics)


def list_edited_groups(versions: tuple[Version, ...]) -> dict[str, GroupText]:
    """The groups that are not as shipped, by name."""
    return {v.name: v.entry for v in versions if isinstance(v.entry, GroupText)}
