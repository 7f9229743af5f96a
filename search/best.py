"""The best few documents for some words, or like another, without scoring all that hold them.

Takes `Needs` and a `PostingsIndex`, gives the documents that full scoring would put first,
with the same scores; `search.topmost` does the work.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Document
from index.analyzer import make_analyzer
from index.compiled import compiled
from index.postings import PostingsIndex
from search.analysis import Needs, WordNeed
from search.best_heap import make_heap, sort_heap
from search.blocks import Room, make_room
from search.neighbours import Pairs, add_neighbours
from search.scoring import neighbouring_words, word_factor, word_factors
from search.segments import Asked, list_segments
from search.topmost import search_segment
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TELLING = 25
"""Terms of a document that stand for it when others like it are looked for."""

_free_rooms: list[Room] = []
"""Used again: new ones would be zeroed, page by page, for each question."""


def is_plain(needs: Needs) -> bool:
    """Whether a question is words alone, each of one term: what `BestFinder` can answer."""
    found = [need for clause in needs.clauses for need in clause.needs]
    return not needs.excluded and all(
        isinstance(need, WordNeed) and len(need.terms) <= 1 for need in found
    )


class BestFinder:
    """Finds the best documents of an index; what it needs of it is looked up once."""

    def __init__(self, index: PostingsIndex) -> None:
        self._index = index
        self._segments = tuple(list_segments(index))

    def find(
        self, needs: Needs, limit: int, tuning: Tuning
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The `limit` best documents by their lexical scores, ties in the order of their ids.

        The question is plain (`is_plain`).
        """
        times: dict[int, float] = {}
        for clause in needs.clauses:
            for need in clause.needs:
                if isinstance(need, WordNeed) and need.terms:
                    times[need.terms[0]] = times.get(need.terms[0], 0) + 1
        pairs = neighbouring_words(needs) if tuning.pair_weight else []
        return self._search(times, pairs, limit, tuning)

    def find_similar(
        self, document: Document, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The documents most like one, itself left out: asked for by its most telling terms.

        A term tells (1 + ln tf) * idf, tf counted in all of the document's fields.
        """
        index = self._index
        counts: Counter[int] = Counter()
        for text in document.fields().values():
            for term in make_analyzer(document.language)(text):
                number = index.vocabulary.find(term.text)
                if number is not None:
                    counts[number] += 1
        times = {number: 1 + math.log(tf) for number, tf in counts.items()}
        worth = {
            number: count * word_factor(index.document_frequency(number), index)
            for number, count in times.items()
        }
        telling = sorted(worth, key=lambda n: (-worth[n], index.vocabulary[n]))[:N_TELLING]
        asked = {number: times[number] for number in telling}
        documents, scores = self._search(asked, [], limit + 1, Tuning())
        is_other = documents != index.document_ids.find(document.doc_id)
        return documents[is_other][:limit], scores[is_other][:limit]

    def _search(
        self, times: dict[int, float], pairs: list[tuple[int, int]], limit: int, tuning: Tuning
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The best for terms, each asked so many times, and pairs of them."""
        index = self._index
        terms = [*times]
        numbers = np.array(terms, dtype=np.int64)
        single = np.array(word_factors([index.document_frequency(term) for term in terms], index))
        factors = single * np.array([*times.values()], dtype=np.float64)
        told = _make_pairs(pairs, terms, single, tuning)
        n_kept = max(limit, tuning.pair_documents) if pairs else limit
        asked = [
            Asked(segment, stretch.find_terms(numbers), factors)
            for stretch, segment in self._segments
        ]
        room = _take_room()
        if len(asked) == 1:
            found = _answer(asked[0], told, room, n_kept, limit)
            _free_rooms.append(room)
            return found
        heap = make_heap(n_kept)
        for each in asked:
            search_segment(each, heap, room)
        _free_rooms.append(room)
        size = sort_heap(heap, told.n_documents)
        for each in asked:
            add_neighbours(each, told, heap, size, limit)
        size = sort_heap(heap, limit)
        return heap.documents[:size], heap.scores[:size]


def _make_pairs(
    pairs: list[tuple[int, int]], terms: list[int], factors: NDArray[np.float64], tuning: Tuning
) -> Pairs:
    rank = {term: number for number, term in enumerate(terms)}
    words = np.array([rank[term] for pair in pairs for term in pair], dtype=np.int64)
    weight, window, n_documents = tuning.pair_weight, tuning.pair_window, tuning.pair_documents
    return Pairs(words.reshape(-1, 2), factors, weight, window, n_documents)


@compiled
def _answer(
    asked: Asked, told: Pairs, room: Room, n_kept: int, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The best of an index of one segment, in one call."""
    heap = make_heap(n_kept)
    search_segment(asked, heap, room)
    size = sort_heap(heap, told.n_documents)
    add_neighbours(asked, told, heap, size, limit)
    size = sort_heap(heap, limit)
    return heap.documents[:size], heap.scores[:size]


def _take_room() -> Room:
    try:
        return _free_rooms.pop()
    except IndexError:  # another thread may take the last one at any moment
        return make_room()
