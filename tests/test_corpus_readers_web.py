"""Addresses and sitemaps: read politely from a real server on this machine."""

from __future__ import annotations

import datetime
import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.ingest import IngestOptions, IngestReport, ingest_results
from corpus.page_versions import find_version
from corpus.readers.visiting import Manners, Visitor
from corpus.readers.web_reader import iter_web_results
from corpus.store import Store, open_store
from corpus.stored import Outcome
from tests.ingest_files import lay_lines, make_pdf

TODAY = datetime.date(2026, 11, 22)
QUICK = Manners(seconds_between=0.0, connect_seconds=2, read_seconds=1, max_bytes=200_000)


@dataclass
class Answer:
    """What the server gives at a path."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    seconds: float = 0.0


class Site:
    """A server with its answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((time.monotonic(), self.path, dict(self.headers)))
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        answer = self.answers.get(handler.path, Answer(b"<p>Not here</p>", status=404))
        time.sleep(answer.seconds)
        is_known = answer.etag and handler.headers.get("If-None-Match") == answer.etag
        body = b"" if is_known else answer.body
        handler.send_response(304 if is_known else answer.status)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(body))}
        if answer.etag:
            headers["ETag"] = answer.etag
        for name, value in (headers | answer.headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            handler.close_connection = True

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        yield opened


def make_page(*items: str) -> bytes:
    return f"<html><body><ul>{''.join(f'<li>{i}</li>' for i in items)}</ul></body></html>".encode()


SALEM = make_page("Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020.")
BEND = make_page("Bend, OR: Mayor Bo Firth opened a fund on May 4, 2020.")


def ingest_url(url: str, store: Store, manners: Manners = QUICK) -> IngestReport:
    visitor = Visitor(manners)
    try:
        results = iter_web_results(url, visitor, lambda u: find_version(store, u), TODAY)
        return ingest_results(results, store, IngestOptions())
    finally:
        visitor.close()


def refusal(report: IngestReport) -> str:
    assert report.statements == ()
    (problem,) = report.problems
    return problem.remedy


def test_a_page_is_read_with_its_address_as_source(site: Site, store: Store) -> None:
    site.answers["/letters"] = Answer(SALEM)
    report = ingest_url(f"{site.url}/letters#top", store)
    (item,) = report.statements
    source = item.read.statement.source
    assert (source.url, source.retrieved) == (f"{site.url}/letters", TODAY)
    assert site.paths() == ["/robots.txt", "/letters"]
    assert {h["User-Agent"] for _, _, h in site.asked} == {"MayorsStatementsSearch/0.1"}


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, store: Store) -> None:
    site.answers["/a"] = Answer(SALEM, etag='"one"')
    assert ingest_url(f"{site.url}/a", store).counts == {Outcome.ADDED: 1}
    again = ingest_url(f"{site.url}/a", store)
    assert (again.counts, [n.message for n in again.notes]) == (
        {},
        ["Not changed since it was last read."],
    )
    assert site.asked[-1][2]["If-None-Match"] == '"one"'
    site.answers["/a"] = Answer(SALEM.replace(b"a letter", b"a long letter"), etag='"two"')
    assert ingest_url(f"{site.url}/a", store).counts[Outcome.UNCHANGED] == 0


def test_a_page_is_asked_for_whole_until_all_of_it_is_stored(site: Site, store: Store) -> None:
    site.answers["/a"] = Answer(SALEM, etag='"one"')
    visitor = Visitor(QUICK)
    results = iter_web_results(f"{site.url}/a", visitor, lambda u: find_version(store, u), TODAY)
    assert len(next(iter(results)).statements) == 1  # and then the power fails
    visitor.close()
    assert ingest_url(f"{site.url}/a", store).counts == {Outcome.ADDED: 1}


