"""A question made ready to be ranked: understood, parsed, expanded.

Takes `SearchParameters` and an index, gives a `Prepared`. What it knows of the index (its
mayors, cities and words) is worked out once, at the first question.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

from corpus.cities import load_gazetteer
from corpus.cleaning import fold
from index.combined import CombinedIndex
from index.postings import PostingsIndex
from search.analysis import Needs, find_needs
from search.expansion import expand
from search.offering import Offer, find_offer
from search.parameters import SearchParameters
from search.part_filters import part_mask
from search.query import Query, parse_query
from search.spelling import Speller
from search.thesaurus import LANGUAGES, Thesaurus, load_thesaurus
from search.titles import begins_title
from search.tuning import Tuning
from search.understanding import understand
from search.understood import Part, Understanding, World
from search.wording import read_wording, say_in_english


@dataclass(frozen=True, slots=True)
class Expanded:
    """A question with what may stand for its words.

    `corrections` are pairs of a word as typed and as searched; `english` the question for
    the dense leg, with acronyms written out, "" where it is not English.
    """

    needs: Needs
    corrections: tuple[tuple[str, str], ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question ready to be ranked: parsed, understood, expanded.

    `offer` is another question that would be answered much better, or None.
    """

    query: Query
    parts: tuple[Part, ...]
    expanded: Expanded
    offer: Offer | None = None


class Preparer:
    """Makes the questions of one index ready.

    Args:
        index: whose words are known.
        today: what "last year" counts from; the day in UTC if not given.
        tuning: another setting than the product's, to measure it.
        thesaurus: as editors made it; the shipped one if not given.
    """

    def __init__(
        self,
        index: PostingsIndex,
        today: datetime.date | None = None,
        tuning: Tuning | None = None,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        self._index = index
        self._tuning = tuning or Tuning()
        self._today = today
        self._edited = thesaurus

    def prepare(self, parameters: SearchParameters) -> Prepared:
        """Understand, parse and expand a question; "exactly my words" is only parsed."""
        if parameters.exact:
            query = parse_query(parameters)
            return Prepared(query, (), Expanded(find_needs(query, self._index)))
        understood = Understanding((), parameters.q)
        if self._tuning.use_understanding:
            plain = frozenset(parameters.plain)
            understood = understand(parameters.q, self._world, without=plain)
            dated = any(part.is_filter and part.field == "date" for part in understood.parts)
            if dated and begins_title(parameters.q, self._index):
                understood = Understanding((), parameters.q)
        parts = tuple(
            part
            for part in understood.parts
            if part_mask(part, self._index) is not None or part.weights
        )
        text = understood.remaining if len(parts) == len(understood.parts) else parameters.q
        query = parse_query(replace(parameters, q=text))._replace(parameters=parameters)
        needs = find_needs(query, self._index)
        expanded = self._expand(needs, parameters if parts else None)
        offer = None
        if self._tuning.use_spelling:
            offer = find_offer(parameters.q, needs, self._index, self._speller)
        return Prepared(query, parts, expanded, offer)

    def _expand(self, needs: Needs, whole: SearchParameters | None) -> Expanded:
        """The words put right and expanded; for the encoder the whole question, parts too.

        Texts name their place and time, so that it reads on as it was typed.
        """
        tuning = self._tuning
        wording = read_wording(needs, self._speller, tuning)
        asked = wording
        if whole:
            asked = read_wording(find_needs(parse_query(whole), self._index), self._speller, tuning)
        thesaurus = self._edited or load_thesaurus()
        return Expanded(
            expand(wording, self._index, thesaurus, tuning),
            tuple((needs.tokens[n], wording.tokens[n]) for n in wording.corrected),
            say_in_english(asked, thesaurus, tuning),
        )

    def knowing(self, thesaurus: Thesaurus | None) -> Preparer:
        """The same with another thesaurus."""
        return Preparer(self._index, self._today, self._tuning, thesaurus)

    @cached_property
    def _world(self) -> World:
        columns = self._index.columns
        return World(
            tuple(columns["mayor"].values) if "mayor" in columns else (),
            tuple(columns["city"].values) if "city" in columns else (),
            self._today or datetime.datetime.now(datetime.UTC).date(),
        )

    @cached_property
    def _speller(self) -> Speller:
        speller = _make_speller(self._index)
        if self._edited is None:
            return speller
        return speller.knowing({each: self._edited.words(each) for each in LANGUAGES})

    def warm(self) -> None:
        """Work out now what the first question would wait for."""
        understand("", self._world, without=frozenset())
        self._speller.suggest("")


_SPELLERS: WeakKeyDictionary[PostingsIndex, Speller] = WeakKeyDictionary()
"""Those of whole indexes, made once: their words are many, and most stay."""


def _make_speller(index: PostingsIndex) -> Speller:
    if isinstance(index, CombinedIndex):
        changed = {each: index.changed_words(each) for each in index.settings.languages}
        return _make_speller(index.base).revised(changed, _names(index))
    speller = _SPELLERS.get(index)
    if speller is None:
        thesaurus = load_thesaurus()
        words = {language: index.words(language) for language in index.settings.languages}
        known = {language: thesaurus.words(language) for language in LANGUAGES}
        speller = _SPELLERS[index] = Speller(words, _names(index), known)
    return speller


def _names(index: PostingsIndex) -> list[str]:
    """Mayors and cities as people write them."""
    mayors, cities = (
        column.names if (column := index.columns.get(name)) else () for name in ("mayor", "city")
    )
    found = (load_gazetteer().find_slug(slug) for slug in cities)
    return [*mayors, *(fold(city.name) for city in found if city)]
