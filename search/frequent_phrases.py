"""Phrases that many statements say, to be offered as one types.

Takes statements, gives runs of two or three words with how many statements say them, in
whatever forms. A phrase begins and ends with a word that tells something (see
data/phrase_edges.txt) and holds no number. Whoever offers them decides which.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.documents import Statement
from index.analyzer import Token, fold_token, make_analyzer
from search.analysis import asking_words

MIN_STATEMENTS = 3
"""A phrase fewer statements say is not frequent."""

WHOLE_SHARE = 0.8
"""A phrase is only a piece of a longer one if that makes up so much of its statements."""

_JOINED = re.compile(r"[ -]")
_NOT_SAID = re.compile(r"\d|['’]s$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as most statements spell it, its terms, and how many statements say it."""

    text: str
    terms: tuple[str, ...]
    n_statements: int


def list_phrases(statements: Iterable[Statement]) -> list[Phrase]:
    """The frequent phrases, the most frequent first, then by their letters.

    A phrase nearly always said as a piece of a longer one is left out: not "your rights"
    but "know your rights".
    """
    counts: Counter[tuple[str, ...]] = Counter()
    spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for statement in statements:
        said = list(_find_runs(statement))
        counts.update({words for words, _ in said})
        for words, text in said:
            spellings[words][text] += 1
    frequent = {words: n for words, n in counts.items() if n >= MIN_STATEMENTS}
    pieces = {
        piece
        for words, n in frequent.items()
        for piece in (words[:-1], words[1:])
        if len(words) > 2 and n >= WHOLE_SHARE * frequent.get(piece, 0)
    }
    kept = [
        Phrase(_choose_spelling(spellings[words]), words, n)
        for words, n in frequent.items()
        if words not in pieces
    ]
    return sorted(kept, key=lambda phrase: (-phrase.n_statements, phrase.text))


@cache
def _edge_words() -> frozenset[str]:
    """Folded words that no phrase begins or ends with."""
    path = Path(__file__).parent / "data" / "phrase_edges.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return asking_words() | frozenset(words)


def _find_runs(statement: Statement) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every run of two or three words that could be a phrase: its terms, and as it stands."""
    analyzer = make_analyzer(statement.language)
    for text in (statement.title, statement.text):
        tokens = list(analyzer.tokens(text))
        is_edge = [_is_edge(text, token) for token in tokens]
        for first, token in enumerate(tokens):
            if not is_edge[first]:
                continue
            for last in range(first + 1, min(first + 3, len(tokens))):
                if not _JOINED.fullmatch(text[tokens[last - 1].end : tokens[last].start]):
                    break
                run = text[token.start : tokens[last].end]
                if is_edge[last] and not _NOT_SAID.search(run):
                    run_tokens = tokens[first : last + 1]
                    yield (
                        tuple(t.term or fold_token(text[t.start : t.end]) for t in run_tokens),
                        run,
                    )


def _name(text: str, token: Token) -> str:
    """A word's term; a stop word, which has none, by itself."""
    return token.term or fold_token(text[token.start : token.end])


def _is_edge(text: str, token: Token) -> bool:
    return bool(token.term) and fold_token(text[token.start : token.end]) not in _edge_words()


def _choose_spelling(spellings: Counter[str]) -> str:
    """The one most used; in small letters where that is no rarer."""
    return min(spellings, key=lambda text: (-spellings[text], text != text.lower(), text))
