"""tantivy: English stems, positions, two writing threads, no count of all matches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tantivy

from benchmarks.systems import TOP

N_THREADS = 2
HEAP_BYTES = 512 << 20


class Tantivy:
    """The number is a stored field; asking without the count lets block-max WAND skip."""

    def __init__(self) -> None:
        self._schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("number", stored=True)
            .add_text_field("text", tokenizer_name="en_stem", index_option="position")
            .build()
        )

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Add every string, commit, wait for the merges."""
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(HEAP_BYTES, N_THREADS)
        for number, text in enumerate(texts):
            document = tantivy.Document()
            document.add_unsigned("number", number)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index and a searcher on it."""
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def ask(self, question: str) -> list[int]:
        """Any of the words, by BM25."""
        query = self._index.parse_query(question, ["text"])
        found = self._searcher.search(query, TOP, count=False).hits
        return [int(self._searcher.doc(address)["number"][0]) for _, address in found]
