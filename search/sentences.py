"""Where the sentences of a text stand: those of nupunkt, with less asked of it.

Takes a text, gives the half-open range of each sentence. Most full stops stand after a plain
word and before another one, and there nupunkt looks at nothing but its lists. So these are
looked up here, and it is asked about the rest: stretches that hold any other mark.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import nupunkt

_N_REMEMBERED = 4096
"""Texts whose sentences are kept: a page shows the same ones again and again."""

_STOP = re.compile(r"\.\s+(?=[^\W_])")
_LONGEST = 30
"""Letters of a word that is looked up."""

_ENUMERATOR = re.compile(r"[ivxlc]+|.")
"""Numbers that may begin a line, and initials; "civil" is one of these words, too."""

_MARK = re.compile("[.!?…]")
"""Whatever may end a sentence."""


@lru_cache(maxsize=_N_REMEMBERED)
def find_sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends, without the white space around it.

    >>> text = "Mr. Lee spoke. All heard."
    >>> [text[start:end] for start, end in find_sentences(text)]
    ['Mr. Lee spoke.', 'All heard.']
    """
    spans = []
    lead = start = 0
    for match in _STOP.finditer(text):
        stop, after = match.span()
        word = _word_before(text, stop)
        if word and _is_sure(word.lower()):
            spans += _split(text, lead, start, stop + 1)
            lead, start = stop - len(word), after
    return spans + _split(text, lead, start, len(text))


def _word_before(text: str, end: int) -> str:
    """The word that ends here; "" where it is more than letters, or very long."""
    first = max(0, end - _LONGEST)
    piece = text[first:end]
    if not piece[-1:].isalpha():
        return ""
    word = piece.rsplit(None, 1)[-1]
    is_whole = first == 0 or len(word) < len(piece)
    return word if is_whole and word.isalpha() else ""


def _split(text: str, lead: int, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences from `start`, where one begins, to `end`; before it, the one word at `lead`."""
    piece = text[start:end].strip()
    if not _MARK.search(piece, 0, len(piece) - 1):
        spans = [(start, end)]
    else:
        # With the word before: nupunkt looks at whether something stands first in its line.
        spans = [(lead + s, lead + e) for s, e in nupunkt.sent_spans(text[lead:end])]
        if lead < start:
            del spans[0]
    return [stripped for span in spans if (stripped := _strip(text, *span))]


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    begin = end - len(piece.lstrip())
    return (begin, begin + len(stripped)) if stripped else None


def _is_sure(word: str) -> bool:
    return word not in _unsure_words() and not _ENUMERATOR.fullmatch(word)


@cache
def _unsure_words() -> frozenset[str]:
    """Words whose full stop may be none: abbreviations, and those of names such as "St. Paul"."""
    known = nupunkt.load("default").to_json()["parameters"]
    return frozenset([*known["abbrev_types"], *(first for first, _ in known["collocations"])])
