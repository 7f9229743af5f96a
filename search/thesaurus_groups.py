"""A concept group of the thesaurus, and what two wordings of one term share.

Data and its keys only: `search.thesaurus_rows` reads groups, `search.thesaurus_checks` finds
what is wrong with them, `search.thesaurus` is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.analyzer import find_tokens, fold_token, make_analyzer

Key = tuple[str, ...]


class Relation(StrEnum):
    """What the terms of a group are to one another."""

    SAME = "same"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Group:
    """A concept: its terms in both languages, the usual ones first.

    `asked` are words people ask with that are too loose to look for; `see_also` names
    groups that are near, both ways.
    """

    name: str
    relation: Relation
    english: tuple[str, ...]
    spanish: tuple[str, ...]
    asked: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()

    def terms(self) -> Iterator[tuple[str, str]]:
        """Its terms that are looked for, each with its language."""
        yield from ((term, "en") for term in self.english)
        yield from ((term, "es") for term in self.spanish)


def make_key(text: str, language: str) -> Key:
    """What two wordings of one term share: stems, stop words as they are.

    >>> make_key("without papers", "en") == make_key("without paper", "en")
    True
    """
    return tuple(word_key(token, language) for token in find_tokens(text))


def word_key(token: str, language: str) -> str:
    """The key of one word."""
    return make_analyzer(language).term(token) or fold_token(token)
