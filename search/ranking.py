"""Which documents match, and in which order.

Takes `SearchParameters` and an index, gives matching document numbers best first and what
was understood. Evaluation ranks with the same scores, but takes all above zero.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController

from corpus.cities import load_gazetteer
from corpus.cleaning import fold
from corpus.errors import InvalidQueryError
from corpus.messages import Message
from index.dense import document_cosines, has_passages
from index.minilm import find_model, load_encoder
from index.postings import PostingsIndex
from index.vectors import lsa_cosines
from search.analysis import WordNeed, find_needs
from search.expansion import Expanded, expand
from search.filters import Resolved, part_mask, part_weights, resolve_filters
from search.fusion import FAIR, FLOOR, fuse_dense, fuse_lsa, normalise
from search.parameters import SearchParameters
from search.query import Query, parse_query
from search.scoring import Scores, score_documents
from search.spelling import Speller
from search.thesaurus import load_thesaurus
from search.understanding import understand
from search.understood import Part, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORT_QUESTION = 4
"""Telling words up to which none may be unknown."""

BOOST = 0.15
"""What a part that is no filter adds to the score of what fits it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question ready to be ranked: parsed, understood, expanded."""

    query: Query
    parts: tuple[Part, ...]
    expanded: Expanded


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer as numbers.

    Attributes:
        prepared: what was searched.
        found: the lexical scores behind it.
        documents: matching document numbers, best first.
        scores: float64 by document number, for all documents.
        is_match: bool by document number, all filters but the chosen facets applied.
        chosen: what the filters of the address keep.
        typed: what the filters typed into the question keep.
    """

    prepared: Prepared
    found: Scores
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


