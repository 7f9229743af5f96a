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
from index.postings import PostingsIndex
from index.stretches import Stretch
from search.analysis import Needs, WordNeed
from search.best_heap import Heap
from search.blocks import Pairs, Segment, Words
from search.scoring import neighbouring_words, pair_factor, word_factor
from search.topmost import search_segment
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TELLING = 25
"""Terms of a document that stand for it when others like it are looked for."""


def is_plain(needs: Needs) -> bool:
    """Whether a question is words alone, each of one term: what `find_best` can answer."""
    found = [need for clause in needs.clauses for need in clause.needs]
    return not needs.excluded and all(
        isinstance(need, WordNeed) and len(need.terms) <= 1 for need in found
    )


def find_best(
    needs: Needs, index: PostingsIndex, limit: int, tuning: Tuning
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The `limit` best documents by their lexical scores, ties in the order of their ids.

    The question is plain (`is_plain`).
    """
    found = [need for clause in needs.clauses for need in clause.needs]
    times = Counter(need.terms[0] for need in found if isinstance(need, WordNeed) and need.terms)
    pairs = neighbouring_words(needs) if tuning.pair_weight else ()
    return _search(dict(times), list(pairs), index, limit, tuning)


def find_similar(
    document: Document, index: PostingsIndex, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The documents most like one, itself left out: asked for by its most telling terms.

    A term tells (1 + ln tf) * idf, tf counted in all of the document's fields.
    """
    counts: Counter[int] = Counter()
    for text in document.fields().values():
        for term in make_analyzer(document.language)(text):
            number = index.vocabulary.find(term.text)
            if number is not None:
                counts[number] += 1
    times = {number: 1 + math.log(tf) for number, tf in counts.items()}
    worth = {number: times[number] * word_factor(number, index) for number in times}
    telling = sorted(worth, key=lambda n: (-worth[n], index.vocabulary[n]))[:N_TELLING]
    asked = {number: times[number] for number in telling}
    documents, scores = _search(asked, [], index, limit + 1, Tuning())
    is_other = documents != index.document_ids.find(document.doc_id)
    return documents[is_other][:limit], scores[is_other][:limit]


def _search(
    times: dict[int, float],
    pairs: list[tuple[int, int]],
    index: PostingsIndex,
    limit: int,
    tuning: Tuning,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The best for terms, each asked so many times, and pairs of them."""
    k1 = index.settings.weighting.k1
    factors = {term: count * word_factor(term, index) for term, count in times.items()}
    bounds = {term: factors[term] / (k1 + 1) * index.highest(term) for term in times}
    terms = sorted(times, key=lambda term: (-bounds[term], term))
    rank = {term: number for number, term in enumerate(terms)}
    asked = Pairs(
        np.array([rank[first] for first, _ in pairs], dtype=np.int64),
        np.array([rank[second] for _, second in pairs], dtype=np.int64),
        np.array([pair_factor(first, second, index, tuning) for first, second in pairs]),
        tuning.pair_window,
    )
    heap = Heap(
        np.zeros(limit), np.zeros(limit), np.zeros(limit, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )  # fmt: skip
    for each in index.stretches:
        words = Words(
            *each.find_postings(terms),
            np.array([factors[term] for term in terms]),
            np.array([bounds[term] for term in terms]),
        )
        search_segment(_segment(each, index), words, asked, heap, each.first)
    size = int(heap.size[0])
    order = np.lexsort((heap.ties[:size], -heap.scores[:size]))
    return heap.documents[:size][order], heap.scores[:size][order]


def _segment(stretch: Stretch, index: PostingsIndex) -> Segment:
    return Segment(
        stretch.part.posting_documents,
        stretch.part.posting_frequencies,
        index.norms[stretch.documents],
        stretch.part.position_starts,
        stretch.part.all_positions,
        stretch.is_removed,
        index.ties[stretch.documents],
    )
