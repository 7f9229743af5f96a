"""Which statements editors want above the answers to a question.

Takes `Pin` records, gives for a question the ids of its pinned statements. A whole question
counts whatever its case, accents, spaces and last mark are; words count wherever they
stand, as they are written. What is left out with a minus is no word of a question.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from corpus.cleaning import fold
from corpus.editorial_records import Pin
from index.analyzer import find_tokens, fold_token

MAX_PINNED = 5
"""Statements shown at most above the answers to one question."""

_EXCLUDED = re.compile(r'(?<!\S)-(?:\w+:)?(?:"[^"]*"?|\S+)')
_EDGES = " ?!.,;:¿¡"


def fold_question(question: str) -> str:
    """What two ways to type one question share.

    >>> fold_question("¿Ayuda  LEGAL para Inmigración?")
    'ayuda legal para inmigracion'
    """
    return " ".join(fold(question).split()).strip(_EDGES)


def list_words(question: str) -> frozenset[str]:
    """The words of a question, folded, without those it leaves out.

    >>> sorted(list_words('ICE raids -hockey -"ice rink"'))
    ['ice', 'raids']
    """
    kept = _EXCLUDED.sub(" ", question) if "-" in question else question
    return frozenset(fold_token(token) for token in find_tokens(kept))


@dataclass(frozen=True, slots=True)
class PinTable:
    """Pins that can be asked; those with the most words come first after a whole question."""

    whole: dict[str, list[Pin]] = field(default_factory=dict)
    by_word: dict[str, list[tuple[frozenset[str], Pin]]] = field(default_factory=dict)

    @classmethod
    def build(cls, pins: Iterable[Pin]) -> PinTable:
        """A table of pins; of each that is words, the longest word leads to it."""
        whole: dict[str, list[Pin]] = defaultdict(list)
        by_word: dict[str, list[tuple[frozenset[str], Pin]]] = defaultdict(list)
        for pin in pins:
            if not pin.is_words:
                whole[fold_question(pin.question)].append(pin)
            elif words := list_words(pin.question):
                by_word[max(words, key=lambda word: (len(word), word))].append((words, pin))
        return cls(dict(whole), dict(by_word))

    def find(self, question: str, day: datetime.date | None = None) -> tuple[str, ...]:
        """The ids pinned to a question on a day (today in UTC if not given), MAX_PINNED at most.

        >>> table = PinTable.build([Pin("ICE raids", True, ("a", "b"), "ann")])
        >>> table.find("What about raids by ICE?"), table.find("raids")
        (('a', 'b'), ())
        """
        if not (self.whole or self.by_word):
            return ()
        found = list(self.whole.get(fold_question(question), ()))
        if self.by_word:
            words = list_words(question)
            held = [
                (wanted, pin)
                for word in words.intersection(self.by_word)
                for wanted, pin in self.by_word[word]
                if wanted <= words
            ]
            held.sort(key=lambda each: (-len(each[0]), each[1].question))
            found += [pin for _, pin in held]
        if not found:
            return ()
        day = day or datetime.datetime.now(datetime.UTC).date()
        shown = chain.from_iterable(pin.doc_ids for pin in found if pin.is_shown_on(day))
        return tuple(dict.fromkeys(shown))[:MAX_PINNED]
