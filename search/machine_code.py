"""All compiled loops at hand before anybody waits for them.

Indexes and asks a few words on disk, adds to them and asks again, so that every loop is
compiled for the very arrays it will meet. Once a machine that takes some seconds (`make
setup` does it), afterwards the kept machine code is read.
"""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

import numpy as np

from corpus.documents import TextDocument
from index.builder import IndexBuilder
from index.combined import CombinedIndex, Removed
from index.joined_texts import JoinedTexts
from index.postings import PostingsIndex
from index.storage import open_index, save_changes, save_index
from index.token_spans import find_candidates, mark_beginnings
from index.tokenizer import TokenTable
from search.parameters import SearchParameters
from search.ranking import Ranker

_TEXTS = ("city income raid city income", "income raid shelter income", "raid, shelter and library")
_MANY_WORDS = " ".join(map("".join, product("abcdefghijklmnopqr", repeat=3)))
_QUESTIONS = ("city income raid", '"city income raid" -library', "incom*")


def load_machine_code() -> None:
    """Have all that indexing, adding and asking are compiled to at hand."""
    with tempfile.TemporaryDirectory(prefix="mayors-machine-code-") as folder:
        directory = Path(folder)
        save_index(_index(0).build(), directory)
        whole = open_index(directory)
        _ask(whole)
        added = _index(1).build(is_whole=False)
        changed = CombinedIndex(whole, added, Removed.find(np.zeros(1, dtype=np.int32), whole))
        save_changes(changed, directory)
        _ask(changed)
        _ask(open_index(directory))
    TokenTable().count(JoinedTexts.join([_MANY_WORDS]))  # so many that it must grow
    for text in ("raid", "redada y refugio en la capital del país"):
        find_candidates(text, mark_beginnings(["raid"]))


def _index(first: int) -> IndexBuilder:
    builder = IndexBuilder()
    for number, text in enumerate(_TEXTS, start=first):
        builder.add(TextDocument(f"{number}", f"Title {number}", text))
    return builder


def _ask(index: PostingsIndex) -> None:
    ranker = Ranker(index)
    for question in _QUESTIONS:
        ranker.rank_matches(SearchParameters(question))
        ranker.find_best(question, 2)
    ranker.find_similar(TextDocument("new", "", _TEXTS[0]), 2)
