"""Store to index: whole, or only what changed since a whole one was built.

Takes a `Store`, gives a `PostingsIndex`; writes nothing but remembered vectors.
`search.publishing` decides when, and publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.changes import CorpusState, list_changed
from corpus.documents import Statement
from corpus.mayors import load_mayor_names
from corpus.store import Store
from corpus.stored import StoredStatement
from index.builder import Embed, IndexBuilder
from index.combined import CombinedIndex, Removed
from index.dense import has_passages
from index.minilm import find_model
from index.passages import MAX_ENCODED
from index.postings import PostingsIndex, Weighting
from index.vector_cache import VectorCache
from index.vectors import has_lsa
from search.expansion import write_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_CHANGED = 1_000
"""Statements that may have changed since the whole index, however small it is."""

MAX_CHANGED_PART = 0.02
"""The part of a large index that may have changed since."""

Progress = Callable[[str], None]
"""Told in words what is being done."""


def build_whole(
    store: Store, state: CorpusState, vectors_path: Path, progress: Progress | None
) -> PostingsIndex:
    """An index of all that the store holds, read after it was in this state."""
    builder = IndexBuilder()
    for statement, revision in _canonical(store.list_current()):
        builder.add(statement, revision)
    is_encoded = has_encoder(builder.n_documents)
    embed = make_embed(vectors_path, progress) if is_encoded else None
    return builder.build(state.version, embed, last_change=state.sequence)


def list_to_add(store: Store, published: PostingsIndex) -> tuple[str, ...] | None:
    """The ids of what changed since the whole index was built; None where a new one is due."""
    base = _base_of(published)
    if base.settings.weighting != Weighting() or has_lsa(base):
        return None
    settings = base.settings
    changed = list_changed(store, CorpusState(settings.corpus_version, settings.last_change))
    if changed is None:
        return None
    if len(changed) > max(MAX_CHANGED, MAX_CHANGED_PART * base.n_documents):
        return None
    is_encoded = has_encoder(base.n_documents + len(changed))
    return changed if has_passages(base) == is_encoded else None


def build_changes(
    store: Store,
    state: CorpusState,
    published: PostingsIndex,
    changed: Sequence[str],
    vectors_path: Path,
) -> CombinedIndex:
    """What is published, with all that changed since its whole index was built."""
    base = _base_of(published)
    builder = IndexBuilder(base.settings.weighting)
    for statement, revision in _canonical(store.load_current(changed)):
        builder.add(statement, revision)
    embed = make_embed(vectors_path) if has_passages(base) else None
    added = builder.build(state.version, embed, last_change=state.sequence, is_whole=False)
    found = (base.document_ids.find(doc_id) for doc_id in changed)
    gone = np.array(sorted(n for n in found if n is not None), dtype=np.int32)
    known = published.removed if isinstance(published, CombinedIndex) else None
    return CombinedIndex(base, added, Removed.find(gone, base, known))


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


def _base_of(index: PostingsIndex) -> PostingsIndex:
    return index.base if isinstance(index, CombinedIndex) else index


def _canonical(statements: Iterable[StoredStatement]) -> Iterator[tuple[Statement, int]]:
    """Statements and their revisions, each mayor spelled as in all other records."""
    names = load_mayor_names()
    for stored in statements:
        statement = stored.statement
        if statement.mayor:
            mayor = names.canonical(statement.mayor, statement.city)
            statement = replace(statement, mayor=mayor)
        yield statement, stored.revision
