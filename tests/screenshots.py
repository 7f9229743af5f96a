"""Pictures of the main pages for the documentation: python -m tests.screenshots

Takes the shipped corpus, serves it for a moment, and writes docs/screenshots/*.png,
wide and narrow, as a browser shows them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_OPTIONS, CHROMIUM_PATHS, ROOT_PATH, start_server, stop_server

OUTPUT_PATH = ROOT_PATH / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "search": "/search?q=responses+to+ICE+raids",
    "statement": "/statements/evanston-il-2019-ice-statements-bilingual",
    "city": "/cities/chicago-il",
    "brief": "/brief?ids=evanston-il-2019-ice-statements-bilingual,"
    "evanston-il-2019-aviso-junio-ice,chicago-il-2019-lightfoot-database-cutoff&q=responses+to+ICE+raids",
}
SIZES = {"wide": (1280, 960), "narrow": (375, 812)}


def take_screenshots(url: str, chromium_path: Path) -> list[Path]:
    """Write one picture for each page and size; give their paths."""
    OUTPUT_PATH.mkdir(parents=True, exist_ok=True)
    written = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_OPTIONS)
        )
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, address in PAGES.items():
                page.goto(url + address)
                path = OUTPUT_PATH / f"{name}-{size}.png"
                page.screenshot(path=path)
                written.append(path)
        browser.close()
    return written


def main() -> int:
    """Serve, take the pictures, say which; 1 without a browser."""
    chromium_path = next((path for path in CHROMIUM_PATHS if path.exists()), None)
    if chromium_path is None:
        sys.stderr.write("No Chromium here; on Debian or Ubuntu: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as data:
        process, url = start_server(Path(data))
        try:
            for path in take_screenshots(url, chromium_path):
                sys.stdout.write(f"{path.relative_to(ROOT_PATH)}\n")
        finally:
            stop_server(process)
    return 0


if __name__ == "__main__":
    sys.exit(main())
