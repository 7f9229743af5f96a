"""The systems that are measured, each behind one protocol, each imported only when it runs.

Takes a name, gives the system; knows which of them are installed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

TOP = 10
"""How many answers every question gets."""


class System(Protocol):
    """A search engine over strings; statement numbers are their places in the sequence."""

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Index all strings on disk, in a folder of its own."""

    def open(self, folder: Path) -> None:
        """Be ready to answer from what was built there."""

    def ask(self, question: str) -> list[int]:
        """The numbers of the TOP best statements with any of the words, best first."""


SYSTEMS = {
    "mayors": ("benchmarks.systems.mayors", "Mayors", "numpy"),
    "tantivy": ("benchmarks.systems.tantivy_peer", "Tantivy", "tantivy"),
    "bm25s": ("benchmarks.systems.bm25s_peer", "Bm25s", "bm25s"),
    "sqlite_fts5": ("benchmarks.systems.sqlite_peer", "SqliteFts5", "sqlite3"),
    "scikit_learn": ("benchmarks.systems.sklearn_peer", "ScikitLearn", "sklearn"),
}
"""By name: module, class, and the package it needs."""

MAX_STATEMENTS = {"scikit_learn": 100_000}
"""Where a system's time a question grows past all patience."""


def list_systems(n_documents: int) -> list[str]:
    """The systems that are installed and can be asked about so many statements."""
    return [
        name
        for name, (_, _, package) in SYSTEMS.items()
        if find_spec(package) and n_documents <= MAX_STATEMENTS.get(name, n_documents)
    ]


def make_system(name: str) -> System:
    """The system of that name; importing what it needs is part of this."""
    module, class_name, _ = SYSTEMS[name]
    return cast("System", getattr(import_module(module), class_name)())
