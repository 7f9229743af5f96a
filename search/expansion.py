"""What else says what the question says: what acronyms stand for, other words.

Takes a `Wording` and an index, gives the question's `Needs` with `Related` terms for its
words. Acronyms come before the thesaurus, which leaves alone what was read as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from index.analyzer import fold_token
from index.postings import PostingsIndex
from search.acronyms import expand_acronyms
from search.analysis import (
    Clause,
    Need,
    NeedFinder,
    Needs,
    PhraseNeed,
    Related,
    WordNeed,
    asking_words,
)
from search.query import Atom, AtomKind
from search.thesaurus import Thesaurus
from search.tuning import Tuning
from search.wording import Acronym, Wording

NAME_WEIGHT = 0.9
LOOSE_WEIGHT = 0.4
"""What an acronym's name and its looser words are worth beside it."""
LOOSE_BELOW = 0.4
"""Below this weight a related term does not make a statement match."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Terms for a run of the question's tokens (half-open)."""

    start: int
    end: int
    term: str
    language: str
    weight: float


def expand(wording: Wording, index: PostingsIndex, thesaurus: Thesaurus, tuning: Tuning) -> Needs:
    """Add what may stand for the words of a question."""
    needs = wording.needs
    spans = [span for acronym in wording.acronyms for span in _acronym_spans(acronym)]
    if tuning.use_thesaurus:
        spans += _thesaurus_spans(wording, thesaurus)
    related = _related_by_token(spans, wording, index)
    clauses = (
        _expand_clause(clause, related, wording.ordinary, index)
        for clause in _put_right(wording, index)
    )
    return needs._replace(clauses=tuple(clauses))


def _put_right(wording: Wording, index: PostingsIndex) -> Iterator[Clause]:
    """The clauses, each corrected word in the place of the one typed."""
    finder = NeedFinder(index, wording.needs.language)
    for clause in wording.needs.clauses:
        need = clause.needs[0]
        if len(clause.needs) > 1 or not isinstance(need, WordNeed):
            yield clause
        elif need.position in wording.corrected:
            number = need.position or 0
            found = finder.needs_of(Atom(AtomKind.WORD, wording.tokens[number]))
            words = [word for word in found if isinstance(word, WordNeed)]
            yield Clause((words[0]._replace(position=number),)) if words else clause
        else:
            yield clause


def _acronym_spans(found: Acronym) -> Iterator[_Span]:
    reading = found.reading
    exact = {reading.acronym, reading.meaning, *reading.names}
    for term in reading.alternatives:
        weight = NAME_WEIGHT if term in exact else LOOSE_WEIGHT
        yield _Span(found.start, found.end, term, "en", weight if reading.is_sure else weight / 2)


def _thesaurus_spans(wording: Wording, thesaurus: Thesaurus) -> Iterator[_Span]:
    """Other words for what is not read otherwise; for a word that only asks, translations."""
    read = set(wording.ordinary)
    for acronym in wording.acronyms:
        if not acronym.reading.is_spelled_out:
            read |= set(range(acronym.start, acronym.end))
    asking = {n for n, token in enumerate(wording.tokens) if fold_token(token) in asking_words()}
    for found in thesaurus.related(wording.tokens):
        numbers = range(found.start_word, found.end_word)
        only_asks = asking.issuperset(numbers) and found.language == wording.needs.language
        if read.isdisjoint(numbers) and not only_asks:
            yield _Span(found.start_word, found.end_word, found.term, found.language, found.weight)


def _related_by_token(
    spans: Iterable[_Span], wording: Wording, index: PostingsIndex
) -> dict[int, list[Related]]:
    """For each word what may stand for it; a term for several words is shared by them.

    Only terms in a language some document is in: Spanish "meta" or "labor" found in an
    English text is another word.
    """
    related: dict[int, list[Related]] = defaultdict(list)
    is_spanish, content = wording.needs.language == "es", wording.content
    for span in (span for span in spans if span.language in index.settings.languages):
        numbers = content.intersection(range(span.start, span.end))
        for need in _needs_of(span.term, span.language, index) if numbers else ():
            for number in numbers:
                found = Related(
                    need,
                    span.term,
                    span.language,
                    span.weight / len(numbers),
                    is_loose=span.weight < LOOSE_BELOW,
                    is_translation=is_spanish and span.language == "en",
                )
                related[number].append(found)
    return related


_NEEDS: WeakKeyDictionary[PostingsIndex, dict[tuple[str, str], list[Need]]] = WeakKeyDictionary()
"""What terms of the word lists need of an index, worked out once: they come again and again."""


def _needs_of(term: str, language: str, index: PostingsIndex) -> list[Need]:
    """What to look for to find a term; nothing where the index does not hold its words."""
    known = _NEEDS.setdefault(index, {})
    if (term, language) not in known:
        found = NeedFinder(index, language).needs_of(Atom(AtomKind.PHRASE, term))
        known[term, language] = [need for need in found if _is_held(need)]
    return known[term, language]


def _is_held(need: Need) -> bool:
    """Whether the index holds its terms at all."""
    if isinstance(need, PhraseNeed):
        return any(all(term is not None for term, _ in v) for v in need.variants)
    return bool(need.terms)


def _expand_clause(
    clause: Clause,
    related: dict[int, list[Related]],
    ordinary: frozenset[int],
    index: PostingsIndex,
) -> Clause:
    need = clause.needs[0]
    if len(clause.needs) > 1 or not isinstance(need, WordNeed) or need.position is None:
        return clause
    position = need.position
    if position in ordinary:
        need = need._replace(terms=tuple(t for t in need.terms if not index.is_capital(t)))
    own = set(need.terms)
    kept: dict[Need, Related] = {}
    for found in related.get(position, ()):
        before = kept.get(found.need)
        if not (_says_it_too(found.need, own) or (before and before.weight >= found.weight)):
            kept[found.need] = found
    return Clause((need,), tuple(kept.values()))


def _says_it_too(other: Need, own: set[int]) -> bool:
    """Whether a term holds the word it stands for, so that it finds nothing more."""
    if isinstance(other, PhraseNeed):
        return any(set(word.terms) & own for word in other.words)
    return set(other.terms) <= own


@lru_cache(maxsize=4096)
def write_out(text: str) -> str:
    """A passage with its misleading acronyms written out, for an encoder that folds case.

    Remembered, since each publishing asks for every passage changed since the last whole index.
    Only those that are an ordinary word in small letters (ICE, LEAD), and only where their
    neighbours leave no doubt.

    >>> write_out("Chicago cut ICE agents off.")
    'Chicago cut Immigration and Customs Enforcement agents off.'
    """
    for reading in reversed(expand_acronyms(text)):
        if reading.is_sure and not reading.is_spelled_out and reading.is_a_word:
            text = text[: reading.start] + reading.meaning + text[reading.end :]
    return text
