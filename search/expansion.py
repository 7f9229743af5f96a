"""What else says what the question says: acronyms, other words, words put right.

Takes `Needs` and an index, gives them with `Related` terms for their words, and the
question in plain English for the dense leg. In this order: misspelt words the index does
not know, acronyms by their neighbours, the thesaurus; so each sees what the ones before
it found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import NamedTuple

from index.analyzer import fold_token
from index.postings import PostingsIndex
from search.acronyms import AcronymReading, expand_acronyms, find_ordinary_words
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
from search.spelling import Speller
from search.thesaurus import TRANSLATION_WEIGHT, load_thesaurus
from search.tuning import Tuning

NAME_WEIGHT = 0.9
LOOSE_WEIGHT = 0.4
"""What an acronym's name and its looser words are worth beside it."""
LOOSE_BELOW = 0.4
"""Below this weight a related term does not make a statement match."""
GLOSS_TERMS = 3
"""How many translations of a Spanish word the encoder is given: one of them is meant."""
GLOSS_SHARE = 0.6
"""The part of a Spanish question's content words that must have a translation."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A question with what may stand for its words.

    `corrections` are pairs of a word as typed and as searched; `english` the question for
    the dense leg, with acronyms written out, "" where it is not English.
    """

    needs: Needs
    corrections: tuple[tuple[str, str], ...]
    english: str


class _Acronym(NamedTuple):
    """An acronym and the question's tokens it was read from (half-open)."""

    reading: AcronymReading
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Terms for a run of the question's tokens (half-open)."""

    start: int
    end: int
    term: str
    language: str
    weight: float


def expand(needs: Needs, index: PostingsIndex, speller: Speller, tuning: Tuning) -> Expanded:
    """Add what may stand for the words of a question."""
    tokens, corrections = _correct(needs, speller) if tuning.use_spelling else (needs.tokens, ())
    gaps = _gaps(needs)
    readings, ordinary = list[_Acronym](), set[int]()
    if tuning.use_acronyms:
        readings, ordinary = _read_acronyms(gaps, tokens)
    spans = [span for reading in readings for span in _acronym_spans(reading)]
    if tuning.use_thesaurus:
        read = {n for r in readings if not r.reading.is_spelled_out for n in range(r.start, r.end)}
        spans += _thesaurus_spans(tokens, read | ordinary, needs.language)
    related = _related_by_token(spans, index, is_spanish=needs.language == "es")
    clauses = tuple(
        _expand_clause(clause, related, ordinary, index)
        for clause in _put_right(needs, tokens, corrections, index)
    )
    is_glossed = needs.language != "en"
    return Expanded(
        replace(needs, clauses=clauses),
        tuple((needs.tokens[number], tokens[number]) for number in corrections),
        _gloss(needs, tokens) if is_glossed else _written_out(gaps, tokens, readings),
    )


def _gaps(needs: Needs) -> list[str]:
    """What stands in the question before each of its words, and after the last."""
    gaps, position = [], 0
    for token in needs.tokens:
        start = needs.text.index(token, position)
        gaps.append(needs.text[position:start])
        position = start + len(token)
    return [*gaps, needs.text[position:]]


def _join(gaps: Sequence[str], tokens: Sequence[str]) -> str:
    return "".join(chain.from_iterable(zip(gaps, [*tokens, ""], strict=True)))


def _read_acronyms(gaps: Sequence[str], tokens: Sequence[str]) -> tuple[list[_Acronym], set[int]]:
    """The acronyms among the words, and the words that only look like one."""
    text = _join(gaps, tokens)
    ends = accumulate(len(gap) + len(token) for gap, token in zip(gaps, tokens, strict=False))
    starts = [end - len(token) for end, token in zip(ends, tokens, strict=True)]
    readings = [
        _Acronym(reading, starts.index(reading.start), sum(s < reading.end for s in starts))
        for reading in expand_acronyms(text)
        if reading.start in starts
    ]
    return readings, {starts.index(w.start) for w in find_ordinary_words(text) if w.start in starts}


def _correct(needs: Needs, speller: Speller) -> tuple[Sequence[str], Sequence[int]]:
    """The tokens with unknown words put right, and which these are."""
    tokens = list(needs.tokens)
    corrected = []
    for need in (need for clause in needs.clauses for need in clause.needs):
        if isinstance(need, WordNeed) and not need.terms and need.position is not None:
            suggestion = None
            if not (need.label.isupper() and len(need.label) > 1):
                suggestion = speller.suggest(need.label, needs.language)
            if suggestion:
                tokens[need.position] = suggestion
                corrected.append(need.position)
    return tokens, corrected


