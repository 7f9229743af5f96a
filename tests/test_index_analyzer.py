"""What text means as terms: promises of `index.analyzer`."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analyzer import find_tokens, make_analyzer, stop_words


def terms(text: str, language: str = "en") -> list[str]:
    return [term.text for term in make_analyzer(language)(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mayor’s", "mayor's"),
        ("MAYOR", "mayor"),
        ("U.S.", "U.S"),
        ("287(g)", "287g"),
        ("COVID-19", "covid19"),
        ("COVID-19", "Covid 19"),
        ("Winston-Salem", "winston salem"),
        ("Coeur d’Alene", "coeur d'alene"),
        ("San José", "San Jose"),
        ("ﬁre", "fire"),
        ("cafe\u0301", "café"),
        ("immigrants", "immigrant"),
        ("110,000", "110000"),
        ("D.C.", "dc"),
        ("p.m.", "PM"),
    ],
)
def test_spellings_of_one_thing_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("educación", "educacion"),
        ("educaciones", "educación"),
        ("inmigrantes", "inmigrante"),
        ("ciudades", "ciudad"),
        ("POLICÍA", "policia"),
        ("niños", "nino"),
    ],
)
def test_spanish_words_meet_with_and_without_accents(one: str, other: str) -> None:
    assert terms(one, "es") == terms(other, "es") != []


def test_the_acronym_us_is_kept_though_the_word_us_is_not() -> None:
    assert terms("the U.S. helps us") == ["us", "help"]


def test_words_of_content_are_not_stop_words() -> None:
    content = {"fire", "bill", "call", "system", "raid", "ice", "statement", "city"}
    assert content.isdisjoint(stop_words("en"))


def test_offsets_point_at_the_token_in_the_text() -> None:
    text = "In Coeur d’Alene, the U.S. 287(g) plan: COVID-19."
    found = [(term.text, text[term.start : term.end]) for term in make_analyzer("en")(text)]
    assert found == [
        ("coeur", "Coeur"),
        ("dalen", "d’Alene"),
        ("us", "U.S."),
        ("287g", "287(g)"),
        ("plan", "plan"),
        ("covid", "COVID"),
        ("19", "19"),
    ]


@given(st.text(max_size=300))
def test_any_text_is_analysed_in_order_without_overlap(text: str) -> None:
    for language in ("en", "es"):
        tokens = list(make_analyzer(language).tokens(text))
        assert [text[t.start : t.end] for t in tokens] == find_tokens(text)
        assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))
        assert all(" " not in t.term for t in tokens)


@given(st.text(alphabet="abcdeéñíIO'’.-() 0123", max_size=60))
def test_case_never_changes_the_terms(text: str) -> None:
    assert terms(text.lower()) == terms(text.upper().lower())
