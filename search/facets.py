"""Counts over all matches.

Takes a `Ranking`, gives facets: for each column how many matches have each value, with
the facet's own selection set aside, so that choosing one value still shows the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.postings import PostingsIndex
from search.labels import FIELD_LABELS, label_of
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
        counts = column.count(matches)
        selected = ranking.chosen.values.get(name, ())
        values = [
            FacetValue(column.names[n], label_of(name, column.names[n]), int(counts[n]), is_chosen)
            for n, is_chosen in _shown(counts, [column.values.find(value) for value in selected])
        ]
        if name == "year":
            values.sort(key=lambda value: value.value, reverse=True)
        else:
            values.sort(key=lambda value: (-value.count, value.label))
        facets.append(Facet(name, FIELD_LABELS[name], tuple(values)))
    return tuple(facets)


def _shown(counts: NDArray[np.int64], selected: Sequence[int | None]) -> list[tuple[int, bool]]:
    """The most frequent values and all selected ones, each with whether it is selected."""
    numbers = np.flatnonzero(counts)
    if len(numbers) > MAX_VALUES:
        numbers = numbers[np.argsort(-counts[numbers], kind="stable")[:MAX_VALUES]]
    chosen = {number for number in selected if number is not None}
    return [(n, n in chosen) for n in sorted({*numbers.tolist(), *chosen})]
