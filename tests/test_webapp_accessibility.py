"""Every page is for everybody: all of the URL map, both languages, by light and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.accessibility import list_too_wide, list_violations, unfold
from tests.every_page import ASKED_IN_ENGLISH, MORE, WholeSite

WIDTHS = (320, 768)
"""Narrow phones (and 1280 pixels at 400 %), tablets."""


def list_asked(site: WholeSite, language: str) -> list[str]:
    """Every page, the one question or value or the other asked in its own language only."""
    others = MORE if language == "en" else ASKED_IN_ENGLISH
    return [address for address in site.public if address not in others]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["public", "private"])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    open_page: Page, whole_site: tuple[WholeSite, str], language: str, kind: str
) -> None:
    site, url = whole_site
    cookie = site.reviewer.get_cookie("session")
    assert cookie is not None
    if kind == "private":
        open_page.context.add_cookies([{"name": "session", "value": cookie.value, "url": url}])
    found: dict[str, list[object]] = {}
    for address in site.private if kind == "private" else list_asked(site, language):
        open_page.set_viewport_size({"width": 1440, "height": 900})
        open_page.goto(url + ("/es" if language == "es" else "") + address)
        unfold(open_page)
        complaints = [*list_violations(open_page), *list_too_wide(open_page, *WIDTHS)]
        found |= {address: complaints} if complaints else {}
    assert found == {}
