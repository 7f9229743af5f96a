"""Files go into the store whole or row by row, and every row's fate is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus import ingest as ingest_module
from corpus.ingest import SHIPPED_PATH, IngestOptions, ingest, ingest_shipped
from corpus.readers.results import ReadProblem
from corpus.snapshot import open_snapshot
from corpus.store import Store, open_store
from corpus.stored import Outcome

OPTIONS = IngestOptions()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "data" / "mayors.sqlite") as opened:
        yield opened


def make_record(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"record-{number}",
        "kind": "statement",
        "city": "Evanston",
        "state": "IL",
        "mayor": "Ada Quill",
        "date": f"20{number % 20:02}-01",
        "title": f"Report number {number}",
        "text": f"Item {number} " + " ".join(f"word{number}x{n}" for n in range(12)),
        "source": {"name": "City", "url": "https://example.org/", "retrieved": "2024-01-02"},
    } | facts


def write_records(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_file_read_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_records(tmp_path / "f.jsonl", *map(make_record, range(20)))
    assert ingest([path], store, OPTIONS).counts == {Outcome.ADDED: 20}
    version = store.content_version()
    report = ingest([path, path], store, OPTIONS)
    assert (report.counts, report.has_changed) == ({Outcome.UNCHANGED: 40}, False)
    assert store.content_version() == version


def test_a_changed_text_is_a_new_revision_with_its_line(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    ingest([write_records(path, make_record(1), make_record(2))], store, OPTIONS)
    changed = make_record(2, text="Told quite differently now.")
    report = ingest([write_records(path, make_record(1), changed)], store, OPTIONS)
    assert report.counts == {Outcome.UNCHANGED: 1, Outcome.CHANGED: 1}
    found = store.find_statement("record-2")
    assert found is not None
    assert (found.statement.text, found.revision) == ("Told quite differently now.", 2)
    assert (found.provenance.path, found.provenance.line) == (str(path), 2)
    assert found.provenance.reader == "jsonl"


def make_three_bad(path: Path) -> Path:
    records = [make_record(n) for n in range(100)]
    records[9] |= {"date": "July"}
    records[49] |= {"state": "ZZ"}
    records[89] |= {"title": ""}
    return write_records(path, *records)


def test_three_bad_rows_of_a_hundred_keep_no_other_out(store: Store, tmp_path: Path) -> None:
    path = make_three_bad(tmp_path / "f.jsonl")
    report = ingest([path], store, OPTIONS)
    assert (report.counts, store.n_statements()) == ({Outcome.ADDED: 97}, 97)
    assert [(p.path, p.line, p.field, p.value) for p in report.problems] == [
        (str(path), 10, "date", "July"),
        (str(path), 50, "state", "ZZ"),
        (str(path), 90, "title", ""),
    ]
    assert all(problem.remedy for problem in report.problems)


def test_strictly_one_bad_row_keeps_everything_out(store: Store, tmp_path: Path) -> None:
    sound = write_records(tmp_path / "sound.jsonl", make_record(200))
    bad = make_three_bad(tmp_path / "bad.jsonl")
    report = ingest([sound, bad], store, IngestOptions(is_strict=True))
    assert (store.n_statements(), len(report.problems), report.n_kept_out) == (0, 3, 98)
    assert not report.has_changed
    assert ingest([sound], store, IngestOptions(is_strict=True)).counts == {Outcome.ADDED: 1}


def test_a_similar_record_is_named_and_left_out_unless_allowed(
    store: Store, tmp_path: Path
) -> None:
    first, copy = make_record(1), make_record(1, id="other", title="The same once more")
    ingest([write_records(tmp_path / "a.jsonl", first)], store, OPTIONS)
    path = write_records(tmp_path / "b.jsonl", copy, make_record(2))
    report = ingest([path], store, OPTIONS)
    assert report.counts == {Outcome.SIMILAR: 1, Outcome.ADDED: 1}
    result = report.statements[0].result
    assert result is not None
    assert result.similar_to is not None
    assert (result.similar_to.doc_id, result.revision) == ("record-1", None)
    assert store.find_statement("other") is None
    assert ingest([path], store, IngestOptions(allow_similar=True)).counts == {
        Outcome.ADDED: 1,
        Outcome.UNCHANGED: 1,
    }


def test_a_changed_record_is_not_similar_to_itself(store: Store, tmp_path: Path) -> None:
    ingest([write_records(tmp_path / "a.jsonl", make_record(1))], store, OPTIONS)
    changed = make_record(1, text=make_record(1)["text"] + " And one word more.")
    report = ingest([write_records(tmp_path / "a.jsonl", changed)], store, OPTIONS)
    assert report.counts == {Outcome.CHANGED: 1}


def test_the_records_of_one_file_are_different_however_alike(store: Store, tmp_path: Path) -> None:
    same = [make_record(1, id=f"copy-{n}") for n in range(10)]
    path = write_records(tmp_path / "a.jsonl", *same[:9], same[9] | {"date": "July"})
    assert ingest([path], store, OPTIONS).counts == {Outcome.ADDED: 9}
    mended = write_records(path, *same)
    assert ingest([mended], store, OPTIONS).counts == {Outcome.UNCHANGED: 9, Outcome.ADDED: 1}


def test_a_file_that_cannot_be_read_is_a_problem_and_the_next_is_read(
    store: Store, tmp_path: Path
) -> None:
    binary = tmp_path / "photo.csv"
    binary.write_bytes(bytes(range(256)) * 10)
    sound = write_records(tmp_path / "sound.jsonl", make_record(1))
    report = ingest([binary, tmp_path / "missing.jsonl", sound], store, OPTIONS)
    assert [(p.path, p.line, p.field) for p in report.problems] == [
        (str(binary), None, "file"),
        (str(tmp_path / "missing.jsonl"), None, "file"),
    ]
    assert report.counts == {Outcome.ADDED: 1}


def test_the_shipped_corpus_comes_in_whole_and_once(store: Store) -> None:
    n_records = len(SHIPPED_PATH.read_text(encoding="utf-8").splitlines())
    report = ingest_shipped(store)
    assert (report.counts, report.problems) == ({Outcome.ADDED: n_records}, ())
    version = store.content_version()
    assert ingest_shipped(store).statements == ()
    assert (store.content_version(), store.n_statements()) == (version, n_records)


def test_a_newer_shipped_corpus_changes_only_what_it_changes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped.jsonl"
    monkeypatch.setattr(ingest_module, "SHIPPED_PATH", shipped)
    write_records(shipped, make_record(1), make_record(2), make_record(3))
    ingest_shipped(store)
    local = [make_record(n, text=f"Corrected here, {n}.") for n in (1, 2)]
    ingest([write_records(tmp_path / "local.jsonl", *local)], store, OPTIONS)
    write_records(shipped, make_record(1), make_record(2, text="Corrected there."), make_record(3))
    ingest_shipped(store)
    texts = {
        doc_id: [r.statement.text for r in store.list_revisions(doc_id)]
        for doc_id in ("record-1", "record-2", "record-3")
    }
    assert texts == {
        "record-1": ["Corrected here, 1.", make_record(1)["text"]],
        "record-2": ["Corrected there.", "Corrected here, 2.", make_record(2)["text"]],
        "record-3": [make_record(3)["text"]],
    }


def test_a_snapshot_takes_everything_and_the_store_keeps_still(tmp_path: Path) -> None:
    path = tmp_path / "data" / "mayors.sqlite"
    file = write_records(tmp_path / "a.jsonl", make_record(1), make_record(2))
    with open_snapshot(path) as empty:
        assert ingest([file], empty, OPTIONS).counts == {Outcome.ADDED: 2}
    assert not path.parent.exists()
    with open_store(path) as store:
        ingest([write_records(tmp_path / "b.jsonl", make_record(1))], store, OPTIONS)
        with open_snapshot(path) as copy:
            assert ingest([file], copy, OPTIONS).counts == {
                Outcome.UNCHANGED: 1,
                Outcome.ADDED: 1,
            }
        assert store.n_statements() == 1
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with open_snapshot(path) as copy:
        ingest([file], copy, OPTIONS)
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_problems_name_their_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_text(json.dumps(make_record(1)) + '\n{"id": "cut', encoding="utf-8")
    report = ingest([path], store, OPTIONS)
    assert [(type(p), p.path, p.line) for p in report.problems] == [(ReadProblem, str(path), 2)]
    assert report.counts == {Outcome.ADDED: 1}
