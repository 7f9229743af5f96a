"""Counts over all matches.

Takes a `Ranking`, gives facets: for each column how many matches have each value, with
the facet's own selection set aside, so that choosing one value still shows the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.columns import Column
from index.postings import PostingsIndex
from search.labels import FIELD_LABELS, find_labels
from search.parameters import FACET_PARAMETERS
from search.ranking import Ranking
from search.results import Facet, FacetValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_VALUES = 100
"""Values of a facet that are given: the most frequent; a person reads no more."""


def count_facets(ranking: Ranking, index: PostingsIndex) -> tuple[Facet, ...]:
    """The facets of an answer, values with matches or selected only, at most MAX_VALUES.

    Most frequent first, then by label; years newest first.
    """
    facets = []
    for name in FACET_PARAMETERS:
        column = index.columns.get(name)
        if column is None:
            continue
        matches = ranking.matches
        for other, mask in ranking.chosen.masks.items():
            if other not in (name, "days"):
                matches = matches[mask[matches]]
        selected = ranking.chosen.values.get(name, ())
        names, label = column.names, find_labels(name)
        values = [
            FacetValue(names[n], label(name, names[n]), n_matches, names[n] in selected)
            for n, n_matches in _shown(column, matches, selected)
        ]
        if name == "year":
            values.sort(key=lambda value: value.value, reverse=True)
        else:
            values.sort(key=lambda value: (-value.n_matches, value.label))
        facets.append(Facet(name, FIELD_LABELS[name], tuple(values)))
    return tuple(facets)


def _shown(
    column: Column, matches: NDArray[np.int32], selected: Sequence[str]
) -> list[tuple[int, int]]:
    """The numbers of the most frequent values and of all selected ones, with their matches."""
    counts = column.count(matches)
    numbers = np.flatnonzero(counts)
    if len(numbers) > MAX_VALUES:
        numbers = np.sort(numbers[np.argsort(-counts[numbers], kind="stable")[:MAX_VALUES]])
    if selected:
        chosen = [number for value in selected if (number := column.values.find(value)) is not None]
        numbers = np.union1d(numbers, np.array(chosen, dtype=np.int64))
    return list(zip(numbers.tolist(), counts[numbers].tolist(), strict=True))
