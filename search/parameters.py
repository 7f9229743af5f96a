"""What a person asked, as it stands in an address: the one spelling of a search.

Takes and gives query strings; `search.query` reads the words in it. Every front end
makes its links here, so that one state has one canonical address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from corpus.errors import InvalidQueryError
from corpus.messages import Message

MAX_PAGE = 100
MAX_PER_PAGE = 100
MAX_QUERY_LENGTH = 2000

SORTS = ("relevance", "date")
FACET_PARAMETERS = ("kind", "state", "city", "topic", "mayor", "year", "lang")
"""Facets, each filtered by the repeatable parameter of the same name."""

MAX_CHOSEN_PEERS = 50

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class PeerChoice:
    """A city whose peers are meant, cities added to them, cities dropped; all as slugs."""

    slug: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> PeerChoice:
        """Read a city, then what is added and, with a minus, what is dropped.

        Raises:
            InvalidQueryError: it is no such list, or a long one.

        >>> PeerChoice.parse("dayton-oh,mesa-az,-akron-oh")
        PeerChoice(slug='dayton-oh', added=('mesa-az',), dropped=('akron-oh',))
        """
        slug, *others = (part.strip() for part in text.strip().rstrip(",").split(","))
        slugs = [slug, *(other.removeprefix("-") for other in others)]
        if not all(_SLUG.fullmatch(one) for one in slugs) or len(others) > MAX_CHOSEN_PEERS:
            raise InvalidQueryError(
                "peers",
                Message(
                    "peers is %(text)r; write a city's address such as dayton-oh, then, parted by "
                    "commas, at most %(limit)s cities to add, or with a minus before them to drop: "
                    "dayton-oh,mesa-az,-akron-oh.",
                    text=text[:60],
                    limit=MAX_CHOSEN_PEERS,
                ),
            )
        dropped = dict.fromkeys(one.removeprefix("-") for one in others if one.startswith("-"))
        added = dict.fromkeys(one for one in others if not one.startswith("-"))
        return cls(slug, tuple(one for one in added if one not in dropped), tuple(dropped))

    def __str__(self) -> str:
        return ",".join((self.slug, *self.added, *(f"-{slug}" for slug in self.dropped)))

    def with_added(self, slug: str) -> PeerChoice:
        """The same with one more city, or with one no longer dropped.

        >>> str(PeerChoice.parse("dayton-oh,-akron-oh").with_added("akron-oh"))
        'dayton-oh'
        """
        if slug in self.dropped:
            return replace(self, dropped=tuple(one for one in self.dropped if one != slug))
        return replace(self, added=tuple(dict.fromkeys((*self.added, slug))))

    def with_dropped(self, slug: str) -> PeerChoice:
        """The same without a city, or with one no longer added.

        >>> str(PeerChoice.parse("dayton-oh").with_dropped("akron-oh"))
        'dayton-oh,-akron-oh'
        """
        if slug in self.added:
            return replace(self, added=tuple(one for one in self.added if one != slug))
        return replace(self, dropped=tuple(dict.fromkeys((*self.dropped, slug))))


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """The parameters of an address, checked; see DESIGN for each one's meaning.

    `selections` holds, for each facet of FACET_PARAMETERS in that order that filters,
    its values. `peers` keeps the statements of cities like one. `date_from` and `date_to` are
    partial dates as typed, inclusive; in an address they are called `from` and `to`. `exact`
    searches the words as typed; `plain` holds the keys of parts understood that the person
    took away.

    Raises:
        InvalidQueryError: a value is out of bounds; names the parameter.
    """

    q: str = ""
    selections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    date_from: str = ""
    date_to: str = ""
    sort: str = "relevance"
    page: int = 1
    per_page: int = 10
    exact: bool = False
    plain: tuple[str, ...] = ()
    peers: PeerChoice | None = None

    def __post_init__(self) -> None:
        if len(self.q) > MAX_QUERY_LENGTH:
            raise InvalidQueryError(
                "q",
                Message(
                    "The question has %(length)s characters; at most %(limit)s are searched. "
                    "Shorten it to the words that matter.",
                    length=f"{len(self.q):,}",
                    limit=f"{MAX_QUERY_LENGTH:,}",
                ),
            )
        if not 1 <= self.page <= MAX_PAGE:
            raise InvalidQueryError(
                "page",
                Message(
                    "Page %(page)s can't be shown: pages go from 1 to %(limit)s. "
                    "Narrow the question or add a filter instead.",
                    page=self.page,
                    limit=MAX_PAGE,
                ),
            )
        if not 1 <= self.per_page <= MAX_PER_PAGE:
            raise InvalidQueryError(
                "per_page",
                Message(
                    "per_page is %(number)s; use a number from 1 to %(limit)s.",
                    number=self.per_page,
                    limit=MAX_PER_PAGE,
                ),
            )
        if self.sort not in SORTS:
            raise InvalidQueryError(
                "sort",
                Message(
                    "sort is %(sort)r; use one of %(sorts)s.",
                    sort=self.sort,
                    sorts=", ".join(SORTS),
                ),
            )

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values that filter by this facet now."""
        return dict(self.selections).get(facet, ())

    def toggled(self, facet: str, value: str) -> SearchParameters:
        """The same search with one value of a facet added, or removed if it was there."""
        old = self.selected(facet)
        new = tuple(v for v in old if v != value) if value in old else (*old, value)
        selections = dict(self.selections) | {facet: new}
        return replace(
            self,
            selections=tuple((n, selections[n]) for n in FACET_PARAMETERS if selections.get(n)),
            page=1,
        )

    def without_part(self, key: str) -> SearchParameters:
        """The same search with one thing understood read as plain words instead.

        >>> SearchParameters("parks in Texas", plain=("a",)).without_part("state:TX").plain
        ('a', 'state:TX')
        """
        return replace(self, plain=tuple(dict.fromkeys((*self.plain, key))), page=1)

    def as_exact(self) -> SearchParameters:
        """The same search for exactly the words typed."""
        return replace(self, exact=True, page=1)

    def with_page(self, page: int) -> SearchParameters:
        """The same search on another page."""
        return replace(self, page=page)

    def to_query_string(self) -> str:
        """The canonical query string: fixed order, defaults left out.

        >>> SearchParameters("ice raids", (("state", ("MN",)),), page=2).to_query_string()
        'q=ice+raids&state=MN&page=2'
        """
        selected = [(name, value) for name, values in self.selections for value in values]
        return urlencode([*self._question(), *selected, *self._others()], safe=",")

    def around_further_value(self) -> dict[str, tuple[str, str]]:
        """For each facet the query string with one more value of it, before and after the value.

        All are made at once, since an answer links to hundreds of values. It is the first page.

        >>> SearchParameters("ice", (("state", ("MN",)),), page=2).around_further_value()["kind"]
        ('q=ice&kind=', '&state=MN')
        """
        chosen = [[(name, value) for value in self.selected(name)] for name in FACET_PARAMETERS]
        pairs = [self._question(), *chosen, self.with_page(1)._others()]
        parts = [urlencode(each, safe=",") for each in pairs]
        return {
            name: (
                "&".join([*filter(None, parts[: number + 1]), f"{name}="]),
                "".join(f"&{part}" for part in parts[number + 1 :] if part),
            )
            for number, name in enumerate(FACET_PARAMETERS, start=1)
        }

    def _question(self) -> list[tuple[str, str]]:
        return [("q", self.q)] if self.q else []

    def _others(self) -> list[tuple[str, str]]:
        """What an address holds after the question and the facets' values."""
        pairs = [("peers", str(self.peers))] if self.peers else []
        pairs += [(n, v) for n, v in (("from", self.date_from), ("to", self.date_to)) if v]
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.exact:
            pairs.append(("exact", "1"))
        pairs += [("plain", key) for key in self.plain]
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.per_page != 10:
            pairs.append(("per_page", str(self.per_page)))
        return pairs
