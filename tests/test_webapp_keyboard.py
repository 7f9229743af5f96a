"""Without a mouse, without scripts, on a narrow screen: a question to its answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import list_violations
from tests.conftest import start_server, stop_server
from tests.makers import fill_store, make_statement

QUESTION = "/search?q=responses+to+ICE+raids"
RECORD = "/statements/evanston-il-2019-ice-statements-bilingual?q=ICE+raids"
PAGES = {
    "keys": "/keyboard",
    "no match": "/search?q=xylophone+raids+city:Boise",
    "typed filters": '/search?q=raids+city:"Santa+Fe"+-hockey',
    "marked record": RECORD,
}


@pytest.fixture
def scriptless_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    yield context.new_page()
    context.close()


def type_slowly(page: Page, words: str) -> None:
    box = page.get_by_role("combobox")
    box.press("End")
    box.press_sequentially(words, delay=20)
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_axe_finds_nothing_with_suggestions_unfolded(
    open_page: Page, server_url: str, prefix: str
) -> None:
    for name, address in PAGES.items():
        open_page.goto(server_url + prefix + address)
        type_slowly(open_page, " hate" if name == "marked record" else " wel")
        open_page.keyboard.press("ArrowDown")
        assert list_violations(open_page) == [], name


def test_a_suggestion_is_chosen_by_keyboard_and_told_to_those_who_listen(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url)
    box = browser_page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "false"
    browser_page.keyboard.press("/")
    expect(box).to_be_focused()
    type_slowly(browser_page, "evans")
    assert box.get_attribute("aria-expanded") == "true"
    assert "Suggestions: 2." in browser_page.locator("body > p[aria-live]").inner_text()
    browser_page.keyboard.press("ArrowDown")
    option = browser_page.get_by_role("option", selected=True)
    assert option.inner_text().startswith("Evanston, IL")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    expect(box).to_be_focused()
    assert box.input_value() == "evans"
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search?q=Evanston*")
    chip = browser_page.locator(".read-as a")
    assert " ".join(chip.inner_text().split()) == "Remove: only Evanston, IL ×"


@pytest.fixture
def lawyers_url(tmp_path: Path) -> Iterator[str]:
    """A site where "layers" is a rare word and "lawyers" a common one."""
    text = "Free legal help by lawyers for families."
    cake = make_statement("cake", "A legal cake of many layers, with cream by bakers.")
    fill_store(tmp_path, *(make_statement(f"help-{n}", text) for n in range(12)), cake)
    process, url = start_server(tmp_path)
    yield url
    stop_server(process)


def test_a_question_answered_better_is_offered_and_taken_by_keyboard(
    browser_page: Page, lawyers_url: str
) -> None:
    browser_page.goto(f"{lawyers_url}/search?q=free+help+by+layers")
    offer = browser_page.locator(".offer")
    assert offer.inner_text() == "Did you mean free help by lawyers?"
    for _ in range(60):
        browser_page.keyboard.press("Tab")
        if offer.locator("a").evaluate("link => link === document.activeElement"):
            break
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search?q=free+help+by+lawyers")
    assert browser_page.get_by_role("combobox").input_value() == "free help by lawyers"
    assert browser_page.locator(".hits > li").count() == 10
    assert offer.count() == 0


def test_arrows_go_round_and_escape_closes_first_and_keeps_what_was_typed(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url)
    box = browser_page.get_by_role("combobox")
    type_slowly(browser_page, "evans")
    selected = browser_page.get_by_role("option", selected=True)
    browser_page.keyboard.press("ArrowUp")
    assert selected.inner_text().startswith("Malik Evans")
    browser_page.keyboard.press("ArrowDown")
    assert (selected.count(), box.get_attribute("aria-activedescendant")) == (0, None)
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("listbox")).to_be_hidden()
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("evans", "false")
    browser_page.keyboard.press("ArrowDown")
    expect(browser_page.get_by_role("listbox")).to_be_visible()
    browser_page.keyboard.press("Tab")
    expect(browser_page.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_asks_what_was_typed(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/es/")
    type_slowly(browser_page, "vivi")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/es/search?q=vivi")


def test_a_pointer_chooses_and_filters_in_use_are_kept(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/search?q=police&state=CA")
    browser_page.get_by_role("combobox").fill("")
    type_slowly(browser_page, "guaranteed inc")
    browser_page.get_by_role("option").first.click()
    browser_page.wait_for_url("**/search?q=guaranteed+income&state=CA")


def focused_title(page: Page) -> int:
    return int(
        page.evaluate(
            "[...document.querySelectorAll('.hits h2 a')].indexOf(document.activeElement)"
        )
    )


def test_arrows_move_through_the_results_and_nowhere_else(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url + QUESTION)
    browser_page.keyboard.press("ArrowDown")
    assert focused_title(browser_page) == -1
    browser_page.locator(".hits h2 a").first.focus()
    moves = []
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "ArrowUp"):
        browser_page.keyboard.press(key)
        moves.append(focused_title(browser_page))
    assert moves == [0, 1, 2, 1]
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("ArrowDown")
    assert focused_title(browser_page) == 2
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/statements/**")


def test_the_keys_can_be_switched_off_and_stay_off(browser_page: Page, server_url: str) -> None:
    browser_page.goto(f"{server_url}/keyboard")
    switch = browser_page.get_by_role("checkbox", name="Use / and the arrow keys so")
    assert switch.is_checked()
    browser_page.keyboard.press("/")
    expect(browser_page.get_by_role("combobox")).to_be_focused()
    switch.uncheck()
    browser_page.goto(server_url + QUESTION)
    browser_page.keyboard.press("/")
    assert browser_page.evaluate("document.activeElement === document.body")
    browser_page.locator(".hits h2 a").first.focus()
    browser_page.keyboard.press("ArrowDown")
    assert focused_title(browser_page) == 0


def test_a_stroke_typed_into_a_field_is_a_stroke(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + QUESTION)
    field = browser_page.get_by_role("textbox", name="From")
    field.press_sequentially("2019/")
    assert field.input_value() == "2019/"
    expect(field).to_be_focused()


def test_by_keyboard_alone_from_a_question_to_its_passage_and_back(
    browser_page: Page, server_url: str
) -> None:
    browser_page.goto(server_url)
    browser_page.keyboard.press("/")
    browser_page.keyboard.type("responses to ICE raids")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search?q=*")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Tab")
    assert browser_page.locator(":focus").inner_text() == "Skip to results"
    browser_page.keyboard.press("Enter")
    for _ in range(40):
        browser_page.keyboard.press("Tab")
        if browser_page.locator(":focus").inner_text().startswith("In the record"):
            break
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/statements/*#p-*")
    target = browser_page.locator(":target")
    assert target.locator("mark").count() > 0
    assert target.evaluate("e => e.getBoundingClientRect().top >= 0")
    back = browser_page.get_by_role("link", name="All results")
    back.focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**" + QUESTION)


def test_marks_can_be_switched_off(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + RECORD)
    assert browser_page.locator(".prose mark").count() > 0
    browser_page.get_by_role("link", name="Read without marks").click()
    assert "?" not in browser_page.url
    assert browser_page.locator(".record mark, .answer").count() == 0


def test_without_scripts_there_is_a_search_box_and_a_word_about_it(
    scriptless_page: Page, server_url: str
) -> None:
    page = scriptless_page
    page.goto(f"{server_url}/keyboard")
    assert page.get_by_text("need scripts, which are off").is_visible()
    assert not page.get_by_role("checkbox").is_visible()
    page.get_by_role("searchbox").fill("guaranteed income in Boise")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Not only Boise, ID").click()
    page.get_by_role("link", name="In the record").first.click()
    assert "#p-" in page.url
    assert page.locator(".prose mark").count() > 0


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("name", [*PAGES, "results"])
def test_enlarged_four_times_nothing_is_cut_off_or_scrolled_sideways(
    browser: Browser, server_url: str, name: str, prefix: str
) -> None:
    # 1280 pixels at 400 % are 320 to the page
    context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    page.goto(server_url + prefix + PAGES.get(name, QUESTION))
    type_slowly(page, " hate")
    outside = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getClientRects().length && !e.closest('.hide, .skip, svg'))
            .filter(e => e.getBoundingClientRect().right > 321)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_new_things_to_hit_are_large_enough(browser_page: Page, server_url: str) -> None:
    for name, address in PAGES.items():
        browser_page.set_viewport_size({"width": 375, "height": 800})
        browser_page.goto(server_url + address)
        type_slowly(browser_page, " hate")
        small = browser_page.evaluate(
            """() => [...document.querySelectorAll(
                '[role=option], .read-as a, .ways-out a, .marking a, .in-record, .tick')]
                .filter(e => e.getClientRects().length)
                .filter(e => e.getBoundingClientRect().height < 24)
                .map(e => e.textContent)"""
        )
        assert small == [], name


def test_who_wants_less_motion_gets_none(browser: Browser, server_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(server_url + RECORD)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].map(e => getComputedStyle(e))
            .filter(s => parseFloat(s.transitionDuration) || s.animationName !== 'none').length"""
    )
    context.close()
    assert moving == 0


def test_on_paper_there_is_the_record_and_no_tool(browser_page: Page, server_url: str) -> None:
    browser_page.goto(server_url + RECORD)
    browser_page.emulate_media(media="print")
    for selector in (".marking", ".search", ".skip"):
        assert not browser_page.locator(selector).first.is_visible(), selector
    assert browser_page.locator(".prose").is_visible()
