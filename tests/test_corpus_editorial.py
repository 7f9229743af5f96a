"""What editors decide is kept version by version, and nothing of it is ever overwritten."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.editorial import (
    EditorialWatch,
    bring_back,
    list_current,
    list_versions,
    read_all,
    save_edit,
)
from corpus.editorial_records import (
    Edit,
    Entry,
    GroupText,
    Pin,
    Subject,
    TopicText,
    entry_from_body,
    entry_to_body,
)
from corpus.errors import NotHereError, OutdatedError
from corpus.redacting import redact
from corpus.redaction import make_redaction
from corpus.store import Store, open_store
from corpus.submissions import Submissions

PIN = Pin("raids", is_words=False, doc_ids=("a",), owner="ann")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        yield opened


def edit(entry: Entry | None, seen: int = 0, act: str = "add", name: str = "p1") -> Edit:
    return Edit(Subject.PIN, name, seen, entry, "ann", act)


def test_every_version_is_kept_with_who_and_when(store: Store) -> None:
    changed = Pin("raids", is_words=True, doc_ids=("b", "a"), owner="bo")
    for seen, (entry, act) in enumerate(((PIN, "add"), (changed, "change"), (None, "end"))):
        save_edit(store, edit(entry, seen, act))
    versions = list_versions(store, Subject.PIN, "p1")
    assert [(v.number, v.entry, v.actor, v.act) for v in versions] == [
        (3, None, "ann", "end"),
        (2, changed, "ann", "change"),
        (1, PIN, "ann", "add"),
    ]
    now = datetime.datetime.now(datetime.UTC)
    assert all(now - v.at < datetime.timedelta(minutes=1) for v in versions)
    assert list_current(store, Subject.PIN) == versions[:1]


def test_an_earlier_version_can_be_brought_back(store: Store) -> None:
    save_edit(store, edit(PIN))
    save_edit(store, edit(None, 1, "end"))
    brought = bring_back(store, edit(None, 2, "bring back"), 1)
    assert (brought.number, brought.entry) == (3, PIN)
    assert list_current(store, Subject.PIN) == (brought,)
    with pytest.raises(NotHereError, match="There is no version 9 of 'p1'"):
        bring_back(store, edit(None, 3, "bring back"), 9)


def test_every_act_is_in_the_audit_trail(store: Store) -> None:
    save_edit(store, edit(PIN))
    save_edit(store, edit(None, 1, "end"))
    acts = [(act.actor, act.action, act.details) for act in Submissions(store).list_acts()]
    assert acts == [("ann", "pin: end", "raids"), ("ann", "pin: add", "raids")]


def test_of_two_who_change_the_same_one_is_told_to_look_again(store: Store) -> None:
    save_edit(store, edit(PIN))
    outcomes: list[str] = []

    def change() -> None:
        try:
            save_edit(store, edit(PIN, 1, "change"))
            outcomes.append("stored")
        except OutdatedError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = "This was changed while you looked at it. Nothing was stored; look again."
    assert sorted(outcomes) == [told, "stored"]
    assert len(list_versions(store, Subject.PIN, "p1")) == 2


def test_what_is_edited_elsewhere_is_noticed(store: Store, tmp_path: Path) -> None:
    watch = EditorialWatch(store)
    assert watch.last_number() == 0
    with open_store(tmp_path / "mayors.sqlite") as other:
        save_edit(other, edit(PIN))
        assert watch.last_number() == 1
        save_edit(other, edit(PIN, name="p2"))
    assert watch.last_number() == 2
    number, versions = read_all(store)
    assert (number, [v.name for v in versions[Subject.PIN]]) == (2, ["p1", "p2"])
    watch.close()


def test_a_persons_data_is_taken_out_of_every_version(store: Store, tmp_path: Path) -> None:
    named = replace(PIN, question="Who is Ana Ruiz?", note="Asked by ana@example.org.")
    save_edit(store, edit(named))
    save_edit(store, edit(PIN, 1, "change"))
    values = ("Ana Ruiz", "ana@example.org")
    redact(store, [make_redaction(value) for value in values], tmp_path / "redactions.jsonl")
    redacted = replace(PIN, question="Who is [removed]?", note="Asked by [removed].")
    assert [v.entry for v in list_versions(store, Subject.PIN, "p1")] == [PIN, redacted]
    held = b"".join(path.read_bytes() for path in tmp_path.glob("mayors.sqlite*"))
    assert b"Ana Ruiz" not in held


WORDS = st.text(min_size=1, max_size=20)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
DAYS = st.none() | st.dates()
ENTRIES = st.one_of(
    st.tuples(
        st.just(Subject.PIN),
        st.builds(Pin, WORDS, st.booleans(), LISTS, WORDS, DAYS, DAYS, WORDS),
    ),
    st.tuples(
        st.just(Subject.GROUP),
        st.builds(GroupText, WORDS, LISTS, LISTS, LISTS, LISTS, st.booleans()),
    ),
    st.tuples(
        st.just(Subject.TOPIC),
        st.builds(TopicText, WORDS, WORDS, WORDS, WORDS, WORDS, st.booleans()),
    ),
)


@given(ENTRIES)
def test_an_entry_comes_back_from_its_body_as_it_was(pair: tuple[Subject, Entry]) -> None:
    subject, entry = pair
    assert entry_from_body(subject, entry_to_body(entry)) == entry
