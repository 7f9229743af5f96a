"""The best few documents for some words, or like another, without scoring all that hold them.

Takes `Needs` and a `PostingsIndex`, gives the documents that full scoring would put first,
with the same scores. Words are taken from the strongest to the weakest; once what is left
cannot lift a new document among the best, only those found so far are looked up in it
(MaxScore: Turtle and Flood 1995, "Query evaluation: strategies and optimizations"). Pairs of
words come last, for those documents alone that hold both and may still reach the best.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Document
from index.analyzer import make_analyzer
from index.postings import Postings, PostingsIndex
from search.accumulators import Accumulator
from search.analysis import Needs, WordNeed
from search.kernels import find_kth, look_up, not_below
from search.scoring import neighbouring_words, pair_factor, score_need, score_pair, word_factor
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TELLING = 25
"""Terms of a document that stand for it when others like it are looked for."""

N_BITS = 16
"""Words of a question told apart when pairs are ruled out; others may be held by any."""

LONG = 4096
"""Postings worth asking first whether they can be left out."""

SLACK = 1 - 1e-6
"""Bounds are stored in single precision and sums round: nothing is lost to that."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's postings with their factor, the most they give, and the word's bit."""

    term: int
    postings: Postings
    factor: float
    bound: float
    bit: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two neighbouring words, the most they earn together, and their bits."""

    first: int
    second: int
    bound: float
    mask: int


def find_best(
    needs: Needs, index: PostingsIndex, room: Accumulator, limit: int, tuning: Tuning
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The `limit` best documents by their lexical scores, ties in the order of their ids."""
    counts: Counter[int] = Counter()
    for need in (need for clause in needs.clauses for need in clause.needs):
        if isinstance(need, WordNeed) and len(need.terms) == 1:
            counts[need.terms[0]] += 1
        else:
            found = score_need(need, index)
            room.add_scores(found.documents, found.scores)
    words = _words({term: float(count) for term, count in counts.items()}, index)
    bits = {word.term: word.bit for word in words}
    pairs = [
        _Pair(a, b, pair_factor(a, b, index, tuning), bits.get(a, 0) | bits.get(b, 0))
        for a, b in (neighbouring_words(needs) if tuning.pair_weight else ())
    ]
    return _Best(words, pairs, index, room, limit).find(tuning)


def find_similar(
    document: Document, index: PostingsIndex, room: Accumulator, limit: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
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
    telling = sorted(worth, key=lambda number: (-worth[number], number))[:N_TELLING]
    words = _words({number: times[number] for number in telling}, index)
    documents, scores = _Best(words, [], index, room, limit + 1).find(Tuning())
    is_other = documents != index.document_ids.find(document.doc_id)
    return documents[is_other][:limit], scores[is_other][:limit]


def _words(times: dict[int, float], index: PostingsIndex) -> list[_Word]:
    """The words asked for, each so many times, the strongest first."""
    words = []
    for term, count in times.items():
        factor = count * word_factor(term, index)
        bound = factor / (index.settings.weighting.k1 + 1) * index.highest(term)
        words.append((bound, factor, term))
    words.sort(reverse=True)
    return [
        _Word(term, index.postings(term), factor, bound, 1 << n if n < N_BITS else 0)
        for n, (bound, factor, term) in enumerate(words)
    ]


class _Best:
    """One search for the best."""

    def __init__(
        self,
        words: list[_Word],
        pairs: list[_Pair],
        index: PostingsIndex,
        room: Accumulator,
        limit: int,
    ) -> None:
        self._words, self._pairs = words, pairs
        self._index, self._room, self._limit = index, room, limit
        self._pair_bounds = np.array([pair.bound for pair in pairs])
        self._pair_masks = np.array([pair.mask for pair in pairs], dtype=np.uint16)
        self._left = [sum(word.bound for word in words[n:]) for n in range(len(words) + 1)]

    def find(self, tuning: Tuning) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The best documents and their scores."""
        n_added = self._add_words()
        rest = self._words[n_added:]
        found = self._candidates(self._kth(), n_added)
        scores = self._room.scores[found]
        for word in rest:
            held = word.postings
            look_up(found, scores, held.documents, held.frequencies, self._index.norms, word.factor)
        if self._pairs:
            found, scores = self._score_pairs(found, scores, tuning)
        # Rounded, so that two ways to add up the same numbers tie.
        best = np.argsort(-np.round(scores, 9), kind="stable")[: self._limit]
        return found[best], scores[best]

    def _add_words(self) -> int:
        """Add words until no document without them can be among the best; gives how many."""
        for number, word in enumerate(self._words):
            if number and len(word.postings.documents) > LONG:
                within = sum(pair.bound for pair in self._pairs if not pair.mask & (word.bit - 1))
                if self._left[number] + within < self._kth():
                    return number
            self._room.add_postings(word.postings, self._index.norms, word.factor, word.bit)
        return len(self._words)

    def _kth(self) -> float:
        """What the best documents so far reach, a little less."""
        room = self._room
        return SLACK * find_kth(room.scores, room.touched, room.n_touched, self._limit)

    def _candidates(self, least: float, n_added: int) -> NDArray[np.int32]:
        """Touched documents that may be among the best, ascending."""
        room = self._room
        open_bits = sum(word.bit for word in self._words[n_added:])
        return np.sort(
            not_below(
                room.scores, room.n_held, room.touched, room.n_touched,
                least - self._left[n_added], self._pair_bounds, self._pair_masks, open_bits,
            )
        )  # fmt: skip

    def _score_pairs(
        self, found: NDArray[np.int32], scores: NDArray[np.float64], tuning: Tuning
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Add what pairs earn: to the likeliest first, then to whoever may still reach them."""
        n_first = 2 * self._limit
        if len(found) > 2 * n_first:
            first = np.sort(np.argpartition(-scores, n_first)[:n_first])
            sure = self._with_pairs(found[first], scores[first], tuning)
            least = SLACK * np.partition(sure, n_first - self._limit)[n_first - self._limit]
            kept = scores + self._pair_bounds.sum() >= least
            found, scores = found[kept], scores[kept]
        return found, self._with_pairs(found, scores, tuning)

    def _with_pairs(
        self, found: NDArray[np.int32], scores: NDArray[np.float64], tuning: Tuning
    ) -> NDArray[np.float64]:
        for pair in self._pairs:
            scores = scores + score_pair(pair.first, pair.second, found, self._index, tuning)
        return scores
