"""Which language a text without one is in: English or Spanish.

Takes text, gives a code of `corpus.documents.LANGUAGES`. The model is loaded at the
first question, not at import.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from corpus.documents import LANGUAGES

_LONG_ENOUGH = 20


@functools.cache
def _load_classifier() -> Callable[[str], tuple[str, float]]:
    import py3langid  # noqa: PLC0415  (half a second, for texts without a language only)

    py3langid.set_languages(list(LANGUAGES))
    classify: Callable[[str], tuple[str, float]] = py3langid.classify
    return classify


def detect_language(text: str) -> str:
    """The more likely of our languages; English for a text too short to tell.

    >>> detect_language("La alcaldesa dijo que la ciudad protege a todas las familias.")
    'es'
    """
    if len(text) < _LONG_ENOUGH:
        return LANGUAGES[0]
    language, _ = _load_classifier()(text)
    return language if language in LANGUAGES else LANGUAGES[0]
