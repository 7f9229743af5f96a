"""What the search page says of a question: how it was read, and how to take that back.

Takes a `ResultPage`, gives words and links ready to print. Every link is made from
`SearchParameters`, so that one state has one address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.labels import FIELD_WORDS
from search.parameters import PeerChoice, SearchParameters
from search.results import ResultPage
from search.rewording import without_exclusion, without_field
from search.understood import Part
from webapp.addresses import peers_url, search_url
from webapp.languages import translate

N_ADDED_SHORT = 8
"""Related terms said at once; the rest unfolds."""


@dataclass(frozen=True, slots=True)
class PartChip:
    """Something understood: its words, whether it filters, the search that takes it back.

    `peers_url` is the page that says which cities "cities like Dayton" are.
    """

    label: str
    is_filter: bool
    url: str
    peers_url: str | None


@dataclass(frozen=True, slots=True)
class TypedChip:
    """Something typed by the syntax: its field in words, its value, the search without it."""

    field: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class UnderstoodView:
    """How the question was read.

    Attributes:
        parts: what was understood of plain words.
        typed: what was typed for a field, all of one field together.
        excluded: words that were typed to be kept out.
        terms: the words searched, put right where they were corrected.
        added: the first related terms that matched, each with its language.
        added_rest: the others.
        exact_url: the search for exactly these words; None if it is that already.
        loose_url: the search that understands, adds and corrects; None unless exact.
        reread_url: the search with all that was taken away understood again; None if nothing was.
        offer_url: the question that would be answered much better; None if there is none.
    """

    parts: tuple[PartChip, ...]
    typed: tuple[TypedChip, ...]
    excluded: tuple[TypedChip, ...]
    terms: tuple[str, ...]
    added: tuple[tuple[str, str], ...]
    added_rest: tuple[tuple[str, str], ...]
    exact_url: str | None
    loose_url: str | None
    reread_url: str | None
    offer_url: str | None


def make_understood_view(page: ResultPage) -> UnderstoodView:
    """All there is to say and to link of how a question was read."""
    parameters, words = page.query.parameters, page.interpretation
    corrected = dict(words.corrections)
    said = {term.casefold() for term in (*words.terms, *corrected.values())}
    added = [pair for pair in words.added if pair[0].casefold() not in said]
    n_short = N_ADDED_SHORT if len(added) > N_ADDED_SHORT + 1 else len(added)
    is_loose = bool(parameters.q) and not parameters.exact
    return UnderstoodView(
        parts=tuple(_make_part(part, parameters) for part in words.parts),
        typed=_list_typed(page),
        excluded=tuple(
            TypedChip("", word, _ask(parameters, without_exclusion(parameters.q, word)))
            for word in words.excluded
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
        offer_url=_ask(parameters, words.offer.question) if words.offer else None,
    )


def _make_part(part: Part, parameters: SearchParameters) -> PartChip:
    slug = part.key.removeprefix("like:") if part.field == "like" else ""
    return PartChip(
        translate(part.label),
        part.is_filter,
        search_url(parameters.without_part(part.key)),
        peers_url(PeerChoice(slug)) if slug and "+" not in slug else None,
    )


def _list_typed(page: ResultPage) -> tuple[TypedChip, ...]:
    """A chip for each field typed, with all its values."""
    values: dict[str, list[str]] = {}
    for name, label in page.interpretation.filters:
        values.setdefault(name, []).append(translate(label))
    parameters = page.query.parameters
    return tuple(
        TypedChip(
            translate(FIELD_WORDS.get(name, name)),
            ", ".join(labels),
            _ask(parameters, without_field(parameters.q, name)),
        )
        for name, labels in values.items()
    )


def _ask(parameters: SearchParameters, question: str) -> str:
    return search_url(replace(parameters, q=question, page=1))
