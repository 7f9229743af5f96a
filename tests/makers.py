"""Small records for tests: one call, only what the test is about is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.cities import load_gazetteer
from corpus.documents import Kind, PartialDate, Source, Statement
from corpus.store import open_store
from corpus.stored import Incoming
from index.builder import build_index
from index.postings import PostingsIndex
from search.engine import SearchEngine
from search.publishing import LiveEngine, publish, store_path


def make_statement(doc_id: str, text: str = "Some words.", **facts: Any) -> Statement:
    """A statement; `place` ("Evanston, IL") and `when` ("2019-07") are written as people do."""
    place, when = facts.pop("place", None), facts.pop("when", None)
    return Statement(
        doc_id=doc_id,
        kind=facts.pop("kind", Kind.STATEMENT),
        title=facts.pop("title", f"Title of {doc_id}"),
        text=text,
        source=facts.pop("source", Source("A city page", "https://example.org/page")),
        city=load_gazetteer().resolve(place) if place else None,
        date=PartialDate.parse(when) if when else None,
        **facts,
    )


def make_index(*statements: Statement) -> PostingsIndex:
    return build_index(statements)


def fill_store(data_path: Path, *statements: Statement) -> None:
    """Store statements and publish them."""
    with open_store(store_path(data_path)) as store:
        store.add([Incoming(s, "test", None, "test") for s in statements], allow_similar=True)
    publish(data_path)


@contextmanager
def engine_over(data_path: Path, *statements: Statement) -> Iterator[SearchEngine]:
    """The product's engine over these statements, stored and published."""
    fill_store(data_path, *statements)
    live = LiveEngine(data_path)
    try:
        yield live.current()
    finally:
        live.close()
