"""A question that answers much better than the one asked, offered and never taken.

Takes `Needs`, an index and its `Speller`, gives a rare word of the question with the common
one that was perhaps meant. A word that no statement says is not offered but put right, in
`search.expansion`. Only document frequencies are compared, no scores.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from index.postings import PostingsIndex
from search.analysis import NeedFinder, Needs, WordNeed
from search.query import Atom, AtomKind
from search.spelling import MUCH, Speller

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENOUGH = 3
"""Statements that must hold the whole of the question that is offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A word as typed, the one offered for it, and the whole question with that."""

    typed: str
    offered: str
    question: str


def find_offer(question: str, needs: Needs, index: PostingsIndex, speller: Speller) -> Offer | None:
    """What to offer, or None where the question is best as it is.

    Offered where at least ENOUGH statements hold all of the question's telling words with
    the other one, and MUCH times as many as with the one typed.
    """
    words = [clause.needs[0] for clause in needs.counted if len(clause.needs) == 1]
    for need in words:
        if not isinstance(need, WordNeed) or need.position is None or not need.terms:
            continue
        commoner = speller.find_commoner(need.label, needs.language)
        if commoner is None:
            continue
        others = [
            _holding(other, index)
            for other in words
            if isinstance(other, WordNeed) and other is not need
        ]
        found = NeedFinder(index, needs.language).needs_of(Atom(AtomKind.WORD, commoner))
        meant = [word for word in found if isinstance(word, WordNeed)]
        n_typed = len(reduce(np.intersect1d, others, _holding(need, index)))
        n_meant = len(reduce(np.intersect1d, others, _holding(meant[0], index))) if meant else 0
        if n_meant >= max(ENOUGH, MUCH * n_typed):
            typed = rf"(?<!\w){re.escape(need.label)}(?!\w)"
            return Offer(need.label, commoner, re.sub(typed, commoner, question, count=1))
    return None


def _holding(need: WordNeed, index: PostingsIndex) -> NDArray[np.int32]:
    """The documents that hold any of a word's terms."""
    found = [index.postings(term).documents for term in need.terms]
    return reduce(np.union1d, found, np.empty(0, dtype=np.int32))
