"""Misspelt words, corrected towards the words of the corpus only.

Takes the index's words with their document frequencies and names of cities and mayors,
gives the word a person most likely meant, or None. Numbers, words under five letters,
acronyms, and every word the corpus, the names or the stop words know, in any
inflection, stay as they are.

Distance is Damerau-Levenshtein with each stretch edited once (optimal string alignment):
one edit for five to eight letters, two from nine on; another first letter counts one more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analyzer import find_tokens, fold_token, make_analyzer, stop_words

MIN_LETTERS = 5
LONG_WORD = 9
RARE = 2
"""Documents up to which a word of the corpus may be a slip that stands there, too."""
MUCH = 10
"""How many times as many documents hold the word that was perhaps meant."""

_Bucket = tuple[int, str]
"""The length and the first letter of words."""

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    word: str
    document_frequency: int
    languages: frozenset[str]
    """The languages it is a word of; empty for a name, which belongs to each."""


class Speller:
    """Suggests words of one index.

    Args:
        words: for each language its words (folded, as the index keeps them) with their
            document frequencies.
        names: cities and mayors as people write them; each part is a word.
        known: for each language further words that are never corrected and never
            suggested, such as those of the thesaurus.
    """

    def __init__(
        self,
        words: Mapping[str, Iterable[tuple[str, int]]],
        names: Iterable[str] = (),
        known: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        further = {language: set(_parts(each)) for language, each in (known or {}).items()}
        self._further_stems = {
            (language, make_analyzer(language).term(word))
            for language, each in further.items()
            for word in each
        }
        self._further = set().union(*further.values())
        self._names: frozenset[str] = frozenset()
        self._counts: dict[str, dict[str, int]] = {}
        self._stems = set(self._further_stems)
        self._buckets: dict[_Bucket, set[str]] = defaultdict(set)
        self._take(words, names)

    def revised(
        self, words: Mapping[str, Iterable[tuple[str, int]]], names: Iterable[str]
    ) -> Speller:
        """A speller with these names and, of its words, some whose document frequency changed.

        A word of none is gone. This one stays as it is.

        >>> speller = Speller({"en": [("ordinance", 30)]})
        >>> later = speller.revised({"en": [("ordinance", 0), ("sanctuary", 1)]}, ["Norton"])
        >>> [each.suggest("ordinence") for each in (speller, later)], later.suggest("nortun")
        (['ordinance', None], 'norton')
        """
        other = copy(self)
        other._counts = {language: dict(counts) for language, counts in self._counts.items()}
        other._stems = set(self._stems)
        buckets = {key: set(bucket) for key, bucket in self._buckets.items()}
        other._buckets = defaultdict(set, buckets)
        other._take(words, names)
        return other

    def knowing(self, known: Mapping[str, Iterable[str]]) -> Speller:
        """A speller that never corrects these words either; this one stays as it is.

        >>> speller = Speller({"en": [("ordinance", 30)]})
        >>> speller.knowing({"en": ["ordinence"]}).suggest("ordinence")
        """
        other = copy(self)
        parts = [(language, word) for language, each in known.items() for word in _parts(each)]
        other._further = self._further | {word for _, word in parts}
        stems = {(language, make_analyzer(language).term(word)) for language, word in parts}
        other._further_stems = self._further_stems | stems
        other._stems = self._stems | stems
        return other

    def _take(self, words: Mapping[str, Iterable[tuple[str, int]]], names: Iterable[str]) -> None:
        former, self._names = self._names, frozenset(_parts(names))
        changed = set(former ^ self._names)
        for language, pairs in words.items():
            counts, told = self._counts.setdefault(language, {}), dict(pairs)
            gone = [word for word, document_frequency in told.items() if not document_frequency]
            new = [word for word in told.keys() - counts.keys() if told[word]]
            make_terms = make_analyzer(language).make_terms
            self._stems -= {(language, stem) for stem in make_terms(gone)} - self._further_stems
            self._stems |= {(language, stem) for stem in make_terms(new)}
            counts.update(told)
            for word in gone:
                del counts[word]
            changed |= told.keys()
        for word in changed:
            if len(word) >= MIN_LETTERS - 1 and word.isalpha():
                bucket = self._buckets[len(word), word[0]]
                if word in self._names or self._is_said(word):
                    bucket.add(word)
                else:
                    bucket.discard(word)

    def suggest(self, word: str, language: str | None = None) -> str | None:
        """The word that was meant, or None where this one is right or nothing is near.

        Args:
            word: as typed; accents and case don't matter.
            language: of the question, where known: only its words and names come up.

        >>> speller = Speller({"en": [("ordinance", 30), ("sanctuary", 38)]})
        >>> speller.suggest("ordinence"), speller.suggest("sanctuaries"), speller.suggest("ordi")
        ('ordinance', None, None)
        """
        folded = fold_token(word) if _WORD.fullmatch(word) else ""
        if len(folded) < MIN_LETTERS or self._is_known(folded):
            return None
        is_inflection = any(stem in self._stems for stem in self._stems_of(folded))
        found = [
            (cost, -candidate.document_frequency, candidate.word)
            for candidate, cost in self._near(folded)
            if not candidate.languages or language is None or language in candidate.languages
            if not is_inflection or (language != "es" and _is_slip(folded, candidate.word))
        ]
        return min(found)[2] if found else None

    def find_commoner(self, word: str, language: str | None = None) -> str | None:
        """A far commoner word one slip from a rare one of the corpus, or None.

        >>> speller = Speller({"en": [("cites", 1), ("cities", 30), ("city", 30)]})
        >>> speller.find_commoner("cites"), speller.find_commoner("cities")
        ('cities', None)
        """
        folded = fold_token(word) if _WORD.fullmatch(word) else ""
        own = self._find(folded) if len(folded) >= MIN_LETTERS else None
        if own is None or self._is_trusted(folded) or not 0 < own.document_frequency <= RARE:
            return None
        stems = set(self._stems_of(folded))
        found = [
            (cost, -near.document_frequency, near.word)
            for near, cost in self._near(folded)
            if near.document_frequency >= MUCH * own.document_frequency
            if language is None or language in near.languages
            if stems.isdisjoint(self._stems_of(near.word))
        ]
        return min(found)[2] if found else None

    def _is_trusted(self, word: str) -> bool:
        return word in self._names or word in self._further

    def _is_known(self, word: str) -> bool:
        is_stop_word = any(word in stop_words(language) for language in self._counts)
        return self._is_trusted(word) or self._is_said(word) or is_stop_word

    def _is_said(self, word: str) -> bool:
        return any(word in counts for counts in self._counts.values())

    def _stems_of(self, word: str) -> Iterator[tuple[str, str]]:
        for language in self._counts:
            yield language, make_analyzer(language).term(word)

    def _find(self, word: str) -> _Candidate | None:
        if word not in self._buckets.get((len(word), word[:1]), ()):
            return None
        counts = {each: found[word] for each, found in self._counts.items() if word in found}
        languages = frozenset() if word in self._names else frozenset(counts)
        return _Candidate(word, sum(counts.values()), languages)

    def _near(self, word: str) -> Iterator[tuple[_Candidate, int]]:
        limit = 1 if len(word) < LONG_WORD else 2
        for length in range(len(word) - limit, len(word) + limit + 1):
            bucket = self._buckets.get((length, word[0]), ())
            for near, distance, _ in process.extract(
                word, list(bucket), scorer=OSA.distance, score_cutoff=limit, limit=None
            ):
                if candidate := self._find(near):
                    yield candidate, int(distance)
        if limit == 2:
            for near in self._list_with_another_first(word):
                if candidate := self._find(near):
                    yield candidate, 2

    def _list_with_another_first(self, word: str) -> set[str]:
        """All that is one edit away and begins with another letter."""
        letters = {first for _, first in self._buckets if first != word[0]}
        found = {word[1:], word[1] + word[0] + word[2:]}
        found.update(f"{first}{word[skip:]}" for first in letters for skip in (0, 1))
        return {near for near in found if near[0] != word[0]}


def _is_slip(word: str, near: str) -> bool:
    """Is a word that shares a stem with the corpus still a slip, not another ending?

    It is if it lacks the last e of an English word, or has another letter before its last.

    >>> _is_slip("incom", "income"), _is_slip("ordinence", "ordinance")
    (True, True)
    >>> _is_slip("organizer", "organized"), _is_slip("interpreter", "interpreters")
    (False, False)
    """
    if make_analyzer("en").term(near) == word:
        return near == f"{word}e"
    is_same_stem = make_analyzer("en").term(word) == make_analyzer("en").term(near)
    return is_same_stem and len(word) == len(near) and word[-1] == near[-1]


def _parts(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (fold_token(token) for token in find_tokens(name))
