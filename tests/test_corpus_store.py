"""The store keeps every record and every revision, through crashes, threads and restarts."""

from __future__ import annotations

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import migrations
from corpus.bodies import statement_from_body
from corpus.cities import make_city
from corpus.database import open_database
from corpus.documents import Contact, Kind, Link, PartialDate, Source, Statement
from corpus.errors import StoreError
from corpus.records import statement_to_record
from corpus.schema import HEAD_REVISION, Base
from corpus.store import Store, open_store
from corpus.stored import Incoming, Outcome, StoredContact
from tests.makers import make_statement

DAY = datetime.date(2024, 5, 6)


def add(store: Store, *statements: Statement) -> list[Outcome]:
    items = [Incoming(s, "file.jsonl", n, "jsonl") for n, s in enumerate(statements, start=1)]
    return [r.outcome for r in store.add(items, allow_similar=True).results]


def test_a_store_is_made_with_its_directories_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "mayors.sqlite"
    with open_store(path) as store:
        assert add(store, make_statement("a")) == [Outcome.ADDED]
        version = store.content_version()
    with open_store(path) as store:
        assert (store.n_statements(), store.content_version()) == (1, version)


def test_the_same_record_again_changes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, make_statement("a"), make_statement("b"))
        version = store.content_version()
        assert add(store, make_statement("b"), make_statement("a")) == [Outcome.UNCHANGED] * 2
        assert store.content_version() == version
        assert len(store.list_revisions("a")) == 1


def test_changed_text_is_a_new_revision_and_the_old_one_stays(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        old, new = make_statement("a", "Old words."), make_statement("a", "New words.")
        add(store, old)
        version = store.content_version()
        assert add(store, new) == [Outcome.CHANGED]
        assert store.content_version() != version
        found = store.find_statement("a")
        assert found is not None
        assert (found.statement, found.revision) == (new, 2)
        assert [(r.revision, r.statement) for r in store.list_revisions("a")] == [
            (2, new),
            (1, old),
        ]
        assert store.load_statements([("a", 1), ("a", 2)]) == [old, new]
        assert add(store, old) == [Outcome.CHANGED]
        assert store.n_statements() == 1


def test_every_revision_says_where_and_when_it_was_read(tmp_path: Path) -> None:
    before = datetime.datetime.now(datetime.UTC)
    with open_store(tmp_path / "s.sqlite") as store:
        store.add([Incoming(make_statement("a"), "pages/a.html", 7, "html")])
        found = store.find_statement("a")
    assert found is not None
    provenance = found.provenance
    assert (provenance.path, provenance.line, provenance.reader) == ("pages/a.html", 7, "html")
    assert len(provenance.sha256) == 64
    assert before <= found.revised_at <= datetime.datetime.now(datetime.UTC)


def test_each_statement_says_when_it_last_changed(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, make_statement("a"), make_statement("b"))
        add(store, make_statement("b", "Other words."))
        newest = {s.statement.doc_id: s.revised_at for s in store.list_current()}
        assert store.list_revised_at() == newest
        assert newest["a"] < newest["b"]


def test_statements_are_listed_by_id_all_or_those_of_a_city(tmp_path: Path) -> None:
    evanston = make_statement("b", place="Evanston, IL")
    others = (make_statement("c", place="Rochester, MN"), make_statement("a"))
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, evanston, *others)
        assert [s.statement.doc_id for s in store.list_current()] == ["a", "b", "c"]
        assert [s.statement for s in store.list_current("evanston-il")] == [evanston]
        assert list(store.list_current("nowhere-xx")) == []


def test_a_list_shows_one_state_while_others_write(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, make_statement("a"), make_statement("b"))
        listing = store.list_current()
        first = next(listing)
        add(store, make_statement("a", "Later."), make_statement("c"))
        assert [s.revision for s in (first, *listing)] == [1, 1]


def test_many_are_loaded_in_the_order_asked(tmp_path: Path) -> None:
    statements = [make_statement(f"d{n:04}") for n in range(1200)]
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, *statements)
        keys = [(s.doc_id, 1) for s in reversed(statements)]
        assert store.load_statements(keys) == statements[::-1]
        assert store.load_statements([]) == []