def test_every_page_of_a_sitemap_is_read_one_a_second(site: Site, store: Store) -> None:
    site.answers |= {
        "/sitemap.xml": Answer(
            f"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <sitemap><loc>{site.url}/news.xml.gz</loc></sitemap></sitemapindex>""".encode(),
            "application/xml",
        ),
        "/news.xml.gz": Answer(
            gzip.compress(
                f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                <url><loc>{site.url}/a</loc></url><url><loc>{site.url}/gone</loc></url>
                <url><loc>{site.url}/a</loc></url><url><loc>{site.url}/b</loc></url>
                <url><loc>https://elsewhere.example.org/</loc></url></urlset>""".encode()
            ),
            "application/octet-stream",
        ),
        "/a": Answer(SALEM),
        "/b": Answer(BEND),
    }
    report = ingest_url(f"{site.url}/sitemap.xml", store, Manners())
    assert report.counts == {Outcome.ADDED: 2}
    assert [(p.path, "answers 404" in p.remedy) for p in report.problems] == [
        (f"{site.url}/gone", True)
    ]
    assert "1 pages of other sites were left out." in [n.message for n in report.notes]
    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/news.xml.gz", "/a", "/gone", "/b"]
    times = [at for at, _, _ in site.asked]
    assert all(b - a > 0.99 for a, b in pairwise(times))


def test_what_robots_txt_forbids_is_left_alone(site: Site, store: Store) -> None:
    site.answers |= {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /private\n", "text/plain"),
        "/private/a": Answer(SALEM),
        "/to": Answer(status=302, headers={"Location": "/private/a"}),
    }
    for path in ("/private/a", "/to"):
        assert "robots.txt forbids it" in refusal(ingest_url(site.url + path, store))
    assert "/private/a" not in site.paths()


def test_a_site_that_asks_for_a_slower_pace_gets_it(site: Site) -> None:
    site.answers |= {
        "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 7\n", "text/plain"),
        "/a": Answer(SALEM),
    }
    waits: list[float] = []
    visitor = Visitor(QUICK, waits.append)
    for _ in range(3):
        visitor.fetch(f"{site.url}/a")
    visitor.close()
    assert [round(wait) for wait in waits] == [7, 7]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"x", status=404), "answers 404"),
        (Answer(b"x", status=503), "come back later"),
        (Answer(b"x" * 300_000), "more than 0 MB"),
        (Answer(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}), "MB, the"),
        (Answer(status=302, headers={"Location": "/a"}), "redirects more than 5 times"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "no address on the web"),
        (Answer(b"x", seconds=1.5), "can't be reached"),
        (Answer(b"x", "image/png"), "of a kind that can't be read"),
        (Answer(b"", headers={"Content-Length": "9"}), "can't be reached"),
    ],
)
def test_what_can_not_be_fetched_is_told(
    site: Site, store: Store, answer: Answer, words: str
) -> None:
    site.answers["/a"] = answer
    assert words in refusal(ingest_url(f"{site.url}/a", store))


def test_a_site_whose_rules_can_not_be_read_is_left_alone(site: Site, store: Store) -> None:
    site.answers |= {"/robots.txt": Answer(b"x", status=500), "/a": Answer(SALEM)}
    assert "what may be read there is not known" in refusal(ingest_url(f"{site.url}/a", store))
    assert site.paths() == ["/robots.txt"]


def test_nobody_at_home_is_told(store: Store) -> None:
    assert "can't be reached" in refusal(ingest_url("http://127.0.0.1:9/a", store))


def test_documents_and_their_pages_have_addresses_too(site: Site, store: Store) -> None:
    text = "Salem, OR: Mayor Ann Dayle wrote a letter.\n\nBend, OR: Mayor Bo Firth wrote one, too."
    site.answers["/report"] = Answer(make_pdf([[], lay_lines(text)]), "application/pdf")
    site.answers["/rows.csv"] = Answer(b"city,state,text\nReno,NV,Words.\n", "text/plain")
    report = ingest_url(f"{site.url}/report", store)
    urls = [item.read.statement.source.url for item in report.statements]
    assert urls == [f"{site.url}/report#page=2"] * 2
    (row,) = ingest_url(f"{site.url}/rows.csv", store).statements
    assert row.read.statement.source.url == f"{site.url}/rows.csv"
