"""What one site exports, another one imports: the same records, revisions, origins and log."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.cities import load_gazetteer
from corpus.documents import Contact, Kind, Link, PartialDate, Source, Statement
from corpus.errors import InvalidRecordsError, UnreadableFileError, UsageError
from corpus.export import write_jsonl
from corpus.histories import list_histories
from corpus.importing import ImportReport, import_lines
from corpus.ingest import IngestOptions, ingest, ingest_shipped
from corpus.records import statement_from_record, statement_to_record
from corpus.redacting import LIST_NAME, apply_list, redact
from corpus.redaction import MARK, make_redaction
from corpus.removals import list_removals, put_back, take_down
from corpus.store import Store, open_store
from corpus.stored import Incoming, Outcome
from tests.makers import make_statement

PAGE = make_statement(
    "boise-id-2024-equity",
    "Boise opened an office. Call Ana Munoz.",
    place="Boise, ID",
    contact=Contact("Office of Equity", "Ana Muñoz", email="ana@example.org"),
)
TABLES = ("statements", "revisions", "removals")


def fill(store: Store) -> None:
    """Records with revisions; one taken down, one down and up again, one redacted."""
    others = [make_statement(f"garden-{i}", f"Words of garden {i}.") for i in range(6)]
    store.add([Incoming(s, "/home/bo/f.jsonl", i, "jsonl") for i, s in enumerate([PAGE, *others])])
    for title in ("Equity", "Equity in Boise"):
        store.add([Incoming(replace(PAGE, title=title), "https://example.org/e", None, "html")])
    take_down(store, "garden-1", "Asked for.", "Bo")
    take_down(store, "garden-2", "A mistake.", "Bo")
    put_back(store, "garden-2", "Bo")


def export(store: Store) -> str:
    out = io.StringIO()
    write_jsonl(list_histories(store), out)
    return out.getvalue()


def bring(text: str, store: Store) -> ImportReport:
    return import_lines(io.StringIO(text), "corpus.jsonl", store)


def read_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            t: connection.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in TABLES
        }


@pytest.fixture
def text(tmp_path: Path) -> str:
    with open_store(tmp_path / "source.sqlite") as store:
        fill(store)
        return export(store)


def test_another_store_gets_the_same_rows(text: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "target.sqlite") as store:
        assert bring(text, store) == ImportReport(7, 0, 0, 0)
        assert store.find_statement("garden-1") is None
        assert [r.doc_id for r in list_removals(store)] == ["garden-2", "garden-1"]
    assert read_rows(tmp_path / "target.sqlite") == read_rows(tmp_path / "source.sqlite")


def test_the_shipped_corpus_stays_as_it_was_after_an_import(tmp_path: Path) -> None:
    with open_store(tmp_path / "source.sqlite") as source:
        ingest_shipped(source)
        take_down(source, next(source.list_current()).statement.doc_id, "Asked for.", "Bo")
        exported = export(source)
    with open_store(tmp_path / "target.sqlite") as target:
        bring(exported, target)
        report = ingest_shipped(target)
        assert (report.counts[Outcome.ADDED], report.counts[Outcome.CHANGED]) == (0, 0)
        assert report.counts[Outcome.REMOVED] == 1
    assert read_rows(tmp_path / "target.sqlite") == read_rows(tmp_path / "source.sqlite")


def test_again_it_changes_nothing(text: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "target.sqlite") as store:
        bring(text, store)
        before, version = read_rows(tmp_path / "target.sqlite"), store.content_version()
        assert bring(text, store) == ImportReport(0, 0, 7, 0)
        assert store.content_version() == version
    assert read_rows(tmp_path / "target.sqlite") == before


def test_what_came_since_is_added_when_a_later_export_is_imported(
    text: str, tmp_path: Path
) -> None:
    with open_store(tmp_path / "target.sqlite") as target:
        bring(text, target)
        with open_store(tmp_path / "source.sqlite") as source:
            source.add(
                [Incoming(replace(PAGE, title="Later"), "x"), Incoming(make_statement("n"), "x")]
            )
            take_down(source, "garden-3", "Asked for.", "Bo")
            later = export(source)
        assert bring(later, target) == ImportReport(1, 2, 5, 0)
        assert bring(text, target) == ImportReport(0, 0, 7, 0)  # the older one takes nothing back
    assert read_rows(tmp_path / "target.sqlite") == read_rows(tmp_path / "source.sqlite")


def test_a_record_with_another_history_is_never_mixed_with_it(text: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "target.sqlite") as store:
        store.add([Incoming(make_statement("garden-4", "Other words."), "mine")])
        before = read_rows(tmp_path / "target.sqlite")
        with pytest.raises(UsageError, match=r"another history: garden-4\. Nothing was stored"):
            bring(text, store)
    assert read_rows(tmp_path / "target.sqlite") == before


def test_what_is_taken_down_here_stays_down(text: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "target.sqlite") as store:
        bring(text, store)
        take_down(store, "garden-5", "Asked for here.", "Ann")
        assert bring(text, store).n_unchanged == 7
        assert store.find_statement("garden-5") is None


def test_the_list_of_redactions_here_is_applied_on_the_way_in(text: str, tmp_path: Path) -> None:
    values = [make_redaction(v) for v in ("Ana Muñoz", "ana@example.org")]
    with open_store(tmp_path / "target.sqlite") as store:
        redact(store, values, tmp_path / LIST_NAME)
        assert bring(text, store) == ImportReport(7, 0, 0, 1)
        assert bring(text, store) == ImportReport(0, 0, 7, 1)
        apply_list(store, tmp_path / LIST_NAME)
        assert [r.statement.text for r in store.list_revisions(PAGE.doc_id)] == [
            f"Boise opened an office. Call {MARK}."
        ] * 3
    files = list(tmp_path.glob("target.sqlite*"))
    assert not any(b"Munoz" in f.read_bytes() or b"ana@" in f.read_bytes() for f in files)


def test_what_was_redacted_there_can_be_imported(tmp_path: Path) -> None:
    with open_store(tmp_path / "source.sqlite") as source:
        fill(source)
        only_a_name = replace(PAGE, doc_id="named", contact=Contact(name="Ana Muñoz"))
        source.add([Incoming(only_a_name, "f")], allow_similar=True)
        redact(source, [make_redaction("Ana Muñoz")], tmp_path / LIST_NAME)
        exported = export(source)
    with open_store(tmp_path / "target.sqlite") as target:
        bring(exported, target)
    assert read_rows(tmp_path / "target.sqlite") == read_rows(tmp_path / "source.sqlite")


def test_ingest_reads_the_records_as_they_stand_of_an_export(text: str, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(text, encoding="utf-8")
    with open_store(tmp_path / "target.sqlite") as store:
        report = ingest([tmp_path / "corpus.jsonl"], store, IngestOptions())
        assert (report.counts[Outcome.ADDED], report.problems) == (6, ())
        assert [note.message for note in report.notes] == [
            "Left out: it was taken down where it was exported."
        ]


def change_line(number: int, change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        lines = text.splitlines()
        value = json.loads(lines[number])
        change(value)
        lines[number] = json.dumps(value)
        return "\n".join(lines) + "\n"

    return changed


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: "", "holds 0 of 0 records: it is cut off"),
        (lambda text: text[: text.rindex("\n", 0, -1) + 1], "holds 6 of 7 records: it is cut off"),
        (lambda text: text[:-20], "line 7: it is cut off or is no JSON"),
        (lambda text: text + text.splitlines()[0], "line 8: the record boise-id-2024-equity is th"),
        (lambda text: "[]\n" + text, "line 1: "),
        (lambda text: "7\n" + text, "line 1: "),
        (lambda text: '{"a":' * 9000 + "\n" + text, "line 1: "),
        (change_line(0, lambda v: v.pop("history")), "`mayors ingest` reads such records"),
        (change_line(0, lambda v: v.update(title="")), "line 1: title"),
        (change_line(0, lambda v: v.update(title="\ud800")), "line 1: "),
        (change_line(0, lambda v: v.update(more=1)), "other fields than an exported one"),
        (change_line(0, lambda v: v.update(topics=["no such"])), None),
        (change_line(0, lambda v: v.update(topics=[1])), "line 1: topics"),
        (
            change_line(0, lambda v: v.update(links=[{"label": "x", "url": "javascript:x()"}])),
            "line 1: links",
        ),
        (change_line(0, lambda v: v.update(id="other")), "its revisions are of several records"),
        (change_line(0, lambda v: v["history"].update(revisions=[])), "line 1: a part is missing"),
        (change_line(0, lambda v: v["history"].pop("removals")), "line 1: a part is missing"),
        (change_line(0, lambda v: v["history"]["revisions"].reverse()), "line 1: "),
        (change_line(0, lambda v: v["history"]["revisions"][0].update(revision=9)), "are numbered"),
        (change_line(0, lambda v: v["history"]["revisions"][0].update(sha256="x")), "no such text"),
        (
            change_line(0, lambda v: v["history"]["revisions"][0].update(ingested_at="2024-01-01")),
            "has no time zone",
        ),
        (change_line(2, lambda v: v["history"]["removals"][0].update(kind="x")), "log of removals"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_stored(
    text: str, tmp_path: Path, damage: Callable[[str], str], words: str | None
) -> None:
    with open_store(tmp_path / "target.sqlite") as store:
        if words is None:  # topics may leave the vocabulary, what carried them stays
            assert bring(damage(text), store).n_added == 7
            return
        with pytest.raises(UnreadableFileError) as refusal:
            bring(damage(text), store)
        assert words in str(refusal.value)
        assert "Nothing was stored" in str(refusal.value)
        assert (store.n_statements(), list_removals(store)) == (0, ())


def test_every_faulty_line_is_told_at_once(text: str, tmp_path: Path) -> None:
    lines = [line.replace('"title": "', '"title": 7, "x": "') for line in text.splitlines()]
    with open_store(tmp_path / "t.sqlite") as store, pytest.raises(UnreadableFileError) as refusal:
        bring("\n".join(lines), store)
    assert "line 1: title" in str(refusal.value)
    assert str(refusal.value).count("line ") >= 5
    assert " and 2 more. Nothing was stored." in str(refusal.value)


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
PLACES = ("Boise, ID", "Santa Fe, NM", None)
ADDRESSES = st.sampled_from(["https://example.org/a?b=c&d=%20", "http://example.org/ñ", None])


@st.composite
def statements(draw: st.DrawFn, doc_id: str) -> Statement:
    """Any record that can come through the door."""
    place = draw(st.sampled_from(PLACES))
    url = draw(ADDRESSES)
    made = Statement(
        doc_id=doc_id,
        kind=draw(st.sampled_from(list(Kind))),
        title=draw(WORDS.filter(str.strip)),
        text=draw(WORDS.filter(str.strip)),
        source=Source(draw(WORDS), draw(ADDRESSES), draw(st.none() | st.dates())),
        city=load_gazetteer().resolve(place) if place else None,
        issuer=None if place else draw(st.none() | st.just("A national body")),
        mayor=draw(st.none() | WORDS),
        date=draw(st.none() | st.builds(PartialDate, st.integers(1990, 2020), st.integers(1, 12))),
        topics=draw(st.sampled_from([(), ("housing",), ("housing", "reparations")])),
        language=draw(st.sampled_from(["en", "es"])),
        links=(Link(draw(WORDS), url),) if url else (),
        contact=draw(st.none() | st.builds(Contact, office=WORDS, phone=st.just("555 0100"))),
    )
    try:
        return statement_from_record(statement_to_record(made))
    except InvalidRecordsError:
        return make_statement(doc_id, "What came did not come in.")


@st.composite
def changes(draw: st.DrawFn) -> list[Statement | str]:
    """What happens to a site: records stored or changed, taken down, put back."""
    names = st.sampled_from(["a", "b", "c"])
    acts = draw(st.lists(st.tuples(st.sampled_from(["store", "down", "up"]), names), max_size=8))
    return [draw(statements(name)) if act == "store" else f"{act} {name}" for act, name in acts]


def happen(store: Store, acts: Iterable[Statement | str]) -> None:
    for act in acts:
        if isinstance(act, Statement):
            store.add([Incoming(act, f"f {act.title}", 3, "jsonl")], allow_similar=True)
        elif act.startswith("down") and store.find_statement(act[-1]):
            take_down(store, act[-1], "Asked for.", "Bo")
        elif (
            act.startswith("up")
            and store.list_revisions(act[-1])
            and not store.find_statement(act[-1])
        ):
            put_back(store, act[-1], "Bo")


@given(changes())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happened_to_a_site_an_export_carries_it_over(
    tmp_path_factory: pytest.TempPathFactory, acts: list[Statement | str]
) -> None:
    folder = tmp_path_factory.mktemp("site")
    with open_store(folder / "s.sqlite") as source, open_store(folder / "t.sqlite") as target:
        source.add([Incoming(make_statement("always"), "f")])
        happen(source, acts)
        exported = export(source)
        bring(exported, target)
        assert export(target) == exported
    assert read_rows(folder / "t.sqlite") == read_rows(folder / "s.sqlite")


def test_killed_at_any_moment_all_or_nothing_is_there(tmp_path: Path) -> None:
    moments, path = random.Random(6), tmp_path / "target.sqlite"
    with open_store(tmp_path / "source.sqlite") as source:
        pages = [make_statement(f"garden-{i}", f"Words of garden {i}.") for i in range(400)]
        source.add([Incoming(page, "f") for page in pages], allow_similar=True)
        exported = export(source)
    began = time.monotonic()
    with open_store(tmp_path / "other.sqlite") as other:
        bring(exported, other)
    seconds = time.monotonic() - began
    for _ in range(8):
        child = os.fork()
        if child == 0:
            try:
                with open_store(path) as store:
                    bring(exported, store)
            finally:
                os._exit(0)
        time.sleep(moments.uniform(0, seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with open_store(path) as store:
            assert store.n_statements() in (0, 400)
    with open_store(path) as store:
        bring(exported, store)
    assert read_rows(path) == read_rows(tmp_path / "source.sqlite")
