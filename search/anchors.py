"""Names for the sentences of a text, so that an address can point to one for good.

Takes a statement's text, gives its sentences with anchors. An anchor is made of the words
alone: it outlives new indexes, other punctuation and changes elsewhere in the text.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from index.analyzer import find_tokens, fold_token
from search.sentences import find_sentences

N_DIGITS = 7
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands in the text (half-open), and its anchor."""

    start: int
    end: int
    anchor: str


@lru_cache(maxsize=4096)
def list_paragraphs(text: str) -> tuple[tuple[Sentence, ...], ...]:
    r"""The sentences of each paragraph; blank lines part paragraphs.

    Of sentences with the same words the second is told apart by its number.

    >>> [len(sentences) for sentences in list_paragraphs("One. Two.\n\nThree.")]
    [2, 1]
    """
    seen: Counter[str] = Counter()
    paragraphs = []
    for found in _PARAGRAPH.finditer(text):
        sentences = []
        for start, end in find_sentences(found.group()):
            first, last = found.start() + start, found.start() + end
            anchor = make_anchor(text[first:last])
            seen[anchor] += 1
            number = f"-{seen[anchor]}" if seen[anchor] > 1 else ""
            sentences.append(Sentence(first, last, anchor + number))
        paragraphs.append(tuple(sentences))
    return tuple(paragraphs)


def find_anchor(text: str, passage: str) -> str:
    """The anchor of the sentence in which a passage of a text begins; "" if there is none."""
    at = text.find(passage) if passage else -1
    for sentence in (each for sentences in list_paragraphs(text) for each in sentences):
        if at >= 0 and sentence.end > at:
            return sentence.anchor
    return ""


def make_anchor(sentence: str) -> str:
    """The anchor of a sentence, from its words folded.

    >>> make_anchor("Raids, again!") == make_anchor("raids again")
    True
    """
    words = " ".join(fold_token(token) for token in find_tokens(sentence))
    return "p-" + hashlib.sha256(words.encode()).hexdigest()[:N_DIGITS]
