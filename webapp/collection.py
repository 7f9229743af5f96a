"""What the views ask: the live engine, the store, and the collection's counts.

Takes a data directory, opens store and index on first use, and always answers from
the newest published generation. The one object a view gets from the application.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from flask import current_app

from corpus.errors import StoreError
from corpus.store import Store
from corpus.topics import load_topics
from search.engine import SearchEngine
from search.frequent_phrases import Phrase
from search.publishing import LiveEngine, store_path
from search.suggest import Suggester, make_suggester
from webapp.catalogue import Catalogue, make_catalogue
from webapp.languages import LANGUAGES, look_up_in
from webapp.phrase_counter import PhraseCounter

EXTENSION = "mayors_collection"


class Collection:
    """Engine, store and counts over one data directory."""

    def __init__(self, data_path: Path) -> None:
        self._data_path = data_path
        self._lock = threading.Lock()
        self._live: LiveEngine | None = None
        self._catalogue: tuple[SearchEngine, Catalogue] | None = None
        self._revised_at: tuple[SearchEngine, dict[str, datetime.datetime]] | None = None
        self._phrases = PhraseCounter()
        self._suggesters: tuple[SearchEngine, list[Phrase], dict[str, Suggester]] | None = None

    def _open(self) -> LiveEngine:
        with self._lock:
            if self._live is None:
                path = store_path(self._data_path)
                if not path.exists():
                    raise StoreError(f"There is no database {path}. Make it with: mayors build")
                self._live = LiveEngine(self._data_path)
            return self._live

    def engine(self) -> SearchEngine:
        """The newest published engine.

        Raises:
            StoreError: there is no database, or it is damaged.
            IndexMissingError: nothing is published yet.
            IndexDamagedError: nothing published can be trusted.
        """
        return self._open().current()

    def store(self) -> Store:
        """The store, opened on first use.

        Raises:
            StoreError: it is missing or damaged.
        """
        return self._open().store

    def catalogue(self) -> Catalogue:
        """The collection's counts, made once for each published generation."""
        engine = self.engine()
        kept = self._catalogue
        if kept is None or kept[0] is not engine:
            kept = (engine, make_catalogue(engine, self.store()))
            self._catalogue = kept
        return kept[1]

    def revised_at(self) -> Mapping[str, datetime.datetime]:
        """When each record last changed, by id, read once for each published generation."""
        engine = self.engine()
        kept = self._revised_at
        if kept is None or kept[0] is not engine:
            kept = (engine, self.store().list_revised_at())
            self._revised_at = kept
        return kept[1]

    def suggester(self, language: str) -> Suggester:
        """What to offer as one types, made once for each published generation."""
        engine = self.engine()
        phrases = self._phrases.find(self.store(), engine.n_documents)
        kept = self._suggesters
        if kept is None or kept[0] is not engine or kept[1] is not phrases:
            names = {
                code: {t.slug: look_up_in(code, t.name) for t in load_topics()}
                for code in LANGUAGES
            }
            made = {code: make_suggester(engine, phrases, names[code]) for code in LANGUAGES}
            kept = (engine, phrases, made)
            self._suggesters = kept
        return kept[2][language]


def get_collection() -> Collection:
    """The collection of the application that answers now."""
    return cast("Collection", current_app.extensions[EXTENSION])
