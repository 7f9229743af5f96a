"""The best few documents for some words, or like another, without scoring all that hold them.

Takes `Needs` and a `PostingsIndex`, gives the documents that full scoring would put first,
with the same scores. Lists are taken from the strongest to the weakest; once what is left
cannot lift a new document among the best, only those found so far are looked up in it
(MaxScore: Turtle and Flood 1995, "Query evaluation: strategies and optimizations").
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
from search.kernels import find_kth, look_up, look_up_scores, not_below
from search.scoring import Scored, neighbouring_words, score_need, score_pair, word_factor
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_TELLING = 25
"""Terms of a document that stand for it when others like it are looked for."""

_LONG = 4096
"""Postings worth asking first whether they can be left out."""
_SLACK = 1 - 1e-6
"""Bounds are stored in single precision and sums round: nothing is lost to that."""


@dataclass(frozen=True, slots=True)
class _List:
    """Something a document may hold: postings with a factor, or scores; and its best score."""

    bound: float
    postings: Postings | None
    factor: float
    scored: Scored | None

    def __len__(self) -> int:
        held = self.postings or self.scored
        return len(held.documents) if held else 0


def find_best(
    needs: Needs, index: PostingsIndex, room: Accumulator, limit: int, tuning: Tuning
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The `limit` best documents by their lexical scores, ties in the order of their ids."""
    return _find_best(_lists(needs, index, tuning), index, room, limit)


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
    worth = {n: (1 + math.log(tf)) * word_factor(n, index) for n, tf in counts.items()}
    telling = sorted(worth, key=lambda number: (-worth[number], number))[:N_TELLING]
    lists = [_word_list(number, 1 + math.log(counts[number]), index) for number in telling]
    documents, scores = _find_best(lists, index, room, limit + 1)
    is_other = documents != index.document_ids.find(document.doc_id)
    return documents[is_other][:limit], scores[is_other][:limit]


def _find_best(
    lists: list[_List], index: PostingsIndex, room: Accumulator, limit: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    lists = sorted(lists, key=lambda each: -each.bound)
    left = [sum(each.bound for each in lists[number:]) for number in range(len(lists))]
    n_added, least = 0, 0.0
    for each in lists:
        if least and left[n_added] < least * _SLACK:
            break
        _add(each, index, room)
        n_added += 1
        if n_added < len(lists) and len(lists[n_added]) > _LONG:
            least = find_kth(room.scores, room.touched, room.n_touched, limit)
    rest = lists[n_added:]
    if not rest:
        least = find_kth(room.scores, room.touched, room.n_touched, limit)
    missing = left[n_added] if rest else 0.0
    found = np.sort(not_below(room.scores, room.touched, room.n_touched, least * _SLACK - missing))
    return _order(*_finish(found, room.scores[found], rest, index, limit), limit)


def _lists(needs: Needs, index: PostingsIndex, tuning: Tuning) -> list[_List]:
    """Every word of a question, and its pairs."""
    lists = []
    for need in (need for clause in needs.clauses for need in clause.needs):
        if isinstance(need, WordNeed) and len(need.terms) == 1:
            lists.append(_word_list(need.terms[0], 1.0, index))
        else:
            lists.append(_scored_list(score_need(need, index)))
    for first, second in neighbouring_words(needs) if tuning.pair_weight else ():
        pair = score_pair(first, second, index, tuning)
        lists.append(_scored_list(Scored(pair.documents, tuning.pair_weight * pair.scores)))
    return [each for each in lists if len(each)]


def _word_list(term: int, times: float, index: PostingsIndex) -> _List:
    factor = times * word_factor(term, index)
    bound = factor / (index.settings.weighting.k1 + 1) * index.highest(term)
    return _List(bound, index.postings(term), factor, None)


def _scored_list(found: Scored) -> _List:
    return _List(float(found.scores.max(initial=0.0)), None, 0.0, found)


def _add(each: _List, index: PostingsIndex, room: Accumulator) -> None:
    if each.postings is not None:
        room.add_postings(each.postings, index.norms, each.factor)
    elif each.scored is not None:
        room.add_scores(each.scored.documents, each.scored.scores)


def _finish(
    found: NDArray[np.int32],
    scores: NDArray[np.float64],
    rest: list[_List],
    index: PostingsIndex,
    limit: int,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Add what the remaining lists give those found, dropping who falls behind."""
    for number, each in enumerate(rest):
        if each.postings is not None:
            documents, frequencies = each.postings.documents, each.postings.frequencies
            look_up(found, scores, documents, frequencies, index.norms, each.factor)
        elif each.scored is not None:
            look_up_scores(found, scores, each.scored.documents, each.scored.scores)
        if len(scores) > limit:
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            missing = sum(later.bound for later in rest[number + 1 :])
            kept = scores >= least * _SLACK - missing
            found, scores = found[kept], scores[kept]
    return found, scores


def _order(
    documents: NDArray[np.int32], scores: NDArray[np.float64], limit: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    # Rounded, so that two ways to add up the same numbers tie.
    best = np.argsort(-np.round(scores, 9), kind="stable")[:limit]
    return documents[best], scores[best]
