"""Other words for the words of a question, English and Spanish both ways.

Takes the question's tokens in order, gives `Related` terms with weights below the typed
word's 1: synonyms, translations, terms of groups that are near. The concept groups are in
`data/thesaurus.csv`. Knows nothing of indexes: a term that the corpus lacks finds nothing.

A word counts in the language the question is written in by its stem, in the other one
only as the list has it ("redadas in Chicago"): so an English word is not taken for a
Spanish one that happens to share its stem. Where the function words do not tell the
language, it counts by its stem in both. A Spanish word that is a term itself, in the singular
or plural, stands for no other of its stem: "estudiantes" are students, no studies. In English
stems keep apart what they should, and the lists count on them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from index.analyzer import find_tokens, fold_token, stop_words
from search.thesaurus_groups import Group, Key, Relation, make_key, word_key
from search.thesaurus_rows import THESAURUS_PATH, read_groups

TRANSLATION_WEIGHT = 0.8
SYNONYM_WEIGHT = 0.5
NEAR_WEIGHT = 0.3
N_NEAR_TERMS = 2
"""How many terms of a near group are looked for, in each language."""

LANGUAGES = ("en", "es")

_TELLING_STEM = 5
"""Letters a stem needs to stand for a loose word: "likeness" is not "like"."""


@dataclass(frozen=True, slots=True)
class Related:
    """A term that may stand for words `start_word` to `end_word` (half-open) of a question."""

    start_word: int
    end_word: int
    term: str
    language: str
    weight: float
    group: str


class _Sense(NamedTuple):
    """A group a term stands in; its language is None for a word only asked with."""

    group: Group
    language: str | None


class Thesaurus:
    """Concept groups that can be asked.

    Args:
        groups: as `read_groups` gives them.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self._by_name = {group.name: group for group in self.groups}
        self._near: dict[str, list[str]] = defaultdict(list)
        for group in self.groups:
            for name in group.see_also:
                self._near[group.name].append(name)
                self._near[name].append(group.name)
        self._by_stems: dict[tuple[str, Key], list[_Sense]] = defaultdict(list)
        self._by_words: dict[tuple[str, Key], list[_Sense]] = defaultdict(list)
        self._by_plain_words: dict[Key, list[_Sense]] = defaultdict(list)
        for group in self.groups:
            for term, language in group.terms():
                self._enter(term, language, _Sense(group, language))
            for term in group.asked:
                self._enter_asked(term, _Sense(group, None))
        self._longest = max((len(key) for _, key in self._by_stems), default=0)

    def related(self, words: Sequence[str]) -> tuple[Related, ...]:
        """The terms related to a question's words, by place, then best first.

        The longest terms of the question count, and none inside another: "basic income"
        is asked as one, not as "basic" and "income".

        Args:
            words: the question's tokens in order, stop words too.

        >>> found = load_thesaurus().related(["sin", "papeles"])
        >>> [(r.term, r.weight) for r in found if r.language == "en"][:2]
        [('undocumented', 0.8), ('unauthorized', 0.8)]
        """
        language = self._language_of(words)
        stems = {each: [word_key(word, each) for word in words] for each in LANGUAGES}
        folded = [fold_token(word) for word in words]
        found: list[Related] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self._longest), start, -1):
                typed = {each: tuple(stems[each][start:end]) for each in LANGUAGES}
                senses = self._senses(typed, tuple(folded[start:end]), language)
                if senses:
                    found += self._related_to(senses, start, end, typed)
                    start = end
                    break
            else:
                start += 1
        return tuple(found)

    def words(self, language: str) -> frozenset[str]:
        """Every word of its terms in a language, folded; none of them is a misspelling.

        Words only asked with count as English.
        """
        return frozenset(
            word
            for (_, key), senses in self._by_words.items()
            if any((sense.language or "en") == language for sense in senses)
            for word in key
        )

    def _enter(self, term: str, language: str, sense: _Sense) -> None:
        self._by_stems[language, make_key(term, language)].append(sense)
        folded = tuple(fold_token(token) for token in find_tokens(term))
        self._by_words[language, folded].append(sense)
        if language == "es":
            self._by_plain_words[tuple(map(_plain, folded))].append(sense)

    def _enter_asked(self, term: str, sense: _Sense) -> None:
        """A loose word counts as written; by its stem only where that is long enough."""
        folded = tuple(fold_token(token) for token in find_tokens(term))
        for language in LANGUAGES:
            self._by_words[language, folded].append(sense)
        key = make_key(term, "en")
        is_telling = len(key) > 1 or len(key[0]) >= _TELLING_STEM
        self._by_stems["en", key if is_telling else folded].append(sense)

    def _language_of(self, words: Sequence[str]) -> str | None:
        """By function words; else by which language has more of the words as terms."""
        if language := guess_language(words):
            return language
        keys = [(fold_token(word),) for word in words]
        english, spanish = (
            sum((each, key) in self._by_words for key in keys) for each in LANGUAGES
        )
        if english == spanish:
            return None
        return "en" if english > spanish else "es"

    def _senses(self, typed: dict[str, Key], folded: Key, language: str | None) -> list[_Sense]:
        """The groups some words of a question are a term of, each with its language."""
        senses: list[_Sense] = []
        plain = tuple(map(_plain, folded))
        for each in LANGUAGES:
            if language in (None, each):
                same = self._by_plain_words.get(plain, ()) if each == "es" else ()
                senses += same or self._by_stems.get((each, typed[each]), ())
                if each == "en" and typed[each] != folded:
                    asked = self._by_stems.get((each, folded), ())
                    senses += [sense for sense in asked if sense.language is None]
            else:
                senses += self._by_words.get((each, folded), ())
        return senses

    def _related_to(
        self, senses: Sequence[_Sense], start: int, end: int, typed: dict[str, Key]
    ) -> list[Related]:
        best: dict[tuple[str, Key], Related] = {}
        languages: dict[str, set[str | None]] = defaultdict(set)
        for sense in senses:
            languages[sense.group.name].add(sense.language)
        for name, own in languages.items():
            for term, language, weight, group in self._terms_of(self._by_name[name], own):
                key = make_key(term, language)
                before = best.get((language, key))
                if _holds(key, typed[language]) or (before and before.weight >= weight):
                    continue
                best[language, key] = Related(start, end, term, language, weight, group)
        return sorted(best.values(), key=lambda related: -related.weight)

    def _terms_of(
        self, group: Group, own: set[str | None]
    ) -> Iterator[tuple[str, str, float, str]]:
        """A group's terms and those near, for words that are terms of it in these languages."""
        for term, language in group.terms():
            if language in own or None in own:
                if group.relation is Relation.SAME:
                    yield term, language, SYNONYM_WEIGHT, group.name
            else:
                yield term, language, TRANSLATION_WEIGHT, group.name
        for name in self._near[group.name]:
            near = self._by_name[name]
            for term in near.english[:N_NEAR_TERMS]:
                yield term, "en", NEAR_WEIGHT, name
            for term in near.spanish[:N_NEAR_TERMS]:
                yield term, "es", NEAR_WEIGHT, name


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped thesaurus."""
    return Thesaurus(read_groups(THESAURUS_PATH))


def guess_language(words: Iterable[str]) -> str | None:
    """The language whose function words a question uses more, or None.

    >>> guess_language("ayuda para familias".split()), guess_language(["redadas"])
    ('es', None)
    """
    folded = {fold_token(word) for word in words}
    english, spanish = (len(folded & stop_words(language)) for language in LANGUAGES)
    if english == spanish:
        return None
    return "en" if english > spanish else "es"


_PLURAL_ENDING = re.compile(r"(?<=..)(?:es?|(?<=[aiou])s)$")


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """A folded Spanish word without the ending that tells a plural from its singular.

    >>> [_plain(word) for word in ("ciudades", "ciudad", "parques", "parque", "casas", "casa")]
    ['ciudad', 'ciudad', 'parqu', 'parqu', 'casa', 'casa']
    """
    return _PLURAL_ENDING.sub("", word)


def _holds(key: Key, part: Key) -> bool:
    """Does a term hold the typed words, so that looking for it finds nothing more?

    >>> _holds(("ice", "agent"), ("ice",)), _holds(("ice",), ("ice", "agent"))
    (True, False)
    """
    return any(key[at : at + len(part)] == part for at in range(len(key) - len(part) + 1))
