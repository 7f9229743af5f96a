"""What many tests share: a built data directory, the application, a server, a browser.

Each is made once, on first use, so that a test file alone pays only for what it needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright

from search.publishing import ensure_built
from tests.every_page import WholeSite, make_whole_site
from tests.sending import make_site
from webapp import create_app
from webapp.settings import Settings

# How long something takes is for benchmarks to say: a busy machine fails no test.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

CHROMIUM_PATHS = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"))
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ROOT_PATH = Path(__file__).parents[1]
MAYORS = Path(sys.executable).parent / "mayors"


@pytest.fixture(scope="session")
def data_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the shipped corpus, built; to be read, not changed."""
    path = tmp_path_factory.mktemp("data")
    ensure_built(path, lambda _words: None)
    return path


@pytest.fixture(scope="session")
def app(data_path: Path) -> Flask:
    """The application over the shipped corpus."""
    return create_app(Settings(data=data_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application without a network."""
    return app.test_client()


def start_server(data_path: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """`mayors serve` on a free port, and its address once it answers."""
    process = subprocess.Popen(
        [MAYORS, "serve", "--port", "0", *options],
        env={**os.environ, "MAYORS_DATA": str(data_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT_PATH,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Serving on http://"), line
    return process, line.split()[2]


def stop_server(process: subprocess.Popen[str]) -> int:
    """Ask the server to stop; give its exit status."""
    process.terminate()
    status = process.wait(timeout=30)
    if process.stdout is not None:
        process.stdout.close()
    return status


@pytest.fixture(scope="session")
def server_url(data_path: Path) -> Iterator[str]:
    """The address of a real server over the shipped corpus."""
    process, url = start_server(data_path)
    yield url
    stop_server(process)


@pytest.fixture(scope="module")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two processes over a small site, for one file of tests."""
    path = tmp_path_factory.mktemp("site")
    make_site(path)
    process, url = start_server(path)
    yield url
    stop_server(process)


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WholeSite, str]]:
    """A site where every page has something to show, and a real server's address of it."""
    path = tmp_path_factory.mktemp("whole")
    site = make_whole_site(path)
    process, url = start_server(path)
    yield site, url
    stop_server(process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; without one the test is skipped, or fails where CI is true."""
    path = next((path for path in CHROMIUM_PATHS if path.exists()), None)
    if path is None:
        words = "No Chromium here; on Debian or Ubuntu: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_OPTIONS))
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Page]:
    """A fresh tab into which axe may be put, as our own policy would refuse."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A fresh tab; anything the page's console calls an error fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # the browser itself reports an answer of 4xx or 5xx so; that is no fault of the page
    assert [words for words in complaints if "Failed to load resource" not in words] == []
