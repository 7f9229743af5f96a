"""The one door for every front end: a question in, a page of hits out.

Takes a `Query`, gives a `ResultPage`. Holds one published index and the store whose
revisions it indexed; both are read-only here and may be shared by threads.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from copy import copy
from functools import lru_cache

from corpus.documents import City, Statement
from corpus.messages import Message
from corpus.store import Store
from index.postings import PostingsIndex
from search.analysis import WordNeed
from search.editorial import NOTHING_EDITED, Editorial
from search.excerpt import Wanted, find_spans, find_wanted, make_excerpt, merge_spans
from search.facets import count_facets
from search.kernels import contains
from search.parameters import PeerChoice, SearchParameters
from search.peers import PeerGroup, make_peer_finder
from search.pinning import find_allowed
from search.ranking import Ranker, Ranking
from search.results import CityContact, Hit, Interpretation, Marks, Recent, ResultPage

MAX_LOADED = 10_000
"""Statements kept in memory between questions."""


class SearchEngine:
    """Answers questions from one generation of the index.

    Args:
        index: what is searched.
        store: where the statements' revisions are read for display.
        version: the name of the generation.
        editorial: what editors decided.
    """

    def __init__(
        self,
        index: PostingsIndex,
        store: Store,
        version: str,
        editorial: Editorial = NOTHING_EDITED,
    ) -> None:
        self._index = index
        self._ranker = Ranker(index).knowing(editorial.thesaurus)
        self._store = store
        self.version = version
        self.editorial = editorial
        self._loaded: dict[tuple[str, int], Statement] = {}
        self._find_city_contact = lru_cache(maxsize=4096)(store.find_city_contact)

    def knowing(self, editorial: Editorial) -> SearchEngine:
        """The same with other decisions of editors; what is known of the index is shared."""
        other = copy(self)
        other.editorial = editorial
        if editorial.thesaurus is not self.editorial.thesaurus:
            other._ranker = self._ranker.knowing(editorial.thesaurus)
        return other

    def warm(self) -> None:
        """Work out now what the first question would wait for."""
        self._ranker.warm()

    @property
    def n_documents(self) -> int:
        """How many statements can be found."""
        return self._index.n_documents

    def ask(self, question: str) -> ResultPage:
        """Search with every parameter at its default."""
        return self.search(SearchParameters(question))

    def search(self, parameters: SearchParameters) -> ResultPage:
        """The page of the answer that the parameters ask for.

        Raises:
            InvalidQueryError: the question only excludes.
        """
        started = time.perf_counter()
        ranking = self._ranker.rank_matches(parameters)
        first = (parameters.page - 1) * parameters.per_page
        page = [int(n) for n in ranking.documents[first : first + parameters.per_page]]
        wanted = find_wanted(ranking.prepared.expanded.needs, self._index)
        statements = self._load(page)
        hits = tuple(
            self._make_hit(statement, ranking.score_of(number), wanted)
            for number, statement in zip(page, statements, strict=True)
        )
        return ResultPage(
            ranking.prepared.query,
            _interpret(ranking),
            len(ranking.kept),
            hits,
            count_facets(ranking, self._index),
            _count_recent(ranking, self._index),
            round((time.perf_counter() - started) * 1000, 2),
            self._find_pinned(ranking, wanted),
        )

    def _find_pinned(self, ranking: Ranking, wanted: Wanted) -> tuple[Hit, ...]:
        """What editors pinned to the question, on its first page, where no filter keeps it out."""
        parameters = ranking.prepared.query.parameters
        doc_ids = self.editorial.pins.find(parameters.q) if parameters.page == 1 else ()
        if not doc_ids:
            return ()
        found = (self._index.document_ids.find(doc_id) for doc_id in doc_ids)
        numbers = find_allowed([int(n) for n in found if n is not None], ranking, self._index)
        return tuple(
            self._make_hit(statement, ranking.score_of(number), wanted)
            for number, statement in zip(numbers, self._load(numbers), strict=True)
        )

    def list_similar(self, doc_id: str, limit: int = 5) -> tuple[Statement, ...]:
        """Statements most like one, best first; none for an id that is not indexed."""
        number = self._index.document_ids.find(doc_id)
        if number is None:
            return ()
        (statement,) = self._load([number])
        return tuple(self._load(self._ranker.find_similar(statement, limit)))

    def list_hits(self, doc_ids: Sequence[str], question: str = "") -> tuple[Hit, ...]:
        """These statements as the answer to a question shows them, in the order given.

        Each comes with the passage that answers best, whether or not it is a match; ids
        that are not indexed are left out.

        Raises:
            InvalidQueryError: the question only excludes.
        """
        ranking = self._ranker.rank_matches(SearchParameters(question))
        wanted = find_wanted(ranking.prepared.expanded.needs, self._index)
        found = (self._index.document_ids.find(doc_id) for doc_id in doc_ids)
        numbers = [int(number) for number in found if number is not None]
        return tuple(
            self._make_hit(statement, ranking.score_of(number), wanted)
            for number, statement in zip(numbers, self._load(numbers), strict=True)
        )

    def mark_statement(self, statement: Statement, question: str) -> Marks:
        """Where a question's words stand in a statement, and the passage that answers best.

        Raises:
            InvalidQueryError: the question only excludes, or is too long.
        """
        ranking = self._ranker.rank_matches(SearchParameters(question))
        wanted = find_wanted(ranking.prepared.expanded.needs, self._index)
        title = find_spans(statement.title, statement.language, wanted)
        text = find_spans(statement.text, statement.language, wanted)
        passage = make_excerpt(statement.text, statement.language, wanted).text if text else ""
        return Marks(merge_spans(list(title)), merge_spans(list(text)), passage)

    def list_values(self, facet: str) -> list[tuple[str, int]]:
        """Every value of a facet with how many statements have it; none if none has any."""
        column = self._index.columns.get(facet)
        if column is None:
            return []
        return [(value, len(column.documents(n))) for n, value in enumerate(column.values)]

    def list_unknown(self, parameters: SearchParameters) -> tuple[str, ...]:
        """The words of a question that no statement says in any form, as typed.

        A word put right counts as the one it was put right to.

        Raises:
            InvalidQueryError: the question only excludes.
        """
        ranking = self._ranker.rank_matches(parameters)
        return tuple(
            " OR ".join(need.label for need in clause.needs)
            for clause in ranking.prepared.expanded.needs.clauses
            if all(isinstance(need, WordNeed) and not need.terms for need in clause.needs)
        )

    def find_peers(self, city: City, choice: PeerChoice) -> PeerGroup:
        """The cities like one, as chosen."""
        return make_peer_finder(self._index).find(city, choice)

    def find_contact(self, statement: Statement) -> CityContact | None:
        """Whom to ask: the record's own contact, else the newest usable one of its city."""
        if statement.contact is not None:
            return CityContact(statement.contact)
        stored = self._find_city_contact(statement.city.slug) if statement.city else None
        return CityContact(stored.contact, stored.doc_id) if stored else None

    def _load(self, numbers: list[int]) -> list[Statement]:
        ids, revisions = self._index.document_ids, self._index.revisions
        keys = [(ids[number], int(revisions[number])) for number in numbers]
        # A revision never changes, so what was read once need not be read again. Another
        # thread may begin a new dictionary meanwhile, but none ever loses a key.
        loaded = self._loaded
        found = {key: loaded[key] for key in keys if key in loaded}
        new = [key for key in keys if key not in found]
        if new:
            found |= zip(new, self._store.load_statements(new), strict=True)
            if len(loaded) + len(new) > MAX_LOADED:
                self._loaded = found
            else:
                loaded |= found
        return [found[key] for key in keys]

    def _make_hit(self, statement: Statement, score: float, wanted: Wanted) -> Hit:
        title_spans = find_spans(statement.title, statement.language, wanted)
        return Hit(
            statement,
            make_excerpt(statement.text, statement.language, wanted),
            merge_spans(list(title_spans)),
            round(score, 4),
            self.find_contact(statement),
        )


