"""How questions fared, as `corpus.search_log` counts them. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: how often it was asked, found nothing, and led on to a record."""

    question: str
    n_asked: int
    n_empty: int
    n_clicks: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Questions of a period.

    Attributes:
        n_questions: how many different ones there were.
        n_untold: those of them whose text is not kept.
        n_asked, n_empty, n_clicks: of all of them together.
        top: the most asked.
        without_results: those that found nothing, at least once.
        without_click: those that found something and led nobody on.
    """

    n_questions: int
    n_untold: int
    n_asked: int
    n_empty: int
    n_clicks: int
    top: tuple[Asked, ...]
    without_results: tuple[Asked, ...]
    without_click: tuple[Asked, ...]
