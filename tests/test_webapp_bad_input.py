"""Whatever comes in, a clear answer soon: nothing twice, nothing lost, nothing half done."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.store import open_store
from corpus.submissions import Submissions
from corpus.submissions_rows import Decision
from search.publishing import ensure_built, store_path
from tests.conftest import MAYORS, start_server, stop_server
from tests.ingest_files import encrypt_pdf, lay_lines, make_docx, make_pdf, make_zip
from tests.sending import (
    GARDENS,
    WELCOME,
    list_waiting,
    make_site,
    read_token,
    read_version,
    send_form,
    sign_in,
)

LINE = "- Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020.\n"
HEADER = "city,state,mayor,date,title,text\n"
ARABIC = "مدينتنا بيت لكل من يعيش فيها والأبواب مفتوحة للجميع"
MAX_MEGABYTES = 700
MAX_SECONDS = 60
"""Far more than any of this takes, so that a busy machine fails no test; endless it is not."""

REFUSED = {
    "archive.zip": (make_zip({"zeros.txt": bytes(20_000_000)}), "would unpack to 20 MB"),
    "columns.csv": (b",".join([b"text"] * 1_000_000) + b"\nx", "1,000,000 columns; at most 1,000"),
    "damaged.pdf": (make_pdf([lay_lines(LINE)])[:300], "damaged or cut off"),
    "locked.pdf": (encrypt_pdf(make_pdf([lay_lines(LINE)]), "x"), "protected by a password"),
    "macros.docm": (b"x", "macros, which are programs. Save it as .docx"),
    "macros.docx": (
        make_zip({"word/document.xml": b"", "word/vbaProject.bin": b""}),
        "holds macros",
    ),
    "nested.html": (b"<div>" * 200_000, "elements inside one another"),
    "novel.txt": (LINE.encode() * 60_000, "3.6 million characters of text; at most 2"),
    "open_quote.csv": (
        HEADER.encode() + b'Salem,OR,,,T,"' + b"words, \n" * 400_000,
        "1,000 rows can't be used, so the rest of the file was not read",
    ),
    "laughs.docx": (
        make_zip(
            {
                "word/document.xml": (
                    '<!DOCTYPE x [<!ENTITY a0 "ha">'
                    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
                    + "]><x>&a11;</x>"
                ).encode(),
            }
        ),
        "can't be read as a Word document",
    ),
}
"""Files that are told to be of no use, and the words they are told with."""


def write_folder(folder: Path) -> None:
    """Every bad file, and one that is good."""
    folder.mkdir()
    for name, (data, _) in REFUSED.items():
        (folder / name).write_bytes(data)
    (folder / "huge.txt").touch()
    os.truncate(folder / "huge.txt", 2 << 30)
    (folder / "good.docx").write_bytes(make_docx([("Normal", LINE.strip(" -\n"))]))
    rows = [
        "Salem,OR,Ann Dayle,2099-01-01,Far ahead,Words about a far day.",
        "Lake Wobegon,MN,Clint Bunsen,2020,No such place,Words about a lake.",
        "Salem,OR,Lauren McLean,2021-03,A wrong city,Words about somebody else.",
        "Salem,OR,Ann Dayle,2021-04,A good row,Words that are right.",
    ]
    (folder / "rows.csv").write_text(HEADER + "\n".join(rows), encoding="utf-8")
    (folder / "rtl.txt").write_text(f"- Salem, OR: Mayor Ann Dayle: {ARABIC}.\n", encoding="utf-8")
    page = f"<html><body><script>alert('Bend, OR: Mayor Bo')</script><ul><li>{LINE[2:]}</li></ul>"
    page = page.replace("May 3, 2020", "June 5, 2021").replace("letter", "poem <img onerror=x>")
    (folder / "scripts.html").write_text(page, encoding="utf-8")


MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.stdout.write(done.stdout.decode())
"""


