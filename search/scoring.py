"""How strongly each document answers each clause: lexical scores.

Takes `Needs` and a `PostingsIndex`, gives scores and, for each document, how many of the
question's clauses it holds. The score of a word is idf * weight (see `index.postings`);
words that count as one (a prefix, the same word in two languages) share one idf over all
documents that hold any of them, as a synonym operator does, and give the weight of the
strongest. Words that stand near one another in the question earn more where they stand
near one another in the document: PAIR_WEIGHT of the BM25 of the pair, a pair being the two
words in this order at most PAIR_WINDOW tokens apart (after Metzler and Croft 2005, the
ordered window of their sequential dependence model).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from index.postings import PostingsIndex, inverse_document_frequency, term_weight
from search.analysis import Need, Needs, PhraseNeed, Related, WordNeed

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIR_WEIGHT = 0.2
PAIR_WINDOW = 3
_POSITION_BITS = 32


@dataclass(frozen=True, slots=True)
class Scored:
    """Ascending document numbers (int32) and the score of each (float64, above zero)."""

    documents: NDArray[np.int32]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Every document's standing, by document number.

    Attributes:
        scores: float64, zero where nothing matches.
        n_held: int16, how many of the clauses that count the document holds.
        is_allowed: bool, False where a quoted phrase is missing or something is excluded.
        n_empty: how many clauses that count no document holds.
        by_need: what each need found, for telling which added words really matched.
    """

    scores: NDArray[np.float64]
    n_held: NDArray[np.int16]
    is_allowed: NDArray[np.bool_]
    n_empty: int
    by_need: dict[Need, Scored]


def score_documents(needs: Needs, index: PostingsIndex) -> Scores:
    """Score every document for a question."""
    scores = np.zeros(index.n_documents)
    n_held = np.zeros(index.n_documents, dtype=np.int16)
    is_allowed = np.ones(index.n_documents, dtype=bool)
    n_empty = 0
    counted = needs.counted
    asked = {need for clause in needs.clauses for need in clause.needs} | set(needs.excluded)
    asked |= {related.need for clause in needs.clauses for related in clause.related}
    asked |= {word for need in asked if isinstance(need, PhraseNeed) for word in need.words}
    found = {
        need: _score_word(need, index) if isinstance(need, WordNeed) else _score_phrase(need, index)
        for need in asked
    }
    for clause in needs.clauses:
        typed = reduce(_merge_sum, [found[need] for need in clause.needs])
        related = [_lessen(found[r.need], r, typed) for r in clause.related]
        any_of = reduce(_merge_max, [typed, *related])
        if clause in counted:
            pairs = zip(clause.related, related, strict=True)
            firm = [each for told, each in pairs if not told.is_loose]
            held = reduce(_merge_max, [typed, *firm])
            n_held[held.documents] += 1
            n_empty += not len(held.documents)
        if len(clause.needs) == 1 and isinstance(clause.needs[0], PhraseNeed):
            is_phrase_held = np.zeros(index.n_documents, dtype=bool)
            is_phrase_held[typed.documents] = True
            is_allowed &= is_phrase_held
            for word in clause.needs[0].words:
                scores[found[word].documents] += found[word].scores
        else:
            scores[any_of.documents] += any_of.scores
    for need in needs.excluded:
        is_allowed[found[need].documents] = False
    for first, second in _neighbouring_words(needs):
        pair = _score_pair(first, second, index)
        scores[pair.documents] += PAIR_WEIGHT * pair.scores
    return Scores(scores, n_held, is_allowed, n_empty, found)


def _score_word(need: WordNeed, index: PostingsIndex) -> Scored:
    if not need.terms:
        return _NOTHING
    found = [index.postings(term) for term in need.terms]
    merged = reduce(_merge_max, [Scored(p.documents, p.weights.astype(float)) for p in found])
    idf = inverse_document_frequency(len(merged.documents), index.n_documents)
    return Scored(merged.documents, idf * merged.scores)