def test_an_unknown_record_is_none_and_a_missing_revision_an_error(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, make_statement("a"))
        assert store.find_statement("' OR 1=1 --") is None
        assert store.list_revisions("b") == ()
        with pytest.raises(StoreError, match=r"no revision 2 of the record 'a'.*mayors build"):
            store.load_statements([("a", 2)])


def test_a_city_is_reached_through_its_newest_usable_contact(tmp_path: Path) -> None:
    old = Contact(phone="1", checked_on=datetime.date(2020, 1, 1))
    new = Contact(email="desk@example.org", checked_on=datetime.date(2024, 1, 1))
    useless = Contact(office="Mayor's Office", checked_on=datetime.date(2025, 1, 1))
    with open_store(tmp_path / "s.sqlite") as store:
        add(
            store,
            make_statement("a", place="Evanston, IL", contact=new, when="2019"),
            make_statement("b", place="Evanston, IL", contact=new, when="2021"),
            make_statement("c", place="Evanston, IL", contact=old, when="2024"),
            make_statement("d", place="Evanston, IL", contact=useless),
            make_statement("e", place="Rochester, MN", contact=useless),
        )
        assert store.list_city_contacts("evanston-il") == (
            StoredContact(new, "b"),
            StoredContact(new, "a"),
            StoredContact(old, "c"),
        )
        assert store.find_city_contact("evanston-il") == StoredContact(new, "b")
        assert store.find_city_contact("rochester-mn") is None
        add(store, make_statement("b", place="Evanston, IL"))
        assert store.find_city_contact("evanston-il") == StoredContact(new, "a")


def test_facts_about_the_store_are_kept_by_name(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.sqlite") as store:
        assert store.find_meta("colour") is None
        store.set_meta("colour", "red")
        store.set_meta("colour", "blue")
    with open_store(tmp_path / "s.sqlite") as store:
        assert store.find_meta("colour") == "blue"


def test_threads_that_add_the_same_at_once_add_it_once(tmp_path: Path) -> None:
    path, outcomes, statements = (
        tmp_path / "s.sqlite",
        [],
        [make_statement(f"d{n}") for n in range(50)],
    )
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        with open_store(path) as own:
            outcomes.extend(add(own, *statements))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.ADDED] * 50 + [Outcome.UNCHANGED] * 150
    with open_store(path) as store:
        assert store.n_statements() == 50
        assert all(s.revision == 1 for s in store.list_current())


def test_one_store_serves_many_threads(tmp_path: Path) -> None:
    statements = [make_statement(f"d{n}") for n in range(20)]
    failures: list[str] = []
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, *statements)

        def work() -> None:
            for _ in range(20):
                if [s.statement for s in store.list_current()] != sorted(
                    statements, key=lambda s: s.doc_id
                ):
                    failures.append("a thread saw something else")

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.store import open_store
from corpus.stored import Incoming
from tests.makers import make_statement

def items(prefix, n_before_kill):
    for n in range(500):
        if n == n_before_kill:
            os.kill(os.getpid(), signal.SIGKILL)
        yield Incoming(make_statement(f"{prefix}{n}"), "f", n, "test")

import corpus.adding
write = corpus.adding.Adding._write
def killed_write(self, stored):
    write(self, stored)
    if any(doc_id.startswith("late") for doc_id in self._statements):
        os.kill(os.getpid(), signal.SIGKILL)
corpus.adding.Adding._write = killed_write

with open_store(Path(sys.argv[1])) as store:
    store.add(items("kept", None), allow_similar=True)
    print("acknowledged", flush=True)
    store.add(items("late", None if sys.argv[2] == "write" else 300), allow_similar=True)
