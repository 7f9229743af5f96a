"""Pictures of the pages for the documentation: python -m tests.screenshots

Serves a site over the shipped corpus for a moment, and writes docs/screenshots/*.png: each
page on a wide screen, on a phone, in the dark and in Spanish, as a browser shows them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM_OPTIONS, CHROMIUM_PATHS, ROOT_PATH, start_server, stop_server
from tests.every_page import WholeSite, make_whole_site

OUTPUT_PATH = ROOT_PATH / "docs" / "screenshots"
RECORDS = (
    "evanston-il-2019-ice-statements-bilingual",
    "santa-fe-nm-2019-raids-un-american",
    "chicago-il-2019-lightfoot-database-cutoff",
)
PAGES = {
    "home": "/",
    "search": "/search?q=responses+to+ICE+raids",
    "nothing": "/search?q=xylophone+raids+city:Boise",
    "statement": f"/statements/{RECORDS[0]}?q=ICE+raids",
    "city": "/cities/chicago-il",
    "peers": "/cities/dayton-oh/peers",
    "topic": "/topics/hate-crimes",
    "brief": f"/brief?ids={','.join(RECORDS)}&q=responses+to+ICE+raids",
    "contribute": "/contribute",
    "review": "/review",
}
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 960}},
    "narrow": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1024, "height": 768}, "color_scheme": "dark"},
    "spanish": {"viewport": {"width": 1024, "height": 768}},
}


def take_screenshots(browser: Browser, site: WholeSite, url: str) -> list[Path]:
    """Write one picture for each page and look; give their paths."""
    OUTPUT_PATH.mkdir(parents=True, exist_ok=True)
    cookie = site.reviewer.get_cookie("session")
    assert cookie is not None
    written = []
    for look, options in LOOKS.items():
        context = browser.new_context(**options)
        context.add_cookies([{"name": "session", "value": cookie.value, "url": url}])
        page = context.new_page()
        for name, address in PAGES.items():
            page.goto(url + ("/es" if look == "spanish" else "") + address)
            path = OUTPUT_PATH / f"{name}-{look}.png"
            page.screenshot(path=path)
            written.append(path)
        context.close()
    return written


def main() -> int:
    """Serve, take the pictures, say which; 1 without a browser."""
    chromium_path = next((path for path in CHROMIUM_PATHS if path.exists()), None)
    if chromium_path is None:
        sys.stderr.write("No Chromium here; on Debian or Ubuntu: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        site = make_whole_site(Path(data))
        process, url = start_server(Path(data))
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium_path, args=list(CHROMIUM_OPTIONS)
            )
            for path in take_screenshots(browser, site, url):
                sys.stdout.write(f"{path.relative_to(ROOT_PATH)}\n")
            browser.close()
        finally:
            stop_server(process)
    return 0


if __name__ == "__main__":
    sys.exit(main())
