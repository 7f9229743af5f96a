"""What the store holds, made searchable; and the newest engine, for whoever answers.

Takes a data directory, keeps in it `mayors.sqlite` and `index/`. The only module that
publishes an index; the command line and reviewers call it, `search.building` builds.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from corpus.changes import forget_changes, read_state
from corpus.editorial import EditorialWatch
from corpus.errors import IndexDamagedError, IndexMissingError, StoreError
from corpus.ingest import ingest_shipped
from corpus.store import Store, open_store
from index.dense import has_passages
from index.minilm import find_model
from index.postings import PostingsIndex
from index.storage import (
    current_generation,
    locked,
    open_current,
    open_index,
    save_changes,
    save_index,
    verify_index,
)
from index.watching import GenerationWatch
from search.building import Progress, build_changes, build_whole, has_encoder, list_to_add
from search.editorial import read_editorial
from search.engine import SearchEngine

OPENING_SECONDS = 5.0
"""How long the question that notices a new index waits for it (one built whole takes long)."""

_log = logging.getLogger(__name__)


def store_path(data_path: Path) -> Path:
    """Where a data directory keeps the database."""
    return data_path / "mayors.sqlite"


def index_path(data_path: Path) -> Path:
    """Where a data directory keeps the index."""
    return data_path / "index"


def publish(data_path: Path, progress: Progress | None = None, *, is_whole: bool = False) -> str:
    """Make all that the store holds now searchable; give the name of what is published.

    Usually only what changed since the last whole index was built is read and indexed, and
    the answers are those of a whole one. A whole one is built where that is asked for
    (`is_whole`), where there is none, where much has changed since (see `search.building`),
    and where latent semantic analysis stands in for the language model. One process
    publishes at a time, the others wait.

    With the language model installed, passages that are new are encoded and remembered;
    without it, or beyond MAX_ENCODED statements, the index is of words alone.

    Raises:
        StoreError: the database can't be read, or the directory can't be written.
        IndexDamagedError: what was written is not what was read back.
    """
    directory, vectors_path = index_path(data_path), data_path / "vectors"
    try:
        with locked(directory, ".publishing"), open_store(store_path(data_path)) as store:
            state = read_state(store)
            published = None if is_whole else _find_published(directory)
            changed = list_to_add(store, published) if published else None
            if published is None or changed is None:
                name = save_index(build_whole(store, state, vectors_path, progress), directory)
                forget_changes(store, state)
                return name
            if published.settings.corpus_version == state.version:
                return current_generation(directory)[0] or ""
            combined = build_changes(store, state, published, changed, vectors_path)
            return save_changes(combined, directory)
    except OSError as error:
        raise StoreError(
            f"The index can't be written to {directory}: {error.strerror}. "
            "Make the directory writable or set MAYORS_DATA to another one."
        ) from error


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
    index = open_index(index_path(data_path))
    return SearchEngine(index, store, name or "", read_editorial(store))


class LiveEngine:
    """Always the newest published engine; safe to share by threads.

    A search that has begun keeps the engine it began with. A newer one is opened beside the
    one in use: the question that notices it waits for it, at most OPENING_SECONDS, and all
    others are answered meanwhile.
    """

    def __init__(self, data_path: Path) -> None:
        self._data_path = data_path
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="open-index")
        self._opening: Future[SearchEngine] | None = None
        self._engine: SearchEngine | None = None
        self.store = open_store(store_path(data_path))
        self._generations = GenerationWatch(index_path(data_path))
        self._edits = EditorialWatch(self.store)

    def close(self) -> None:
        """Let go of the database; no engine of this can be used after."""
        self._pool.shutdown()
        self._edits.close()
        self.store.close()

    def current(self) -> SearchEngine:
        """The engine of the generation published last, with the editors' last decisions.

        A damaged newer generation is reported in the log and the engine in use stays.

        Raises:
            IndexMissingError: nothing was ever published.
            IndexDamagedError: nothing published can be trusted, and none is in use.
        """
        engine = self._find_newest()
        if engine.editorial.number == self._edits.last_number():
            return engine
        return self._take_edits(engine)

    def _take_edits(self, engine: SearchEngine) -> SearchEngine:
        """An engine with what editors decided since; it is in use from now on."""
        with self._lock:
            engine = self._engine or engine
            try:
                edited = engine.knowing(read_editorial(self.store, engine.editorial))
            except StoreError:
                _log.exception("What editors decided can't be read; what was known stays.")
                return engine
            self._engine = edited
            return edited

    def _find_newest(self) -> SearchEngine:
        engine = self._engine
        if engine is not None and engine.version == self._generations.newest():
            return engine
        with self._lock:
            if self._engine is not engine and self._engine is not None:
                return self._engine
            is_first = self._opening is None
            opening = self._opening = self._opening or self._pool.submit(self._open)
        if engine is None:
            return opening.result()
        if is_first:
            try:
                return opening.result(OPENING_SECONDS)
            except TimeoutError:
                _log.info("The new index is still being opened; the one in use answers.")
            except (IndexMissingError, IndexDamagedError):
                _log.exception("The new index can't be used; the one in use stays.")
        return engine

    def _open(self) -> SearchEngine:
        try:
            engine = open_engine(self._data_path, self.store)
            if self._engine is not None:
                engine.warm()
            with self._lock:
                self._engine = engine
            return engine
        finally:
            with self._lock:
                self._opening = None


def _is_current(data_path: Path, version: str) -> bool:
    try:
        index = open_index(index_path(data_path))
    except (IndexMissingError, IndexDamagedError):
        return False
    has_right_leg = has_passages(index) == has_encoder(index.n_documents)
    return index.settings.corpus_version == version and has_right_leg


def _find_published(directory: Path) -> PostingsIndex | None:
    try:
        return open_current(directory)
    except (IndexMissingError, IndexDamagedError):
        return None
