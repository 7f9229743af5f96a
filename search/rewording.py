"""A question with a piece of it taken away or put otherwise, as a person would retype it.

Takes the text of the search box, gives another text for it. Reads it by the syntax of
`search.query`; knows nothing of indexes. What is not touched stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from index.analyzer import find_tokens, fold_token
from search.query import PART

_DATE_SIDES = {"after": ("after", "year"), "before": ("before", "year")}
"""Where a bound of time may come from: year:2017..2019 sets both."""

_GAP = "\ue000"
"""Stands where something was taken out; no one types it."""


def without_field(question: str, field: str) -> str:
    """Without what was typed for a field.

    >>> without_field('raids city:"Santa Fe" year:2017..2019', "city")
    'raids year:2017..2019'
    """
    names = _DATE_SIDES.get(field, (field,))
    return _drop(question, lambda part: (part["field"] or "").lower() in names)


def without_exclusion(question: str, text: str) -> str:
    """Without the minus sign and what stands after it.

    >>> without_exclusion('raids -hockey -"ice rink"', "ice rink")
    'raids -hockey'
    """
    wanted = _fold_words(text)
    return _drop(question, lambda part: bool(part["minus"]) and _says(part, wanted))


def without_clause(question: str, label: str) -> str:
    """Without a word or a quoted phrase that is looked for, or all sides of an OR.

    A word inside a longer one ("high-speed") is taken out with it.

    >>> without_clause('rent "know your rights" xylophone', "xylophone")
    'rent "know your rights"'
    >>> without_clause("rent xylophone OR zither", "xylophone OR zither")
    'rent'
    """
    wanted = [_fold_words(side) for side in label.split(" OR ")]
    kept = _drop(
        question,
        lambda part: (
            not part["minus"] and not part["field"] and any(_says(part, words) for words in wanted)
        ),
        _GAP,
    )
    kept = re.sub(rf"{_GAP}(?: OR {_GAP})*", _GAP, kept)
    kept = re.sub(rf" OR {_GAP}|{_GAP} OR (?=\S)|{_GAP}", "", kept)
    return " ".join(kept.split())


def _fold_words(text: str) -> list[str]:
    return [fold_token(token) for token in find_tokens(text)]


def _says(part: re.Match[str], wanted: list[str]) -> bool:
    """Does a part of the question hold these words, one after another?"""
    words = _fold_words(part["quoted"] if part["quoted"] is not None else part["word"])
    starts = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in starts)


def _drop(question: str, is_dropped: Callable[[re.Match[str]], bool], gap: str = "") -> str:
    kept = PART.sub(lambda part: gap if is_dropped(part) else part.group(), question)
    return " ".join(kept.split())
