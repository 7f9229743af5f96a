"""Documents as vectors: latent semantic analysis, for an index without an encoder.

Takes a `PostingsIndex`, gives arrays that lie beside its postings, and the cosines of a
question with every document. scikit-learn does the weighting and the decomposition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.passages import MAX_ENCODED
from index.postings import PostingsIndex, inverse_document_frequency

if TYPE_CHECKING:
    from numpy.typing import NDArray


LSA_DIMENSIONS = 200
"""Dimensions of the LSA space, as in the literature's usual 100 to 300."""

N_ITERATIONS = 2
"""Of the randomised decomposition (Halko et al. 2011, algorithm 4.4): more take longer and are
worth nothing, .617 beside .614 with five on five English collections."""


_NOISE = 0.01
"""Singular values below so much of the largest are rounding: a small collection, documents that
are alike, may have fewer dimensions than are asked for."""


def build_lsa(index: PostingsIndex) -> dict[str, NDArray[Any]]:
    """Latent semantic analysis of the TF-IDF vectors (Deerwester et al. 1990, section 4).

    scikit-learn's TfidfTransformer (sublinear; Salton and Buckley 1988) and TruncatedSVD. Terms
    of one document, half of all, tell no two documents apart: the space is made without them,
    then all terms are folded in (Berry, Dumais and O'Brien 1995), which takes half as long.
    Arrays: `lsa.terms` float32 (n_terms, d), `lsa.documents` float32 (n_documents, d), each
    row of length 1, or 0 for one that shares no term with another; nothing for a corpus whose
    documents share too few, or larger than MAX_ENCODED.
    """
    is_shared = np.diff(index.term_offsets) > 1
    dimensions = min(LSA_DIMENSIONS, index.n_documents - 1, int(is_shared.sum()) - 1)
    if dimensions < 2 or index.n_documents > MAX_ENCODED:
        return {}
    # Imported here: it takes a second, and only a build needs it.
    from scipy.sparse import csc_array  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415

    counts = csc_array(
        (index.posting_frequencies.astype(np.float32), index.posting_documents, index.term_offsets),
        shape=(index.n_documents, len(index.vocabulary)),
    )
    matrix = TfidfTransformer(sublinear_tf=True).fit_transform(counts.tocsr())
    with np.errstate(divide="ignore", invalid="ignore"):  # of documents that are all alike
        model = TruncatedSVD(dimensions, n_iter=N_ITERATIONS, random_state=0)
        documents = model.fit_transform(matrix[:, is_shared])
    lengths = np.linalg.norm(documents, axis=1, keepdims=True)
    sizes = model.singular_values_
    is_real = sizes > _NOISE * sizes.max(initial=0.0)
    terms = (matrix.T @ documents) * np.where(is_real, 1 / np.maximum(sizes, 1e-12) ** 2, 0.0)
    return {
        "lsa.terms": np.ascontiguousarray(terms, dtype=np.float32),
        "lsa.documents": (documents / np.maximum(lengths, 1e-12)).astype(np.float32),
    }


def has_lsa(index: PostingsIndex) -> bool:
    """Whether an index has such a space."""
    return "lsa.terms" in index.arrays


def lsa_vector(index: PostingsIndex, terms: tuple[int, ...]) -> NDArray[np.float32]:
    """A question's terms in the LSA space, of length 1 (or 0); one asked twice counts twice."""
    idf = [
        inverse_document_frequency(index.document_frequency(term), index.n_documents)
        for term in terms
    ]
    return unit(np.asarray(idf, dtype=np.float32) @ index.arrays["lsa.terms"][list(terms)])


def lsa_feedback(
    index: PostingsIndex,
    question: NDArray[np.float32],
    documents: NDArray[np.int32],
    trust: NDArray[np.float64],
    weight: float,
) -> NDArray[np.float32]:
    """The cosine of each document with a question moved towards some of them: see `lean`."""
    moved, own = lean(question, index.arrays["lsa.documents"][documents], trust, weight)
    cosines = lsa_cosines(index, moved)
    cosines[documents] = own
    return cosines


def lsa_cosines(index: PostingsIndex, question: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each document with a question in the LSA space."""
    return np.asarray(index.arrays["lsa.documents"] @ question, dtype=np.float32)


def unit(vector: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """A vector made of length 1; zeros stay zeros."""
    length = max(float(np.linalg.norm(vector)), 1e-12)
    return np.asarray(vector / length, dtype=np.float32)


def lean(
    question: NDArray[np.float32],
    answers: NDArray[np.float32],
    trust: NDArray[np.float64],
    weight: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A question moved towards its best answers so far (Rocchio 1971, the positive part).

    No answer speaks for itself: each is told by the others. Else whoever leads would lead
    by more, right or wrong.

    Args:
        question: a unit vector.
        answers: unit vectors, a row each.
        trust: what each answer counts in their mean; above zero.
        weight: of the mean beside the question.

    Returns:
        The question moved towards all of them, a unit vector, and the cosine of each answer
        with the question moved towards the others.
    """
    if not len(answers):
        return question, np.empty(0, dtype=np.float32)
    moved = unit(question + weight * np.average(answers, axis=0, weights=trust))
    parts = np.tile(trust, (len(answers), 1))
    np.fill_diagonal(parts, 0.0)
    sums = parts.sum(axis=1, keepdims=True)
    means = np.divide(parts @ answers, sums, out=np.zeros(answers.shape), where=sums > 0)
    directions = question + weight * means
    lengths = np.maximum(np.linalg.norm(directions, axis=1), 1e-12)
    own = np.einsum("ij,ij->i", directions, answers) / lengths
    return moved, own.astype(np.float32)
