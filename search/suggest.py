"""What a person may be about to type: cities, mayors, topics, phrases.

Takes an engine's values and the phrases of its statements, once for each published index;
gives suggestions for the beginning of a question. Words are compared folded, at the start
of any word of what is suggested: "louis" finds St. Louis. Where no suggestion begins with
the whole question its last words are completed: "police in evans".
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from corpus.cleaning import fold
from corpus.topics import find_topic
from index.analyzer import find_tokens, fold_token, make_analyzer
from search.engine import SearchEngine
from search.frequent_phrases import Phrase
from search.labels import label_of

MIN_LETTERS = 2
"""Of a question; below it everything would fit."""

MIN_TAIL_LETTERS = 3
"""Of the last words of a longer question."""

MAX_TAIL_WORDS = 4
MAX_LENGTH = 200
"""A longer question is not completed."""

KINDS = ("city", "mayor", "topic", "phrase")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to offer.

    Attributes:
        text: the whole question, as it is put into the box.
        kind: one of KINDS: what its end was completed to.
        n_statements: how many statements have or say that.
    """

    text: str
    kind: str
    n_statements: int


@dataclass(frozen=True, slots=True)
class _Start:
    """A word of a suggestion where what is typed may begin: the folded text from there on."""

    text: str
    is_first: bool
    number: int


class Suggester:
    """Completes questions from a fixed list of suggestions.

    Args:
        suggestions: what may be offered; of two that read alike only the first is kept.
    """

    def __init__(self, suggestions: Iterable[Suggestion]) -> None:
        by_reading: dict[str, Suggestion] = {}
        for suggestion in suggestions:
            by_reading.setdefault(_fold_words(suggestion.text), suggestion)
        self._suggestions = tuple(by_reading.values())
        starts = [
            _Start(" ".join(words[first:]), first == 0, number)
            for number, reading in enumerate(by_reading)
            if (words := reading.split())
            for first in range(len(words))
        ]
        starts.sort(key=lambda start: (start.text, start.number))
        self._starts = starts
        self._texts = [start.text for start in starts]

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """The likeliest ends of what was typed so far, the best first.

        What begins like the question comes before what only holds a word that does; then
        what more statements have or say.

        >>> named = Suggester([Suggestion("Evanston, IL", "city", 9)])
        >>> [one.text for one in named.suggest("police in evan")]
        ['police in Evanston, IL']
        """
        if len(typed) > MAX_LENGTH or typed[-1:].isspace():
            return ()
        tokens = typed.split()
        for first in range(max(0, len(tokens) - MAX_TAIL_WORDS), len(tokens)):
            head, tail = " ".join(tokens[:first]), _fold_words(" ".join(tokens[first:]))
            if len(tail) >= (MIN_TAIL_LETTERS if head else MIN_LETTERS):
                found = self._find(tail, limit)
                if found:
                    return tuple(_put_after(head, one) for one in found)
        return ()

    def _find(self, tail: str, limit: int) -> list[Suggestion]:
        """The best suggestions with a word where the tail begins."""
        first = bisect_left(self._texts, tail)
        last = bisect_left(self._texts, tail + _LAST)
        ranks: dict[int, tuple[bool, int, int]] = {}
        for start in self._starts[first:last]:
            suggestion = self._suggestions[start.number]
            rank = (not start.is_first, -suggestion.n_statements, start.number)
            ranks[start.number] = min(rank, ranks.get(start.number, rank))
        best = heapq.nsmallest(limit, ranks.items(), key=itemgetter(1))
        return [self._suggestions[number] for number, _ in best]


def _fold_words(text: str) -> str:
    """The words of a text folded, one space between; what is typed meets what is offered.

    >>> _fold_words("St. Louis, MO"), _fold_words("Muñoz")
    ('st louis mo', 'munoz')
    """
    return " ".join(fold_token(token) for token in find_tokens(text)) or fold(text).strip()


def _put_after(head: str, suggestion: Suggestion) -> Suggestion:
    text = f"{head} {suggestion.text}".strip()
    return Suggestion(text, suggestion.kind, suggestion.n_statements)


def make_suggester(
    engine: SearchEngine, phrases: Sequence[Phrase], topic_names: Mapping[str, str]
) -> Suggester:
    """The suggester of a published index.

    Args:
        engine: whose cities, mayors and topics are offered.
        phrases: of its statements.
        topic_names: topics as the person reads them, by slug; others keep their own name.
    """
    named = [Suggestion(label_of("city", v), "city", n) for v, n in engine.list_values("city")]
    named += [Suggestion(value, "mayor", n) for value, n in engine.list_values("mayor")]
    for value, n in engine.list_values("topic"):
        topic = find_topic(value)
        name = topic_names.get(topic.slug, topic.name) if topic else value
        named.append(Suggestion(name, "topic", n))
    names = [one.text.partition(",")[0] for one in named if one.kind != "topic"]
    known = {run for name in names for run in _list_runs(_fold_words(name).split())}
    topics = {_list_terms(value) for value, _ in engine.list_values("topic")}
    said = [
        Suggestion(phrase.text, "phrase", phrase.n_statements)
        for phrase in phrases
        if phrase.terms not in topics and _fold_words(phrase.text) not in known
    ]
    return Suggester([*named, *said])


def _list_terms(text: str) -> tuple[str, ...]:
    return tuple(term.text for term in make_analyzer("en")(text))


def _list_runs(words: Sequence[str]) -> Iterator[str]:
    """Every run of words of a name: phrases that only say a part of it are no news."""
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            yield " ".join(words[first:end])
