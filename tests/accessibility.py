"""What axe says of a page, by light and in the dark: the one way all browser tests ask it.

Axe is a script put into the page, which our own policy would rightly refuse: the page must
be of a context made with `bypass_csp=True`, as that of the fixture `open_page` is.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark changes; all else axe looks at is the same by light."""

_axe = Axe()


def list_violations(page: Page) -> list[str]:
    """Axe's reports on the page as it stands, by light and in the dark; none if all is well."""
    page.emulate_media(color_scheme="light")
    found = [_axe.run(page)]
    page.emulate_media(color_scheme="dark")
    found.append(_axe.run(page, options=COLOURS))
    page.emulate_media(color_scheme="light")
    return [results.generate_report() for results in found if results.violations_count]


def unfold(page: Page) -> None:
    """Open everything that can be opened, so that nothing is left out."""
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")


def list_too_wide(page: Page, *widths: int) -> list[int]:
    """At which widths of the window the page has to be scrolled sideways."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
