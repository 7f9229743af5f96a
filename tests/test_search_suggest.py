"""Suggestions as one types: what fits, in which order, and how fast."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from search.frequent_phrases import list_phrases
from search.suggest import MAX_LENGTH, Suggester, Suggestion, make_suggester
from tests.makers import engine_over, make_statement

OFFERED = Suggester(
    [
        Suggestion("San José, CA", "city", 4),
        Suggestion("St. Louis, MO", "city", 3),
        Suggestion("Louisville, KY", "city", 2),
        Suggestion("Svante Myrick", "mayor", 1),
        Suggestion("housing", "topic", 9),
        Suggestion("public housing", "phrase", 12),
        Suggestion("know your rights", "topic", 5),
    ]
)


def offer(typed: str) -> list[str]:
    return [one.text for one in OFFERED.suggest(typed)]


def test_accents_case_and_points_do_not_matter() -> None:
    assert offer("san jose") == offer("SAN JOSÉ") == ["San José, CA"]
    assert offer("st lou") == offer("St. Lou") == ["St. Louis, MO"]


def test_any_word_may_be_begun_and_what_begins_so_itself_comes_first() -> None:
    assert offer("lou") == ["Louisville, KY", "St. Louis, MO"]
    assert offer("hous") == ["housing", "public housing"]
    assert offer("rights") == ["know your rights"]
    assert offer("ights") == []


def test_the_last_words_of_a_longer_question_are_completed() -> None:
    assert offer("what was said in san jo") == ["what was said in San José, CA"]
    assert offer("rents and public hou") == ["rents and public housing"]
    assert offer("rents ho") == []


def test_nothing_is_offered_for_nothing_for_one_letter_or_for_an_essay() -> None:
    assert [offer(typed) for typed in ("", " ", "h", "housing ", "?!", "housing" * 40)] == [[]] * 6


def test_of_two_that_read_alike_the_first_is_offered() -> None:
    twice = Suggester([Suggestion("Hate crimes", "topic", 1), Suggestion("hate crimes", "city", 2)])
    assert twice.suggest("hate") == (Suggestion("Hate crimes", "topic", 1),)


@given(st.text(max_size=MAX_LENGTH + 5))
def test_whatever_is_typed_only_its_end_is_completed(typed: str) -> None:
    ends = ("San José, CA", "MO", "KY", "Svante Myrick", "housing", "know your rights")
    for one in OFFERED.suggest(typed):
        assert one.text.endswith(ends)
        assert typed.split()[:-4] == one.text.split()[: max(0, len(typed.split()) - 4)]


def test_frequent_phrases_are_whole_telling_and_in_their_usual_spelling() -> None:
    texts = [
        "They printed Know Your Rights cards. Two years later nothing had changed.",
        "A know your rights card for two years, and a rent freeze.",
        "Everyone should know your rights, said 5 lawyers about rent freezes.",
        "Rent freeze, know your rights: two years of them.",
    ]
    said = list_phrases(make_statement(f"s{n}", text) for n, text in enumerate(texts))
    assert [(phrase.text, phrase.n_statements) for phrase in said] == [
        ("know your rights", 4),
        ("rent freeze", 3),
    ]


def test_what_the_collection_holds_is_offered_and_names_only_once(tmp_path: Path) -> None:
    statements = [
        make_statement(
            f"s{n}",
            "Asylum seekers are welcome. Daniel Biss said so in Evanston.",
            place="Evanston, IL",
            mayor="Daniel Biss",
            topics=("hate crimes",),
        )
        for n in range(3)
    ]
    with engine_over(tmp_path, *statements) as engine:
        suggester = make_suggester(
            engine, list_phrases(statements), {"hate-crimes": "delitos de odio"}
        )
    assert suggester.suggest("evan") == (Suggestion("Evanston, IL", "city", 3),)
    assert suggester.suggest("biss") == (Suggestion("Daniel Biss", "mayor", 3),)
    assert suggester.suggest("odio") == (Suggestion("delitos de odio", "topic", 3),)
    assert suggester.suggest("asy") == (Suggestion("Asylum seekers", "phrase", 3),)
    assert suggester.suggest("hate") == ()


def test_asking_costs_a_small_part_of_looking_at_everything() -> None:
    names = [f"{a}{b} {c}town" for a in "abcdefghij" for b in "klmnopqrst" for c in range(200)]
    many = [Suggestion(name, "city", n) for n, name in enumerate(names)]
    started = time.perf_counter()
    suggester = Suggester(many)
    building = time.perf_counter() - started
    started = time.perf_counter()
    for typed in ("ak", "ak 19", "police in bl", "zz", "a"):
        suggester.suggest(typed)
    assert time.perf_counter() - started < building / 10
