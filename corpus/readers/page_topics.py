"""Which topics a text is about, by words anyone can read and change.

Takes a title and a text, gives guesses with the words they rest on. The words of each
topic, English and Spanish, lie in corpus/data/topic_words.csv, accents left out; a star
stands for any ending.
"""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

from corpus.cleaning import fold
from corpus.readers.results import Guess
from corpus.topics import find_topic

WORDS_PATH = Path(__file__).parents[1] / "data" / "topic_words.csv"
MAX_TOPICS = 4

_IN_TITLE = 0.9
_SEVERAL = 0.8
_ONCE = 0.65
_SHORT_WORDS = 100
"""In a text this short one word is enough."""


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    with WORDS_PATH.open(encoding="utf-8", newline="") as file:
        rows = [(row["topic"], row["words"].split(" | ")) for row in csv.DictReader(file)]
    return {
        topic.name: re.compile(
            r"(?<!\w)(?:"
            + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
            + r")(?!\w)"
        )
        for name, words in rows
        if (topic := find_topic(name)) is not None
    }


def find_topics(title: str, text: str) -> tuple[Guess, ...]:
    """At most four topics, the surest first.

    >>> [g.value for g in find_topics("A fund for renters", "Evictions rose; tenants get help.")]
    ['housing']
    """
    folded_title, folded_text = fold(title), fold(text)
    is_short = len(text.split()) <= _SHORT_WORDS
    found = []
    for name, pattern in _patterns().items():
        in_title = pattern.findall(folded_title)
        words = [*in_title, *pattern.findall(folded_text)]
        if in_title or len(words) > 1 or (words and is_short):
            once = _ONCE if len(words) == 1 else _SEVERAL
            evidence = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
            guess = Guess("topics", name, _IN_TITLE if in_title else once, evidence[:200])
            found.append((guess, len(words)))
    found.sort(key=lambda pair: (-pair[0].confidence, -pair[1], pair[0].value))
    return tuple(guess for guess, _ in found[:MAX_TOPICS])
