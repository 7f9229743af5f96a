"""Synthetic statements of any number: the same words for every system measured.

Takes a number and a seed, gives one string a statement and questions about them. Words
are pronounceable and made up; how often each stands follows Zipf-Mandelbrot, how long a
statement is a log-normal. A statement's string has five lines: title, text, topics,
place and mayor; `benchmarks.statements` reads them back as fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.facts import Facts, make_facts

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_WORDS = 200_000
EXPONENT = 1.05
SHIFT = 2.7
MEAN_LENGTH = 90
SIGMA = 0.6
TITLE_LENGTH = 8
SENTENCE_LENGTH = 15
FIRST_RANK = 30
"""Questions are asked in words of this rank and rarer."""

N_QUESTIONS = 500
N_WARM_UP = 50
"""Other questions, asked before anything is measured."""

_SEED = 4
_CHUNK = 20_000
_END = "\0"
_ONSETS = (
    "b", "br", "d", "dr", "f", "g", "gr", "k", "kl", "l", "m", "n", "p", "pl", "r", "t", "tr",
    "v", "z",
)  # fmt: skip
_VOWELS = "aeiou"
_CODAS = ("b", "k", "m", "n", "p", "rk", "t", "x")


def make_words(n_words: int) -> list[str]:
    """Distinct words of two to four syllables, the shorter first; no two share a stem.

    >>> make_words(3)
    ['droket', 'nugrup', 'kutok']
    """
    syllables = [onset + vowel for onset, vowel in product(_ONSETS, _VOWELS)]
    ends = [onset + vowel + coda for onset, vowel, coda in product(_ONSETS, _VOWELS, _CODAS)]
    generator = np.random.default_rng(_SEED)
    words: list[str] = []
    for n_before in (1, 2, 3):
        n_left = n_words - len(words)
        n_all = len(syllables) ** n_before * len(ends)
        picked = generator.permutation(min(n_all, 2_000_000))[:n_left].tolist()
        words += [_word(number, n_before, syllables, ends) for number in picked]
    return words[:n_words]


def _word(number: int, n_before: int, syllables: Sequence[str], ends: Sequence[str]) -> str:
    number, last = divmod(number, len(ends))
    parts = [ends[last]]
    for _ in range(n_before):
        number, picked = divmod(number, len(syllables))
        parts.append(syllables[picked])
    return "".join(reversed(parts))


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk: its statements one after another in a file, and its questions."""

    folder: Path
    n_documents: int

    def texts(self) -> list[str]:
        """The statements' strings in the order of their numbers."""
        text = (self.folder / "statements.txt").read_text(encoding="utf-8")
        return text.split(_END)[: self.n_documents]

    def questions(self) -> list[str]:
        """Its questions; for speed N_WARM_UP to warm up with, then N_QUESTIONS to measure."""
        return (self.folder / "questions.txt").read_text(encoding="utf-8").splitlines()

    def facts(self) -> Facts:
        """Places, mayors, days, kinds and topics of the statements."""
        return make_facts(self.n_documents)


def write_corpus(folder: Path, n_documents: int, n_asked: int = N_WARM_UP + N_QUESTIONS) -> Corpus:
    """Make so many statements and questions about them; always the same ones."""
    generator = np.random.default_rng(_SEED)
    folder.mkdir(parents=True, exist_ok=True)
    words = make_words(N_WORDS)
    asked: list[str] = []
    picked = np.sort(generator.choice(n_documents, n_asked, replace=n_documents < n_asked))
    facts = make_facts(n_documents)
    with (folder / "statements.txt").open("w", encoding="utf-8") as file:
        for first in range(0, n_documents, _CHUNK):
            n_chunk = min(_CHUNK, n_documents - first)
            ranks, ends = _draw(generator, n_chunk)
            for number, text in enumerate(_write_texts(generator, ranks, ends, words), first):
                file.write(f"{text}\n{facts.lines(number)}{_END}")
            inside = picked[(picked >= first) & (picked < first + n_chunk)] - first
            starts = np.concatenate(([0], ends))
            asked += [
                _question(generator, ranks[starts[number] : ends[number]], words)
                for number in inside
            ]
    generator.shuffle(asked)
    (folder / "questions.txt").write_text("\n".join(asked), encoding="utf-8")
    return Corpus(folder, n_documents)


def _draw(
    generator: np.random.Generator, n_documents: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ranks (from 0) of the words of some statements, and where each statement ends."""
    mean = np.log(MEAN_LENGTH) - SIGMA**2 / 2
    lengths = np.maximum(generator.lognormal(mean, SIGMA, n_documents), TITLE_LENGTH + 4)
    ends = lengths.round().astype(np.int64).cumsum()
    shares = 1 / (np.arange(1, N_WORDS + 1) + SHIFT) ** EXPONENT
    bounds = shares.cumsum() / shares.sum()
    ranks = np.searchsorted(bounds, generator.random(int(ends[-1])), side="right")
    return np.minimum(ranks, N_WORDS - 1), ends


def _write_texts(
    generator: np.random.Generator,
    ranks: NDArray[np.int64],
    ends: NDArray[np.int64],
    words: Sequence[str],
) -> Iterator[str]:
    """Each statement's title and text: sentences with a capital and a full stop."""
    forms: NDArray[Any] = np.array(
        [*words, *(w.capitalize() for w in words), *(f"{w}." for w in words)]
        + [f"{w.capitalize()}." for w in words],
        dtype=object,
    )
    is_last = generator.random(len(ranks)) < 1 / SENTENCE_LENGTH
    starts = np.concatenate(([0], ends[:-1]))
    is_last[ends - 1] = True
    is_first = np.concatenate(([True], is_last[:-1]))
    is_first[starts + TITLE_LENGTH] = True
    for offset in range(TITLE_LENGTH):
        is_last[starts + offset] = False
    shown: list[str] = forms[ranks + N_WORDS * is_first + 2 * N_WORDS * is_last].tolist()
    ordered = iter(shown)
    for length in np.diff(ends, prepend=0).tolist():
        title = " ".join(islice(ordered, TITLE_LENGTH))
        yield f"{title}\n{' '.join(islice(ordered, length - TITLE_LENGTH))}"


def _question(
    generator: np.random.Generator, ranks: NDArray[np.int64], words: Sequence[str]
) -> str:
    """Two to six different words of one statement, of rank 30 and rarer."""
    rare = np.unique(ranks[ranks >= FIRST_RANK - 1])
    n_words = min(int(generator.integers(2, 7)), len(rare))
    return " ".join(words[rank] for rank in generator.permutation(rare)[:n_words])
