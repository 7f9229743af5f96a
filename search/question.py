"""A question as tokens that know where they stand, and tables of phrases to find in them.

Takes a question's text, gives a `Question`; used by the readers of `search.understanding`.
What is quoted, excluded or typed as `field:value` is no token: nothing is read from it or
across it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.cleaning import fold

_PROTECTED = re.compile(
    r"""
    -?(?:[A-Za-z]+:)?["“”„«»][^"“”„«»]*["“”„«»]     # "a phrase", city:"Santa Fe"
    | (?<!\S)-?[A-Za-z]+:[^\s:/"]\S*                # state:TX
    | (?<!\S)-\w\S*                                 # -detention
    | (?<!\S)[^\s"]+\*(?!\S)                        # immigra*
    """,
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""
    \d{1,3}(?:[\x20\u00a0]\d{3})+(?!\d)            # 500 000
    | [$€£]?\d+(?:[.,]\d{3})+(?:\.\d+)?         # 2,000 and $2,000.50
    | [$€£]\d+(?:\.\d+)? | \d+\.\d+ | \d+
    | (?:[^\W\d_]\.){2,}                        # D.C.
    | [^\W\d_]+(?:['’ʻ][^\W\d_]+)*['’]?         # O'Connell's
    """,
    re.VERBOSE,
)
_JOINTS = frozenset({" ", "-", "–", "/", ""})
_SHORT_FORMS = frozenset({"st", "ste", "ft", "mt", "dr", "jr", "s", "n", "w"})
_POSSESSIVE = re.compile(r"'s$|'$")
_BREAK = re.compile(r"[.?!;:¿¡]")
WALL = "\0"
"""The key of a token that stands for something protected."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number: `key` is folded, without apostrophes, dots and a possessive."""

    text: str
    key: str
    start: int
    end: int
    is_possessive: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit or a currency sign."""
        return not self.text[0].isalpha() and self.key != WALL


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `gaps[i]` is the text between token i and the one before it, `joins[i]` whether the two run
    on without punctuation. `is_cased` says whether capitals are evidence: not when all letters
    are capitals or none is.
    """

    text: str
    tokens: tuple[Token, ...]
    gaps: tuple[str, ...]
    joins: tuple[bool, ...]
    is_cased: bool
    is_shouted: bool

    def key(self, number: int) -> str:
        """The key of a token; empty before the first and after the last."""
        return self.tokens[number].key if 0 <= number < len(self.tokens) else ""

    def has(self, first: int, *keys: str) -> bool:
        """Whether these keys stand from `first` on."""
        return all(self.key(first + n) == key for n, key in enumerate(keys)) and first >= 0

    def are_joined(self, first: int, end: int) -> bool:
        """Whether the tokens run on without punctuation."""
        return all(self.joins[first + 1 : end])

    def follows(self, number: int) -> bool:
        """Whether a token comes after the one before it with no punctuation between."""
        return 0 < number < len(self.tokens) and self.joins[number]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The characters of the tokens from `first` to `end`."""
        return self.tokens[first].start, self.tokens[end - 1].end

    def opens_sentence(self, number: int) -> bool:
        """Whether a token is the first of its sentence, where a capital means nothing."""
        return number == 0 or bool(_BREAK.search(self.gaps[number]))

    def is_capital(self, number: int) -> bool:
        """Whether a token's capital is evidence that it is a name."""
        if not self.is_cased or not 0 <= number < len(self.tokens):
            return False
        return self.tokens[number].text[0].isupper()

    def is_code(self, number: int) -> bool:
        """Whether a token is written in capitals throughout in a question that is not."""
        text = self.tokens[number].text.replace(".", "")
        return self.is_cased and text.isupper()


def read_question(text: str) -> Question:
    """Take a question apart.

    >>> [token.key for token in read_question("Durham's shelters in St. Paul").tokens]
    ['durham', 'shelters', 'in', 'st', 'paul']
    """
    tokens: list[Token] = []
    position = 0
    for wall in _PROTECTED.finditer(text):
        tokens += _tokens(text, position, wall.start())
        tokens.append(Token(wall.group(), WALL, wall.start(), wall.end()))
        position = wall.end()
    tokens += _tokens(text, position, len(text))
    ends = [0, *(token.end for token in tokens)]
    gaps = tuple(text[ends[n] : token.start] for n, token in enumerate(tokens))
    joins = tuple(n > 0 and _joins(gap, tokens[n - 1].key) for n, gap in enumerate(gaps))
    letters = "".join(token.text for token in tokens if token.key != WALL)
    has_lower = any(letter.islower() for letter in letters)
    has_upper = any(letter.isupper() for letter in letters)
    return Question(text, tuple(tokens), gaps, joins, has_lower and has_upper, not has_lower)


def _joins(gap: str, before: str) -> bool:
    gap = gap.strip(" \xa0") or " "
    return gap in _JOINTS or (gap == "." and (before in _SHORT_FORMS or len(before) == 1))


def _tokens(text: str, start: int, end: int) -> list[Token]:
    return [
        _token(match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text, start, end)
    ]


def _token(text: str, start: int, end: int) -> Token:
    key, is_possessive = _key(text)
    return Token(text, key, start, end, is_possessive)


@functools.lru_cache(maxsize=20_000)
def _key(text: str) -> tuple[str, bool]:
    folded = text.lower() if text.isascii() else fold(text).replace("ʻ", "'")
    bare = _POSSESSIVE.sub("", folded)
    return bare.replace("'", "").replace(".", "") or folded, bare != folded


def phrase_keys(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase as a question would have them.

    >>> phrase_keys("Coeur d'Alene"), phrase_keys("mid-size")
    (('coeur', 'dalene'), ('mid', 'size'))
    """
    return tuple(token.key for token in read_question(phrase).tokens)


Value = TypeVar("Value")


class PhraseTable(Generic[Value]):
    """Phrases to find in questions, the longest first; each has one value."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        """Take pairs of a phrase and its value; the first of two equal phrases counts."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        seen: set[tuple[str, ...]] = set()
        for phrase, value in phrases:
            keys = phrase_keys(phrase)
            if keys and keys not in seen:
                seen.add(keys)
                self._by_first.setdefault(keys[0], []).append((keys, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, question: Question, first: int) -> tuple[int, Value] | None:
        """The longest phrase that begins at a token: one past its end, and its value."""
        for keys, value in self._by_first.get(question.key(first), ()):
            end = first + len(keys)
            if question.has(first, *keys) and question.are_joined(first, end):
                return end, value
        return None
