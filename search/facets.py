"""Counts over all matches.

Takes a `Ranking`, gives facets: for each column how many matches have each value, with
the facet's own selection set aside, so that choosing one value still shows the others.
"""

from __future__ import annotations

import numpy as np

from index.postings import PostingsIndex
from search.filters import FIELD_LABELS, label_of
from search.parameters import FACET_PARAMETERS
from search.ranking import Ranking
from search.results import Facet, FacetValue


def count_facets(ranking: Ranking, index: PostingsIndex) -> tuple[Facet, ...]:
    """The facets of an answer, values with matches or selected only.

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
        chosen = (column.values.find(value) for value in selected)
        numbers = {int(n) for n in np.flatnonzero(counts)} | {n for n in chosen if n is not None}
        named = ((column.values[number], int(counts[number])) for number in sorted(numbers))
        values = [
            FacetValue(value, label_of(name, value), count, value in selected)
            for value, count in named
        ]
        if name == "year":
            values.sort(key=lambda value: value.value, reverse=True)
        else:
            values.sort(key=lambda value: (-value.count, value.label))
        facets.append(Facet(name, FIELD_LABELS[name], tuple(values)))
    return tuple(facets)
