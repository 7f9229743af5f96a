"""Whether a question is how a title begins: then it is searched as words, a year in it, too.

Takes a question's text and a `PostingsIndex`. The title is a document's first field, so that
a word of it stands at the same place in the title and in the document.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from index.analyzer import make_analyzer
from index.near import intersect
from index.postings import PostingsIndex

FEWEST = 4
"""Content words from which on a title is no coincidence."""


def begins_title(text: str, index: PostingsIndex) -> bool:
    """Whether some document's title begins with all the words of a text, in their order."""
    return any(_begins(text, language, index) for language in index.settings.languages)


def _begins(text: str, language: str, index: PostingsIndex) -> bool:
    tokens = enumerate(make_analyzer(language).tokens(text))
    places = [(index.vocabulary.find(token.term), at) for at, token in tokens if token.term]
    terms = [(term, at) for term, at in places if term is not None]
    if len(terms) < max(FEWEST, len(places)):
        return False
    held = reduce(intersect, [index.postings(term).documents for term, _ in terms])
    for term, at in terms:
        rows, positions = index.positions(term, held)
        held = held[np.unique(rows[positions == at])]
    return bool(len(held))
