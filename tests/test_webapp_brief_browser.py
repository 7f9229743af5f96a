"""From results to a brief in a real browser: with scripts, without, on paper, on a phone."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

RESULTS = "/search?q=responses+to+ICE+raids"
IDS = (
    "evanston-il-2019-ice-statements-bilingual,evanston-il-2019-aviso-junio-ice,"
    "chicago-il-2019-lightfoot-database-cutoff"
)
BRIEF = f"/brief?ids={IDS},gone&q=ice+raids"


def listed(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query)["ids"][0].split(",")


def shortlist(page: Page) -> str:
    return page.locator("#shortlist").inner_text()


def test_ticked_records_of_two_searches_become_one_brief(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url + RESULTS)
    ticks = browser_page.locator(".pick input")
    first = ticks.nth(0).get_attribute("value")
    browser_page.get_by_label("Add to shortlist").nth(0).check()
    assert shortlist(browser_page) == "Shortlist (1)"
    browser_page.goto(server_url + "/search?q=guaranteed+income")
    second = ticks.nth(2).get_attribute("value")
    ticks.nth(2).check()
    said = browser_page.locator("body > [aria-live]").inner_text()
    assert said == "Added. Records on your shortlist: 2"
    browser_page.get_by_role("button", name="Make a brief").click()
    browser_page.wait_for_url("**/brief?*")
    assert listed(browser_page) == [first, second]
    assert browser_page.locator(".brief-records > li").count() == 2
    browser_page.get_by_role("link", name="Remove").first.click()
    assert listed(browser_page) == [second]
    assert shortlist(browser_page) == "Shortlist (1)"
    browser_page.goto(server_url + RESULTS)
    assert not ticks.nth(0).is_checked()


def test_without_scripts_the_ticks_of_a_page_become_a_brief(
    browser: Browser, server_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server_url + RESULTS)
    ticks = page.locator(".pick input")
    chosen = [ticks.nth(n).get_attribute("value") for n in (0, 3)]
    ticks.nth(0).check()
    ticks.nth(3).check()
    page.get_by_role("button", name="Make a brief").click()
    assert listed(page) == chosen
    assert page.locator("h1").inner_text() == "responses to ICE raids"
    page.get_by_label("Title").fill("Raids: what others did")
    page.get_by_label("Add records by their address").fill(f"{server_url}/statements/{IDS[:41]}")
    page.get_by_role("button", name="Apply").click()
    assert page.locator("h1").inner_text() == "Raids: what others did"
    assert listed(page) == [*chosen, IDS[:41]]
    context.close()


def test_a_brief_someone_sent_can_be_made_ones_own(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + BRIEF)
    assert shortlist(browser_page) == "Shortlist"
    browser_page.get_by_role("button", name="Make it my shortlist").click()
    assert shortlist(browser_page) == "Shortlist (4)"
    browser_page.goto(server_url + "/brief")
    browser_page.get_by_role("link", name="Open the shortlist kept on this device").click()
    assert listed(browser_page) == [*IDS.split(","), "gone"]


def test_a_full_shortlist_takes_no_more_and_says_so(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + "/brief")
    full = json.dumps({"ids": [f"made-up-{n}" for n in range(50)], "q": ""})
    browser_page.evaluate("full => localStorage.setItem('shortlist', full)", full)
    browser_page.goto(server_url + RESULTS)
    assert shortlist(browser_page) == "Shortlist (50)"
    browser_page.locator(".pick input").first.click()
    assert not browser_page.locator(".pick input").first.is_checked()
    assert "is full" in browser_page.locator("body > [aria-live]").inner_text()


@pytest.mark.parametrize("kept", ["nonsense", "null", '{"ids": 3}', '{"q": "x"}'])
def test_nonsense_in_the_browsers_storage_does_no_harm(
    browser_page: Page, server_url: str, kept: str
) -> None:
    browser_page.goto(server_url + "/about")
    browser_page.evaluate("kept => localStorage.setItem('shortlist', kept)", kept)
    browser_page.goto(server_url + RESULTS)
    browser_page.locator(".pick input").first.check()
    assert shortlist(browser_page) == "Shortlist (1)"


def test_on_paper_a_brief_is_the_brief_alone(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + BRIEF)
    browser_page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".brief-tools", ".change"):
        assert not browser_page.locator(hidden).first.is_visible()
    for shown in ("h1", ".brief-records", ".contacts", ".print-only"):
        assert browser_page.locator(shown).first.is_visible()
    assert browser_page.pdf().startswith(b"%PDF")


def test_the_data_about_a_record_does_not_offend_the_security_policy(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(f"{server_url}/statements/{IDS.split(',', maxsplit=1)[0]}")
    block = browser_page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(block or "")["@type"] == "Article"  # the tab itself checks its console


def test_a_citation_is_selected_whole_at_a_click(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/statements/{IDS.split(',', maxsplit=1)[0]}")
    browser_page.get_by_text("Cite this record").click()
    browser_page.locator(".cite .whole").click()
    selected = browser_page.evaluate("getSelection().toString()")
    assert selected.strip() == browser_page.locator(".cite .whole").inner_text()