def _put_right(
    needs: Needs, tokens: Sequence[str], corrections: Sequence[int], index: PostingsIndex
) -> Iterator[Clause]:
    """The clauses, each corrected word in the place of the one typed."""
    finder = NeedFinder(index, needs.language)
    for clause in needs.clauses:
        need = clause.needs[0]
        if len(clause.needs) == 1 and isinstance(need, WordNeed) and need.position in corrections:
            number = need.position or 0
            found = finder.needs_of(Atom(AtomKind.WORD, tokens[number]))
            words = [word for word in found if isinstance(word, WordNeed)]
            yield Clause((replace(words[0], position=number),)) if words else clause
        else:
            yield clause


def _acronym_spans(found: _Acronym) -> Iterator[_Span]:
    reading = found.reading
    exact = {reading.acronym, reading.meaning, *reading.names}
    for term in reading.alternatives:
        weight = NAME_WEIGHT if term in exact else LOOSE_WEIGHT
        yield _Span(found.start, found.end, term, "en", weight if reading.is_sure else weight / 2)


def _thesaurus_spans(tokens: Sequence[str], read: set[int], language: str) -> Iterator[_Span]:
    """Other words for what is not read otherwise; for a word that only asks, translations."""
    asking = {n for n, token in enumerate(tokens) if fold_token(token) in asking_words()}
    for found in load_thesaurus().related(tokens):
        numbers = range(found.start_word, found.end_word)
        only_asks = asking.issuperset(numbers) and found.language == language
        if read.isdisjoint(numbers) and not only_asks:
            yield _Span(found.start_word, found.end_word, found.term, found.language, found.weight)


def _related_by_token(
    spans: Sequence[_Span], index: PostingsIndex, *, is_spanish: bool
) -> dict[int, list[Related]]:
    """For each token what may stand for it; a term for several tokens is shared by them."""
    related: dict[int, list[Related]] = defaultdict(list)
    for span in spans:
        for need in NeedFinder(index, span.language).needs_of(Atom(AtomKind.PHRASE, span.term)):
            if _is_held(need):
                for number in range(span.start, span.end):
                    weight = span.weight / (span.end - span.start)
                    found = Related(
                        need,
                        span.term,
                        weight,
                        is_loose=span.weight < LOOSE_BELOW,
                        is_translation=is_spanish and span.language == "en",
                    )
                    related[number].append(found)
    return related


def _is_held(need: Need) -> bool:
    """Whether the index holds its terms at all."""
    if isinstance(need, PhraseNeed):
        return any(all(term is not None for term, _ in v) for v in need.variants)
    return bool(need.terms)


def _expand_clause(
    clause: Clause, related: dict[int, list[Related]], ordinary: set[int], index: PostingsIndex
) -> Clause:
    need = clause.needs[0]
    if len(clause.needs) > 1 or not isinstance(need, WordNeed) or need.position is None:
        return clause
    position = need.position
    if position in ordinary:
        need = replace(need, terms=tuple(t for t in need.terms if not index.is_capital(t)))
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


def _written_out(gaps: Sequence[str], tokens: Sequence[str], readings: Sequence[_Acronym]) -> str:
    """The question as typed, punctuation too, with its acronyms written out."""
    gaps, words = list(gaps), list(tokens)
    for reading, start, end in reversed(readings):
        if not reading.is_spelled_out:
            words[start:end] = [f"{reading.meaning} ({reading.acronym})"]
            del gaps[start + 1 : end]
    return _join(gaps, words)


def _gloss(needs: Needs, tokens: Sequence[str]) -> str:
    """A Spanish question word by word in English, each by a few translations.

    Good enough for the encoder, which reads the sense of a bag of words; "" where fewer
    than GLOSS_SHARE of the content words have a translation.
    """
    best: dict[int, tuple[int, list[str]]] = {}
    for related in load_thesaurus().related(tokens):
        if related.language == "en" and related.weight >= TRANSLATION_WEIGHT:
            _, terms = best.setdefault(related.start_word, (related.end_word, []))
            if len(terms) < GLOSS_TERMS:
                terms.append(related.term)
    content = {
        need.position
        for clause in needs.clauses
        for need in clause.needs
        if isinstance(need, WordNeed) and need.position is not None
    }
    words, translated, number = list[str](), set[int](), 0
    while number < len(tokens):
        end, terms = best.get(number, (number + 1, []))
        if terms:
            translated |= set(range(number, end))
            words += terms
        elif number in content:
            words.append(tokens[number])
        number = end
    is_enough = content and len(translated & content) >= GLOSS_SHARE * len(content)
    return " ".join(words) if is_enough else ""


def write_out(text: str) -> str:
    """A passage with its misleading acronyms written out, for an encoder that folds case.

    Only those that are an ordinary word in small letters (ICE, LEAD), and only where their
    neighbours leave no doubt.

    >>> write_out("Chicago cut ICE agents off.")
    'Chicago cut Immigration and Customs Enforcement agents off.'
    """
    for reading in reversed(expand_acronyms(text)):
        if reading.is_sure and not reading.is_spelled_out and reading.is_a_word:
            text = text[: reading.start] + reading.meaning + text[reading.end :]
    return text
