"""The load benchmark: the same statements behind both doors, errors counted, a page written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import click
import pytest
from rich.console import Console

from benchmarks import load, load_report
from benchmarks.datasette_database import write_datasette_database
from benchmarks.load import Measured, list_servers, measure_load, measure_server, prepare
from benchmarks.load_report import show_load, write_load_page
from tests.makers import make_statement

needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")

MEASURED = [
    Measured("`mayors serve`, as shipped", 500, 1000.0, 12.0, 40.0, 0, 9.5),
    Measured("Datasette, FTS5", 500, 100.0, 150.0, 400.0, 2, 6.25),
]


def test_datasette_searches_the_statements_of_the_store(tmp_path: Path) -> None:
    from corpus.store import open_store
    from corpus.stored import Incoming
    from search.publishing import store_path

    statements = [
        make_statement("a", "Raids were announced.", place="Evanston, IL", when="2019-07"),
        make_statement("b", "A park was opened."),
    ]
    with open_store(store_path(tmp_path)) as store:
        store.add([Incoming(s, "test", None, "test") for s in statements], allow_similar=True)
    write_datasette_database(tmp_path, tmp_path / "statements.db")
    with closing(sqlite3.connect(tmp_path / "statements.db")) as connection:
        found = connection.execute(
            "SELECT id, place, state, date FROM statements WHERE rowid IN "
            "(SELECT rowid FROM statements_fts WHERE statements_fts MATCH 'raid')"
        ).fetchall()
    assert found == [("a", "Evanston, IL", "IL", "2019-07")]
    if find_spec("datasette"):
        asked = "/statements/statements.json?_shape=objects&_search=raid"
        answer = subprocess.run(
            [Path(sys.executable).parent / "datasette", tmp_path / "statements.db", "--get", asked],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert [row["id"] for row in json.loads(answer.stdout)["rows"]] == ["a"]


def test_without_wrk_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(click.ClickException, match="apt-get install wrk"):
        measure_load(100)


def test_the_page_says_how_many_times_datasettes_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(load_report, "PAGE_PATH", tmp_path / "load.md")
    page = write_load_page(MEASURED, 100).read_text(encoding="utf-8")
    assert "| `mayors serve`, as shipped | 500 | 1,000 | 10 | 12 | 40 | 0 | 9.5 |" in page
    assert "| Datasette, FTS5 | 500 | 100 | 1 | 150 | 400 | 2 | 6.2 |" in page
    console = Console(file=StringIO(), width=140)
    show_load(MEASURED, console)
    assert isinstance(console.file, StringIO)
    assert "1,000" in console.file.getvalue()


@needs_wrk
def test_product_and_datasette_answer_without_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(load, "WARM_UP_SECONDS", 1)
    monkeypatch.setattr(load, "SECONDS", 1)
    questions = prepare(tmp_path, 5)
    servers = [server for server in list_servers(tmp_path)[:2] if find_spec(server.package)]
    for server in servers:
        measured = measure_server(server, questions, tmp_path)
        assert measured.n_errors == 0
        assert measured.answers_per_second > 0
