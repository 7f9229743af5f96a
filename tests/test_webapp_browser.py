"""The pages in a real browser: to be read, to be used by keyboard, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page


def test_a_question_typed_on_the_start_page_is_answered(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url)
    browser_page.get_by_role("combobox").fill("responses to ICE raids")
    browser_page.get_by_role("button", name="Search").click()
    assert browser_page.url == f"{server_url}/search?q=responses+to+ICE+raids"
    assert "results for responses to ICE raids" in browser_page.get_by_role("status").inner_text()
    assert browser_page.get_by_role("combobox").input_value() == "responses to ICE raids"


def test_everything_works_without_scripts(browser: Browser, server_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server_url}/search?q=responses+to+ICE+raids")
    page.get_by_role("link", name="Illinois").click()
    assert "state=IL" in page.url
    page.get_by_role("link", name="Remove filter State: Illinois").click()
    assert "state=IL" not in page.url
    page.get_by_role("textbox", name="From").fill("2025")
    page.get_by_role("button", name="Apply").click()
    assert "from=2025" in page.url
    page.locator(".hit h2 a").first.click()
    assert "/statements/" in page.url
    context.close()


def test_the_keyboard_reaches_the_content_first(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/search?q=police")
    browser_page.keyboard.press("Tab")
    focused = browser_page.locator(":focus")
    assert focused.inner_text() == "Skip to main content"
    assert focused.is_visible()
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_every_focused_link_is_outlined(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/search?q=police")
    for _ in range(30):
        browser_page.keyboard.press("Tab")
        style = browser_page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        assert style[0] != "none"
        assert style[1] >= 2


def test_on_a_phone_the_filters_unfold(browser_page: Page, server_url: str) -> None:
    browser_page.set_viewport_size({"width": 375, "height": 800})
    browser_page.goto(f"{server_url}/search?q=police")
    first = browser_page.locator(".filter-body a").first
    assert not first.is_visible()
    browser_page.locator(".filter-box > summary").click()
    assert first.is_visible()


def test_on_a_wide_screen_the_filters_are_there_at_once(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(f"{server_url}/search?q=police")
    assert browser_page.locator(".filter-body a").first.is_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=responses+to+ICE+raids",
        "/cities/chicago-il",
        "/topics",
        "/api",
        "/statements/evanston-il-2019-ice-statements-bilingual",
    ],
)
def test_links_and_buttons_are_large_enough_to_hit(
    browser_page: Page, server_url: str, address: str
) -> None:
    browser_page.set_viewport_size({"width": 375, "height": 800})
    browser_page.goto(server_url + address)
    small = browser_page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, summary')]
            .filter(e => e.checkVisibility() && !e.closest('p, dd, td, .skip, h2, h3, label'))
            .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24)
            .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []


def test_results_come_in_few_requests_and_few_bytes(browser: Browser, server_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(f"{server_url}/search?q=responses+to+ICE+raids", wait_until="networkidle")
    context.close()
    assert len(sizes) <= 5
    assert sum(sizes) <= 60_000
