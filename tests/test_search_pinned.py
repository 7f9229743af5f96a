"""Editors put statements above the answers to a question, at once and where filters allow it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.editorial import list_versions, save_edit
from corpus.editorial_records import Edit, Entry, GroupText, Pin, Subject
from corpus.removals import take_down
from corpus.store import open_store
from search.parameters import SearchParameters
from search.pinned import MAX_PINNED, PinTable
from search.publishing import LiveEngine, publish, store_path
from tests.makers import fill_store, make_statement

STATEMENTS = (
    make_statement("a", "The mayor spoke of raids.", place="Evanston, IL", when="2019"),
    make_statement("b", "A shelter opened.", place="Tucson, AZ", when="2020"),
    make_statement("c", "Raids and a shelter.", place="Mesa, AZ", when="2021"),
)
DAY = datetime.date(2026, 5, 1)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveEngine]:
    fill_store(tmp_path, *STATEMENTS)
    opened = LiveEngine(tmp_path)
    yield opened
    opened.close()


def save(data_path: Path, subject: Subject, entry: Entry | None, name: str = "x") -> None:
    """An edit as another process makes it."""
    with open_store(store_path(data_path)) as store:
        seen = len(list_versions(store, subject, name))
        save_edit(store, Edit(subject, name, seen, entry, "ann", "change"))


def pin(data_path: Path, question: str, *doc_ids: str, is_words: bool = False) -> None:
    save(data_path, Subject.PIN, Pin(question, is_words, doc_ids, "ann"))


def pinned(live: LiveEngine, question: str, **parameters: Any) -> list[str]:
    page = live.current().search(SearchParameters(question, **parameters))
    return [hit.statement.doc_id for hit in page.pinned]


def test_a_pinned_statement_stands_above_the_hits_at_once_and_only_once(
    live: LiveEngine, tmp_path: Path
) -> None:
    before = live.current()
    assert pinned(live, "raids") == []
    pin(tmp_path, "Raids?", "b", "c")
    page = live.current().ask("  ráids ")
    assert [hit.statement.doc_id for hit in page.pinned] == ["b", "c"]
    assert sorted(hit.statement.doc_id for hit in page.hits) == ["a", "c"]
    assert [hit.statement.doc_id for hit in page.other_hits] == ["a"]
    assert page.total == 2
    assert before.ask("raids").pinned == ()
    save(tmp_path, Subject.PIN, None)
    assert pinned(live, "raids") == []


def test_words_must_all_be_there_and_a_whole_question_is_the_whole(
    live: LiveEngine, tmp_path: Path
) -> None:
    pin(tmp_path, "shelter raids", "b", is_words=True)
    assert pinned(live, "are raids near a SHELTER?") == ["b"]
    assert pinned(live, "raids") == pinned(live, "raids -shelter") == []
    pin(tmp_path, "shelter raids", "b")
    assert pinned(live, "Shelter  raids") == ["b"]
    assert pinned(live, "raids shelter") == pinned(live, "shelter raids now") == []


@pytest.mark.parametrize(
    ("question", "parameters", "shown"),
    [
        ("raids", {"selections": (("state", ("AZ",)),)}, ["b"]),
        ("raids", {"selections": (("state", ("IL",)),)}, ["a"]),
        ("raids", {"date_from": "2020"}, ["b"]),
        ("raids state:AZ", {}, ["b"]),
        ("raids in Arizona", {}, ["b"]),
        ("raids", {"exact": True}, ["a"]),
        ("raids -mayor", {}, []),
        ("raids", {"page": 2, "per_page": 1}, []),
        ("raids", {"sort": "date"}, ["b", "a"]),
    ],
)
def test_what_filters_keep_out_is_not_shown(
    live: LiveEngine,
    tmp_path: Path,
    question: str,
    parameters: dict[str, Any],
    shown: list[str],
) -> None:
    pin(tmp_path, "raids", "b", "a", is_words=True)
    assert pinned(live, question, **parameters) == shown


def test_what_was_taken_down_or_never_was_is_not_shown(live: LiveEngine, tmp_path: Path) -> None:
    pin(tmp_path, "raids", "b", "nowhere", "a")
    with open_store(store_path(tmp_path)) as store:
        take_down(store, "b", "Asked for.", "ann")
    publish(tmp_path)
    assert pinned(live, "raids") == ["a"]


def test_pins_begin_and_end_on_their_days() -> None:
    first, last = DAY, DAY + datetime.timedelta(days=2)
    table = PinTable.build([Pin("raids", False, ("a",), "ann", first, last)])
    days = [first + datetime.timedelta(days=n) for n in range(-1, 4)]
    assert [bool(table.find("raids", day)) for day in days] == [False, True, True, True, False]


def test_more_telling_pins_come_first_and_few_are_shown() -> None:
    table = PinTable.build(
        [
            Pin("raids", True, ("one", "two"), "ann"),
            Pin("ice raids", True, ("two", "three"), "ann"),
            Pin("ICE raids in schools", False, ("four",), "ann"),
        ]
    )
    assert table.find("ice raids in schools", DAY) == ("four", "two", "three", "one")
    assert table.find("raids", DAY) == ("one", "two")
    many = PinTable.build([Pin("raids", True, tuple("abcdefgh"), "ann")])
    assert len(many.find("raids", DAY)) == MAX_PINNED


def test_a_synonym_of_the_editors_finds_what_was_not_found(
    live: LiveEngine, tmp_path: Path
) -> None:
    def ids(question: str) -> list[str]:
        return [hit.statement.doc_id for hit in live.current().ask(question).hits]

    assert ids("quillows") == []
    save(tmp_path, Subject.GROUP, GroupText("same", ("shelter", "quillow")), "quillows")
    assert sorted(ids("quillows")) == ["b", "c"]
    save(tmp_path, Subject.GROUP, None, "quillows")
    assert ids("quillows") == []


def test_an_engine_that_nothing_new_was_decided_for_stays(live: LiveEngine, tmp_path: Path) -> None:
    engine = live.current()
    assert live.current() is engine
    pin(tmp_path, "raids", "a")
    edited = live.current()
    assert edited is not engine
    assert live.current() is edited
    fill_store(tmp_path, make_statement("d", "Raids."))
    assert pinned(live, "raids") == ["a"]
