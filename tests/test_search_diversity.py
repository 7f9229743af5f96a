"""One city does not fill a page: promises of `search.diversity`."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.diversity import MAX_OF_ONE, NEARLY, PAGE, diversify

SCORED = st.lists(
    st.tuples(st.floats(0.01, 10), st.integers(-1, 4)), max_size=40
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[0]))  # fmt: skip


def order(*pairs: tuple[float, int]) -> list[int]:
    scores = np.array([score for score, _ in pairs], dtype=np.float64)
    cities = np.array([city for _, city in pairs], dtype=np.int32)
    return [int(row) for row in diversify(scores, cities)]


def test_a_fourth_statement_of_a_city_comes_after_others_that_answer_nearly_as_well() -> None:
    assert order((5, 1), (5, 1), (5, 1), (5, 1), (5, 1), (4.5, 2), (4.4, 3)) == [
        0, 1, 2, 5, 6, 3, 4,
    ]  # fmt: skip


def test_others_that_answer_much_worse_do_not_come_before_it() -> None:
    assert order((5, 1), (5, 1), (5, 1), (5, 1), (4.2, 2)) == [0, 1, 2, 3, 4]


def test_statements_of_no_city_give_way_to_nobody() -> None:
    assert order(*[(5, -1)] * 6, (5, 1)) == [0, 1, 2, 3, 4, 5, 6]


def test_only_the_first_page_is_rearranged() -> None:
    page = [(5.0, number) for number in range(PAGE)]
    assert order(*page, *[(5.0, 99)] * 5, (5.0, 100)) == list(range(PAGE + 6))


def test_nothing_in_nothing_out() -> None:
    assert order() == []


@given(SCORED)
def test_every_statement_stays_and_keeps_its_place_within_its_city(
    pairs: list[tuple[float, int]],
) -> None:
    found = order(*pairs)
    assert sorted(found) == list(range(len(pairs)))
    for city in {city for _, city in pairs}:
        of_city = [row for row in found if pairs[row][1] == city]
        assert of_city == sorted(of_city)


@given(SCORED)
def test_a_city_has_more_than_its_places_only_where_nobody_answers_nearly_as_well(
    pairs: list[tuple[float, int]],
) -> None:
    found = order(*pairs)
    for place, row in enumerate(found[:PAGE]):
        score, city = pairs[row]
        before = [pairs[other][1] for other in found[:place]]
        if city >= 0 and before.count(city) >= MAX_OF_ONE:
            rivals = [
                pairs[other]
                for other in found[place + 1 :]
                if pairs[other][1] < 0 or before.count(pairs[other][1]) < MAX_OF_ONE
            ]
            assert all(rival < NEARLY * score for rival, _ in rivals)
