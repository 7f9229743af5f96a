"""The command `mayors` as people and programs call it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from index.minilm import find_model
from tests.conftest import MAYORS, ROOT_PATH
from webapp.cli import COMMANDS


def mayors(data_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MAYORS, *words],
        env={**os.environ, "MAYORS_DATA": str(data_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        cwd=ROOT_PATH,
        check=False,
        timeout=120,
    )


def ask_json(data_path: Path, *words: str) -> Any:
    done = mayors(data_path, "search", *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_a_question_prints_cities_dates_sources_and_contacts(data_path: Path) -> None:
    done = mayors(data_path, "search", "responses to ICE raids", "--limit", "5")
    assert done.returncode == 0
    assert done.stdout.count("Source: ") == 5
    assert done.stdout.count("Contact: ") == 5
    assert "Santa Fe, NM · Mayor Alan Webber · 2019-07" in done.stdout


def test_json_answers_from_at_least_five_cities_with_all_that_was_promised(
    data_path: Path,
) -> None:
    answer = ask_json(data_path, "responses to ICE raids")
    assert len({hit["city"]["slug"] for hit in answer["hits"] if hit["city"]}) >= 5
    assert answer["total"] >= len(answer["hits"]) == 10
    assert {"kind", "state", "city", "topic", "year", "lang"} <= set(answer["facets"])
    for hit in answer["hits"]:
        assert hit["excerpt"]["text"]
        assert hit["source"]["url"].startswith("http")
        for start, end in hit["excerpt"]["spans"]:
            assert hit["excerpt"]["text"][start:end].strip()
    marked = " ".join(
        hit["excerpt"]["text"][start:end].lower()
        for hit in answer["hits"]
        for start, end in hit["excerpt"]["spans"]
    )
    assert {"ice", "raids"} <= set(marked.split())


def test_what_was_understood_and_put_right_is_said(data_path: Path) -> None:
    done = mayors(data_path, "search", "sanctury city ordinances in Texas", "--limit", "1")
    assert "Read as Texas only.\n" in done.stdout
    assert "“sanctury” was searched as “sanctuary”." in done.stdout


def test_no_match_is_said_and_is_no_failure(data_path: Path) -> None:
    done = mayors(data_path, "search", "zyzzyva")
    assert (done.returncode, done.stdout) == (
        0,
        "No statement matches. Try fewer or other words.\n",
    )


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("search",), 2, "Missing argument"),
        (("search", "raids", "--limit", "0"), 2, "not in the range"),
        (("search", "year:soon"), 1, "write a year such as 2019"),
        (("search", "-raids"), 2, "No such option"),
        (("search", "--", "-raids"), 1, "only says what to leave out"),
        (("unheard",), 2, "No such command"),
        (("evaluate", "no-such-folder"), 2, "does not exist"),
        (("evaluate", "tests/data"), 1, "queries.jsonl can't be read"),
    ],
)
def test_what_is_wrong_is_said_on_stderr_with_the_right_status(
    data_path: Path, words: tuple[str, ...], status: int, message: str
) -> None:
    done = mayors(data_path, *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_the_command_to_run_is_named(tmp_path: Path) -> None:
    done = mayors(tmp_path, "search", "raids")
    assert done.returncode == 1
    assert "mayors build" in done.stderr


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    done = mayors(tmp_path / "file", "build")
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_build_then_verify_then_damage_is_found(tmp_path: Path) -> None:
    assert mayors(tmp_path, "build").returncode == 0
    assert "all as published" in mayors(tmp_path, "verify").stdout
    (file,) = (tmp_path / "index").glob("*/posting_documents.npy")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    done = mayors(tmp_path, "verify")
    assert done.returncode == 1
    assert "posting_documents.npy is not what was published" in done.stderr


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name: str, tmp_path: Path) -> None:
    done = mayors(tmp_path, name, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert f"mayors {name}" in done.stdout


def test_evaluate_prints_one_object(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "", "text": "ice raids"}\n'
        '{"_id": "b", "title": "", "text": "income pilot"}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "raids", "type": "word"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n")
    done = mayors(tmp_path, "evaluate", str(tmp_path), "--json")
    report = json.loads(done.stdout)
    rate = report.pop("queries_per_second")
    assert rate > 0
    ones = {"nDCG@10": 1.0, "AP@1000": 1.0, "R@100": 1.0, "RR@10": 1.0}
    assert report == {
        "collection": tmp_path.name,
        "language": "en",
        "engine": "full" if find_model() else "words",
        "n_documents": 2,
        "n_queries": 1,
        "measures": ones,
        "by_type": {"word": ones},
    }
