"""Documents to passages: the pieces a sentence encoder reads whole.

Takes a title and a text, gives passages of at most MAX_WORDS words, each led by the title,
cut at sentence ends. Knows nothing of vectors.
"""

from __future__ import annotations

import nupunkt

MAX_WORDS = 220
"""A little over what the encoder reads whole (256 word pieces): measured, a second passage for
a few words more costs relevance."""

MAX_ENCODED = 50_000
"""Documents up to which an index has vectors; beyond, it is of words alone.

Encoding takes 12 to 170 ms a document, so that many take some hours.
"""


def split_passages(title: str, text: str) -> list[str]:
    """The passages of a document, in order; a document without words has none.

    >>> split_passages("Title", "One sentence. And another.")
    ['Title. One sentence. And another.']
    >>> [len(passage.split()) for passage in split_passages("", "word " * 400)]
    [200, 200]
    """
    sentences = [text[start:end].split() for start, end in nupunkt.sent_spans(text)]
    n_passages = -(-sum(map(len, sentences)) // MAX_WORDS)
    goal = -(-sum(map(len, sentences)) // n_passages) if n_passages else 0
    passages: list[list[str]] = []
    for piece in (piece for sentence in sentences for piece in _pieces(sentence, goal)):
        if passages and len(passages[-1]) + len(piece) <= max(goal, MAX_WORDS * 3 // 4):
            passages[-1] += piece
        else:
            passages.append(list(piece))
    lead = f"{title}. " if title.strip() else ""
    return [lead + " ".join(words) for words in passages] or ([title] if title.strip() else [])


def _pieces(sentence: list[str], goal: int) -> list[list[str]]:
    """A sentence, or even parts of one that is too long."""
    if len(sentence) <= MAX_WORDS:
        return [sentence]
    n_pieces = -(-len(sentence) // goal)
    size, extra = divmod(len(sentence), n_pieces)
    pieces, start = [], 0
    for number in range(n_pieces):
        end = start + size + (number < extra)
        pieces.append(sentence[start:end])
        start = end
    return pieces
