"""What was understood of a question, resolved to the documents that fit it.

Takes `Part` and a `PostingsIndex`, gives masks, weights and what fitting adds to scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.cities import load_gazetteer
from index.postings import PostingsIndex
from search.filters import days_mask, find_exactly
from search.query import Filters
from search.understood import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALWAYS_FIRST = 100.0
"""Above every sum of scores."""


def part_mask(part: Part, index: PostingsIndex) -> NDArray[np.bool_] | None:
    """Documents that fit a part understood; None where the collection has no such field."""
    if part.date_from or part.date_to:
        if not (index.last_days > 0).any():
            return None
        return days_mask(Filters((), part.date_from, part.date_to), index)
    values = (
        ("state", part.states),
        ("city", part.cities or _cities_of_size(part, index)),
        ("mayor", part.mayors),
        ("kind", part.kinds),
        ("lang", part.languages),
        ("topic", part.topics),
    )
    for name, wanted in values:
        if wanted is None or not wanted:
            continue
        column = index.columns.get(name)
        if column is None:
            return None
        mask = np.zeros(index.size, dtype=bool)
        for value in wanted:
            for number in find_exactly(value, column):
                mask[column.documents(number)] = True
        return mask
    return np.zeros(index.size, dtype=bool) if index.columns else None


def part_masks(parts: Iterable[Part], index: PostingsIndex) -> list[NDArray[np.bool_]]:
    """What the parts that filter keep, a mask a field: parts of one field are OR, fields AND."""
    by_field: dict[str, NDArray[np.bool_]] = {}
    for part in parts:
        mask = part_mask(part, index) if part.is_filter else None
        if mask is not None:
            known = by_field.get(part.field)
            by_field[part.field] = mask if known is None else known | mask
    return list(by_field.values())


def part_weights(part: Part, index: PostingsIndex) -> NDArray[np.float64]:
    """How well each document fits a part, from 0 to 1."""
    if not part.weights:
        mask = part_mask(part, index)
        return np.zeros(index.size) if mask is None else mask.astype(np.float64)
    weights = np.zeros(index.size)
    column = index.columns.get("city")
    if column is not None:
        for slug, weight in part.weights:
            for number in find_exactly(slug, column):
                weights[column.documents(number)] = weight
    return weights


def lift_parts(
    parts: Iterable[Part],
    question: str,
    documents: NDArray[np.int32],
    index: PostingsIndex,
    boost: float,
) -> NDArray[np.float64]:
    """What the parts that keep nobody out add to the scores of documents that fit them.

    Where the whole question is a city's name, and a state's or a word too, as "New York" or
    "Plano", the city comes first.
    """
    lifts = np.zeros(len(documents))
    for part in parts:
        if not part.is_filter:
            lifts += boost * part_weights(part, index)[documents]
            is_whole = not (question[: part.start] + question[part.end :]).strip()
            if is_whole and part.cities:
                lifts += ALWAYS_FIRST * part_weights(replace(part, states=()), index)[documents]
    return lifts


def _cities_of_size(part: Part, index: PostingsIndex) -> tuple[str, ...]:
    """The slugs of the collection's cities whose population lies within a part's bounds."""
    if part.min_population is None and part.max_population is None:
        return ()
    low, high = part.min_population or 0, part.max_population or 10**9
    column = index.columns.get("city")
    cities = {slug: load_gazetteer().find_slug(slug) for slug in column.values} if column else {}
    return tuple(
        slug for slug, city in cities.items() if city and low <= (city.population or -1) <= high
    )
