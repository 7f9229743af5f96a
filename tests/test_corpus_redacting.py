"""A person's own data goes on request: everywhere, for good, leaving a trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Contact, Link
from corpus.errors import UsageError
from corpus.redacting import LIST_NAME, apply_list, redact
from corpus.redaction import MARK, Redactor, make_redaction
from corpus.removals import list_removals
from corpus.store import Store, open_store
from corpus.stored import Incoming, Outcome
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, Submitter
from tests.makers import make_statement

CONTACT = Contact("Office of Equity", "Ana Muñoz", "Director", "(208) 555-0142", "ana@example.org")
PAGE = make_statement(
    "boise-id-2024-equity",
    "Boise opened an office. Call Ana Munoz at 208.555.0142 or write to ANA@example.org.",
    place="Boise, ID",
    contact=CONTACT,
    links=(Link("Ana Muñoz", "https://example.org/a"), Link("B", "https://example.org/ana-munoz")),
)
OTHER = make_statement("boise-id-2020-parks", "Ana planted trees.", place="Boise, ID")
VALUES = ("Ana Muñoz", "ana@example.org", "+1 208 555 0142")
SECRETS = ("Muñoz", "Munoz", "ana@example.org", "555-0142", "555.0142")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        yield opened


def fill(store: Store) -> None:
    store.add([Incoming(PAGE, "a"), Incoming(OTHER, "a")], allow_similar=True)
    store.add([Incoming(replace(PAGE, title="Equity in Boise"), "b")])
    sender = Submitter("Ana Muñoz", "ana@example.org")
    Submissions(store).submit(
        Sending(Action.NEW, replace(PAGE, doc_id="n"), None, None, sender, "Ask Ana Muñoz.")
    )


def test_it_is_gone_from_records_revisions_and_submissions(store: Store, tmp_path: Path) -> None:
    fill(store)
    report = redact(store, [make_redaction(v) for v in VALUES], tmp_path / LIST_NAME)
    assert (report.doc_ids, report.n_revisions, report.n_submissions) == ((PAGE.doc_id,), 2, 1)
    revisions = store.list_revisions(PAGE.doc_id)
    assert [r.statement.title for r in revisions] == [
        "Equity in Boise",
        "Equity in Boise",
        PAGE.title,
    ]
    for stored in revisions:
        assert stored.statement.text == (
            f"Boise opened an office. Call {MARK} at {MARK} or write to {MARK}."
        )
        assert stored.statement.contact == Contact("Office of Equity", None, "Director")
        assert stored.statement.links == (Link(MARK, "https://example.org/a"),)
    (sent,) = Submissions(store).list_pending()
    assert (sent.submitter, sent.note) == (Submitter(MARK, None), f"Ask {MARK}.")
    assert sent.statement is not None
    assert MARK in sent.statement.text
    other = store.find_statement(OTHER.doc_id)
    assert other is not None
    assert other.statement == OTHER


def test_nothing_of_it_is_left_in_the_files(store: Store, tmp_path: Path) -> None:
    fill(store)
    redact(store, [make_redaction(v) for v in VALUES], tmp_path / LIST_NAME)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [secret for secret in SECRETS if secret.encode() in written] == []


def test_that_something_was_taken_out_is_told(store: Store, tmp_path: Path) -> None:
    fill(store)
    version = store.content_version()
    redact(store, [make_redaction("Ana Muñoz")], tmp_path / LIST_NAME)
    (removal,) = list_removals(store)
    assert (removal.kind, removal.doc_id, removal.title) == (
        "person",
        PAGE.doc_id,
        "Equity in Boise",
    )
    assert removal.reason == "A person’s own data was taken out on request."
    assert store.content_version() != version
    assert Submissions(store).list_acts()[0].action == "redact"


def test_a_file_read_again_does_not_bring_it_back(store: Store, tmp_path: Path) -> None:
    fill(store)
    redact(store, [make_redaction(v) for v in VALUES], tmp_path / LIST_NAME)
    same = store.add([Incoming(replace(PAGE, title="Equity in Boise"), "b")])
    assert [r.outcome for r in same.results] == [Outcome.UNCHANGED]
    store.add([Incoming(replace(PAGE, text=f"New words. {PAGE.text}"), "c")])
    stored = store.find_statement(PAGE.doc_id)
    assert stored is not None
    assert stored.statement.text.startswith("New words. Boise")
    assert not any(secret in str(stored.statement) for secret in SECRETS)


def test_a_backup_of_an_earlier_day_gets_it_applied_again(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "backup" / "mayors.sqlite") as backup:
        fill(backup)
        fill(store)
        redact(store, [make_redaction(v) for v in VALUES], tmp_path / LIST_NAME)
        assert apply_list(backup, tmp_path / LIST_NAME).n_revisions == 2
        assert apply_list(backup, tmp_path / LIST_NAME).n_revisions == 0
        restored = backup.find_statement(PAGE.doc_id)
        assert restored is not None
        assert not any(secret in str(restored.statement) for secret in SECRETS)


def test_without_a_list_nothing_is_changed(store: Store, tmp_path: Path) -> None:
    fill(store)
    assert apply_list(store, tmp_path / LIST_NAME).n_revisions == 0


def test_an_address_that_holds_the_name_is_told(store: Store, tmp_path: Path) -> None:
    named = replace(PAGE, doc_id="boise-id-ana-munoz-speaks")
    store.add([Incoming(named, "a")])
    report = redact(store, [make_redaction("Ana Munoz")], tmp_path / LIST_NAME)
    assert report.ids_with_name == (named.doc_id,)


@pytest.mark.parametrize("value", ["Ana", "12 34", "", "@", "one two three four five six 7 8 9"])
def test_what_would_take_out_too_much_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="without taking out too much"):
        make_redaction(value)


@given(st.text(), st.text())
def test_the_words_around_it_stay_as_they_are(before: str, after: str) -> None:
    redactor = Redactor([make_redaction("quaestor xylophilus")])
    text = f"{before} | quaestor xylophilus | {after}"
    assert redactor.redact_text(text) == f"{before} | {MARK} | {after}"
