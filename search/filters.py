"""Filters as people write them, resolved to the documents they keep.

Takes `Filters` and a `PostingsIndex`, gives for each field a mask over all documents and
words for the person. "Texas" and "TX", "Rochester" and "rochester-mn", "Tubbs" and
"Michael Tubbs" mean what they mean to people. A field the collection does not have does
not filter; a value nobody has keeps nothing, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.cities import load_gazetteer
from corpus.cleaning import fold, make_slug
from corpus.mayors import load_mayor_names
from corpus.messages import Message
from index.columns import Column
from index.postings import PostingsIndex
from search.labels import FIELD_WORDS, label_of
from search.parameters import PeerChoice
from search.peers import make_peer_finder
from search.query import Filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LANGUAGE_WORDS = {
    "en": "en", "english": "en", "ingles": "en", "es": "es", "spanish": "es", "espanol": "es",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolved:
    """What filters keep.

    Attributes:
        masks: bool by document number for each field that filters; "days" is the date,
            "peers" the cities like one.
        values: for each field, the column's values that were meant.
        labels: pairs of field and what is shown for it.
        notes: values that nobody has.
    """

    masks: dict[str, NDArray[np.bool_]]
    values: dict[str, tuple[str, ...]]
    labels: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def pass_masks(
    masks: Iterable[NDArray[np.bool_]], documents: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which of some documents all masks keep."""
    kept = np.ones(len(documents), dtype=bool)
    for mask in masks:
        kept &= mask[documents]
    return kept


def resolve_filters(filters: Filters, index: PostingsIndex) -> Resolved:
    """Find the documents each field of the filters keeps."""
    masks: dict[str, NDArray[np.bool_]] = {}
    meant: dict[str, tuple[str, ...]] = {}
    labels: list[tuple[str, str]] = []
    notes: list[str] = []
    for name, values in filters.values:
        column = index.columns.get(name)
        if column is None:
            continue
        mask = np.zeros(index.size, dtype=bool)
        for value in values:
            numbers = _FINDERS[name](value, column)
            if not numbers:
                field = FIELD_WORDS[name]
                notes.append(
                    Message("No statement has the %(field)s “%(value)s”.", field=field, value=value)
                )
                labels.append((name, value))
            for number in numbers:
                mask[column.documents(number)] = True
                meant[name] = (*meant.get(name, ()), column.values[number])
                labels.append((name, label_of(name, column.values[number])))
        masks[name] = mask
    if filters.peers and (column := index.columns.get("city")) is not None:
        masks["peers"] = _peers_mask(filters.peers, index, column, notes)
    if (filters.date_from or filters.date_to) and (index.last_days > 0).any():
        masks["days"] = days_mask(filters, index)
        labels += [("after", str(filters.date_from))] if filters.date_from else []
        labels += [("before", str(filters.date_to))] if filters.date_to else []
    return Resolved(masks, meant, tuple(labels), tuple(notes))


def _peers_mask(
    choice: PeerChoice, index: PostingsIndex, column: Column, notes: list[str]
) -> NDArray[np.bool_]:
    """Documents of a city's peers; none, and a note, where the city is no known place."""
    mask = np.zeros(index.size, dtype=bool)
    city = load_gazetteer().find_slug(choice.slug)
    if city is None:
        words = "There is no city “%(slug)s”, so it has no peers."
        notes.append(Message(words, slug=choice.slug))
        return mask
    for slug in make_peer_finder(index).find(city, choice).slugs:
        for number in find_exactly(slug, column):
            mask[column.documents(number)] = True
    return mask


def days_mask(filters: Filters, index: PostingsIndex) -> NDArray[np.bool_]:
    """Documents whose span of days overlaps; undated ones are out."""
    mask: NDArray[np.bool_] = index.last_days > 0
    if filters.date_from:
        mask &= index.last_days >= filters.date_from.earliest.toordinal()
    if filters.date_to:
        mask &= index.first_days <= filters.date_to.latest.toordinal()
    return mask


def find_exactly(value: str, column: Column) -> list[int]:
    """The number of a value in a column, in a list; empty where nobody has it."""
    number = column.values.find(value)
    return [] if number is None else [number]


def _find_kind(value: str, column: Column) -> list[int]:
    slug = make_slug(value).replace("-", "_")
    return find_exactly(slug, column) or find_exactly(slug.removesuffix("s"), column)


def _find_state(value: str, column: Column) -> list[int]:
    code = load_gazetteer().find_state(value)
    return find_exactly(code, column) if code else []


def _find_city(value: str, column: Column) -> list[int]:
    """A slug, "Rochester, MN", or every city of that name."""
    exact = find_exactly(make_slug(value), column)
    if exact:
        return exact
    city = load_gazetteer().resolve(value)
    if city and ("," in value or "(" in value):
        return find_exactly(city.slug, column)
    named = (*load_gazetteer().list_named(value), *((city,) if city else ()))
    slugs = dict.fromkeys(city.slug for city in named)
    return [number for slug in slugs for number in find_exactly(slug, column)]


def _find_mayor(value: str, column: Column) -> list[int]:
    """The full name, another spelling of it, or every mayor whose name holds these words."""
    canonical = [
        n for name in load_mayor_names().find_canonical(value) for n in find_exactly(name, column)
    ]
    if canonical:
        return canonical
    words = set(fold(value).split())
    names = enumerate(column.values)
    return [number for number, name in names if words and words <= set(fold(name).split())]


def _find_language(value: str, column: Column) -> list[int]:
    return find_exactly(_LANGUAGE_WORDS.get(fold(value), value), column)


_FINDERS: dict[str, Callable[[str, Column], list[int]]] = {
    "kind": _find_kind,
    "state": _find_state,
    "city": _find_city,
    "topic": lambda value, column: find_exactly(make_slug(value), column),
    "mayor": _find_mayor,
    "year": find_exactly,
    "lang": _find_language,
}