class Ranker:
    """Ranks one index; what it knows of it is worked out once.

    Args:
        index: what is ranked.
        today: what "last year" counts from; the day in UTC if not given.
    """

    def __init__(self, index: PostingsIndex, today: datetime.date | None = None) -> None:
        self.index = index
        self._today = today
        self._encode = lru_cache(maxsize=1024)(_encode)

    def rank_matches(self, parameters: SearchParameters) -> Ranking:
        """Find what matches a question and its filters, in the order asked for.

        Raises:
            InvalidQueryError: there is nothing but exclusions, or a value is none.
        """
        prepared = self.prepare(parameters)
        query = prepared.query
        typed = resolve_filters(query.typed, self.index)
        chosen = resolve_filters(query.chosen, self.index)
        if query.excluded and not (query.clauses or typed.masks or chosen.masks or prepared.parts):
            words = Message(
                "The question only says what to leave out. Say also what you are looking for, "
                "for example: immigrants -detention"
            )
            raise InvalidQueryError("q", words)
        found = score_documents(prepared.expanded.needs, self.index)
        scores, cosines = self._fuse(prepared, found)
        is_match = found.is_allowed & self._is_kept(prepared)
        if query.clauses:
            is_match &= self._answers(prepared, found, cosines, exact=parameters.exact)
        for mask in typed.masks.values():
            is_match &= mask
        if "days" in chosen.masks:
            is_match &= chosen.masks["days"]
        kept = is_match.copy()
        for name, mask in chosen.masks.items():
            if name != "days":
                kept &= mask
        by_date = parameters.sort == "date" or not query.clauses
        documents = self._in_order(np.flatnonzero(kept), scores, by_date=by_date)
        return Ranking(prepared, found, documents, scores, is_match, chosen, typed)

    def rank_all(self, question: str, limit: int) -> list[tuple[int, float]]:
        """The best documents with a score above zero, as evaluation counts them."""
        prepared = self.prepare(SearchParameters(question))
        found = score_documents(prepared.expanded.needs, self.index)
        scores, _ = self._fuse(prepared, found)
        documents = np.flatnonzero((scores > 0) & self._is_kept(prepared))
        best = self._in_order(documents, scores, by_date=False)[:limit]
        return [(int(document), float(scores[document])) for document in best]

    def prepare(self, parameters: SearchParameters) -> Prepared:
        """Understand, parse and expand a question; "exactly my words" is only parsed."""
        if parameters.exact:
            query = parse_query(parameters)
            return Prepared(query, (), Expanded(find_needs(query, self.index), (), ""))
        understood = understand(parameters.q, self._world, without=frozenset(parameters.plain))
        parts = tuple(
            part
            for part in understood.parts
            if part_mask(part, self.index) is not None or part.weights
        )
        text = understood.remaining if len(parts) == len(understood.parts) else parameters.q
        query = replace(parse_query(replace(parameters, q=text)), parameters=parameters)
        return Prepared(
            query, parts, expand(find_needs(query, self.index), self.index, self._speller)
        )

    def _fuse(
        self, prepared: Prepared, found: Scores
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Every document's score and its cosine (below any floor where unknown)."""
        unknown = np.full(self.index.n_documents, -1.0, dtype=np.float32)
        english = prepared.expanded.english
        if english and has_passages(self.index) and find_model() is not None:
            cosines = document_cosines(self.index, self._encode(english))
            scores = fuse_dense(found.scores, cosines)
            unknown = np.where(np.isnan(cosines), -1.0, cosines).astype(np.float32)
        elif (lsa := lsa_cosines(self.index, _typed_terms(prepared))) is not None:
            scores = fuse_lsa(found.scores, lsa)
        else:
            scores = normalise(found.scores)
        for part in prepared.parts:
            if not part.is_filter:
                scores = scores + BOOST * part_weights(part, self.index) * (scores > 0)
        return scores, unknown

    def _is_kept(self, prepared: Prepared) -> NDArray[np.bool_]:
        """Parts of one field are OR, different fields are AND."""
        by_field: dict[str, NDArray[np.bool_]] = {}
        for part in prepared.parts:
            mask = part_mask(part, self.index) if part.is_filter else None
            if mask is not None:
                by_field[part.field] = by_field.get(part.field, np.zeros_like(mask)) | mask
        kept = np.ones(self.index.n_documents, dtype=bool)
        for mask in by_field.values():
            kept &= mask
        return kept

    def _answers(
        self,
        prepared: Prepared,
        found: Scores,
        cosines: NDArray[np.float32],
        *,
        exact: bool,
    ) -> NDArray[np.bool_]:
        """Documents that hold enough of the question's words, or mean it.

        In a short question a word that nothing here says is not the one to go without: it
        is what the question is about. One word too few is made up for by a fair cosine.
        """
        n_clauses = len(prepared.expanded.needs.counted)
        is_short = n_clauses <= SHORT_QUESTION
        needed = n_needed(n_clauses, all_of_them=exact or (is_short and found.n_empty > 0))
        enough = (found.n_held >= needed) & (found.scores > 0)
        if exact:
            return enough
        answers: NDArray[np.bool_] = enough | (cosines >= FLOOR)
        if not (is_short and found.n_empty):
            answers |= (found.n_held >= max(1, needed - 1)) & (cosines >= FAIR)
        return answers

    def _in_order(
        self, documents: NDArray[np.int64], scores: NDArray[np.float64], *, by_date: bool
    ) -> NDArray[np.int64]:
        """Best first (or newest first, undated last); ties in the order of the ids."""
        # Rounded, so that two ways to add up the same numbers tie.
        keys = self.index.first_days[documents] if by_date else np.round(scores[documents], 9)
        return documents[np.argsort(-keys, kind="stable")]

    @cached_property
    def _world(self) -> World:
        columns = self.index.columns
        return World(
            tuple(columns["mayor"].values) if "mayor" in columns else (),
            tuple(columns["city"].values) if "city" in columns else (),
            self._today or datetime.datetime.now(datetime.UTC).date(),
        )

    @cached_property
    def _speller(self) -> Speller:
        languages = self.index.settings.languages
        cities = (load_gazetteer().find_slug(slug) for slug in self._world.cities)
        names = [*self._world.mayors, *(fold(city.name) for city in cities if city)]
        thesaurus = load_thesaurus()
        return Speller(
            {language: self.index.words(language) for language in languages},
            names,
            {language: thesaurus.words(language) for language in ("en", "es")},
        )


def _encode(text: str) -> NDArray[np.float32]:
    # One thread: for a text this short more only wait for one another, worst on a busy server.
    with _thread_pools().limit(limits=1, user_api="blas"):
        vector: NDArray[np.float32] = load_encoder().encode([text])[0]
    return vector


@cache
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()


def _typed_terms(prepared: Prepared) -> tuple[int, ...]:
    needs = (need for clause in prepared.expanded.needs.clauses for need in clause.needs)
    return tuple(term for need in needs if isinstance(need, WordNeed) for term in need.terms)
