"""An export holds every record; as JSON Lines it reads in again unchanged."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from corpus.documents import Contact, Link
from corpus.export import CSV_COLUMNS, RECORD_COLUMNS, write_csv, write_jsonl
from corpus.histories import list_histories
from corpus.ingest import IngestOptions, ingest, ingest_shipped
from corpus.readers import read_documents
from corpus.store import open_store
from corpus.stored import Incoming, Outcome
from tests.makers import make_statement


def test_the_whole_corpus_goes_out_and_comes_in_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with open_store(tmp_path / "s.sqlite") as store:
        ingest_shipped(store)
        with path.open("w", encoding="utf-8") as file:
            n_written = write_jsonl(list_histories(store), file)
        report = ingest([path], store, IngestOptions())
        assert report.counts == {Outcome.UNCHANGED: n_written}
        assert (n_written, report.problems) == (store.n_statements(), ())


def test_a_spreadsheet_holds_every_record_under_named_columns(tmp_path: Path) -> None:
    statement = make_statement(
        "a",
        'Said "no",\nthen yes, in Peñasco.',
        place="Evanston, IL",
        when="2024-07",
        mayor="Ada Quill",
        topics=("housing", "reparations"),
        links=(Link("more", "https://example.org/more"),),
        contact=Contact(phone="+1 847 555 0100"),
    )
    with open_store(tmp_path / "s.sqlite") as store:
        store.add([Incoming(statement, "f")])
        out = io.StringIO(newline="")
        assert write_csv(list_histories(store), out) == 1
    header, row = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert tuple(header) == CSV_COLUMNS
    cells = dict(zip(header, row, strict=True))
    assert cells.pop("revised_at").endswith("+00:00")
    assert {name: cell for name, cell in cells.items() if cell} == {
        "revision": "1",
        "read_from": "f",
        "id": "a",
        "kind": "statement",
        "city": "Evanston",
        "state": "IL",
        "mayor": "Ada Quill",
        "date": "2024-07",
        "title": "Title of a",
        "text": 'Said "no",\nthen yes, in Peñasco.',
        "topics": "housing; reparations",
        "language": "en",
        "source.name": "A city page",
        "source.url": "https://example.org/page",
        "contact.phone": "'+1 847 555 0100",
    }


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)"]
    with open_store(tmp_path / "s.sqlite") as store:
        store.add([Incoming(make_statement(f"d{n}", t), "f") for n, t in enumerate(texts)])
        out = io.StringIO(newline="")
        write_csv(list_histories(store), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [row["text"] for row in rows] == [f"'{text}" for text in texts]


def test_the_reader_finds_every_column_of_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    statement = make_statement("a", "Plain words.", place="Evanston, IL", when="2024-07-09")
    with open_store(tmp_path / "s.sqlite") as store:
        store.add([Incoming(statement, "f")])
        with path.open("w", encoding="utf-8", newline="") as file:
            write_csv(list_histories(store), file)
    result = read_documents(path)
    assert result.problems == ()
    (note,) = result.notes
    assert note.message == (
        f"Columns found: {', '.join(RECORD_COLUMNS)}. "
        "Not used: 'revision', 'revised_at', 'read_from', 'read_by'."
    )
    read = result.statements[0].statement
    assert (read.doc_id, read.city, read.date, read.text) == (
        "a",
        statement.city,
        statement.date,
        statement.text,
    )
