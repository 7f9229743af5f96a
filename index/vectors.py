"""Documents as vectors: scikit-learn's TF-IDF, for "more like this".

Takes a `PostingsIndex`, adds the normalised TF-IDF matrix to its arrays; gives the
documents nearest to one of them by cosine. The postings rank what shares the words of a
question; these vectors compare whole documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.postings import PostingsIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray


def build_vectors(index: PostingsIndex) -> dict[str, NDArray[Any]]:
    """The TF-IDF vectors of all documents as the arrays of a CSR matrix.

    Rows are documents, columns the index's terms, values (1 + ln tf) * idf, each row of
    length 1 (scikit-learn's TfidfTransformer, sublinear; Salton and Buckley 1988).
    float32 values, int32 columns, int64 row offsets.
    """
    # Imported here: it takes a second, and only a build needs it.
    from scipy.sparse import csc_array  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415

    counts = csc_array(
        (
            index.arrays["posting_counts"].astype(np.float32),
            index.arrays["posting_documents"],
            index.arrays["term_offsets"],
        ),
        shape=(index.n_documents, len(index.vocabulary)),
    )
    if not counts.nnz:
        return {}
    matrix = TfidfTransformer(sublinear_tf=True).fit_transform(counts.tocsr())
    return {
        "vectors.values": matrix.data.astype(np.float32),
        "vectors.columns": matrix.indices.astype(np.int32),
        "vectors.offsets": matrix.indptr.astype(np.int64),
    }


def find_neighbours(
    index: PostingsIndex, number: int, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The documents most like one: their numbers and cosines, best first, itself left out.

    Ties go to the lower number; documents that share no term are never given.
    """
    if "vectors.offsets" not in index.arrays:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    values, columns, offsets = (
        index.arrays[f"vectors.{part}"] for part in ("values", "columns", "offsets")
    )
    row = slice(offsets[number], offsets[number + 1])
    asked = np.zeros(len(index.vocabulary), dtype=np.float32)
    asked[columns[row]] = values[row]
    rows = np.repeat(np.arange(index.n_documents), np.diff(offsets))
    cosines = np.bincount(rows, weights=values * asked[columns], minlength=index.n_documents)
    cosines[number] = 0.0
    order = np.lexsort((np.arange(len(cosines)), -cosines))[:limit]
    order = order[cosines[order] > 0]
    return order, cosines[order].astype(np.float32)
