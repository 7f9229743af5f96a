"""Which documents match, and in which order.

Takes a `Query` and a `PostingsIndex`, gives matching document numbers best first and what
was searched. Evaluation ranks with the same scores, but takes all above zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import InvalidQueryError
from index.postings import PostingsIndex
from search.analysis import Needs, find_needs
from search.filters import Resolved, resolve_filters
from search.query import Query
from search.scoring import score_documents

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer as numbers.

    Attributes:
        needs: what was searched.
        documents: matching document numbers, best first.
        scores: float64 by document number, for all documents.
        is_match: bool by document number, all filters but the chosen facets applied.
        chosen: for each facet of the address, bool by document number.
        labels: what the filters of the address and of the question are called.
        notes: what could not be taken literally.
    """

    needs: Needs
    documents: NDArray[np.int64]
    scores: NDArray[np.float64]
    is_match: NDArray[np.bool_]
    chosen: Resolved
    typed: Resolved


def n_needed(n_clauses: int, *, all_of_them: bool = False) -> int:
    """How many of its content clauses a statement must hold to match a question.

    All of one or two, all but one of three or four, about 60 % of more.

    >>> [n_needed(n) for n in range(1, 9)]
    [1, 2, 2, 3, 3, 4, 4, 5]
    """
    if all_of_them or n_clauses <= 2:
        return n_clauses
    return n_clauses - 1 if n_clauses <= 4 else round(0.6 * n_clauses)


def rank_matches(query: Query, index: PostingsIndex) -> Ranking:
    """Find what matches a question and its filters, in the order asked for.

    Raises:
        InvalidQueryError: there is nothing but exclusions.
    """
    needs = find_needs(query, index)
    typed = resolve_filters(query.typed, index)
    chosen = resolve_filters(query.chosen, index)
    has_filters = bool(typed.masks or chosen.masks)
    if query.excluded and not query.clauses and not has_filters:
        raise InvalidQueryError(
            "q",
            "The question only says what to leave out. Say also what you are looking for, "
            "for example: immigrants -detention",
        )
    found = score_documents(needs, index)
    is_match = found.is_allowed.copy()
    if query.clauses:
        needed = n_needed(len(needs.clauses), all_of_them=query.parameters.exact)
        is_match &= (found.n_held >= needed) & (found.scores > 0)
    for mask in typed.masks.values():
        is_match &= mask
    if "days" in chosen.masks:
        is_match &= chosen.masks["days"]
    kept = is_match.copy()
    for name, mask in chosen.masks.items():
        if name != "days":
            kept &= mask
    by_date = query.parameters.sort == "date" or not query.clauses
    documents = _in_order(np.flatnonzero(kept), found.scores, index, by_date=by_date)
    return Ranking(needs, documents, found.scores, is_match, chosen, typed)


def rank_all(query: Query, index: PostingsIndex, limit: int) -> list[tuple[int, float]]:
    """The best documents with a score above zero, as evaluation counts them."""
    found = score_documents(find_needs(query, index), index)
    documents = np.flatnonzero(found.scores > 0)
    best = _in_order(documents, found.scores, index, by_date=False)[:limit]
    return [(int(document), float(found.scores[document])) for document in best]


def _in_order(
    documents: NDArray[np.int64],
    scores: NDArray[np.float64],
    index: PostingsIndex,
    *,
    by_date: bool,
) -> NDArray[np.int64]:
    """Best first (or newest first, undated last); ties in the order of the ids."""
    # Rounded, so that two ways to add up the same numbers tie.
    keys = index.first_days[documents] if by_date else np.round(scores[documents], 9)
    return documents[np.argsort(-keys, kind="stable")]
