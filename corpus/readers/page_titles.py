"""A short title for a text that has none.

Takes a text and whose it is, gives "Rochester, MN: <its first clause>".
"""

from __future__ import annotations

import re

from corpus.cleaning import clean_line

MAX_TITLE = 100
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][”\"’')]*(?=\s)")
_MIN_SENTENCE = 25


def make_title(text: str, label: str = "") -> str:
    """The first sentence, cut at a word if it is long, after the label.

    >>> make_title("Mayor A. Lee signed an order today. More follows.", "Salem, OR")
    'Salem, OR: Mayor A. Lee signed an order today'
    """
    line = clean_line(text)
    ends = [m.start() for m in _SENTENCE_END.finditer(line) if m.start() >= _MIN_SENTENCE]
    sentence = line[: ends[0]] if ends else line.rstrip(".")
    room = MAX_TITLE - len(label) - 2 if label else MAX_TITLE
    if len(sentence) > room:
        sentence = sentence[: room - 1].rpartition(" ")[0].rstrip(' ,;:–—-“"(') + "…"
    return f"{label}: {sentence}" if label else sentence
