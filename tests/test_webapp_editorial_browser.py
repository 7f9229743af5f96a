"""Editors at work in a real browser, in front of a real server of two processes."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import list_violations
from tests.sending import NAME, PASSWORD, WELCOME

PAGES = (
    "/review/pinned",
    "/review/pinned/new",
    "/review/thesaurus?term=raid",
    "/review/thesaurus/group?name=raids",
    "/review/topics",
    "/review/topics/new",
    "/review/topics/housing",
    "/review/quality",
)
N_IN_A_ROW = 20
"""Answers alike after which both processes were asked."""


@pytest.fixture(params=[1280, 320])
def reviewer(browser: Browser, site_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A reviewer's tab, signed in, on a large screen and on a small one."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 900},
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{site_url}/review/pinned")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def check(page: Page) -> None:
    """Nothing to complain of for people who don't see or have a small screen."""
    assert list_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def ask(site_url: str, question: str) -> dict[str, Any]:
    address = f"{site_url}/api/v1/search?{urlencode({'q': question})}"
    with urllib.request.urlopen(address) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def holds_everywhere(is_so: Callable[[], bool]) -> bool:
    """Whether every one of many answers is so: whichever process gives it."""
    started = time.monotonic()
    return all(is_so() for _ in range(N_IN_A_ROW)) and time.monotonic() - started < 60


def test_an_editor_pins_an_answer_and_a_visitor_sees_it(
    browser: Browser, reviewer: Page, site_url: str
) -> None:
    size = reviewer.viewport_size
    question = f"rainwater barrels {size['width'] if size else ''}"
    reviewer.get_by_role("link", name="Pin an answer").click()
    check(reviewer)
    reviewer.get_by_label("Question").fill(question)
    reviewer.get_by_label("Records, one a line").fill(f"{site_url}/statements/{WELCOME.doc_id}")
    reviewer.get_by_role("button", name="Save").click()
    assert "Saved; it holds from now on." in reviewer.get_by_role("status").inner_text()
    check(reviewer)
    assert holds_everywhere(
        lambda: [hit["id"] for hit in ask(site_url, question)["pinned"]] == [WELCOME.doc_id]
    )
    visitor = browser.new_context(
        bypass_csp=True, viewport=size, reduced_motion="reduce"
    ).new_page()
    visitor.goto(f"{site_url}/")
    visitor.locator("#q").fill(question.upper())
    visitor.get_by_role("button", name="Search").click()
    pinned = visitor.get_by_role("region", name="Chosen by the editors")
    expect(pinned.get_by_role("link", name=WELCOME.title).first).to_be_visible()
    check(visitor)
    visitor.goto(f"{site_url}/es/search?{urlencode({'q': question})}")
    assert visitor.get_by_role("region", name="Elegido por la redacción").is_visible()
    visitor.context.close()
    reviewer.get_by_role("button", name="End it now").click()
    check(reviewer)
    assert holds_everywhere(lambda: ask(site_url, question)["pinned"] == [])


def test_an_editor_adds_a_synonym_and_a_question_finds_what_it_did_not(
    reviewer: Page, site_url: str
) -> None:
    size = reviewer.viewport_size
    word = "quillow" if size and size["width"] > 500 else "blimmet"
    assert ask(site_url, word)["total"] == 0
    reviewer.get_by_role("link", name="Thesaurus", exact=True).click()
    reviewer.get_by_label("A word, or part of one").fill(word)
    reviewer.get_by_role("button", name="Find").click()
    reviewer.get_by_role("link", name="Add a group").click()
    reviewer.get_by_label("Name", exact=True).fill(f"{word}s")
    reviewer.get_by_role("button", name="Save").click()
    assert "A single term is related to nothing" in reviewer.locator("main").inner_text()
    check(reviewer)
    reviewer.get_by_label("In English").fill(f"refugee\n{word}")
    reviewer.get_by_role("button", name="Save").click()
    assert "Saved; it holds from now on." in reviewer.get_by_role("status").inner_text()
    check(reviewer)
    assert holds_everywhere(lambda: ask(site_url, f"{word}s")["total"] > 0)


def test_the_editors_pages_are_for_everybody(reviewer: Page, site_url: str) -> None:
    for address in PAGES:
        reviewer.goto(site_url + address)
        check(reviewer)
