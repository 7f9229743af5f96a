"""A throttle holds whichever process answers, and keeps nobody's address."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.conftest import start_server, stop_server
from tests.sending import make_site, read_token, sign_in
from webapp.protection import THROTTLES_FILE, limiter
from webapp.throttles import SharedCounts

KEY = "LIMITER/203.0.113.7/signin.sign_in/10/5/minute"


def open_counts(folder: Path, secret: str = "a secret") -> SharedCounts:
    return SharedCounts(f"throttles://{folder}/counts.sqlite", secret=secret)


def count_often(folder: Path) -> None:
    counts = open_counts(folder)
    for _ in range(200):
        counts.incr(KEY, 60)


def test_what_many_processes_count_at_once_is_all_there(tmp_path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    processes = [start.Process(target=count_often, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert open_counts(tmp_path).get(KEY) == 600


def test_a_window_ends_and_nothing_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    counts = open_counts(tmp_path)
    assert [counts.incr(KEY, 60) for _ in range(3)] == [1, 2, 3]
    now += 59
    assert (counts.get(KEY), counts.get_expiry(KEY)) == (3, 1_000_060.0)
    now += 1
    assert (counts.get(KEY), counts.get_expiry(KEY)) == (0, now)
    assert (counts.incr("another", 60), counts.reset()) == (1, 1)
    counts.incr(KEY, 60)
    counts.clear(KEY)
    assert counts.reset() == 0


def test_no_address_stands_in_the_file(tmp_path: Path) -> None:
    counts = open_counts(tmp_path)
    counts.incr(KEY, 60)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"203.0.113.7" not in written
    assert open_counts(tmp_path, "another secret").get(KEY) == 0
    assert (tmp_path / "counts.sqlite").stat().st_mode & 0o777 == 0o600


def test_guessing_passwords_is_throttled_over_all_processes(tmp_path: Path) -> None:
    make_site(tmp_path)
    process, url = start_server(tmp_path)
    opener = build_opener(HTTPCookieProcessor())

    def guess(number: int) -> int:
        page = opener.open(f"{url}/review/sign-in").read().decode()
        form = {"csrf_token": read_token(page), "name": "Bo", "password": f"guess {number}"}
        try:
            return int(opener.open(f"{url}/review/sign-in", urlencode(form).encode()).status)
        except OSError as error:
            with error:  # type: ignore[attr-defined]  # an answer of 4xx
                return int(error.code)  # type: ignore[attr-defined]

    try:
        assert [guess(number) for number in range(12)] == [401] * 10 + [429] * 2
    finally:
        stop_server(process)


def test_reading_counts_nothing(tmp_path: Path) -> None:
    client = make_site(tmp_path).test_client()
    for address in ("/", "/search?q=welcoming", "/contribute", "/review"):
        client.get(address)
    assert limiter.storage.reset() == 0


def test_where_counts_can_not_be_written_each_process_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "_storage_dead", False)
    site = make_site(tmp_path)
    for path in tmp_path.glob(f"{THROTTLES_FILE}*"):
        path.unlink()
    (tmp_path / THROTTLES_FILE).mkdir()
    limiter.init_app(site)
    client = site.test_client()
    answers = [sign_in(client, f"guess number {n}").status_code for n in range(11)]
    assert answers == [401] * 10 + [429]
