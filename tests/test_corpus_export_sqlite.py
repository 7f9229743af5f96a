"""An exported SQLite file holds what everybody may read, ready for Datasette, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.documents import Contact, Link, Source
from corpus.errors import UsageError
from corpus.export_sqlite import write_sqlite
from corpus.histories import list_histories
from corpus.ingest import ingest_shipped
from corpus.redacting import LIST_NAME, redact
from corpus.redaction import make_redaction
from corpus.removals import take_down
from corpus.reviewers import save_reviewer
from corpus.store import Store, open_store
from corpus.stored import Incoming
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, Submitter
from corpus.submissions_rows import Decision
from tests.makers import make_statement

PAGE = make_statement(
    "boise-id-2024-07-equity",
    "Boise abrió una oficina. Call Quentin Zwiebel.",
    place="Boise, ID",
    when="2024-07",
    mayor="Lauren McLean",
    topics=("housing", "reparations"),
    links=(Link("more", "https://example.org/more"),),
    contact=Contact("Office of Equity", phone="(208) 555-0142"),
)
PRIVATE = ("sender@example.org", "Sam Sender", "argon2", "reviewer@example.org", "Rita Reviewer",
           "/home/", "Zwiebel", "secret words", "token-sum", "a note of the sender")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        opened.add([Incoming(PAGE, "/home/rita/lists/f.jsonl", 3, "jsonl")])
        opened.add([Incoming(replace(PAGE, title="Equity"), "https://example.org/e", None, "html")])
        second = replace(PAGE, doc_id="second", date=None, topics=("housing",), city=PAGE.city)
        opened.add([Incoming(second, "f")], allow_similar=True)
        opened.add([Incoming(make_statement("gone", "secret words"), "f")])
        take_down(opened, "gone", "Asked for.", "Rita Reviewer")
        save_reviewer(opened, "Rita Reviewer", "$argon2id$", "reviewer@example.org")
        queue = Submissions(opened)
        sender = Submitter("Sam Sender", "sender@example.org")
        sent = queue.submit(
            Sending(
                Action.NEW,
                make_statement("sent"),
                None,
                None,
                sender,
                "a note of the sender",
                token_sum="token-sum",
            )
        ).submission
        queue.approve(Decision(sent.submission_id, sent.version, "Rita Reviewer"))
        redact(opened, [make_redaction("Quentin Zwiebel")], tmp_path / LIST_NAME)
        yield opened


@pytest.fixture
def exported(store: Store, tmp_path: Path) -> Path:
    assert write_sqlite(list_histories(store), tmp_path / "out.db") == 3
    return tmp_path / "out.db"


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def test_records_can_be_joined_with_all_they_name(exported: Path) -> None:
    joined = ask(
        exported,
        "SELECT s.title, s.first_day, s.last_day, c.name, c.state, o.name, k.office, k.city "
        "FROM statements s JOIN cities c ON c.slug = s.city JOIN sources o ON o.id = s.source "
        "JOIN contacts k ON k.id = s.contact WHERE s.id LIKE 'boise%'",
    )
    assert joined == [
        ("Equity", "2024-07-01", "2024-07-31", "Boise", "ID", "A city page", "Office of Equity",
         "boise-id")
    ]  # fmt: skip
    topics = (
        "SELECT t.name FROM statement_topics JOIN topics t ON t.slug = topic "
        "WHERE statement LIKE 'boise%' ORDER BY 1"
    )
    assert ask(exported, topics) == [("housing",), ("reparations",)]
    assert ask(exported, "SELECT label, url FROM links WHERE statement = 'second'") == [
        ("more", "https://example.org/more")
    ]
    assert ask(exported, "SELECT count(*) FROM contacts") == [(1,)]


def test_every_revision_is_there_with_where_it_was_read(exported: Path) -> None:
    revisions = ask(
        exported,
        "SELECT revision, title, read_from, read_by, line FROM revisions "
        "WHERE statement LIKE 'boise%' ORDER BY 1",
    )
    assert revisions[:2] == [
        (1, "Title of boise-id-2024-07-equity", "f.jsonl", "jsonl", 3),
        (2, "Equity", "https://example.org/e", "html", None),
    ]
    (record,) = ask(exported, "SELECT record FROM revisions WHERE statement = 'second' LIMIT 1")[0]
    assert json.loads(str(record))["title"] == PAGE.title


def test_the_full_text_can_be_searched_without_accents(exported: Path) -> None:
    found = ask(
        exported,
        "SELECT s.id FROM statements_fts f JOIN statements s ON s.rowid = f.rowid "
        "WHERE statements_fts MATCH 'abrio oficinas' ORDER BY 1",
    )
    assert found == [("boise-id-2024-07-equity",), ("second",)]


def test_nothing_private_and_nothing_taken_down_is_in_it(exported: Path) -> None:
    data = exported.read_bytes().lower()
    assert [words for words in PRIVATE if words.lower().encode() in data] == []
    removals = ask(exported, "SELECT kind, statement, title, reason FROM removals ORDER BY id")
    assert removals[0] == ("record", "gone", "Title of gone", "Asked for.")
    assert {kind for kind, *_ in removals[1:]} == {"person"}


def test_the_file_is_whole_and_every_reference_leads_somewhere(exported: Path) -> None:
    assert ask(exported, "PRAGMA integrity_check") == [("ok",)]
    assert ask(exported, "PRAGMA foreign_key_check") == []
    keys = ask(exported, "SELECT \"table\" FROM pragma_foreign_key_list('statements') ORDER BY 1")
    assert keys == [("cities",), ("contacts",), ("sources",)]


def test_datasette_finds_tables_keys_and_the_full_text(exported: Path) -> None:
    utils = pytest.importorskip("datasette.utils")
    with closing(sqlite3.connect(exported)) as connection:
        assert utils.detect_fts(connection, "statements") == "statements_fts"
        assert utils.detect_primary_keys(connection, "revisions") == ["statement", "revision"]
        assert len(utils.get_outbound_foreign_keys(connection, "statements")) == 3


def test_the_shipped_corpus_goes_in_whole(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        ingest_shipped(store)
        count = write_sqlite(list_histories(store), tmp_path / "out.db")
        sources = Source, {s.statement.source for s in store.list_current()}
    assert ask(tmp_path / "out.db", "SELECT count(*) FROM statements") == [(count,)]
    assert ask(tmp_path / "out.db", "SELECT count(*) FROM sources") == [(len(sources[1]),)]
    assert ask(tmp_path / "out.db", "PRAGMA foreign_key_check") == []


def test_a_disk_without_room_is_said_in_words(store: Store) -> None:
    with pytest.raises(UsageError, match=r"SQLite file can't be written .* room for it"):
        write_sqlite(list_histories(store), Path("/dev/full"))
