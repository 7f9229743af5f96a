"""The pages in a real browser: to be read, to be used by keyboard, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = {
    "home": "/",
    "search": "/search?q=responses+to+ICE+raids",
    "filtered": "/search?q=police&state=CA&state=TX&sort=date&page=1&from=2015",
    "understood": "/search?q=sanctury+raids+in+cities+like+Dayton+in+Texas",
    "exactly my words": "/search?q=sanctury+raids+in+Texas&exact=1",
    "start": "/search",
    "empty": "/search?q=xylophone&state=MN",
    "past the end": "/search?q=police&page=99",
    "statement": "/statements/evanston-il-2019-ice-statements-bilingual",
    "spanish": "/statements/evanston-il-2019-aviso-junio-ice",
    "city": "/cities/chicago-il",
    "city without records": "/cities/springfield-il",
    "cities": "/cities",
    "topic": "/topics/hate-crimes",
    "topics": "/topics",
    "about": "/about",
    "interface": "/api",
    "not found": "/nowhere",
    "wrong parameter": "/search?q=police&page=x",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(
    browser: Browser, server_url: str, name: str, scheme: str
) -> None:
    # the checker is a script put into the page, which our own policy would rightly refuse
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(server_url + PAGES[name])
    results = Axe().run(page)
    context.close()
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 375, 768])
def test_nothing_has_to_be_scrolled_sideways(
    browser_page: Page, server_url: str, name: str, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto(server_url + PAGES[name])
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width


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


@pytest.mark.parametrize("name", ["home", "search", "statement", "city", "topics", "interface"])
def test_links_and_buttons_are_large_enough_to_hit(
    browser_page: Page, server_url: str, name: str
) -> None:
    browser_page.set_viewport_size({"width": 375, "height": 800})
    browser_page.goto(server_url + PAGES[name])
    small = browser_page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, summary')]
            .filter(e => e.getClientRects().length && !e.closest('p, dd, td, .skip, h2, h3, label'))
            .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24)
            .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []
