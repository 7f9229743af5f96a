"""One mayor, several spellings: the canonical one and its variants.

Takes data/mayor_aliases.csv. A reader keeps a mayor's name as the page has it; whoever
groups or filters by mayor asks here for the spelling shared by all.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable
from pathlib import Path

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line, fold
from corpus.documents import City

ALIASES_PATH = Path(__file__).parent / "data" / "mayor_aliases.csv"


class MayorNames:
    """Spellings of mayors' names, by city: namesakes elsewhere are left alone."""

    def __init__(self, aliases: Iterable[tuple[str, str, str]]) -> None:
        """Take (canonical name, slug of the city, variant) triples."""
        self._canonical: dict[tuple[str, str], str] = {}
        self._variants: dict[tuple[str, str], list[str]] = {}
        for name, slug, variant in aliases:
            self._canonical[fold(variant), slug] = name
            self._canonical[fold(name), slug] = name
            self._variants.setdefault((name, slug), []).append(variant)

    def canonical(self, name: str, city: City | None) -> str:
        """The spelling shared by all records of this mayor; the name itself if no other.

        >>> evanston = load_gazetteer().find("Evanston", "IL")
        >>> load_mayor_names().canonical("Stephen Hagerty", evanston)
        'Steve Hagerty'
        """
        name = clean_line(name)
        return self._canonical.get((fold(name), city.slug if city else ""), name)

    def list_variants(self, name: str, city: City | None) -> tuple[str, ...]:
        """The other spellings of this mayor's name.

        >>> load_mayor_names().list_variants("Marty Walsh", load_gazetteer().resolve("Boston, MA"))
        ('Martin J. Walsh', 'Martin Walsh')
        """
        canonical = self.canonical(name, city)
        spellings = (canonical, *self._variants.get((canonical, city.slug if city else ""), ()))
        return tuple(s for s in spellings if fold(s) != fold(name))

    def list_pairs(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a canonical name and another spelling of it.

        >>> ("Marty Walsh", "Martin Walsh") in load_mayor_names().list_pairs()
        True
        """
        return tuple(
            (name, variant)
            for (name, _), variants in self._variants.items()
            for variant in variants
        )

    def find_canonical(self, text: str) -> tuple[str, ...]:
        """The canonical names that have this spelling, in whatever city.

        >>> load_mayor_names().find_canonical("martin walsh")
        ('Marty Walsh',)
        """
        key = fold(clean_line(text))
        return tuple(
            sorted({name for (spelling, _), name in self._canonical.items() if spelling == key})
        )


@functools.cache
def load_mayor_names() -> MayorNames:
    """The shipped spellings, read once."""
    gazetteer = load_gazetteer()
    with ALIASES_PATH.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["name"], gazetteer.find(row["city"], row["state"]), row["variant"])
            for row in csv.DictReader(file)
        ]
    return MayorNames((name, city.slug, variant) for name, city, variant in rows if city)
