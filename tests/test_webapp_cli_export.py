"""`mayors export` and `mayors import`: the same site elsewhere."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from corpus.removals import take_down
from corpus.store import open_store
from corpus.stored import Incoming
from search.publishing import publish, store_path
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.cli import main
from webapp.settings import Settings

QUESTIONS = (
    "responses to ICE raids",
    "small cities and homelessness since 2020",
    "redadas",
    "zeppelins",
    '"know your rights"',
    "state:TX",
)
PARK = make_statement("park", "A park for zeppelins opened.", place="Boise, ID", when="2024-05")


def mayors(data_path: Path, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, words, input=typed, env={"MAYORS_DATA": str(data_path)})


def ask(client: FlaskClient, question: str) -> Any:
    answer = client.get("/api/v1/search", query_string={"q": question, "per_page": "50"}).json
    assert answer is not None
    answer.pop("took_ms")
    return answer


def test_an_import_makes_the_same_site(data_path: Path, tmp_path: Path) -> None:
    one, two, file = tmp_path / "one", tmp_path / "two", tmp_path / "corpus.jsonl"
    shutil.copytree(data_path, one)
    with open_store(store_path(one)) as store:
        first = next(store.list_current()).statement
        changed = [Incoming(replace(first, title=t), "f") for t in ("Another title", "A third")]
        for item in (Incoming(PARK, "f"), *changed):
            store.add([item], allow_similar=True)
        gone = [s.statement.doc_id for s in store.list_current()][5]
        take_down(store, gone, "Asked for.", "Bo")
        doc_ids = [s.statement.doc_id for s in store.list_current()]
    publish(one, is_whole=True)
    done = mayors(one, "export", "--output", str(file))
    assert (done.exit_code, f"{len(doc_ids) + 1:,} records written" in done.output) == (0, True)
    said = mayors(two, "import", str(file))
    assert said.exit_code == 0, said.output
    assert f"Records: {len(doc_ids) + 1:,}; added: {len(doc_ids) + 1:,}, changed: 0" in said.output
    sites = [create_app(Settings(data=data)).test_client() for data in (one, two)]
    for question in QUESTIONS:
        answers = [ask(site, question) for site in sites]
        assert answers[0]["total"]
        assert answers[0] == answers[1], question
    addresses = ["/removals", f"/statements/{gone}/history", "/topics", "/cities/boise-id"]
    for doc_id in doc_ids:
        addresses.append(f"/statements/{doc_id}/history")
    addresses += [f"/statements/{doc_id}" for doc_id in (first.doc_id, "park", *doc_ids[::40])]
    for address in addresses:
        pages = [site.get(address) for site in sites]
        assert pages[0].status_code == pages[1].status_code == 200, address
        assert pages[0].text == pages[1].text, address
    again = mayors(two, "import", str(file))
    assert f"added: 0, changed: 0, here already: {len(doc_ids) + 1:,}" in again.output
    assert mayors(two, "export").stdout == file.read_text(encoding="utf-8")


def test_standard_input_is_read_too(tmp_path: Path) -> None:
    fill_store(tmp_path / "one", PARK)
    text = mayors(tmp_path / "one", "export").stdout
    done = mayors(tmp_path / "two", "import", "-", typed=text)
    assert "Records: 1; added: 1" in done.output
    assert "Title of park" in mayors(tmp_path / "two", "search", "zeppelins").output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cut off. Nothing was stored"),
        (b"\xff\xfe\x00", "is no UTF-8 text"),
        (b"Dear mayor\n", "line 1: it is cut off or is no JSON"),
        (json.dumps({"title": "x"}).encode(), "`mayors ingest` reads such records"),
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "f.jsonl").write_bytes(content)
    done = mayors(tmp_path / "data", "import", str(tmp_path / "f.jsonl"))
    assert (done.exit_code, words in done.output) == (1, True), done.output


def test_a_site_in_use_is_not_mixed_with_another(tmp_path: Path) -> None:
    fill_store(tmp_path / "one", PARK)
    fill_store(tmp_path / "two", replace(PARK, text="Other words."))
    text = mayors(tmp_path / "one", "export").stdout
    done = mayors(tmp_path / "two", "import", "-", typed=text)
    assert (done.exit_code, "new data directory: set MAYORS_DATA" in done.output) == (2, True)


def test_the_format_is_that_of_the_files_name(tmp_path: Path) -> None:
    fill_store(tmp_path, PARK, replace(PARK, doc_id="q", title="=1+1"))
    with open_store(store_path(tmp_path)) as store:
        store.add([Incoming(replace(PARK, title="Zeppelin park"), "f")])
    for name in ("a.csv", "a.db", "a.sqlite", "a.jsonl", "a.txt"):
        assert mayors(tmp_path, "export", "--output", str(tmp_path / name)).exit_code == 0
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(r["title"], r["revision"]) for r in rows] == [("Zeppelin park", "2"), ("'=1+1", "1")]
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "a.jsonl").read_bytes()
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (3,)
    every = mayors(tmp_path, "export", "--format", "csv", "--revisions").stdout
    rows = list(csv.DictReader(io.StringIO(every, newline="")))
    assert [(r["id"], r["revision"]) for r in rows] == [("park", "1"), ("park", "2"), ("q", "1")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "sqlite"), "can't go to standard output; name it with --output"),
        (("--revisions",), "--revisions is for --format csv"),
        (("--output", "no/such/folder/a.db"), "can't be written"),
        (("--format", "xlsx"), "is not one of"),
    ],
)
def test_wrong_usage_is_said(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    fill_store(tmp_path, PARK)
    done = mayors(tmp_path, "export", *words)
    assert (done.exit_code, told in done.output) == (2, True), done.output
