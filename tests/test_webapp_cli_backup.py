"""`mayors backup` and `mayors restore` beside a running site, and as a newcomer meets them."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from corpus.database import reading
from corpus.redacting import LIST_NAME
from corpus.restoring import restore_backup
from corpus.schema import SubmissionRow
from corpus.store import open_store
from index.storage import open_index
from search.publishing import index_path, publish, store_path, verify
from tests.conftest import MAYORS, ROOT_PATH, start_server, stop_server
from tests.makers import fill_store, make_statement
from webapp.cli import main


def mayors(data_path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, words, env={"MAYORS_DATA": str(data_path), "MAYORS_SECRET": ""})


def start(data_path: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [MAYORS, *words],
        env={**os.environ, "MAYORS_DATA": str(data_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT_PATH,
    )


def run(data_path: Path, *words: str) -> str:
    process = start(data_path, *words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


class Sender(threading.Thread):
    """Sends in one initiative after the other; remembers when each was acknowledged."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.acknowledged: dict[str, float] = {}
        self.failures: list[str] = []
        self.is_done = threading.Event()

    def run(self) -> None:
        for number in range(1, 10_000):
            if self.is_done.is_set():
                return
            title = f"Zeppelin landing place {number}"
            try:
                with urllib.request.urlopen(self._make_request(number, title)) as answer:
                    assert answer.status == 201
            except urllib.error.HTTPError as error:
                self.failures.append(f"{error.code} {error.read().decode()}")
                error.close()
                continue
            self.acknowledged[title] = time.monotonic()
            time.sleep(0.05)

    def _make_request(self, number: int, title: str) -> urllib.request.Request:
        record = {
            "kind": "initiative",
            "city": "Boise",
            "state": "ID",
            "title": title,
            "text": f"Place number {number} for zeppelins is open.",
            "source": {"name": "City of Boise", "url": "https://example.org/z"},
            "submitted_by": {"name": "Ana Ruiz", "email": "ana@example.org"},
        }
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"203.0.113.{number % 250}",  # as if from many places
        }
        return urllib.request.Request(
            f"{self._address}/api/v1/submissions", json.dumps(record).encode(), headers
        )


def list_titles(database_path: Path) -> set[str]:
    with open_store(database_path) as store, reading(store.engine) as connection:
        return {body["title"] for body in connection.scalars(select(SubmissionRow.body)) if body}


def test_beside_a_running_site_nothing_acknowledged_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYORS_PROXIES", "1")
    data = tmp_path / "data"
    fill_store(data, make_statement("park", "A park opened.", place="Boise, ID"))
    process, address = start_server(data)
    sender = Sender(address)
    try:
        sender.start()
        while len(sender.acknowledged) < 5 and not sender.failures:
            time.sleep(0.05)
        backup_path = tmp_path / "one.zip"
        began = time.monotonic()
        said = run(data, "backup", str(backup_path))
        ended = time.monotonic()
        assert said.startswith("Backed up and checked.")
        while max(sender.acknowledged.values()) < ended:
            time.sleep(0.05)
        said = run(data, "restore", str(backup_path), "--replace")
        back = time.monotonic()
        while max(sender.acknowledged.values()) < back:
            time.sleep(0.05)
        with urllib.request.urlopen(f"{address}/api/v1/search?q=park+opened") as answer:
            assert "park" in [hit["id"] for hit in json.load(answer)["hits"]]
    finally:
        sender.is_done.set()
        sender.join()
        stop_server(process)
    assert sender.failures == []
    restore_backup(backup_path, tmp_path / "other" / "mayors.sqlite", tmp_path)
    in_backup = list_titles(tmp_path / "other" / "mayors.sqlite")
    acknowledged = set(sender.acknowledged)
    assert {title for title, at in sender.acknowledged.items() if at < began} <= in_backup
    assert in_backup <= acknowledged
    (kept_path,) = (data / "backups").glob("before-restore-*.zip")
    assert f"What was there before is kept in {kept_path}" in said
    restore_backup(kept_path, tmp_path / "kept" / "mayors.sqlite", tmp_path)
    assert list_titles(tmp_path / "kept" / "mayors.sqlite") | list_titles(store_path(data)) == (
        acknowledged
    )
    assert in_backup <= list_titles(store_path(data))


def test_a_newcomer_is_led_from_nothing_to_a_restored_site(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    nothing = mayors(data, "backup")
    assert nothing.exit_code == 1
    assert "nothing to back up. Run `mayors build`" in nothing.output
    fill_store(data, make_statement("park", "Zeppelins landed."))
    made = mayors(data, "backup")
    assert made.exit_code == 0
    assert "Records: 1, revisions: 1, submissions: 0." in made.output
    (path,) = (data / "backups").iterdir()
    assert f"mayors restore {path}" in made.output
    done = mayors(other, "restore", str(path))
    assert done.exit_code == 0
    assert "Records: 1, submissions: 0. All is searchable now." in done.output
    assert verify(other)
    assert "Title of park" in mayors(other, "search", "zeppelins").output
    again = mayors(other, "restore", str(path))
    assert again.exit_code == 2
    assert "its database holds statements. Nothing was changed. Add --replace" in again.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a backup, or its end is missing"),
        (b"Dear mayor", "is not a backup, or its end is missing"),
    ],
)
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "letter.zip"
    path.write_bytes(content)
    done = mayors(tmp_path / "data", "restore", str(path))
    assert done.exit_code == 1
    assert words in done.output
    assert not (tmp_path / "data").exists()


def test_a_backup_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = mayors(tmp_path, "restore", str(tmp_path / "missing.zip"))
    assert (done.exit_code, "does not exist" in done.output) == (2, True)


def test_nothing_redacted_is_left_in_any_index(tmp_path: Path) -> None:
    fill_store(tmp_path, make_statement("park", "Ask Quentin Zwiebel about the park."))
    assert mayors(tmp_path, "backup", str(tmp_path / "one.zip")).exit_code == 0
    assert mayors(tmp_path, "redact", "Quentin Zwiebel").exit_code == 0
    done = mayors(tmp_path, "restore", str(tmp_path / "one.zip"), "--replace")
    assert "was taken out again. Revisions changed: 1, submissions changed: 0." in done.output
    files = [p for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".zip"]
    assert tmp_path / LIST_NAME in files
    assert [p for p in files if b"zwiebel" in p.read_bytes().lower()] == []
    assert "No statement matches" in mayors(tmp_path, "search", "zwiebel").output


def test_killed_at_any_moment_the_next_start_has_a_whole_site(tmp_path: Path) -> None:
    old, data, moments = tmp_path / "old", tmp_path / "data", random.Random(5)
    fill_store(old, make_statement("old", "Zebras were counted."))
    mayors(old, "backup", str(tmp_path / "old.zip"))
    shutil.copytree(old, data)
    fill_store(data, make_statement("new", "Zeppelins landed."))
    mayors(data, "backup", str(tmp_path / "new.zip"))
    began = time.monotonic()
    run(data, "restore", str(tmp_path / "new.zip"), "--replace")
    seconds = time.monotonic() - began
    for name in ("old", "new", "old"):
        process = start(data, "restore", str(tmp_path / f"{name}.zip"), "--replace")
        time.sleep(moments.uniform(0.5, 1.0) * seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with open_store(store_path(data)) as store:
            is_new = store.find_statement("new") is not None
            assert store.find_statement("old") is not None
        publish(data)  # as the next start does
        verify(data)
        found = set(open_index(index_path(data)).document_ids)
        assert found == ({"old", "new"} if is_new else {"old"})
