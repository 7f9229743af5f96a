"""Misspelt words are corrected, towards words of the corpus only, and nothing else is."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.spelling import Speller
from search.thesaurus import load_thesaurus
from tests.shipped_words import shipped_words

NAMES = ("Albuquerque", "Chattanooga", "Michael Tubbs", "Tim Keller", "San José")


@cache
def speller() -> Speller:
    words = {language: counts.items() for language, counts in shipped_words().items()}
    known = {language: load_thesaurus().words(language) for language in words}
    return Speller(words, names=NAMES, known=known)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("guarenteed", "guaranteed"),
        ("ordinence", "ordinance"),
        ("sanctury", "sanctuary"),
        ("resuts", "results"),
        ("incom", "income"),
        ("immagration", "immigration"),
        ("imigrants", "immigrants"),
        ("polcie", "police"),
        ("homelesness", "homelessness"),
        ("reperations", "reparations"),
        ("confedarate", "confederate"),
        ("antisemetism", "antisemitism"),
        ("resoluton", "resolution"),
        ("Albuqerque", "albuquerque"),
        ("Chatanooga", "chattanooga"),
        ("Kellar", "keller"),
        ("inmigracon", "inmigracion"),
        ("santuaro", "santuario"),
        ("policíia", "policia"),
    ],
)
def test_a_slip_of_the_fingers_is_put_right(typed: str, meant: str) -> None:
    assert speller().suggest(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "hate",
        "2019s",
        "287(g)",
        "covid19",
        "sanctuaries",
        "apologizing",
        "interpreter",
        "deport",
        "ciudades",
        "políticas",
        "slate",
        "estatuas",
        "xylophones",
        "would",
        "nuestros",
        "",
        "123456",
    ],
)
def test_a_word_that_is_right_short_or_far_from_everything_stays(word: str) -> None:
    assert speller().suggest(word) is None


def test_the_more_frequent_word_wins_and_the_first_letter_is_kept() -> None:
    words = Speller({"en": [("grants", 14), ("giants", 2), ("plants", 90)]})
    assert words.suggest("gaants") == "grants"
    assert Speller({"en": [("plants", 9)]}).suggest("glants") is None
    assert Speller({"en": [("emergency", 9)]}).suggest("imergency") == "emergency"


SOME_LETTERS = st.text("abc", min_size=4, max_size=11)


@given(st.sets(SOME_LETTERS, min_size=1, max_size=40), SOME_LETTERS)
def test_nothing_nearer_than_what_is_suggested_is_overlooked(names: set[str], typed: str) -> None:
    costs = {name: OSA.distance(typed, name) + (typed[0] != name[0]) for name in names}
    near = [(cost, name) for name, cost in costs.items() if cost <= (1 if len(typed) < 9 else 2)]
    is_right = len(typed) < 5 or typed in names
    expected = None if is_right or not near else min(near)[1]
    assert Speller({}, names).suggest(typed) == expected


def test_a_name_that_is_also_a_word_keeps_its_inflections() -> None:
    words = Speller({"en": [("price", 4)]}, names=("Melvin Price",))
    assert words.suggest("prices") is None


def test_a_spanish_question_is_corrected_towards_spanish_words() -> None:
    words = Speller({"en": [("police", 118)], "es": [("policia", 6)]})
    assert words.suggest("polica", "es") == "policia"
    assert words.suggest("polica", "en") == "police"


@given(st.sampled_from(sorted(shipped_words()["en"])))
def test_no_word_of_the_corpus_is_ever_corrected(word: str) -> None:
    assert speller().suggest(word) is None
