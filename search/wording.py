"""A question's words as they are meant, and the whole question in English.

Takes `Needs`, gives a `Wording`: misspelt words the index does not know put right, then
acronyms read by their neighbours. From that comes the text for the sentence encoder: the
question as typed, punctuation too, with only these pieces replaced, or a gloss of a Spanish
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from search.acronyms import AcronymReading, expand_acronyms, find_ordinary_words
from search.analysis import Needs, WordNeed
from search.spelling import Speller
from search.thesaurus import TRANSLATION_WEIGHT, Thesaurus
from search.tuning import Tuning

GLOSS_TERMS = 3
"""How many translations of a Spanish word the encoder is given: one of them is meant."""
GLOSS_SHARE = 0.6
"""The part of a Spanish question's content words that must have a translation."""


class Acronym(NamedTuple):
    """An acronym and the question's tokens it was read from (half-open)."""

    reading: AcronymReading
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question as they are meant.

    Attributes:
        needs: the question.
        tokens: its words, put right.
        corrected: the numbers of those that no statement says as they were typed.
        gaps: what stands before each word, and after the last.
        acronyms: what was read as one.
        ordinary: the numbers of words that only look like one.
    """

    needs: Needs
    tokens: Sequence[str]
    corrected: Sequence[int]
    gaps: Sequence[str]
    acronyms: Sequence[Acronym]
    ordinary: frozenset[int]

    @property
    def content(self) -> frozenset[int]:
        """The numbers of the words that are looked for one by one."""
        needs = (need for clause in self.needs.clauses for need in clause.needs)
        words = (need for need in needs if isinstance(need, WordNeed))
        return frozenset(word.position for word in words if word.position is not None)


def read_wording(needs: Needs, speller: Speller, tuning: Tuning) -> Wording:
    """Put right what no statement says, then read the acronyms."""
    tokens, corrected = _correct(needs, speller) if tuning.use_spelling else (needs.tokens, ())
    gaps = _gaps(needs)
    acronyms, ordinary = _read_acronyms(gaps, tokens) if tuning.use_acronyms else ((), frozenset())
    return Wording(needs, tokens, corrected, gaps, acronyms, ordinary)


def say_in_english(wording: Wording, thesaurus: Thesaurus, tuning: Tuning) -> str:
    """The question for the encoder; "" where it is Spanish and too little of it is known."""
    if wording.needs.language != "en":
        return _gloss(wording, thesaurus) if tuning.use_thesaurus else ""
    gaps, words = list(wording.gaps), list(wording.tokens)
    for reading, start, end in reversed(wording.acronyms):
        if not reading.is_spelled_out:
            words[start:end] = [_written_out(reading)]
            del gaps[start + 1 : end]
    return _join(gaps, words)


def _written_out(reading: AcronymReading) -> str:
    return f"{reading.meaning} ({reading.acronym})"


def _correct(needs: Needs, speller: Speller) -> tuple[Sequence[str], Sequence[int]]:
    """The tokens put right, and which of them found nothing as they were typed.

    A slip that keeps the stem ("ordinence") finds what is meant, but the encoder misreads it.
    """
    tokens = list(needs.tokens)
    corrected = []
    for need in (need for clause in needs.clauses for need in clause.needs):
        if isinstance(need, WordNeed) and need.position is not None:
            is_acronym = need.label.isupper() and len(need.label) > 1
            suggestion = None if is_acronym else speller.suggest(need.label, needs.language)
            if suggestion:
                tokens[need.position] = suggestion
                if not need.terms:
                    corrected.append(need.position)
    return tokens, corrected


def _gaps(needs: Needs) -> list[str]:
    gaps, position = [], 0
    for token in needs.tokens:
        start = needs.text.index(token, position)
        gaps.append(needs.text[position:start])
        position = start + len(token)
    return [*gaps, needs.text[position:]]


def _join(gaps: Sequence[str], tokens: Sequence[str]) -> str:
    return "".join(chain.from_iterable(zip(gaps, [*tokens, ""], strict=True)))


def _read_acronyms(
    gaps: Sequence[str], tokens: Sequence[str]
) -> tuple[Sequence[Acronym], frozenset[int]]:
    """The acronyms among the words, and the words that only look like one."""
    text = _join(gaps, tokens)
    ends = accumulate(len(gap) + len(token) for gap, token in zip(gaps, tokens, strict=False))
    starts = [end - len(token) for end, token in zip(ends, tokens, strict=True)]
    acronyms = [
        Acronym(reading, starts.index(reading.start), sum(s < reading.end for s in starts))
        for reading in expand_acronyms(text)
        if reading.start in starts
    ]
    ordinary = (word.start for word in find_ordinary_words(text))
    return acronyms, frozenset(starts.index(start) for start in ordinary if start in starts)


def _gloss(wording: Wording, thesaurus: Thesaurus) -> str:
    """A Spanish question word by word in English, each by a few translations.

    Good enough for the encoder, which reads the sense of a bag of words; "" where fewer
    than GLOSS_SHARE of the content words have a translation.
    """
    best: dict[int, tuple[int, list[str]]] = {}
    for related in thesaurus.related(wording.tokens):
        if related.language == "en" and related.weight >= TRANSLATION_WEIGHT:
            _, terms = best.setdefault(related.start_word, (related.end_word, []))
            if len(terms) < GLOSS_TERMS:
                terms.append(related.term)
    for reading, start, end in wording.acronyms:
        if not reading.is_spelled_out:
            best[start] = (end, [_written_out(reading)])
    content = wording.content
    words, translated, number = list[str](), set[int](), 0
    while number < len(wording.tokens):
        end, terms = best.get(number, (number + 1, []))
        if terms:
            translated |= set(range(number, end))
            words += terms
        elif number in content:
            words.append(wording.tokens[number])
        number = end
    is_enough = content and len(translated & content) >= GLOSS_SHARE * len(content)
    return " ".join(words) if is_enough else ""
