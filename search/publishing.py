"""Store to index: build, verify, swap; and the newest engine for whoever answers.

Takes a data directory, keeps in it `mayors.sqlite` and `index/`. The only module that
writes an index; the command line and, later, reviewers call it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents import Statement
from corpus.errors import IndexDamagedError, IndexMissingError, StoreError
from corpus.ingest import ingest_shipped
from corpus.mayors import load_mayor_names
from corpus.store import Store, open_store
from index.builder import Embed, IndexBuilder
from index.dense import has_passages
from index.minilm import find_model
from index.passages import MAX_ENCODED
from index.storage import current_generation, open_index, save_index, verify_index
from index.vector_cache import VectorCache
from search.engine import SearchEngine
from search.expansion import write_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[str], None]
"""Told in words what is being done."""

_log = logging.getLogger(__name__)


def store_path(data_path: Path) -> Path:
    """Where a data directory keeps the database."""
    return data_path / "mayors.sqlite"


def index_path(data_path: Path) -> Path:
    """Where a data directory keeps the index."""
    return data_path / "index"


def publish(data_path: Path, progress: Progress | None = None) -> str:
    """Build an index of what the store holds now and publish it; give its name.

    With the language model installed, passages that are new are encoded and remembered;
    without it, or beyond MAX_ENCODED statements, the index is of words alone.

    Raises:
        StoreError: the database can't be read, or the directory can't be written.
        IndexDamagedError: what was written is not what was read back.
    """
    with open_store(store_path(data_path)) as store:
        builder = IndexBuilder()
        version = store.content_version()
        for statement, revision in _list_indexed(store):
            builder.add(statement, revision)
    try:
        is_encoded = has_encoder(builder.n_documents)
        embed = make_embed(data_path / "vectors", progress) if is_encoded else None
        return save_index(builder.build(version, embed), index_path(data_path))
    except OSError as error:
        raise StoreError(
            f"The index can't be written to {index_path(data_path)}: {error.strerror}. "
            "Make the directory writable or set MAYORS_DATA to another one."
        ) from error


def has_encoder(n_documents: int) -> bool:
    """Whether an index of so many documents gets passage vectors here."""
    return find_model() is not None and n_documents <= MAX_ENCODED


def make_embed(vectors_path: Path, progress: Progress | None = None) -> Embed:
    """Passages to vectors, their misleading acronyms written out first."""
    cache = VectorCache(vectors_path)

    def embed(texts: Sequence[str]) -> NDArray[np.float16]:
        return cache.embed([write_out(text) for text in texts], tell if progress else None)

    def tell(n_done: int, n_texts: int) -> None:
        if progress:
            progress(f"Encoded {n_done:,} of {n_texts:,} new passages ...")

    return embed


def ensure_built(data_path: Path, progress: Progress) -> bool:
    """Bring store and index up to date with the shipped corpus and with each other.

    Gives whether an index had to be built.

    Raises:
        StoreError: the data directory can't be read or written.
    """
    with open_store(store_path(data_path)) as store:
        is_new = store.n_statements() == 0
        if is_new:
            progress("Reading the shipped corpus ...")
        ingest_shipped(store)
        version, n_statements = store.content_version(), store.n_statements()
    if _is_current(data_path, version):
        return False
    progress(f"Building the index of {n_statements:,} statements ...")
    publish(data_path, progress)
    return True


def verify(data_path: Path) -> list[str]:
    """Check every file of the published index and that it is of the store's content.

    Raises:
        IndexMissingError: there is no index.
        IndexDamagedError: names the first file that is damaged, or says it is stale.
    """
    names = verify_index(index_path(data_path))
    with open_store(store_path(data_path)) as store:
        version = store.content_version()
    if open_index(index_path(data_path)).settings.corpus_version != version:
        raise IndexDamagedError(
            "The index is whole, but older than the statements in the database. "
            "Build it again with: mayors build"
        )
    return names


def describe_state(data_path: Path) -> list[tuple[bool, str]]:
    """Whether each thing a good answer needs is there, in words.

    Raises:
        StoreError, IndexMissingError, IndexDamagedError: the database or the index is not.
    """
    model = find_model()
    told = (
        f"language model: {model}"
        if model
        else "language model: not installed, search runs on words alone. Run: make setup"
    )
    names = verify(data_path)
    index = open_index(index_path(data_path))
    leg = "words and meaning" if has_passages(index) else "words alone"
    return [
        (model is not None, told),
        (True, f"index: {index.n_documents:,} statements, {leg}, {len(names)} files whole"),
    ]


def open_engine(data_path: Path, store: Store) -> SearchEngine:
    """An engine over the newest generation that is whole.

    Raises:
        IndexMissingError: nothing was published yet.
        IndexDamagedError: no generation can be trusted.
    """
    name, _ = current_generation(index_path(data_path))
    return SearchEngine(open_index(index_path(data_path)), store, name or "")


class LiveEngine:
    """Always the newest published engine; safe to share by threads.

    A search that has begun keeps the engine it began with.
    """

    def __init__(self, data_path: Path) -> None:
        self._data_path = data_path
        self._lock = threading.Lock()
        self._engine: SearchEngine | None = None
        self.store = open_store(store_path(data_path))

    def close(self) -> None:
        """Let go of the database; no engine of this can be used after."""
        self.store.close()

    def current(self) -> SearchEngine:
        """The engine of the generation published last.

        A damaged newer generation is reported in the log and the engine in use stays.

        Raises:
            IndexMissingError: nothing was ever published.
            IndexDamagedError: nothing published can be trusted, and none is in use.
        """
        name, _ = current_generation(index_path(self._data_path))
        engine = self._engine
        if engine is not None and engine.version == (name or ""):
            return engine
        with self._lock:
            if self._engine is None or self._engine.version != (name or ""):
                try:
                    self._engine = open_engine(self._data_path, self.store)
                except (IndexMissingError, IndexDamagedError):
                    if self._engine is None:
                        raise
                    _log.exception("The new index can't be used; the one in use stays.")
            return self._engine


def _is_current(data_path: Path, version: str) -> bool:
    try:
        index = open_index(index_path(data_path))
    except (IndexMissingError, IndexDamagedError):
        return False
    has_right_leg = has_passages(index) == has_encoder(index.n_documents)
    return index.settings.corpus_version == version and has_right_leg


def _list_indexed(store: Store) -> Iterator[tuple[Statement, int]]:
    """Every current statement, its mayor spelled as in all other records."""
    names = load_mayor_names()
    for stored in store.list_current():
        statement = stored.statement
        if statement.mayor:
            mayor = names.canonical(statement.mayor, statement.city)
            statement = replace(statement, mayor=mayor)
        yield statement, stored.revision
