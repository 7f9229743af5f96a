"""Web pages fetched as a guest should: as robots.txt allows, one request a second to a host.

Takes addresses, gives their bytes with what the server said of them. A page that was read
before is asked for with its marks, so that one that has not changed is not sent again.
Size, time and redirects have limits. Knows nothing of what the pages mean.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego

from corpus.errors import UnreadableFileError
from corpus.readers.results import PageVersion
from corpus.record_fields import is_web_address

USER_AGENT = "MayorsStatementsSearch/0.1"

_NOT_MODIFIED = 304
_OK = 200
_TOO_BUSY = frozenset({429, 503})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_ROBOTS_BYTES = 500_000
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Manners:
    """How a visitor behaves; seconds, bytes, counts."""

    seconds_between: float = 1.0
    max_crawl_delay: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 120.0
    max_bytes: int = 50_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave for an address: the one it came from at last, type, bytes, marks."""

    url: str
    content_type: str
    data: bytes
    version: PageVersion


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: urllib3.HTTPHeaderDict
    data: bytes


class Visitor:
    """Visits hosts one request after the other; remembers what each one's robots.txt allows."""

    def __init__(
        self, manners: Manners | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._manners = manners or Manners()
        self._sleep = sleep
        self._robots: dict[str, Protego] = {}
        self._next_at: dict[str, float] = {}
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=urllib3.Timeout(
                connect=self._manners.connect_seconds, read=self._manners.read_seconds
            ),
            retries=False,
        )

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.clear()

    def fetch(self, url: str, known: PageVersion | None = None) -> Fetched | None:
        """What stands at an address; None if it is still the known version.

        Raises:
            UnreadableFileError: robots.txt forbids it, the server can't be reached or says no,
                or it is too large, too slow, or redirects too often.
        """
        headers = _make_conditions(known) if known else {}
        address = url
        for _ in range(self._manners.max_redirects + 1):
            self._refuse_forbidden(address)
            answer = self._ask(address, headers, self._manners.max_bytes)
            if answer.status in _REDIRECTS and "Location" in answer.headers:
                address = _follow(address, answer.headers["Location"])
            elif answer.status == _NOT_MODIFIED and known:
                return None
            else:
                return self._take(url, address, answer)
        raise UnreadableFileError(
            f"{url} redirects more than {self._manners.max_redirects} times. Give the address "
            "where it ends."
        )

    def _take(self, url: str, address: str, answer: _Answer) -> Fetched:
        if answer.status in _TOO_BUSY:
            raise UnreadableFileError(
                f"{url} asks to come back later ({answer.status}). Run the same command again then."
            )
        if answer.status != _OK:
            raise UnreadableFileError(
                f"{url} can't be read: the server answers {answer.status}. Check the address in a "
                "browser."
            )
        headers = answer.headers
        version = PageVersion(url, headers.get("ETag"), headers.get("Last-Modified"))
        return Fetched(address, headers.get("Content-Type", ""), answer.data, version)

    def _refuse_forbidden(self, url: str) -> None:
        if not is_web_address(url):
            raise UnreadableFileError(f"{url} is no address on the web. Give one with https://.")
        robots = self._find_robots(url)
        if not robots.can_fetch(url, USER_AGENT):
            raise UnreadableFileError(
                f"{url} may not be read by programs: the site's robots.txt forbids it. Save the "
                "page in a browser and ingest the file, if the city agrees."
            )

    def _find_robots(self, url: str) -> Protego:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            address = f"{host}/robots.txt"
            for _ in range(self._manners.max_redirects + 1):
                answer = self._ask(address, {}, _MAX_ROBOTS_BYTES)
                if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                    break
                address = _follow(address, answer.headers["Location"])
            if answer.status >= 500 or answer.status in _TOO_BUSY:
                raise UnreadableFileError(
                    f"{address} can't be read (the server answers {answer.status}), so what may be "
                    "read there is not known. Try again later."
                )
            text = answer.data.decode("utf-8", "replace") if answer.status == _OK else ""
            self._robots[host] = Protego.parse(text)
        return self._robots[host]

    def _ask(self, url: str, headers: dict[str, str], max_bytes: int) -> _Answer:
        self._wait_for(url)
        ends_at = time.monotonic() + self._manners.total_seconds
        try:
            response = self._pool.request(
                "GET",
                url,
                headers={**self._pool.headers, **headers},
                redirect=False,
                preload_content=False,
            )
            try:
                data = self._read(url, response, max_bytes, ends_at)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, UnicodeError) as error:
            raise UnreadableFileError(
                f"{url} can't be reached ({error}). Check the address and the network."
            ) from error
        return _Answer(response.status, response.headers, data)

    def _read(
        self, url: str, response: urllib3.BaseHTTPResponse, max_bytes: int, ends_at: float
    ) -> bytes:
        pieces, n_bytes = [], 0
        told = response.headers.get("Content-Length", "")
        is_told = told.isdigit() and int(told) > max_bytes
        for piece in () if is_told else response.stream(_CHUNK_BYTES, decode_content=True):
            pieces.append(piece)
            n_bytes += len(piece)
            if n_bytes > max_bytes or time.monotonic() > ends_at:
                break
        if is_told or n_bytes > max_bytes:
            raise UnreadableFileError(
                f"{url} has more than {max_bytes / 1e6:,.0f} MB, the most that is read from the "
                "web. Download it and name the file."
            )
        if time.monotonic() > ends_at:
            raise UnreadableFileError(
                f"{url} took more than {self._manners.total_seconds:,.0f} seconds. Try again "
                "later, or download it and name the file."
            )
        return b"".join(pieces)

    def _wait_for(self, url: str) -> None:
        """Keep the pace: a second between two requests to a host, more if it asks for more."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        wait = self._next_at.get(host, 0.0) - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        robots = self._robots.get(host)
        asked = robots.crawl_delay(USER_AGENT) if robots else None
        delay = min(asked or 0.0, self._manners.max_crawl_delay)
        self._next_at[host] = time.monotonic() + max(delay, self._manners.seconds_between)


def _make_conditions(known: PageVersion) -> dict[str, str]:
    marks = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: mark for name, mark in marks.items() if mark}


def _follow(address: str, location: str) -> str:
    try:
        return urljoin(address, location).partition("#")[0]
    except ValueError as error:
        raise UnreadableFileError(
            f"{address} redirects to {location!r}, which is no address. Tell the site's owner."
        ) from error
