"""How strongly each document answers each clause: lexical scores.

Takes `Needs` and a `PostingsIndex`, gives the documents that hold enough of the question's
clauses, with their scores. The score of a word is idf * weight (see `index.postings`);
words that count as one (a prefix, the same word in two languages) share one idf over all
documents that hold any of them, as a synonym operator does (Pirkola 1998), and give the
weight of the strongest. What stands for a word of the question earns no more than the word's
best, and where no document says the word, no more than one word could that is held by all
those that say it otherwise: "universal basic income", said once, is not three rare words to
who asked for UBI. Words that stand near one another in the question earn more where they stand
near one another in the document: `pair_weight` of the BM25 of the pair, a pair being the two
words in this order at most `pair_window` tokens apart (after Metzler and Croft 2005, the
ordered window of their sequential dependence model). Its idf is that of its rarer word:
how many documents hold the pair is never asked, and pairs are counted only for the
`pair_documents` best by words, so that few documents need be looked at: on five collections
nothing is lost by either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.postings import Postings, PostingsIndex, inverse_document_frequency
from search.accumulators import Accumulator
from search.analysis import Clause, Need, Needs, PhraseNeed, Related, WordNeed
from search.filters import pass_masks
from search.kernels import contains, select
from search.ordering import find_best_rows
from search.phrases import score_phrase
from search.scored import NOTHING, Scored, leave_out, merge_best, merge_sums
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents are looked for.

    Attributes:
        n_needed: the number of clauses that is enough, told how many of those that count no
            document holds; None for every document, with or without score.
        masks: what filters keep, bool by document number.
    """

    n_needed: Callable[[int], int | None]
    masks: tuple[NDArray[np.bool_], ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """The documents that hold enough clauses.

    Attributes:
        documents: int32, ascending.
        scores: float64, of each of these documents.
        n_held: uint16, how many of the clauses that count each holds.
        is_allowed: bool, whether each holds every quoted phrase and nothing excluded.
        n_empty: how many clauses that count no document holds.
        holders: of each clause that counts, which documents hold it, int32, ascending.
        by_need: what each added word found, for telling which of them really matched.
    """

    documents: NDArray[np.int32]
    scores: NDArray[np.float64]
    n_held: NDArray[np.uint16]
    is_allowed: NDArray[np.bool_]
    n_empty: int
    holders: tuple[NDArray[np.int32], ...]
    by_need: dict[Need, Scored]


def score_documents(
    needs: Needs,
    index: PostingsIndex,
    room: Accumulator,
    choice: Choice,
    tuning: Tuning,
) -> Scores:
    """Score the documents that hold enough of a question.

    Args:
        needs: the question.
        index: what is asked.
        room: where scores are added up; all zero.
        choice: which documents are looked for.
        tuning: the weights of word pairs.
    """
    scoring = _Scoring(needs, index, room)
    for clause in needs.clauses:
        scoring.add_clause(clause)
    return scoring.finish(choice, tuning)


@dataclass(frozen=True, slots=True)
class _Earned:
    """What a clause earns documents.

    Attributes:
        held: the documents that hold it, int32, ascending.
        is_counted: whether it counts for how many clauses a document holds.
        lists: scores to be added up, above zero for all that hold it; for a word of one term
            its postings instead.
    """

    held: NDArray[np.int32]
    is_counted: bool
    lists: tuple[Scored, ...] | Postings


class _Scoring:
    """One question on its way through its clauses."""

    def __init__(self, needs: Needs, index: PostingsIndex, room: Accumulator) -> None:
        self._needs = needs
        self._counted = frozenset(needs.counted)
        self._index = index
        self._room = room
        self._required: list[Scored] = []
        self._earned: list[_Earned] = []
        self._by_need: dict[Need, Scored] = {}

    def add_clause(self, clause: Clause) -> None:
        """Find what a clause earns each document."""
        is_counted = clause in self._counted
        term = _only_term(clause)
        if term is not None:
            postings = self._index.postings(term)
            self._earned.append(_Earned(postings.documents, is_counted, postings))
            return
        typed = reduce(merge_sums, [score_need(need, self._index) for need in clause.needs])
        told = [(related, score_need(related.need, self._index)) for related in clause.related]
        self._by_need |= {related.need: found for related, found in told}
        held = reduce(merge_best, [typed, *(s for related, s in told if not related.is_loose)])
        most = self._most(typed, held)
        if len(clause.needs) == 1 and isinstance(clause.needs[0], PhraseNeed):
            self._required.append(typed)
            words = [score_need(word, self._index) for word in clause.needs[0].words]
            # A phrase may be of words that the question's language ignores.
            lists = [*words, leave_out(typed, words)]
        else:
            lessened = [_lessen(related, found, most) for related, found in told]
            lists = [reduce(merge_best, [typed, *lessened])]
        self._earned.append(_Earned(held.documents, is_counted, tuple(lists)))

    def finish(self, choice: Choice, tuning: Tuning) -> Scores:
        """The documents that hold enough."""
        room, holders = self._room, [each.held for each in self._earned if each.is_counted]
        n_empty = sum(not len(held) for held in holders)
        needed = choice.n_needed(n_empty)
        self._add_all(needed or 0)
        if needed is not None:
            documents = np.sort(select(room.n_held, room.touched, room.n_touched, needed))
        else:
            documents = self._index.documents
        is_allowed = np.ones(len(documents), dtype=bool)
        for required in self._required:
            is_allowed &= contains(required.documents, documents)
        for need in self._needs.excluded:
            is_allowed &= ~contains(score_need(need, self._index).documents, documents)
        scores = room.scores[documents]
        pairs = neighbouring_words(self._needs) if tuning.pair_weight else []
        if pairs:
            rows = np.flatnonzero(is_allowed & pass_masks(choice.masks, documents))
            best = find_best_rows(scores[rows], documents[rows], self._index, tuning.pair_documents)
            rows = np.sort(rows[best])
            for first, second in pairs:
                scores[rows] += score_pair(first, second, documents[rows], self._index, tuning)
        return Scores(
            documents,
            scores,
            room.n_held[documents],
            is_allowed,
            n_empty,
            tuple(holders),
            self._by_need,
        )

    def _add_all(self, needed: int) -> None:
        """Add up what the clauses earn, the rarest first.

        A document that holds so many of those that count holds one of the rarest of them, of as
        many as may be missing and one more, and has a score of it, since holding a clause earns
        one: whoever has none by then is passed over.
        """
        ordered = sorted(self._earned, key=lambda each: (not each.is_counted, len(each.held)))
        n_open = sum(each.is_counted for each in ordered) - needed + 1
        for number, each in enumerate(ordered):
            self._add(each, is_open=not needed or number < n_open)

    def _add(self, earned: _Earned, *, is_open: bool) -> None:
        room, found = self._room, earned.lists
        if isinstance(found, Postings):
            factor = word_factor(len(earned.held), self._index)
            n_counted = int(earned.is_counted)
            room.add_postings(found, self._index.norms, factor, n_counted, is_open=is_open)
            return
        for each in found:
            room.add_scores(each.documents, each.scores, is_open=is_open)
        if earned.is_counted:
            room.count_held(earned.held)

    def _most(self, typed: Scored, held: Scored) -> float:
        """What one word of the question may earn a document that says it in other words."""
        if len(typed.scores):
            return float(typed.scores.max())
        return word_factor(len(held.documents), self._index)


def _lessen(related: Related, found: Scored, most: float) -> Scored:
    """What stands for a word, worth a part of it and no more than the word."""
    scores = related.weight * found.scores
    if not related.is_translation:
        scores = np.minimum(scores, related.weight * most)
    return Scored(found.documents, scores)


def word_factor(df: int, index: PostingsIndex) -> float:
    """idf(t) * (k1 + 1) of a word that so many documents hold: what counts tf / (tf + norm)."""
    return word_factors((df,), index)[0]


def word_factors(dfs: Iterable[int], index: PostingsIndex) -> list[float]:
    """The same of many words."""
    n_documents, scale = index.n_documents, index.settings.weighting.k1 + 1
    return [inverse_document_frequency(df, n_documents) * scale for df in dfs]


def score_need(need: Need, index: PostingsIndex) -> Scored:
    """The documents that hold a word or phrase, with the score it earns each."""
    if isinstance(need, PhraseNeed):
        return Scored(*score_phrase(need, index))
    found = (index.postings(term) for term in need.terms)
    merged = reduce(merge_best, (Scored(p.documents, index.weigh(p)) for p in found), NOTHING)
    idf = inverse_document_frequency(len(merged.documents), index.n_documents)
    return Scored(merged.documents, idf * merged.scores)


def neighbouring_words(needs: Needs) -> list[tuple[int, int]]:
    """Each pair of neighbouring content words of the question once, as terms."""
    single = [clause.needs[0] for clause in needs.clauses if len(clause.needs) == 1]
    words = [w for need in single for w in (need.words if isinstance(need, PhraseNeed) else [need])]
    ordered = [word for word in words if word.position is not None]
    pairs = [(x, y) for a, b in pairwise(ordered) for x in a.terms for y in b.terms if x != y]
    return list(dict.fromkeys(pairs))


def score_pair(
    first: int,
    second: int,
    documents: NDArray[np.int32],
    index: PostingsIndex,
    tuning: Tuning,
) -> NDArray[np.float64]:
    """What some documents earn where `second` follows `first` within the window; float64."""
    counts = index.count_near(first, second, tuning.pair_window, documents)
    one, other = (word_factor(index.document_frequency(term), index) for term in (first, second))
    factor = pair_factor(one, other, tuning)
    return factor * counts / (counts + index.norms[documents])


def pair_factor(first: float, second: float, tuning: Tuning) -> float:
    """pair_weight * idf * (k1 + 1), of two words' factors: count / (count + norm) times it."""
    return tuning.pair_weight * max(first, second)


def _only_term(clause: Clause) -> int | None:
    """The term of a clause that is one word of one term and nothing else."""
    if len(clause.needs) != 1 or clause.related:
        return None
    need = clause.needs[0]
    return need.terms[0] if isinstance(need, WordNeed) and len(need.terms) == 1 else None