def ingest(data_path: Path, folder: Path) -> tuple[dict[str, list[dict[str, str]]], int]:
    """Run the command as a person would; its report, and the megabytes it took.

    A small process starts it: to the system, a child's peak begins with its parent's size.
    """
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(MAYORS), "ingest", str(folder), "--json"],
        env={**os.environ, "MAYORS_DATA": str(data_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    facts, told = done.stdout.split("\n", 1)
    status, megabytes = map(int, facts.split())
    assert status == 1
    return json.loads(told), megabytes


def test_each_bad_file_of_a_folder_is_refused_in_words_and_the_good_is_stored(
    tmp_path: Path,
) -> None:
    make_site(tmp_path / "data")
    write_folder(tmp_path / "in")
    started = time.monotonic()
    report, megabytes = ingest(tmp_path / "data", tmp_path / "in")
    assert time.monotonic() - started < MAX_SECONDS
    assert megabytes < MAX_MEGABYTES
    told: dict[str, str] = {}
    for problem in report["problems"]:
        name = problem["path"].partition("/in/")[2].partition("/")[0]
        told[name] = f"{told.get(name, '')} {problem['remedy']}"
    assert set(told) == {*REFUSED, "huge.txt", "rows.csv"}
    for name, (_, words) in REFUSED.items():
        assert words in told[name], name
    assert "has 2,147 MB; at most 100 are read" in told["huge.txt"]
    assert "more than a year ahead" in told["rows.csv"]
    outcomes = {s["title"]: s["outcome"] for s in report["records"]}
    assert outcomes["No such place"] == outcomes["A wrong city"] == "queued"
    assert outcomes["A good row"] == "added"
    with open_store(store_path(tmp_path / "data")) as store:
        waiting = Submissions(store).list_pending()
    assert "alert(" not in str(report["records"])
    assert [w for w in waiting if w.statement and ARABIC[:20] in w.statement.text]
    again, _ = ingest(tmp_path / "data", tmp_path / "in")
    assert {s["outcome"] for s in again["records"]} == {"unchanged"}


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    return make_site(tmp_path)


def count_sent(data_path: Path) -> int:
    with open_store(store_path(data_path)) as store:
        return len(Submissions(store).list_pending())


def at_once(*calls: Callable[[], str]) -> list[str]:
    """What each call gives, all of them at the same moment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(call) for call in calls]]


def test_a_form_sent_several_times_at_once_is_there_once(site: Flask, tmp_path: Path) -> None:
    client = site.test_client()
    form = GARDENS | {"csrf_token": read_token(client.get("/contribute").text), "key": "one form"}
    cookie = client.get_cookie("session")
    assert cookie is not None

    def send() -> str:
        other = site.test_client()
        other.set_cookie("session", cookie.value)
        answer = other.post("/contribute", data=form)
        assert answer.status_code == 303
        return answer.headers["Location"]

    assert len(set(at_once(*[send] * 6))) == 1
    assert count_sent(tmp_path) == 1


def test_of_two_reviewers_at_once_one_is_told_that_it_is_done(site: Flask, tmp_path: Path) -> None:
    first, second = site.test_client(), site.test_client()
    for client in (first, second):
        sign_in(client)
    for number in range(3):
        send_form(first, title=f"Garden {number}", text=f"Boise opened garden {number}.")
        (waiting,) = list_waiting(first)

        def press(client: FlaskClient, act: str, waiting: str = waiting) -> str:
            page = client.get(f"/review/{waiting}").text
            form = {"csrf_token": read_token(page), "version": read_version(page), "act": act}
            told = {"words": "No."} if act == "decline" else GARDENS | {"title": "A garden"}
            client.post(f"/review/{waiting}", data=form | told)
            return client.get("/review").text

        pages = at_once(lambda: press(first, "approve"), lambda: press(second, "decline"))
        done = ["it can be found now." in pages[0], "Declined." in pages[1]]
        refused = ["was changed while you looked" in page for page in pages]
        assert sorted(done) == [False, True]
        assert refused == [not is_done for is_done in done]
        assert count_sent(tmp_path) == 0


def test_an_approval_before_a_crash_is_found_after_the_next_start(
    site: Flask, tmp_path: Path
) -> None:
    send_form(site.test_client())
    with open_store(store_path(tmp_path)) as store:
        queue = Submissions(store)
        (sent,) = queue.list_pending()
        queue.approve(Decision(sent.submission_id, sent.version, "Bo"))
    client = site.test_client()
    assert (client.get("/api/v1/search?q=quillfeather").json or {})["total"] == 0
    assert ensure_built(tmp_path, lambda _words: None)
    assert (client.get("/api/v1/search?q=quillfeather").json or {})["total"] == 1


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("server")
    make_site(path)
    process, url = start_server(path)
    yield url
    stop_server(process)


@pytest.mark.parametrize("address", ["/contribute", "/api/v1/submissions", "/review/sign-in"])
def test_a_body_without_an_end_is_refused(server: str, address: str) -> None:
    """Sent in chunks, so that nobody knows its size before."""
    parts = urlsplit(server)
    kind = "application/json" if "api" in address else "application/x-www-form-urlencoded"
    head = f"POST {address} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
    head += f"Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = b""
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=20) as wire:
        with suppress(OSError):  # it hangs up before it has heard all
            wire.sendall(head.encode())
            for _ in range(2_000):
                wire.sendall(b"2710\r\n" + b"a" * 10_000 + b"\r\n")
        with suppress(OSError):
            answer = wire.recv(200)
    assert not answer or answer.split()[1] in (b"400", b"413"), answer
    with urlopen(f"{server}/statements/{WELCOME.doc_id}") as page:
        assert page.status == 200
