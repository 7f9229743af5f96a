"""What every front end receives: hits, excerpts, facets, a page of them.

Data only. `search.engine` makes them, `search.serialize` and the web pages show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corpus.documents import Contact, Statement
from search.offering import Offer
from search.query import Query
from search.understood import Part


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage and where the question's words stand in it.

    `spans` are half-open character ranges into `text`, sorted, never overlapping. The two
    facts say whether the statement's text goes on before and after the passage.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    has_text_before: bool = False
    has_text_after: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a question's words stand in a statement's title and text.

    Spans are as in `Excerpt`; `passage` is the part of the text that answers best, "" where
    none of the words stands in it.
    """

    title_spans: tuple[tuple[int, int], ...] = ()
    text_spans: tuple[tuple[int, int], ...] = ()
    passage: str = ""


@dataclass(frozen=True, slots=True)
class CityContact:
    """Whom to ask in a city.

    `statement_id` names the record it was taken from when that is not the hit's own.
    """

    contact: Contact
    statement_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One statement that matches, with its passage and the city's contact."""

    statement: Statement
    excerpt: Excerpt
    title_spans: tuple[tuple[int, int], ...]
    score: float
    contact: CityContact | None


class FacetValue(NamedTuple):
    """A value of a facet, how it reads, how many matches have it, whether it filters now."""

    value: str
    label: str
    n_matches: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts over all matches (not over the page), ignoring the facet's own selection."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What was understood of the question, for people to check.

    `terms` are the words searched, `ignored` those passed over (stop words),
    `excluded` the words and phrases kept out, `filters` pairs of field and label
    that were typed in the box, `notes` sentences about anything not taken literally.
    `parts` is what was understood of plain words, each of which can be taken away, `added`
    the related terms that really matched, each with its language, `corrections` words as typed
    and as searched, `offer` another question that would be answered much better.
    """

    terms: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """How many matches are dated within the last 365 and the last 30 days.

    A date known to the month or the year counts by the first day it can be.
    """

    n_last_year: int
    n_last_month: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of the answer to a query; `took_ms` is the engine's own time.

    `pinned` is what editors want above the first page's hits; it may be among these, too.
    """

    query: Query
    interpretation: Interpretation
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    recent: Recent
    took_ms: float
    pinned: tuple[Hit, ...] = ()

    @property
    def other_hits(self) -> tuple[Hit, ...]:
        """The hits without those shown above them."""
        shown = {hit.statement.doc_id for hit in self.pinned}
        return tuple(hit for hit in self.hits if hit.statement.doc_id not in shown)

    @property
    def n_pages(self) -> int:
        """How many pages hold all matches."""
        return -(-self.total // self.query.parameters.per_page)
