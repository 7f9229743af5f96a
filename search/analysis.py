"""A parsed question against an index: its clauses as terms the index knows.

Takes a `Query` and a `PostingsIndex`, gives `Needs`: what a statement must hold, should
hold and must not hold, as term numbers. A question is analysed in every language of the
index; the words it ignores are the stop words of the language it is written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from index.analyzer import find_tokens, fold_token, make_analyzer, stop_words
from index.postings import PostingsIndex
from search.query import Atom, AtomKind, Query
from search.query import Clause as AskedClause


class WordNeed(NamedTuple):
    """A word: any of these terms counts as it (one for each language it is a word of).

    `position` is its place among the question's words; None where order means nothing.
    """

    label: str
    terms: tuple[int, ...]
    position: int | None = None


class PhraseNeed(NamedTuple):
    """Words in this order: for each language, terms with their distance from the first.

    A term that the index does not hold is None, so that the phrase matches nothing. Its
    `words` count for the score of documents that hold them in another order, too.
    """

    label: str
    words: tuple[WordNeed, ...]
    variants: tuple[tuple[tuple[int | None, int], ...], ...]


Need = WordNeed | PhraseNeed


class Related(NamedTuple):
    """What may stand for a word of the question: counts as it, for less.

    `label` is how it reads in `language`, `weight` (below 1) what it is worth beside the typed
    word; where it is a loose relation (`is_loose`) it lifts a statement but does not make it
    match. It is worth no more than the typed word's best, unless it is the translation of a Spanish
    word (`is_translation`): most statements are English, and say it only so.
    """

    need: Need
    label: str
    language: str
    weight: float
    is_loose: bool = False
    is_translation: bool = False


class Clause(NamedTuple):
    """One thing to look for: what was typed (any of the needs), and what may stand for it."""

    needs: tuple[Need, ...]
    related: tuple[Related, ...] = ()

    @property
    def is_telling(self) -> bool:
        """Whether it says what is looked for, rather than that something is."""
        return not all(isinstance(need, WordNeed) and _asks(need.label) for need in self.needs)


@lru_cache(maxsize=10_000)
def _asks(word: str) -> bool:
    return fold_token(word) in asking_words()


@cache
def asking_words() -> frozenset[str]:
    """Folded words that ask ("say", "mayors", "programs"), from data/asking_words.txt."""
    path = Path(__file__).parent / "data" / "asking_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Needs(NamedTuple):
    """What a question asks of a statement.

    `clauses` are its content words and phrases; `ignored` the stop words passed over;
    `text` is the question as typed, `tokens` all its words in order, `language` the one it
    is written in.
    """

    clauses: tuple[Clause, ...]
    excluded: tuple[Need, ...]
    ignored: tuple[str, ...]
    text: str
    tokens: tuple[str, ...]
    language: str

    @property
    def counted(self) -> tuple[Clause, ...]:
        """The clauses a statement must hold enough of: those that tell, or all if none does."""
        return tuple(c for c in self.clauses if c.is_telling) or self.clauses


def find_needs(query: Query, index: PostingsIndex) -> Needs:
    """Analyse a question's words for an index."""
    languages = index.settings.languages or ("en",)
    finder = NeedFinder(index, question_language(query, languages))
    clauses: list[Clause] = []
    for are_words, run in groupby(query.clauses, _is_word):
        if are_words:
            texts = [clause.alternatives[0].text for clause in run]
            tokens = [token for text in texts for token in find_tokens(text)]
            clauses += [Clause((need,)) for need in finder.words(tokens)]
            continue
        for clause in run:
            needs = [need for atom in clause.alternatives for need in finder.needs_of(atom)]
            clauses += [Clause(tuple(needs))] if needs else []
    told = tuple(finder.tokens)
    excluded = [need for atom in query.excluded for need in finder.needs_of(atom)]
    ignored = tuple(finder.ignored)
    return Needs(tuple(clauses), tuple(excluded), ignored, query.text, told, finder.language)


def question_language(query: Query, languages: Iterable[str]) -> str:
    """The language whose stop words the question uses most; the first one when in doubt."""
    known = tuple(languages)
    if len(known) == 1:
        return known[0]
    atoms = [atom for clause in query.clauses for atom in clause.alternatives]
    words = {fold_token(token) for atom in atoms for token in find_tokens(atom.text)}
    return max(known, key=lambda language: len(words & stop_words(language)))


def _is_word(clause: AskedClause) -> bool:
    return len(clause.alternatives) == 1 and clause.alternatives[0].kind is AtomKind.WORD


def _known(numbers: tuple[int | None, ...]) -> tuple[int, ...]:
    """Numbers of a word's terms, each once."""
    if len(numbers) == 1 and numbers[0] is not None:
        return (numbers[0],)
    return tuple(dict.fromkeys([number for number in numbers if number is not None]))


class NeedFinder:
    """Turns the atoms of one question into needs, left to right."""

    def __init__(self, index: PostingsIndex, language: str) -> None:
        self._index = index
        self._analyzers = [make_analyzer(name) for name in index.settings.languages or ("en",)]
        self._analyzer = make_analyzer(language)
        self.language = language
        self.tokens: list[str] = []
        self.ignored: list[str] = []

    def needs_of(self, atom: Atom) -> list[Need]:
        """One need for a phrase or a prefix, one for each content token of a word."""
        if atom.kind is AtomKind.PREFIX:
            self.tokens.append(atom.text)
            terms = self._index.terms_with_prefix(fold_token(atom.text))
            return [WordNeed(f"{atom.text}*", tuple(int(term) for term in terms))]
        if atom.kind is AtomKind.PHRASE:
            return self._phrase(atom.text)
        return [*self.words(find_tokens(atom.text))]

    def words(self, tokens: Sequence[str]) -> list[WordNeed]:
        """One need for each content token; all at once, since each call takes its time."""
        first = len(self.tokens)
        self.tokens += tokens
        own = self._analyzer.terms(tokens)
        find = self._index.vocabulary.find_all
        found = [find(analyzer.terms(tokens)) for analyzer in self._analyzers]
        needs = []
        for at, numbers in enumerate(zip(*found, strict=True)):
            if own[at]:
                needs.append(WordNeed(tokens[at], _known(numbers), first + at))
            else:
                self.ignored.append(tokens[at])
        return needs

    def _phrase(self, text: str) -> list[Need]:
        tokens = find_tokens(text)
        words = self.words(tokens)
        if len(tokens) == 1:
            return [*words]
        variants = set()
        for analyzer in self._analyzers:
            terms = [analyzer.term(token) for token in tokens]
            content = [(self._index.vocabulary.find(t), at) for at, t in enumerate(terms) if t]
            if content:
                variants.add(tuple((number, at - content[0][1]) for number, at in content))
        if not variants:
            return []
        return [PhraseNeed(text, tuple(words), tuple(sorted(variants, key=repr)))]
