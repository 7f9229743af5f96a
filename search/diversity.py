"""One city does not fill a page where others answer nearly as well.

Takes the scores of the first places, best first, and the city of each; gives the order in
which to show them. Knows nothing of questions: whoever asks about one city wants that city,
so the caller leaves this out where a question names one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAGE = 10
"""Places among which one city may not take more than MAX_OF_ONE."""
MAX_OF_ONE = 3
NEARLY = 0.85
"""The part of a score from which another city's statement answers nearly as well."""


def diversify(scores: NDArray[np.float64], cities: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows in the order to show: those put off come next, all others stay as they were.

    A statement whose city has MAX_OF_ONE places of the page gives way to the best one of
    another city with room left, if that has at least NEARLY its score. `scores` descend;
    `cities` are numbers, below zero for statements of no city, which never give way.

    >>> diversify(np.array([9.0, 8.0, 7.0, 6.0, 5.5, 1.0]), np.array([1, 1, 1, 1, 2, 3])).tolist()
    [0, 1, 2, 4, 3, 5]
    """
    waiting = list(range(len(scores)))
    shown: list[int] = []
    while waiting and len(shown) < PAGE:
        taken = [int(cities[row]) for row in shown]
        full = {city for city in taken if city >= 0 and taken.count(city) >= MAX_OF_ONE}
        least = NEARLY * scores[waiting[0]]
        rows = (row for row in waiting if int(cities[row]) not in full and scores[row] >= least)
        row = next(rows, waiting[0])
        waiting.remove(row)
        shown.append(row)
    return np.array([*shown, *waiting], dtype=np.int64)
