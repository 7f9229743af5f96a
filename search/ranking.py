"""Which documents match, and in which order.

Takes `SearchParameters` and an index, gives matching document numbers best first and what
was understood. Evaluation ranks with the same scores, but takes all above zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Document
from corpus.errors import InvalidQueryError
from corpus.messages import Message
from index.postings import PostingsIndex
from index.vectors import has_lsa
from search.accumulators import Accumulators
from search.analysis import WordNeed, find_needs
from search.best import BestFinder, is_plain
from search.diversity import diversify
from search.filters import Resolved, pass_masks, resolve_filters
from search.fusion import cover, fuse_dense, normalise
from search.meaning import MeaningReader, weigh_lsa
from search.ordering import find_best_rows
from search.parameters import SearchParameters
from search.part_filters import lift_parts, part_masks
from search.preparation import Prepared, Preparer
from search.query import parse_query
from search.scoring import Choice, Scores, score_documents
from search.thesaurus import Thesaurus
from search.tuning import Tuning

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORT_QUESTION = 4
"""Telling words up to which none may be unknown."""

MIN_DEPTH = 100
"""Matches put in order even where the page needs fewer."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer as numbers.

    Attributes:
        prepared: what was searched.
        found: the candidates and their lexical scores.
        scores: float64, the final score of each candidate.
        kept: int32, the matches, ascending.
        matches: the same before the chosen facets are applied.
        documents: the first matches in the order asked for.
        chosen: what the filters of the address keep.
        typed: what the filters typed into the question keep.
    """

    prepared: Prepared
    found: Scores
    scores: NDArray[np.float64]
    kept: NDArray[np.int32]
    matches: NDArray[np.int32]
    documents: NDArray[np.int32]
    chosen: Resolved
    typed: Resolved

    def score_of(self, document: int) -> float:
        """The score of one document, 0 if it is no candidate."""
        row = int(np.searchsorted(self.found.documents, document))
        is_found = row < len(self.found.documents) and self.found.documents[row] == document
        return float(self.scores[row]) if is_found else 0.0


def n_needed(n_clauses: int, *, all_of_them: bool = False) -> int:
    """How many of its content clauses a statement must hold to match a question.

    All of one or two, all but one of three or four, about 60 % of more.

    >>> [n_needed(n) for n in range(1, 9)]
    [1, 2, 2, 3, 3, 4, 4, 5]
    """
    if all_of_them or n_clauses <= 2:
        return n_clauses
    return n_clauses - 1 if n_clauses <= 4 else round(0.6 * n_clauses)


class Ranker:
    """Ranks one index; what it knows of it is worked out once.

    Args:
        index: what is ranked.
        today: what "last year" counts from; the day in UTC if not given.
        tuning: another setting than the product's, to measure it.
    """

    def __init__(
        self,
        index: PostingsIndex,
        today: datetime.date | None = None,
        tuning: Tuning | None = None,
    ) -> None:
        self.index = index
        self._tuning = tuning or Tuning()
        self._preparer = Preparer(index, today, self._tuning)
        self._best = BestFinder(index)
        self._rooms = Accumulators(index.size)
        self._meaning = MeaningReader(index, self._tuning)

    def knowing(self, thesaurus: Thesaurus | None) -> Ranker:
        """The same with another thesaurus; None is the shipped one."""
        other = copy(self)
        other._preparer = self._preparer.knowing(thesaurus)
        return other

    def warm(self) -> None:
        """Work out now what the first question would wait for."""
        self._preparer.warm()
        self._meaning.warm()
        for column in self.index.columns.values():
            len(column.names)
        with self._rooms.lend() as room:
            norms = self.index.norms[:1].astype(np.float64)
            room.add_scores(self.index.documents[:1], norms, is_open=True)

    def rank_matches(self, parameters: SearchParameters) -> Ranking:
        """Find what matches a question and its filters, in the order asked for.

        Raises:
            InvalidQueryError: there is nothing but exclusions, or a value is none.
        """
        prepared = self._preparer.prepare(parameters)
        query = prepared.query
        typed = resolve_filters(query.typed, self.index)
        chosen = resolve_filters(query.chosen, self.index)
        if query.excluded and not (query.clauses or typed.masks or chosen.masks or prepared.parts):
            words = Message(
                "The question only says what to leave out. Say also what you are looking for, "
                "for example: immigrants -detention"
            )
            raise InvalidQueryError("q", words)
        masks = [*part_masks(prepared.parts, self.index), *typed.masks.values()]
        masks += [mask for name, mask in chosen.masks.items() if name == "days"]
        facets = [mask for name, mask in chosen.masks.items() if name != "days"]
        decide = self._decide(prepared, exact=parameters.exact)
        choice = Choice(decide, (*masks, *facets))
        with self._rooms.lend() as room:
            needs = prepared.expanded.needs
            found = score_documents(needs, self.index, room, choice, self._tuning)
        scores, cosines = self._fuse(prepared, found)
        is_match = found.is_allowed & pass_masks(masks, found.documents)
        if query.clauses:
            is_match &= self._answers(prepared, found, cosines, exact=parameters.exact)
        is_kept = is_match & pass_masks(facets, found.documents)
        kept = found.documents[is_kept]
        by_date = parameters.sort == "date" or not query.clauses
        keys = self.index.first_days[kept] if by_date else scores[is_kept]
        depth = max(parameters.page * parameters.per_page, MIN_DEPTH)
        rows = find_best_rows(keys, kept, self.index, depth)
        if not by_date and not _names_city(prepared, {*typed.masks, *chosen.masks}):
            rows = self._mix_cities(rows, kept, scores[is_kept])
        first = kept[rows]
        matches = found.documents[is_match]
        return Ranking(prepared, found, scores, kept, matches, first, chosen, typed)

    def _mix_cities(
        self, rows: NDArray[np.int64], kept: NDArray[np.int32], scores: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        column = self.index.columns.get("city")
        if column is None:
            return rows
        head = rows[:MIN_DEPTH]
        order = diversify(scores[head], column.numbers(kept[head]))
        return np.concatenate([head[order], rows[MIN_DEPTH:]])

    def rank_all(self, question: str, limit: int) -> list[tuple[int, float]]:
        """The best documents with a score above zero, as evaluation counts them."""
        prepared = self._preparer.prepare(SearchParameters(question))
        masks = part_masks(prepared.parts, self.index)
        choice = Choice(self._decide(prepared, needed=0), tuple(masks))
        with self._rooms.lend() as room:
            needs = prepared.expanded.needs
            found = score_documents(needs, self.index, room, choice, self._tuning)
        scores, _ = self._fuse(prepared, found)
        is_kept = (scores > 0) & pass_masks(masks, found.documents)
        documents, scores = found.documents[is_kept], scores[is_kept]
        best = find_best_rows(scores, documents, self.index, limit)
        return list(zip(documents[best].tolist(), scores[best].tolist(), strict=True))

    def find_best(self, question: str, limit: int) -> list[tuple[int, float]]:
        """The best documents by the question's words alone: nothing read into them."""
        needs = find_needs(parse_query(SearchParameters(question, exact=True)), self.index)
        if is_plain(needs):
            documents, scores = self._best.find(needs, limit, self._tuning)
            return list(zip(documents.tolist(), scores.tolist(), strict=True))
        with self._rooms.lend() as room:
            choice = Choice(lambda _: 0)
            found = score_documents(needs, self.index, room, choice, self._tuning)
        best = find_best_rows(found.scores, found.documents, self.index, limit)
        return list(zip(found.documents[best].tolist(), found.scores[best].tolist(), strict=True))

    def find_similar(self, document: Document, limit: int) -> list[int]:
        """The numbers of the documents most like one, best first, itself left out."""
        documents, _ = self._best.find_similar(document, limit)
        return [int(number) for number in documents]

    def _decide(
        self, prepared: Prepared, *, exact: bool = False, needed: int | None = None
    ) -> Callable[[int], int | None]:
        """How many clauses a candidate holds: any number where meaning may find it."""

        def decide(n_empty: int) -> int | None:
            if not prepared.query.clauses or self._knows_meaning(prepared):
                return None
            return _needed(prepared, n_empty, exact=exact) if needed is None else needed

        return decide

    def _knows_meaning(self, prepared: Prepared) -> bool:
        return has_lsa(self.index) or (bool(prepared.expanded.english) and self._meaning.is_ready)

    def _fuse(
        self, prepared: Prepared, found: Scores
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Every candidate's score and its best cosine (below any floor where unknown)."""
        cosines = np.full(len(found.documents), -1.0, dtype=np.float32)
        english, tuning = prepared.expanded.english, self._tuning
        if english and self._meaning.is_ready:
            covered = tuning.coverage * cover(
                found.documents, found.holders, self.index.n_documents
            )
            meaning = self._meaning.read(english, found.documents, found.scores, covered)
            scores = fuse_dense(found.scores, meaning.mixed, tuning.dense_weight) + covered
            cosines = meaning.best
        elif has_lsa(self.index) and (terms := _typed_terms(prepared)):
            scores = weigh_lsa(terms, found.documents, found.scores, self.index, tuning)
        else:
            scores = normalise(found.scores)
        question = prepared.query.parameters.q
        lifts = lift_parts(prepared.parts, question, found.documents, self.index, tuning.boost)
        return scores + lifts * (scores > 0), cosines

    def _answers(
        self,
        prepared: Prepared,
        found: Scores,
        cosines: NDArray[np.float32],
        *,
        exact: bool,
    ) -> NDArray[np.bool_]:
        """Candidates that hold enough of the question's words, or mean it.

        One word too few is made up for by a fair cosine, unless it is one no document holds.
        """
        needed = _needed(prepared, found.n_empty, exact=exact)
        enough = (found.n_held >= needed) & (found.scores > 0)
        if exact:
            return enough
        answers: NDArray[np.bool_] = enough | (cosines >= self._tuning.floor)
        if not (_is_short(prepared) and found.n_empty):
            answers |= (found.n_held >= max(1, needed - 1)) & (cosines >= self._tuning.fair)
        return answers


def _names_city(prepared: Prepared, filtered: set[str]) -> bool:
    """Whether the question, as typed, understood or filtered, asks for one city or its mayor."""
    fields = filtered | {part.field for part in prepared.parts}
    return bool(fields & {"city", "mayor"})


def _is_short(prepared: Prepared) -> bool:
    return len(prepared.expanded.needs.counted) <= SHORT_QUESTION


def _needed(prepared: Prepared, n_empty: int, *, exact: bool) -> int:
    """How many clauses are enough for this question.

    In a short question a word that nothing here says is not the one to go without: it is
    what the question is about.
    """
    all_of_them = exact or (_is_short(prepared) and n_empty > 0)
    return n_needed(len(prepared.expanded.needs.counted), all_of_them=all_of_them)


def _typed_terms(prepared: Prepared) -> tuple[int, ...]:
    needs = (need for clause in prepared.expanded.needs.clauses for need in clause.needs)
    return tuple(term for need in needs if isinstance(need, WordNeed) for term in need.terms)
