"""`mayors serve` as a newcomer meets it: a real process on a real port."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import MAYORS, start_server, stop_server


def serve(data_path: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail."""
    return subprocess.run(
        [MAYORS, "serve", *options],
        env={**os.environ, "MAYORS_DATA": str(data_path), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_real_server_answers_pages_and_json(server_url: str) -> None:
    with urllib.request.urlopen(f"{server_url}/api/v1/search?q=responses+to+ICE+raids") as answer:
        body = json.load(answer)
    assert len({hit["city"]["slug"] for hit in body["hits"] if hit["city"]}) >= 5
    assert body["links"]["self"].startswith(server_url)
    with urllib.request.urlopen(f"{server_url}/readyz") as answer:
        assert answer.read().startswith(b"ready: ")


def test_a_very_long_address_is_refused_in_words(server_url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc)
    connection.request("GET", "/search?q=" + "a" * 10_000)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    assert response.status == 414
    assert "The address is too long" in text


def test_many_may_ask_at_once(server_url: str) -> None:
    def ask(number: int) -> int:
        with urllib.request.urlopen(f"{server_url}/search?q=hate+crimes&page={number}") as answer:
            return int(answer.status)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, [1, 2, 3] * 10)) == {200}


def count_connections(master: int, port: int) -> list[int]:
    """How many connections to a port each child of a process has."""
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = [line.split() for line in table]
    theirs = {f"socket:[{row[9]}]" for row in rows if row[3] == "01" and port_of(row[1]) == port}
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    return [len(theirs & open_files(child)) for child in children]


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def open_files(process: str) -> set[str]:
    found = set()
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.add(str(path.readlink()))
    return found


def share_connections(master: int, port: int) -> list[int]:
    """How many of sixteen connections that stay each worker takes."""
    with ExitStack() as stack:
        for _ in range(16):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        time.sleep(0.3)
        found = count_connections(master, port)
    time.sleep(0.3)  # until they are let go
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="connections are seen on Linux")
def test_connections_that_stay_are_shared_by_all_workers(
    data_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYORS_WORKERS", "2")
    process, url = start_server(data_path)
    port = urlsplit(url).port or 0
    try:
        for _ in range(60):  # one may start before the other
            found = share_connections(process.pid, port)
            if len(found) == 2 and min(found):
                break
        else:
            pytest.fail("There are no two workers that take connections.")
        fewest = [min(share_connections(process.pid, port)) for _ in range(9)]
    finally:
        stop_server(process)
    # Now and then a busy machine lets one worker sleep; most of the time they have eight each.
    assert statistics.median(fewest) >= 7


def test_the_first_start_builds_what_is_missing_and_stops_when_told(tmp_path: Path) -> None:
    process, url = start_server(tmp_path / "new")
    with urllib.request.urlopen(f"{url}/readyz") as answer:
        assert answer.status == 200
    assert stop_server(process) == 0
    assert (tmp_path / "new" / "mayors.sqlite").exists()


def test_a_port_in_use_is_told_in_one_line(data_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = serve(data_path, "--port", str(port))
    assert failed.returncode == 1
    assert failed.stderr == (
        f"mayors: Port {port} of 127.0.0.1 is in use by another program. "
        f"Stop that one or take another port: mayors serve --port {port + 1}\n"
    )


def test_a_data_directory_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    failed = serve(file / "data", "--port", "0")
    assert failed.returncode == 1
    assert failed.stderr.startswith("mayors: ")
    assert failed.stderr.count("\n") == 1
    assert "MAYORS_DATA" in failed.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_directory_is_told_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    failed = serve(tmp_path / "data", "--port", "0")
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)


def test_other_machines_are_for_production_only(data_path: Path) -> None:
    failed = serve(data_path, "--host", "0.0.0.0")
    assert failed.returncode == 2
    assert "for production only" in failed.stderr
    failed = serve(data_path, MAYORS_ENV="production")
    assert failed.returncode == 2
    assert "MAYORS_HOSTS is not set" in failed.stderr
