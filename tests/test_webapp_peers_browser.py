"""Peers, map and timeline in a real browser: by hand, by keyboard, wide, narrow, in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page


def test_from_my_city_to_its_peers_to_a_search_among_them(
    browser: Browser, server_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("link", name="Name my city").click()
    page.get_by_role("textbox", name="Name and state").fill("Dayton, Ohio")
    page.get_by_role("button", name="Remember").click()
    page.get_by_role("link", name="the cities like it").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Cities like Dayton"
    page.get_by_role("link", name="Remove Ann Arbor, MI").click()
    page.get_by_role("textbox", name="Add a city").fill("Mesa, AZ")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Make Dayton my city").click()
    page.get_by_role("searchbox", name="Search what these").fill("immigrants")
    page.get_by_role("button", name="Search these").click()
    chosen = "peers=dayton-oh%2Cmesa-az%2C-ann-arbor-mi"
    assert page.url == f"{server_url}/search?{chosen}&q=immigrants"
    assert page.get_by_role("link", name="Remove filter Cities like Dayton, OH").is_visible()
    page.goto(server_url)
    page.get_by_role("searchbox").fill("refugees")
    page.get_by_role("checkbox", name="Only in cities like Dayton, OH").check()
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{server_url}/search?q=refugees&{chosen}"
    page.goto(f"{server_url}/my-city")
    page.get_by_role("link", name="Clear it").click()
    assert context.cookies() == []
    context.close()


def test_a_city_named_on_the_results_page_leads_back_to_them(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(f"{server_url}/search?q=immigrants&lang=en")
    browser_page.get_by_role("textbox", name="My city").fill("Dayton OH")
    browser_page.get_by_role("button", name="Set").click()
    assert browser_page.url == f"{server_url}/search?q=immigrants&lang=en"
    browser_page.get_by_role("link", name="Cities like Dayton, OH").click()
    assert browser_page.url == f"{server_url}/search?q=immigrants&lang=en&peers=dayton-oh"


def test_a_tile_and_a_bar_filter_at_a_click(browser_page: Page, server_url: str) -> None:
    browser_page.set_viewport_size({"width": 1440, "height": 900})
    browser_page.goto(f"{server_url}/search?q=immigrants")
    browser_page.get_by_role("link", name="Illinois, ").click()
    assert browser_page.url == f"{server_url}/search?q=immigrants&state=IL"
    browser_page.get_by_role("link", name="2019, ").click()
    assert browser_page.url == f"{server_url}/search?q=immigrants&state=IL&year=2019"


def test_the_keyboard_skips_filters_and_map(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/search?q=police")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Tab")
    focused = browser_page.locator(":focus")
    assert focused.inner_text() == "Skip to results"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "results"


def test_the_table_that_says_the_same_unfolds_by_keyboard(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(f"{server_url}/topics/hate-crimes")
    summary = browser_page.get_by_text("States as a table")
    summary.focus()
    browser_page.keyboard.press("Enter")
    assert browser_page.get_by_role("cell", name="6", exact=True).first.is_visible()


@pytest.mark.parametrize("address", ["/search?q=police", "/topics/hate-crimes"])
def test_pictures_unfold_on_a_phone_and_stand_open_on_a_wide_screen(
    browser_page: Page, server_url: str, address: str
) -> None:
    tile = browser_page.locator(".tiles a").first
    browser_page.set_viewport_size({"width": 375, "height": 800})
    browser_page.goto(server_url + address)
    assert not tile.is_visible()
    browser_page.locator(".picture-box > summary").click()
    assert tile.is_visible()
    browser_page.set_viewport_size({"width": 1440, "height": 900})
    browser_page.goto(server_url + address)
    assert tile.is_visible()


@pytest.mark.parametrize("width", [320, 375])
def test_tiles_and_bars_are_large_enough_to_hit_on_a_phone(
    browser_page: Page, server_url: str, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto(f"{server_url}/search?q=police")
    browser_page.locator(".picture-box > summary").click()
    small = browser_page.evaluate(
        """() => [...document.querySelectorAll('.tiles a rect, a.bar .slot')]
            .map(e => e.getBoundingClientRect())
            .filter(box => box.height < 23.9 || box.width < 23.9).length"""
    )
    assert small == 0


def test_with_forced_colours_every_tile_can_be_read(browser: Browser, server_url: str) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, forced_colors="active", color_scheme="dark"
    )
    page = context.new_page()
    page.goto(f"{server_url}/search?q=immigrants&state=CA")
    unreadable = page.evaluate(
        """() => [...document.querySelectorAll('.tile')].filter(tile =>
            getComputedStyle(tile.querySelector('rect')).fill
            === getComputedStyle(tile.querySelector('text')).fill).length"""
    )
    context.close()
    assert unreadable == 0
