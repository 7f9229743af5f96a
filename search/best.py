"""The best few documents for some words, or like another, without scoring all that hold them.

Takes `Needs` and a `PostingsIndex`, gives the documents that full scoring would put first,
with the same scores; `search.topmost` does the work.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Document
from index.analyzer import make_analyzer
from index.postings import PostingsIndex
from index.stretches import Stretch
from search.analysis import Needs, WordNeed
from search.best_heap import Heap, best_of, make_heap, push_all
from search.blocks import BLOCK, Pairs, Room, Segment, Words, make_room
from search.scoring import neighbouring_words, pair_factor, word_factor
from search.topmost import search_segment
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TELLING = 25
"""Terms of a document that stand for it when others like it are looked for."""

MANY_POSTINGS = 100_000
"""Of a question's words, from which on a second thread is worth asking."""

_second = threading.Lock()

_free_rooms: list[Room] = []
"""Used again: new ones would be zeroed, page by page, for each question."""


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
    times: dict[int, float] = {}
    for clause in needs.clauses:
        for need in clause.needs:
            if isinstance(need, WordNeed) and need.terms:
                times[need.terms[0]] = times.get(need.terms[0], 0) + 1
    pairs = neighbouring_words(needs) if tuning.pair_weight else ()
    return _search(times, list(pairs), index, limit, tuning)


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
    single = {term: word_factor(term, index) for term in times}
    asked = sorted(
        (-count * single[term] / (k1 + 1) * index.highest(term), term, count * single[term])
        for term, count in times.items()
    )
    bounds, terms, factors = zip(*asked, strict=True) if asked else ((), (), ())
    pairs = sorted(pairs, key=lambda pair: -max(single[pair[0]], single[pair[1]]))
    rank = {term: number for number, term in enumerate(terms)}
    places = np.array(
        [[rank[first] for first, _ in pairs], [rank[second] for _, second in pairs]],
        dtype=np.int64,
    )
    worth = [pair_factor(single[first], single[second], tuning) for first, second in pairs]
    near = np.array([_most_near(*pair, index, tuning.pair_window) for pair in pairs])
    worths = np.array(worth, dtype=np.float64)
    telling = Pairs(places[0], places[1], worths, worths * near, tuning.pair_window)
    counts, most = np.array([factors, bounds], dtype=np.float64)
    heap = make_heap(limit)
    for each in index.stretches:
        words = Words(*each.find_postings(terms), counts, -most)
        _search_stretch(_segment(each, index), words, telling, heap)
    return best_of(heap)


def _search_stretch(segment: Segment, words: Words, pairs: Pairs, heap: Heap) -> None:
    """Take a stretch's documents among the best; two threads share what takes long.

    Where the second thread is busy with another question there is nothing to share.
    """
    size = len(segment.norms)
    n_postings = int(words.ends.sum() - words.begins.sum())
    if n_postings < MANY_POSTINGS or not _second.acquire(blocking=False):
        _search_range(segment, words, pairs, heap, range(size))
        return
    try:
        middle = size // 2 // BLOCK * BLOCK
        other = make_heap(len(heap.scores))
        rest = range(middle, size)
        found = _threads().submit(_search_range, segment, words, pairs, other, rest)
        _search_range(segment, words, pairs, heap, range(middle))
        found.result()
    finally:
        _second.release()
    push_all(heap, other)


def _search_range(
    segment: Segment, words: Words, pairs: Pairs, heap: Heap, documents: range
) -> None:
    try:
        room = _free_rooms.pop()
    except IndexError:  # another thread may take the last one at any moment
        room = make_room()
    search_segment(segment, words, pairs, heap, room, documents.start, documents.stop)
    _free_rooms.append(room)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="best")


def _most_near(first: int, second: int, index: PostingsIndex, window: int) -> float:
    """What count / (count + norm) of a pair is never above.

    A pair stands in a document at most `window` times as often as its rarer word, and of
    each word tf / (tf + norm) has a bound.
    """
    k1 = index.settings.weighting.k1
    least = min(index.highest(first), index.highest(second)) / (k1 + 1)
    return window * least / (1 + (window - 1) * least)


def _segment(stretch: Stretch, index: PostingsIndex) -> Segment:
    return Segment(
        stretch.part.posting_documents,
        stretch.part.posting_frequencies,
        index.norms[stretch.documents],
        stretch.part.position_starts,
        stretch.part.all_positions,
        stretch.is_removed,
        index.ties[stretch.documents],
        stretch.first,
    )