def _lessen(found: Scored, related: Related, typed: Scored) -> Scored:
    """What stands for a word, worth a part of it and no more than the word's best."""
    scores = related.weight * found.scores
    if related.is_translation or not len(typed.scores):
        return Scored(found.documents, scores)
    return Scored(found.documents, np.minimum(scores, related.weight * typed.scores.max()))


def _score_phrase(need: PhraseNeed, index: PostingsIndex) -> Scored:
    """The sum of its words where they stand as in the phrase, in any of its variants."""
    merged = _NOTHING
    for variant in need.variants:
        terms = [(term, offset) for term, offset in variant if term is not None]
        if len(terms) < len(variant):
            continue
        found = [index.postings(term) for term, _ in terms]
        documents = reduce(np.intersect1d, [postings.documents for postings in found])
        starts = [_keys(index, term, documents, -offset) for term, offset in terms]
        kept = np.unique(reduce(np.intersect1d, starts) >> _POSITION_BITS)
        documents = documents[kept]
        scores = np.zeros(len(documents))
        for postings in found:
            idf = inverse_document_frequency(len(postings.documents), index.n_documents)
            rows = np.searchsorted(postings.documents, documents)
            scores += idf * postings.weights[rows]
        merged = _merge_max(merged, Scored(documents, scores))
    return merged


def _neighbouring_words(needs: Needs) -> list[tuple[int, int]]:
    """Each pair of neighbouring content words of the question once, as terms."""
    single = [clause.needs[0] for clause in needs.clauses if len(clause.needs) == 1]
    words = [w for need in single for w in (need.words if isinstance(need, PhraseNeed) else [need])]
    ordered = [word for word in words if word.position is not None]
    pairs = [pair for a, b in pairwise(ordered) for pair in product(a.terms, b.terms)]
    return [(first, second) for first, second in dict.fromkeys(pairs) if first != second]


def _score_pair(first: int, second: int, index: PostingsIndex) -> Scored:
    """BM25 of two words as one: counted where `second` follows within PAIR_WINDOW tokens."""
    both = np.intersect1d(
        index.postings(first).documents, index.postings(second).documents, assume_unique=True
    )
    if not len(both):
        return _NOTHING
    firsts, seconds = _keys(index, first, both, 0), _keys(index, second, both, 0)
    counts = np.zeros(len(both))
    for distance in range(1, PAIR_WINDOW + 1):
        near = firsts[np.isin(firsts + distance, seconds)] >> _POSITION_BITS
        counts += np.bincount(near, minlength=len(both))
    held = counts > 0
    documents = both[held]
    idf = inverse_document_frequency(len(documents), index.n_documents)
    lengths = index.lengths[documents].astype(float)
    weights = term_weight(counts[held], lengths, index.mean_length, index.settings.weighting)
    return Scored(documents, idf * weights)


def _keys(
    index: PostingsIndex, term: int, documents: NDArray[np.int32], shift: int
) -> NDArray[np.int64]:
    """One number for each place a term stands at: row in `documents`, shifted position."""
    rows, positions = index.positions(term, documents)
    # Shifted by one row so that a position below zero never reaches the row before.
    positions = positions + shift
    kept = positions >= 0
    return (rows[kept] << _POSITION_BITS) + positions[kept]


def _merge_max(one: Scored, other: Scored) -> Scored:
    return _merge(one, other, np.maximum)


def _merge_sum(one: Scored, other: Scored) -> Scored:
    return _merge(one, other, np.add)


def _merge(one: Scored, other: Scored, join: np.ufunc) -> Scored:
    documents = np.union1d(one.documents, other.documents)
    scores = np.zeros(len(documents))
    scores[np.searchsorted(documents, one.documents)] = one.scores
    rows = np.searchsorted(documents, other.documents)
    scores[rows] = join(scores[rows], other.scores)
    return Scored(documents, scores)


_NOTHING = Scored(np.empty(0, dtype=np.int32), np.empty(0))
