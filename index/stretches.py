"""Stretches of an index: documents numbered one after another, their postings together.

Plain data, which `index.postings` and `index.combined` make: whoever works on the flat
arrays of postings does so a stretch at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.postings import PostingsIndex


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Documents of a whole index that are those of a part from 0 on.

    Attributes:
        part: has their postings.
        first: the number, in the whole, of its first document.
        of_term: the part's number of each term of the whole, -1 for none; None where the
            numbers are the same.
        is_removed: bool by the part's documents, those that are no longer; empty if none is.
    """

    part: PostingsIndex
    first: int
    of_term: NDArray[np.int32] | None
    is_removed: NDArray[np.bool_]

    @property
    def documents(self) -> slice:
        """The numbers of its documents in the whole."""
        return slice(self.first, self.first + self.part.size)

    def find_term(self, term_number: int) -> int | None:
        """The part's number of a term, or None."""
        number = term_number if self.of_term is None else int(self.of_term[term_number])
        return number if number >= 0 else None

    def find_terms(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """The part's numbers of terms, -1 for one it has not."""
        return terms if self.of_term is None else self.of_term[terms].astype(np.int64)
