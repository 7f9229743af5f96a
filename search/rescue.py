"""Where nothing matches: which word is to blame, and which lesser questions find something.

Takes an engine and its empty page, gives an honest account of it: words that no statement
says, and searches with one thing fewer, each with how much it finds. Nothing is ever
mixed into the answer; the person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.cities import load_gazetteer
from search.engine import SearchEngine
from search.labels import label_of
from search.parameters import PeerChoice, SearchParameters
from search.results import ResultPage
from search.rewording import without_clause, without_field
from search.understood import Part

MAX_SEARCHES = 6
"""Lesser questions tried for one that found nothing."""

_LOOSE = re.compile(r"(?i)(?:\b(?:in|from|of|at|near|since|by|before|after|en|de|desde)\s*)+$")
"""What led to the words taken out, and is left hanging."""


@dataclass(frozen=True, slots=True)
class Way:
    """A question with one thing fewer.

    Attributes:
        without: what it goes without, in words; for peers, the city they are like.
        parameters: the search, which still asks something.
        total: how many statements it finds, at least one.
    """

    without: str
    parameters: SearchParameters
    total: int


@dataclass(frozen=True, slots=True)
class Rescue:
    """Help for a question that found nothing.

    Attributes:
        unknown: its words that no statement says, as typed.
        shorter: the question with a word fewer, or without all that nobody says.
        wider: the question with a filter fewer; "" is all filters of the address.
        peers: the question asked among cities like the one it was about.
        barest: its known words alone, without any filter, where nothing else finds anything.
    """

    unknown: tuple[str, ...]
    shorter: tuple[Way, ...]
    wider: tuple[Way, ...]
    peers: Way | None
    barest: Way | None = None


def find_rescue(engine: SearchEngine, page: ResultPage) -> Rescue:
    """What may help after an empty page; at most MAX_SEARCHES more searches.

    Raises:
        InvalidQueryError: the question only excludes.
    """
    parameters = replace(page.query.parameters, page=1)
    unknown = engine.list_unknown(parameters)
    left = [MAX_SEARCHES]

    def try_all(ways: Iterator[tuple[str, SearchParameters]]) -> tuple[Way, ...]:
        found = []
        for without, lesser in ways:
            if left[0] and (lesser.q or lesser.q == parameters.q):
                left[0] -= 1
                total = engine.search(replace(lesser, per_page=1)).total
                found += [Way(without, lesser, total)] if total else []
        return tuple(found)

    among = try_all(_among_peers(page, parameters))
    wider = try_all(_with_fewer_filters(page, parameters))
    shorter = try_all(_with_fewer_words(page, parameters, unknown))
    found = (*among, *wider, *shorter)
    barest = () if found else try_all(_known_words(page, parameters, unknown))
    return Rescue(
        unknown, shorter, wider, among[0] if among else None, barest[0] if barest else None
    )


def _known_words(
    page: ResultPage, parameters: SearchParameters, unknown: tuple[str, ...]
) -> Iterator[tuple[str, SearchParameters]]:
    """The words that some statement says, with nothing that filters."""
    known = " ".join(term for term in page.interpretation.terms if term not in unknown)
    if known and known != parameters.q:
        yield "", SearchParameters(known, exact=parameters.exact)


def _with_fewer_words(
    page: ResultPage, parameters: SearchParameters, unknown: tuple[str, ...]
) -> Iterator[tuple[str, SearchParameters]]:
    """Without all that nobody says; else without each word in turn."""
    question = parameters.q
    typed = {searched: word for word, searched in page.interpretation.corrections}
    terms = [typed.get(term, term) for term in page.interpretation.terms]
    if unknown:
        for word in unknown:
            question = without_clause(question, word)
        yield ", ".join(unknown), replace(parameters, q=question)
    elif len(terms) > 1:
        for term in terms:
            yield term, replace(parameters, q=without_clause(question, term))


def _with_fewer_filters(
    page: ResultPage, parameters: SearchParameters
) -> Iterator[tuple[str, SearchParameters]]:
    """Without each thing that filters; a filter of the address and one of the text alike."""
    n_chosen = len(parameters.selections) + bool(parameters.peers)
    if n_chosen + bool(parameters.date_from or parameters.date_to) > 1:
        yield "", replace(parameters, selections=(), peers=None, date_from="", date_to="")
    for name, values in parameters.selections:
        kept = tuple(pair for pair in parameters.selections if pair[0] != name)
        labels = ", ".join(label_of(name, value) for value in values)
        yield labels, replace(parameters, selections=kept)
    if parameters.peers:
        yield label_of("city", parameters.peers.slug), replace(parameters, peers=None)
    if parameters.date_from or parameters.date_to:
        dates = "–".join((parameters.date_from, parameters.date_to))
        yield dates, replace(parameters, date_from="", date_to="")
    for part in page.interpretation.parts:
        if part.is_filter:
            yield part.label, _without(parameters, part)
    for name, label in page.interpretation.filters:
        yield label, replace(parameters, q=without_field(parameters.q, name))


def _among_peers(
    page: ResultPage, parameters: SearchParameters
) -> Iterator[tuple[str, SearchParameters]]:
    """The same question to cities like the one city it is about, if it is about one."""
    for part in page.interpretation.parts:
        if part.is_filter and len(part.cities) == 1:
            wider = _without(parameters, part)
            yield label_of("city", part.cities[0]), replace(wider, peers=PeerChoice(part.cities[0]))
            return
    typed = [label for name, label in page.interpretation.filters if name == "city"]
    city = load_gazetteer().resolve(typed[0]) if len(typed) == 1 else None
    if city:
        wider = replace(parameters, q=without_field(parameters.q, "city"))
        yield city.label, replace(wider, peers=PeerChoice(city.slug))
        return
    slugs = parameters.selected("city")
    if len(slugs) == 1:
        wider = parameters.toggled("city", slugs[0])
        yield label_of("city", slugs[0]), replace(wider, peers=PeerChoice(slugs[0]))


def _without(parameters: SearchParameters, part: Part) -> SearchParameters:
    """The question without the words that something was understood from."""
    before = _LOOSE.sub("", parameters.q[: part.start])
    return replace(parameters, q=" ".join(f"{before} {parameters.q[part.end :]}".split()))
