"""Text to terms: one analyzer for indexing and for asking.

Takes text, gives terms with the character offsets they had in it. An index remembers
the `AnalyzerSettings` it was built with. Knows nothing of documents or postings.

A term is made from a token in this order: NFKC and case folding, curly apostrophes made
straight, accents removed, possessive and inner apostrophes removed, stop words dropped,
Snowball stem (Porter 2001; English by PyStemmer, Spanish by NLTK). "U.S." becomes `us` and
is never a stop word, "287(g)" becomes `287g`, "COVID-19" and "covid19" both become `covid`
and `19`, "110,000" becomes `110000`; other words with a hyphen become their parts.
Positions count every token, stop words too, so that a phrase keeps its gaps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from Stemmer import Stemmer as PyStemmer

from corpus.cleaning import fold

_LETTER = r"[^\W\d_\u0300-\u036f][\u0300-\u036f]*"
_TOKEN = re.compile(
    rf"(?<![^\W_])(?:{_LETTER}\.)(?:{_LETTER}\.)*{_LETTER}\b\.?"  # U.S.
    r"|\d+\([a-zA-Z]\)"  # 287(g)
    r"|\d+(?:[.,]\d+)+(?![^\W_])"  # 110,000
    rf"|(?:{_LETTER}){{3,}}(?=\d+(?![^\W_]))"  # the word of covid19; the number is next
    r"|(?:[^\W_][\u0300-\u036f]*)+(?:['’ʼ](?:[^\W_][\u0300-\u036f]*)+)*"
)
_SPANISH_ENDINGS = (
    (re.compile(r"([cs])ion$"), r"\1ión"),
    (re.compile(r"logia(s?)$"), r"logía\1"),
    (re.compile(r"dades$"), "dad"),
)
"""Endings the stemmer knows only with their accent, or treats unlike their singular."""

_MAX_REMEMBERED = 1_000_000

ANALYZER_VERSION = 1
"""Raised whenever the same text would give other terms than before."""


class Term(NamedTuple):
    """A term and the half-open character range of its token in the text."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """A token as it stands in the text; `term` is "" for a stop word."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnalyzerSettings:
    """What decides which terms a text gives; an index refuses settings not its own."""

    language: str = "en"
    version: int = ANALYZER_VERSION
    stemmer: str = ""

    @classmethod
    def current(cls, language: str) -> AnalyzerSettings:
        """The settings this installation uses for a language ('en' or 'es')."""
        package = _STEMMERS[language].package
        return cls(language, ANALYZER_VERSION, f"{package} {version(package)}")


Stem = Callable[[Sequence[str]], list[str]]


class _Stemmer(NamedTuple):
    """A package, for the index's settings, and what makes its stemmer."""

    package: str
    make: Callable[[], Stem]


def _make_english() -> Stem:
    # 65 times as fast as NLTK's; it remembers nothing, `Analyzer` does.
    stem: Stem = PyStemmer("english", 0).stemWords
    return stem


def _make_spanish() -> Stem:
    # Imported here: NLTK takes a second.
    from nltk.stem.snowball import SnowballStemmer  # noqa: PLC0415

    stem = SnowballStemmer("spanish").stem
    return lambda words: [stem(_write_accent(word)) for word in words]


_STEMMERS = {
    "en": _Stemmer("PyStemmer", _make_english),
    "es": _Stemmer("nltk", _make_spanish),
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """The folded stop words of a language."""
    path = Path(__file__).parent / "data" / f"stopwords_{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Analyzer:
    """Text to terms in one language; each distinct token is worked out once.

    >>> [term.text for term in make_analyzer("en")("The Mayor's U.S. cities' COVID-19 work")]
    ['mayor', 'us', 'citi', 'covid', '19', 'work']
    >>> [term.text for term in make_analyzer("es")("las educaciones y la educación")]
    ['educ', 'educ']
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._stop_words = stop_words(language)
        self._stem = _STEMMERS[language].make()
        self._terms: dict[str, str] = {}

    def __call__(self, text: str) -> list[Term]:
        """The terms of a text in order, stop words left out."""
        return [Term(*token) for token in self.tokens(text) if token.term]

    def tokens(self, text: str) -> Iterator[Token]:
        """Every token in order, stop words too, each with its term or ""."""
        for term, span in zip(*self.split(text), strict=True):
            yield Token(term, *span)

    def split(self, text: str) -> tuple[list[str], list[tuple[int, int]]]:
        """The same as two lists: terms, and where their tokens stand; for many texts."""
        matches = list(_TOKEN.finditer(text))
        terms = self.terms([match.group() for match in matches])
        return terms, [match.span() for match in matches]

    def terms(self, raws: Sequence[str]) -> list[str]:
        """The terms of tokens, "" for a stop word."""
        known = self._terms  # another thread may begin a new one meanwhile
        new = list(dict.fromkeys([raw for raw in raws if raw not in known]))
        if new:
            if len(known) >= _MAX_REMEMBERED:
                known, new = {}, list(dict.fromkeys(raws))
                self._terms = known
            words = [fold_token(raw) for raw in new]
            terms = self.make_terms(words)
            if "." in "".join(new):
                each = zip(new, words, terms, strict=True)
                terms = [word if "." in raw else term for raw, word, term in each]
            known.update(zip(new, terms, strict=True))
        return [known[raw] for raw in raws]

    def term(self, raw: str) -> str:
        """The term of one token, "" for a stop word."""
        found = self._terms.get(raw)
        return self.terms((raw,))[0] if found is None else found

    def make_terms(self, words: Sequence[str]) -> list[str]:
        """The terms of the folded words of tokens without a point, "" for a stop word."""
        stop_words = self._stop_words
        return [
            "" if word in stop_words
            else word if word[:1].isdigit()
            else stem if stem.isascii()
            else fold(stem)
            for word, stem in zip(words, self._stem(words), strict=True)
        ]  # fmt: skip


def _write_accent(word: str) -> str:
    for pattern, accented in _SPANISH_ENDINGS:
        word = pattern.sub(accented, word)
    return word


def find_tokens(text: str) -> list[str]:
    """The tokens of a text in order, as they stand there."""
    if text.isascii() and text.isalpha():  # most words of questions
        return [text]
    return _TOKEN.findall(text)


def fold_token(raw: str) -> str:
    """A token as a word that can be compared: folded, without points, commas, possessive.

    >>> fold_token("U.S."), fold_token("287(g)"), fold_token("110,000"), fold_token("Mayor’s")
    ('us', '287g', '110000', 'mayor')
    """
    word = fold(raw)
    if word.isalpha():  # most words
        return word
    if word[:1].isdigit():
        return re.sub(r"[(),]", "", word)
    return word.replace(".", "").removesuffix("'s").replace("'", "")


@cache
def make_analyzer(language: str) -> Analyzer:
    """The one analyzer of a language in this process."""
    return Analyzer(language)
