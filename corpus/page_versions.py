"""Which version of each web page was read last, kept beside the statements.

Takes and gives `PageVersion`; `corpus.ingest` remembers one once all of its page is stored,
so that a crash in between only means to read it once more.
"""

from __future__ import annotations

import json

from corpus.readers.results import PageVersion
from corpus.store import Store

_PREFIX = "page "


def find_version(store: Store, url: str) -> PageVersion | None:
    """The version of a page that was stored last, or None."""
    text = store.find_meta(_PREFIX + url)
    if text is None:
        return None
    marks = json.loads(text)
    return PageVersion(url, marks["etag"], marks["last_modified"])


def remember_version(store: Store, version: PageVersion) -> None:
    """Keep the marks of a page all of whose statements are stored or queued."""
    marks = {"etag": version.etag, "last_modified": version.last_modified}
    store.set_meta(_PREFIX + version.url, json.dumps(marks))
