"""What the search page says of a question: how it was read, and how to take that back.

Takes a `ResultPage`, gives words and links ready to print. Every link is made from
`SearchParameters`, so that one state has one address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.filters import FIELD_WORDS
from search.results import ResultPage
from webapp.addresses import search_url
from webapp.languages import translate

N_ADDED_SHORT = 8
"""Related terms said at once; the rest unfolds."""


@dataclass(frozen=True, slots=True)
class PartChip:
    """Something understood: its words, whether it filters, the search that reads it plainly."""

    label: str
    is_filter: bool
    url: str


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """How the question was read.

    Attributes:
        parts: what was understood of plain words.
        filters: pairs of a field's name and what was typed for it.
        terms: the words searched, put right where they were corrected.
        added: the first related terms that matched.
        added_rest: the others.
        exact_url: the search for exactly these words; None if it is that already.
        loose_url: the search that understands, adds and corrects; None unless exact.
        reread_url: the search with all that was taken away understood again; None if nothing was.
    """

    parts: tuple[PartChip, ...]
    filters: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    added: tuple[str, ...]
    added_rest: tuple[str, ...]
    exact_url: str | None
    loose_url: str | None
    reread_url: str | None


def make_understood_view(page: ResultPage) -> UnderstoodView:
    """All there is to say and to link of how a question was read."""
    parameters, words = page.query.parameters, page.interpretation
    corrected = dict(words.corrections)
    said = {term.casefold() for term in corrected.values()}
    added = [term for term in words.added if term.casefold() not in said]
    n_short = N_ADDED_SHORT if len(added) > N_ADDED_SHORT + 1 else len(added)
    is_loose = bool(parameters.q) and not parameters.exact
    return UnderstoodView(
        parts=tuple(
            PartChip(
                translate(part.label), part.is_filter, search_url(parameters.without_part(part.key))
            )
            for part in words.parts
        ),
        filters=tuple(
            (translate(FIELD_WORDS.get(name, name)), translate(label))
            for name, label in words.filters
        ),
        terms=tuple(corrected.get(term, term) for term in words.terms),
        added=tuple(added[:n_short]),
        added_rest=tuple(added[n_short:]),
        exact_url=search_url(parameters.as_exact()) if is_loose else None,
        loose_url=search_url(replace(parameters, exact=False, page=1))
        if parameters.exact
        else None,
        reread_url=search_url(replace(parameters, plain=(), page=1))
        if parameters.plain and is_loose
        else None,
    )
