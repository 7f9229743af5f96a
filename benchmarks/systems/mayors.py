"""This product: the builder, the storage and the ranking that `mayors build` and a search use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.facts import make_facts
from benchmarks.statements import REVISION, list_documents
from benchmarks.systems import TOP
from index.builder import IndexBuilder
from index.storage import open_index, save_index
from search.ranking import Ranker

if TYPE_CHECKING:
    from corpus.changes import CorpusState


class Mayors:
    """The words' part of a search: analysis, exact scores, the best of all statements.

    The folder is the index of a data directory; with a store beside it, the index is of
    that store's content, so that the product takes it for its own.
    """

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Build, write, verify every sum, publish."""
        builder = IndexBuilder()
        for document in list_documents(texts, make_facts(len(texts))):
            builder.add(document, REVISION)
        state = _find_state(folder.parent)
        save_index(builder.build(state.version, last_change=state.sequence), folder)

    def open(self, folder: Path) -> None:
        """Open the published generation, memory-mapped."""
        self._ranker = Ranker(open_index(folder))
        # Ids are ordered as the statements' numbers are.
        self._number_of = self._ranker.index.ties.item

    def ask(self, question: str) -> list[int]:
        """The best by exact score."""
        return [self._number_of(found) for found, _ in self._ranker.find_best(question, TOP)]


def _find_state(data_path: Path) -> CorpusState:
    # Asking needs no store: imported here, so that it is not counted as memory of asking.
    from corpus.changes import CorpusState, read_state  # noqa: PLC0415
    from corpus.store import open_store  # noqa: PLC0415
    from search.publishing import store_path  # noqa: PLC0415

    path = store_path(data_path)
    if not path.exists():
        return CorpusState("", 0)
    with open_store(path) as store:
        return read_state(store)
