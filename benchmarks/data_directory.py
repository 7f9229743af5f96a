"""A data directory of synthetic statements, as `mayors serve` would find its own.

Takes a corpus, fills the store through its own door; `benchmarks.systems.mayors` builds
the index beside it.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.statements import make_statement
from benchmarks.synthetic import Corpus
from corpus.store import open_store
from corpus.stored import Incoming
from search.publishing import store_path

BATCH = 10_000
"""Statements a transaction."""


def fill_store(corpus: Corpus, data_path: Path) -> None:
    """Store all statements; none is compared with another, as in one file of records."""
    texts, facts = corpus.texts(), corpus.facts()
    with open_store(store_path(data_path)) as store:
        for first in range(0, len(texts), BATCH):
            numbers = range(first, min(first + BATCH, len(texts)))
            statements = (make_statement(number, texts[number], facts) for number in numbers)
            store.add(
                [Incoming(statement, "synthetic", None, "benchmark") for statement in statements],
                allow_similar=True,
            )
