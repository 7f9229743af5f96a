"""`mayors ingest` and `mayors export`, as a person or a program calls them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import MAYORS
from tests.ingest_files import make_zip
from webapp.cli import main

ROOT = Path(__file__).parents[1]
PAGE_PATH = ROOT.parent / "shared/pages/center-for-inclusive-and-compassionate-cities.txt"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"MAYORS_DATA": str(data)})


def make_record(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"record-{number}",
        "kind": "initiative",
        "city": "Waterloo",
        "state": "IA",
        "mayor": "Ada Quill",
        "date": "2011-03",
        "title": f"Report number {number}",
        "text": f"Zeppelin landing place number {number} is open.",
        "source": {"name": "City", "url": "https://example.org/", "retrieved": "2024-01-02"},
    } | facts


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def three_bad(tmp_path: Path) -> Path:
    records = [make_record(n) for n in range(100)]
    records[9]["date"] = "July"
    records[49]["state"] = "ZZ"
    records[89]["topics"] = ["zeppelins"]
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_bad_rows_are_listed_the_others_stored_and_searchable(data: Path, three_bad: Path) -> None:
    done = run(data, "ingest", str(three_bad))
    assert done.exit_code == 1
    for words in ("\t10\tdate\tJuly\t", "\t50\tstate\tZZ\t", "\t90\ttopics\tzeppelins\t"):
        assert f"{three_bad}{words}" in done.stdout
    assert "97 added, 0 changed, 0 unchanged, 0 similar, 0 queued, 3 refused." in done.stdout
    assert done.stderr == ""
    found = json.loads(run(data, "search", "zeppelin", "--json").stdout)
    assert found["total"] == 97
    again = run(data, "ingest", str(three_bad))
    assert "0 added, 0 changed, 97 unchanged, 0 similar, 0 queued, 3 refused." in again.stdout


def test_strict_stores_none_of_them(data: Path, three_bad: Path) -> None:
    done = run(data, "ingest", str(three_bad), "--strict", "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert {record["outcome"] for record in report["records"]} == {"kept out"}
    assert [(p["line"], p["field"], p["value"]) for p in report["problems"]] == [
        (10, "date", "July"),
        (50, "state", "ZZ"),
        (90, "topics", "zeppelins"),
    ]
    assert '"record-1"' not in run(data, "export").stdout


def test_a_dry_run_tells_all_and_writes_nothing(data: Path, three_bad: Path) -> None:
    done = run(data, "ingest", str(three_bad), "--dry-run")
    assert done.exit_code == 1
    assert "Waterloo, IA\tAda Quill\t2011-03\tinitiative\tReport number 1\tadded" in done.stdout
    assert "Dry run, nothing stored: 97 added" in done.stdout
    assert not data.exists()


def test_the_first_page_gives_six_cities_that_are_stored_already(data: Path) -> None:
    if not PAGE_PATH.exists():
        pytest.skip(f"{PAGE_PATH} is not here")
    done = run(data, "ingest", str(PAGE_PATH), "--dry-run", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert sorted(report) == ["notes", "problems", "records"]
    cities = [
        (r["city"]["name"], r["city"]["state"], r["mayor"], r["date"], r["outcome"])
        for r in report["records"]
        if r["city"]
    ]
    assert cities == [
        ("Stockton", "CA", "Michael Tubbs", "2019-07", "similar"),
        ("Washington", "DC", "Muriel Bowser", "2019-07", "similar"),
        ("Rochester", "MN", "Kim Norton", "2019-07-11", "similar"),
        ("Evanston", "IL", "Stephen Hagerty", "2019-06", "similar"),
        ("Nashville", "TN", "David Briley", "2019-07-12", "similar"),
        ("Santa Fe", "NM", "Alan Webber", "2019-07", "similar"),
    ]


BULLETS = """- Salem, OR: Mayor Ann Dayle launched a zeppelin on May 3, 2020.
- Reno, NV: Mayor Jo Wrenfield signed a zeppelin order on May 3, 2099.
"""


def test_standard_input_is_read_and_what_is_unsure_is_not_searchable(data: Path) -> None:
    done = CliRunner().invoke(main, ["ingest", "-"], input=BULLETS, env={"MAYORS_DATA": str(data)})
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 added, 0 changed, 0 unchanged, 0 similar, 1 queued, 0 refused." in done.stdout
    assert "date (0.10: “May 3, 2099” can't be the day it was said)" in done.stdout
    assert "Queued records are not shown" in done.stdout
    found = json.loads(run(data, "search", "zeppelin", "--json").stdout)
    assert [hit["city"]["slug"] for hit in found["hits"]] == ["salem-or"]


def test_a_dry_run_tells_how_sure_each_field_is(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(BULLETS, encoding="utf-8")
    report = json.loads(run(data, "ingest", str(path), "--dry-run", "--json").stdout)
    first, second = report["records"]
    assert (first["outcome"], first["doubts"], second["outcome"]) == ("added", [], "queued")
    assert second["doubts"] == ["date: “May 3, 2099” can't be the day it was said"]
    assert {
        "field": "date",
        "value": "2020-05-03",
        "confidence": 0.95,
        "evidence": "“May 3, 2020”",
    } in first["guesses"]
    assert not data.exists()


def test_an_archive_and_an_address_are_taken_like_files(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    path.write_bytes(make_zip({"page.txt": BULLETS.encode()}))
    done = run(data, "ingest", str(path), "http://127.0.0.1:9/page")
    assert done.exit_code == 1
    assert "1 added, 0 changed, 0 unchanged, 0 similar, 1 queued, 1 refused." in done.stdout
    assert "http://127.0.0.1:9/" in done.stdout
    assert "can't be reached" in done.stdout


def test_a_person_at_a_terminal_sees_a_bar(data: Path, three_bad: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [MAYORS, "ingest", three_bad, "--dry-run"],
        env={**os.environ, "MAYORS_DATA": str(data), "TERM": "xterm", "COLUMNS": "200"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
        process.wait()
    os.close(ours)
    assert f"Reading {three_bad}".encode() in shown
    assert b"1/1" in shown


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # how Linux says that nobody writes there any more
        return b""


def test_wrong_usage_and_failure_have_their_own_status(data: Path, tmp_path: Path) -> None:
    assert run(data, "ingest").exit_code == 2
    assert run(data, "ingest", "x", "--colour").exit_code == 2
    missing = run(data, "ingest", str(tmp_path / "missing.csv"))
    assert (missing.exit_code, missing.stderr) == (1, "")
    assert "missing.csv" in missing.stdout
    (tmp_path / "file").write_text("in the way")
    blocked = run(tmp_path / "file", "ingest", str(tmp_path / "missing.csv"))
    assert blocked.exit_code == 1
    assert "MAYORS_DATA" in blocked.stderr
    assert "Traceback" not in blocked.stderr


def test_an_export_reads_in_again_unchanged(data: Path, tmp_path: Path) -> None:
    nothing = run(data, "export")
    assert nothing.exit_code == 1
    assert "Run `mayors build`" in nothing.stderr
    record = tmp_path / "one.jsonl"
    record.write_text(json.dumps(make_record(1)), encoding="utf-8")
    assert run(data, "ingest", str(record)).exit_code == 0
    out = tmp_path / "out.jsonl"
    assert run(data, "export", "--output", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8") == run(data, "export").stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "one.jsonl", "out.jsonl"]
    n_records = len(out.read_text(encoding="utf-8").splitlines())
    report = run(data, "ingest", str(out))
    assert f"0 added, 0 changed, {n_records} unchanged" in report.stdout
    header = run(data, "export", "--format", "csv").stdout.splitlines()[0]
    assert header.startswith("id,kind,city,state,mayor,date,title,text,topics,language,")
    assert run(data, "export", "--output", str(tmp_path / "no" / "x")).exit_code == 2


@pytest.mark.parametrize("command", ["ingest", "export"])
def test_help_has_an_example(data: Path, command: str) -> None:
    assert f"Example: mayors {command} " in run(data, command, "--help").stdout