def _count_recent(ranking: Ranking, index: PostingsIndex) -> Recent:
    today = datetime.datetime.now(datetime.UTC).date().toordinal()
    first_days = index.first_days[ranking.kept]
    return Recent(*(int((first_days >= today - days).sum()) for days in (365, 30)))


def _interpret(ranking: Ranking) -> Interpretation:
    """What was searched, in words."""
    query, expanded = ranking.prepared.query, ranking.prepared.expanded
    needs = expanded.needs
    notes = [*query.notes, *ranking.typed.notes, *ranking.chosen.notes]
    if query.clauses and not needs.clauses:
        words = Message(
            "The question holds only very common words, so there is nothing to look for."
        )
        notes.append(words)
    labels = [" OR ".join(need.label for need in clause.needs) for clause in needs.clauses]
    return Interpretation(
        terms=tuple(labels),
        excluded=tuple(need.label for need in needs.excluded),
        ignored=needs.ignored,
        filters=ranking.typed.labels,
        notes=tuple(notes),
        parts=ranking.prepared.parts,
        added=_added_terms(ranking),
        corrections=expanded.corrections,
        offer=ranking.prepared.offer,
    )


def _added_terms(ranking: Ranking) -> tuple[tuple[str, str], ...]:
    """The related terms that some match really holds, each once, with their language."""
    found = ranking.found.by_need
    held = {
        related.label: related.language
        for clause in ranking.prepared.expanded.needs.clauses
        for related in clause.related
        if contains(ranking.matches, found[related.need].documents).any()
    }
    return tuple(held.items())
