"""The words of the shipped corpus with their document frequencies, by language."""

from __future__ import annotations

from collections import Counter
from functools import cache

from corpus.ingest import SHIPPED_PATH
from corpus.readers.dispatch import read_documents
from index.analyzer import find_tokens, fold_token, stop_words


@cache
def shipped_words() -> dict[str, dict[str, int]]:
    """For each language its folded words that are no stop words, and in how many texts."""
    counts: dict[str, Counter[str]] = {"en": Counter(), "es": Counter()}
    for read in read_documents(SHIPPED_PATH).statements:
        statement = read.statement
        words = {fold_token(t) for text in statement.fields().values() for t in find_tokens(text)}
        counts[statement.language].update(words - stop_words(statement.language))
    return {language: dict(counter) for language, counter in counts.items()}
