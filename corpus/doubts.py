"""Whether a statement that was read may be shown at once, or a reviewer looks at it first.

Takes a `ReadStatement` and what is known of mayors, gives its doubtful guesses. Part of
`corpus.ingest`; what a guess is worth is said by the readers, where the line is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable

from corpus.cities import load_gazetteer
from corpus.cleaning import fold
from corpus.documents import Statement
from corpus.mayors import load_mayor_names
from corpus.readers.results import Guess, ReadStatement

QUEUE_BELOW = 0.6
"""A statement with a guess less sure than this waits for a reviewer."""

_WRONG_CITY = 0.2


class KnownMayors:
    """Which cities each mayor is known of, growing with what is stored."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take (name, slug of the city) pairs."""
        self._slugs: dict[str, set[str]] = {}
        for name, slug in pairs:
            self._slugs.setdefault(_key(name, slug), set()).add(slug)

    def add(self, statement: Statement) -> None:
        """Remember a stored statement's mayor."""
        if statement.mayor and statement.city:
            key = _key(statement.mayor, statement.city.slug)
            self._slugs.setdefault(key, set()).add(statement.city.slug)

    def find_doubt(self, statement: Statement) -> Guess | None:
        """A guess that says so where the mayor is known of other cities only, else None.

        >>> known = KnownMayors([("Ada Quill", "evanston-il")])
        >>> from corpus.documents import Kind, Source
        >>> salem = load_gazetteer().resolve("Salem, OR")
        >>> known.find_doubt(
        ...     Statement("a", Kind.STATEMENT, "T", "X", Source("S"), city=salem, mayor="Ada Quill")
        ... ).evidence
        'known here as mayor of Evanston, IL, not of Salem, OR'
        """
        city, mayor = statement.city, statement.mayor
        if city is None or not mayor or " " not in mayor:
            return None
        slugs = self._slugs.get(_key(mayor, city.slug), set())
        if not slugs or city.slug in slugs:
            return None
        known = (load_gazetteer().find_slug(slug) for slug in sorted(slugs))
        labels = " and ".join(c.label for c in known if c) or ", ".join(sorted(slugs))
        words = f"known here as mayor of {labels}, not of {city.label}"
        return Guess("mayor", mayor, _WRONG_CITY, words)


def list_doubts(read: ReadStatement, mayors: KnownMayors) -> tuple[Guess, ...]:
    """The guesses a reviewer should look at; none for a record made as one (JSON Lines)."""
    if read.is_record:
        return ()
    wrong = mayors.find_doubt(read.statement)
    guesses = (*read.guesses, *([wrong] if wrong else []))
    return tuple(guess for guess in guesses if guess.confidence < QUEUE_BELOW)


def describe(guesses: Iterable[Guess]) -> str:
    """Guesses as one line for a reviewer.

    >>> describe([Guess("date", "2031-05", 0.5, "it lies ahead")])
    'date 2031-05 (0.50: it lies ahead)'
    """
    return "; ".join(
        f"{' '.join(filter(None, (g.field, g.value)))} ({g.confidence:.2f}: {g.evidence})"
        for g in guesses
    )


def _key(name: str, slug: str) -> str:
    city = load_gazetteer().find_slug(slug)
    return fold(load_mayor_names().canonical(name, city))
