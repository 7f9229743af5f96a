"""A question that would be answered much better is offered: promises of `search.offering`."""

from __future__ import annotations

import pytest

from search.offering import Offer
from search.parameters import SearchParameters
from search.preparation import Preparer
from tests.makers import make_index, make_statement

PREPARER = Preparer(
    make_index(
        *(
            make_statement(f"help-{number}", "Free legal help by lawyers for families.")
            for number in range(12)
        ),
        make_statement("cake", "A legal cake of many layers, with cream by bakers."),
        make_statement("paint", "Paint in many coats."),
    )
)


def offered(q: str, **parameters: object) -> Offer | None:
    return PREPARER.prepare(SearchParameters(q, **parameters)).offer  # type: ignore[arg-type]


def test_a_rare_word_beside_a_common_one_is_offered_as_that() -> None:
    assert offered("Free help by layers?") == Offer("layers", "lawyers", "Free help by lawyers?")


@pytest.mark.parametrize(
    "right",
    [
        "lawyers for families",
        "cake layers",
        "layers of cream",
        "lawyerz",
        "coats of paint",
        "",
    ],
)
def test_a_question_that_is_answered_as_well_is_left_alone(right: str) -> None:
    assert offered(right) is None


def test_exactly_my_words_are_not_doubted() -> None:
    assert offered("help by layers", exact=True) is None


def test_a_word_that_does_not_fit_the_rest_is_not_offered() -> None:
    assert offered("paint layers") is None
