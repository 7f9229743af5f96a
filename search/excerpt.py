"""The passage that answers: one to three sentences, with the words that matched.

Takes a text and what was wanted, gives an `Excerpt` as data, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.analyzer import make_analyzer
from index.postings import PostingsIndex, inverse_document_frequency
from index.token_spans import find_candidates, mark_beginnings
from search.analysis import Needs, PhraseNeed
from search.results import Excerpt
from search.sentences import find_sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_LENGTH = 300
MAX_SENTENCES = 3
_REPEAT_WORTH = 0.1
"""What a word's second standing in a passage adds, as a part of its first."""


Found = dict[tuple[int, int], tuple[str, float]]
"""Where something wanted stands, to what it is and its worth."""


@dataclass(frozen=True)
class Wanted:
    """What to look for in a text.

    Attributes:
        words: idf by term, for words that count wherever they stand.
        phrases: terms with their distance from the first, and the phrase's worth.
    """

    words: Mapping[str, float]
    phrases: tuple[tuple[tuple[tuple[str, int], ...], float], ...]

    @cached_property
    def beginnings(self) -> NDArray[np.bool_]:
        """How the words that matter begin."""
        terms = (term for phrase, _ in self.phrases for term, _ in phrase)
        return mark_beginnings((*self.words, *terms))


def find_wanted(needs: Needs, index: PostingsIndex) -> Wanted:
    """The terms of a question's clauses, with what each is worth."""
    words: dict[str, float] = {}
    phrases = []
    related = [r.need for clause in needs.clauses for r in clause.related]
    for need in (*related, *(need for clause in needs.clauses for need in clause.needs)):
        if isinstance(need, PhraseNeed):
            for variant in need.variants:
                known = [(n, at) for n, at in variant if n is not None]
                if len(known) == len(variant):
                    terms = tuple((index.vocabulary[n], at) for n, at in known)
                    phrases.append((terms, sum(_worth(n, index) for n, _ in known)))
        else:
            words |= {index.vocabulary[n]: _worth(n, index) for n in need.terms}
    return Wanted(words, tuple(phrases))


def find_spans(text: str, language: str, wanted: Wanted) -> Found:
    """Where the wanted words and phrases stand."""
    term_of = make_analyzer(language).term
    terms, spans = dict[int, str](), dict[int, tuple[int, int]]()
    found: Found = {}
    for number, start, end in find_candidates(text, wanted.beginnings):
        terms[number], spans[number] = term_of(text[start:end]), (start, end)
        if terms[number] in wanted.words:
            found[start, end] = (terms[number], wanted.words[terms[number]])
    for phrase, worth in wanted.phrases:
        for first, term in terms.items():
            if term == phrase[0][0] and all(terms.get(first + at) == t for t, at in phrase):
                last = first + phrase[-1][1]
                found[spans[first][0], spans[last][1]] = (repr(phrase), worth)
    return found


def make_excerpt(text: str, language: str, wanted: Wanted) -> Excerpt:
    """The best passage of a text, at most MAX_LENGTH characters, cut at word borders.

    The best one holds the most of what is wanted (each word counted with its idf, again
    with less); the shorter and then the earlier wins. Nothing wanted: the first sentences.
    """
    found = find_spans(text, language, wanted)
    start, end = _best_passage(text, found) if found else _opening(text)
    spans = [(s - start, e - start) for s, e in found if start <= s and e <= end]
    return Excerpt(text[start:end], merge_spans(spans), start > 0, end < len(text.rstrip()))


def merge_spans(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted spans that never overlap.

    >>> merge_spans([(5, 9), (0, 3), (2, 6)])
    ((0, 9),)
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _worth(term: int, index: PostingsIndex) -> float:
    return inverse_document_frequency(index.document_frequency(term), index.n_documents)


def _passages(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Every run of one to three sentences that fits; windows of the sentences that do not."""
    sentences = find_sentences(text)
    passages = []
    for first, (start, end) in enumerate(sentences):
        if end - start > MAX_LENGTH:
            passages += [_window(text, start, end, s) for s in spans if start <= s[0] < end]
        for _, last_end in sentences[first : first + MAX_SENTENCES]:
            if last_end - start <= MAX_LENGTH:
                passages.append((start, last_end))
    return passages or [_opening(text)]


def _window(text: str, start: int, end: int, span: tuple[int, int]) -> tuple[int, int]:
    """At most MAX_LENGTH characters of a long sentence, a span near their beginning."""
    lead = (MAX_LENGTH - min(span[1] - span[0], MAX_LENGTH)) // 3
    begin = max(start, min(span[0] - lead, end - MAX_LENGTH))
    if begin > start:
        begin = min(_next_word(text, begin), span[0])
    return begin, _cut_end(text, begin, end)


def _opening(text: str) -> tuple[int, int]:
    """The first sentences, as many as fit."""
    sentences = find_sentences(text)[:MAX_SENTENCES]
    if not sentences:
        return 0, 0
    start = sentences[0][0]
    fitting = [end for _, end in sentences if end - start <= MAX_LENGTH]
    return start, fitting[-1] if fitting else _cut_end(text, start, sentences[0][1])


def _next_word(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace() and not text[at - 1].isspace():
        at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _cut_end(text: str, start: int, end: int) -> int:
    """Where a passage from `start` must end: after a whole word, if there is one."""
    if end - start <= MAX_LENGTH:
        return end
    space = max(text.rfind(white, start, start + MAX_LENGTH + 1) for white in " \n\t")
    return start + MAX_LENGTH if space <= start else start + len(text[start:space].rstrip())


def _best_passage(text: str, found: Found) -> tuple[int, int]:
    """The one worth most: compared to six decimals, then the shorter, then the earlier."""
    stands = [(start, end, name, value) for (start, end), (name, value) in found.items()]
    ranked = [
        (round(_worth_of(stands, start, end), 6), start - end, -start)
        for start, end in _passages(text, sorted(found))
    ]
    _, minus_length, minus_start = max(ranked)
    return -minus_start, -minus_start - minus_length


def _worth_of(stands: Sequence[tuple[int, int, str, float]], first: int, last: int) -> float:
    """What stands in a passage is worth, each thing once and again with less."""
    worth = 0.0
    seen: list[str] = []
    for start, end, name, value in stands:
        if first <= start and end <= last:
            worth += value * _REPEAT_WORTH if name in seen else value
            seen.append(name)
    return worth