"""


@pytest.mark.parametrize("moment", ["read", "write"])
def test_a_kill_at_any_moment_keeps_all_acknowledged_and_nothing_half(
    tmp_path: Path, moment: str
) -> None:
    path = tmp_path / "s.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), moment],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "acknowledged\n"), done.stderr
    with open_store(path) as store:
        assert {s.statement.doc_id for s in store.list_current()} == {
            f"kept{n}" for n in range(500)
        }
        assert add(store, make_statement("after")) == [Outcome.ADDED]


def test_an_exception_in_the_middle_stores_nothing(tmp_path: Path) -> None:
    def items() -> object:
        yield Incoming(make_statement("a"), "f")
        raise ValueError("the source broke off")

    with open_store(tmp_path / "s.sqlite") as store:
        with pytest.raises(ValueError, match="broke off"):
            store.add(items())  # type: ignore[arg-type]
        assert store.n_statements() == 0


def test_a_damaged_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is not a database" * 1000)
    with pytest.raises(StoreError, match=r"not a database of ours.*mayors build"):
        open_store(path)
    assert path.read_bytes() == b"this is not a database" * 1000


def test_a_page_damaged_inside_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path) as store:
        add(store, *(make_statement(f"d{n}", "word " * 500) for n in range(50)))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xaa" * (len(content) - 8192)
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match=r"damaged|mayors verify"), open_store(path) as store:
        list(store.list_current())


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    open_store(path).close()
    _run_sql(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version of this program.*'9999'"):
        open_store(path)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    _run_sql(path, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"another program.*'recipes'"):
        open_store(path)


def test_a_locked_store_says_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.database.BUSY_SECONDS", 0.1)
    path = tmp_path / "s.sqlite"
    with open_store(path) as store:
        add(store, make_statement("a"))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert store.n_statements() == 1
        with pytest.raises(StoreError, match=r"locked.*Wait until it is done"):
            add(store, make_statement("b"))
        other.close()
        assert add(store, make_statement("b")) == [Outcome.ADDED]


def test_a_directory_that_cannot_be_made_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"can't be made.*MAYORS_DATA"):
        open_store(tmp_path / "file" / "s.sqlite")
    with pytest.raises(StoreError, match=r"can't be opened.*MAYORS_DATA"):
        open_store(tmp_path)


def test_migrations_make_the_schema_and_run_again_without_effect(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "s.sqlite")
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        migrations.upgrade(connection)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
    assert migrations.list_revisions()[0] == HEAD_REVISION


def test_a_store_is_durable_by_its_settings(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "s.sqlite")
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()
    assert found == ["wal", 2, 1, 10_000]


_lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
_statements = st.builds(
    Statement,
    doc_id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
    kind=st.sampled_from(Kind),
    title=_lines,
    text=_lines,
    source=st.builds(Source, _lines, st.none() | _lines, st.just(DAY)),
    issuer=st.none() | _lines,
    mayor=st.none() | _lines,
    date=st.none() | st.dates().map(lambda d: PartialDate(d.year, d.month, d.day)),
    date_is_inferred=st.booleans(),
    topics=st.lists(_lines, max_size=3).map(tuple),
    language=st.sampled_from(["en", "es"]),
    links=st.lists(st.builds(Link, _lines, _lines), max_size=2).map(tuple),
    contact=st.none() | st.builds(Contact, phone=_lines, checked_on=st.dates()),
)


@given(_statements)
def test_a_body_gives_back_the_statement_it_was_made_of(statement: Statement) -> None:
    assert statement_from_body(statement_to_record(statement)) == statement


@settings(max_examples=25, deadline=None)
@given(st.lists(_statements, max_size=8))
def test_what_goes_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement]
) -> None:
    newest = {s.doc_id: s for s in statements}
    with open_store(tmp_path_factory.mktemp("store") / "s.sqlite") as store:
        add(store, *statements)
        assert [s.statement for s in store.list_current()] == [
            newest[doc_id] for doc_id in sorted(newest)
        ]
        for doc_id, statement in newest.items():
            revisions = store.list_revisions(doc_id)
            assert [r.revision for r in revisions] == list(range(len(revisions), 0, -1))
            assert revisions[0].statement == statement


def test_what_has_left_the_gazetteer_or_the_topics_is_still_read(tmp_path: Path) -> None:
    statement = replace(
        make_statement("a"), city=make_city("Lake Wobegon", "MN"), topics=("no longer a topic",)
    )
    with open_store(tmp_path / "s.sqlite") as store:
        add(store, statement)
        assert store.load_statements([("a", 1)]) == [statement]


def _run_sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
