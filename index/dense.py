"""The dense leg: how near each document's best passage is to a question's meaning.

Takes the passages' vectors of a `PostingsIndex` and a question's vector, gives a cosine for
each document. The encoder knows English only; a document in another language has no
passage and its cosine is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.postings import PostingsIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_LANGUAGE = "en"


def has_passages(index: PostingsIndex) -> bool:
    """Whether the index was built with passage vectors."""
    return "passages.vectors" in index.arrays


def passage_arrays(
    vectors: NDArray[np.float16], owners: NDArray[np.int32]
) -> dict[str, NDArray[Any]]:
    """Arrays of an index: vectors (n, 384), the document number of each, ascending."""
    return {"passages.vectors": vectors, "passages.owners": owners}


def document_cosines(index: PostingsIndex, question: NDArray[np.float32]) -> NDArray[np.float32]:
    """The best cosine of each document's passages; NaN for a document without any.

    `question` is a unit vector, float32 of shape (384,).
    """
    owners = index.arrays["passages.owners"]
    cosines = np.full(index.n_documents, np.nan, dtype=np.float32)
    if len(owners):
        by_passage = index.dense_vectors @ question
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        cosines[owners[starts]] = np.maximum.reduceat(by_passage, starts)
    return cosines
