"""A question finds what says the same in other words, in English and in Spanish."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from index.analyzer import find_tokens, stop_words
from search.thesaurus import Related, Thesaurus, load_thesaurus
from search.thesaurus_groups import Group, Relation, make_key, word_key
from search.thesaurus_rows import COLUMNS, read_groups
from tests.shipped_words import shipped_words


def related(question: str) -> list[Related]:
    return list(load_thesaurus().related(find_tokens(question)))


def terms(question: str, language: str) -> set[str]:
    return {r.term for r in related(question) if r.language == language}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("people without papers", "undocumented"),
        ("unauthorized residents", "undocumented"),
        ("unhoused people", "homeless"),
        ("people sleeping rough", "homeless"),
        ("basic income results", "guaranteed income"),
        ("an experiment with free buses", "trial"),
        ("money with no strings attached", "cash payments"),
        ("preschool for 4 year olds", "pre-K"),
        ("kids with no wifi", "broadband"),
        ("slaughterhouse workers", "meatpacking"),
        ("the likeness of a general", "statue"),
        ("helping ex-offenders", "re-entry"),
        ("training for former prisoners", "re-entry"),
        ("infant mortality", "infant deaths"),
        ("mortality", "deaths"),
        ("police misconduct", "use of force"),
        ("taking them to court", "lawsuit"),
        ("a watchdog for the police", "civilian review"),
        ("saying sorry for slavery", "apology"),
        ("unarmed responders", "crisis response"),
        ("what to do if they knock", "know your rights"),
        ("sue the government", "lawsuit"),
    ],
)
def test_everyday_words_find_the_words_of_the_statements(question: str, found: str) -> None:
    assert found in terms(question, "en")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("personas sin papeles", "undocumented"),
        ("ayuda legal para inmigrantes", "legal aid"),
        ("tarjeta de identificación municipal", "municipal ID"),
        ("redadas", "raids"),
        ("mortalidad infantil", "infant deaths"),
        ("brutalidad policial", "police reform"),
        ("odio antiasiático", "Asian"),
        ("¿qué ciudades quitaron estatuas confederadas?", "Confederate"),
        ("¿qué ciudades quitaron estatuas confederadas?", "remove"),
        ("policia no pregunta", "police"),
        ("personas sin hogar", "homeless"),
        ("ingreso básico", "basic income"),
        ("crímenes de odio", "hate crime"),
        ("conozca sus derechos", "know your rights"),
        ("miedo de las familias", "fear"),
        ("intérpretes en la escuela", "translation"),
        ("la alcaldesa firmó una orden ejecutiva", "executive order"),
        ("fosas de la masacre", "grave"),
        ("fosas de la masacre", "massacre"),
        ("mediación con los vecinos", "mediation"),
        ("qué hacer si ICE toca la puerta", "knock"),
        ("víctimas de una estafa", "fraud"),
        ("disparos contra los feligreses", "worshippers"),
        ("becas para los estudiantes", "student"),
        ("un desarrollo en la costa", "coastal"),
        ("el hambre de los niños", "food"),
    ],
)
def test_a_spanish_question_finds_english_statements(question: str, found: str) -> None:
    assert found in terms(question, "en")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("without papers", "sin papeles"),
        ("legal aid for immigrants", "ayuda legal"),
        ("hate crime hotline", "línea directa"),
        ("homeless shelter", "albergue"),
        ("sanctuary city", "santuario"),
    ],
)
def test_an_english_question_finds_spanish_statements(question: str, found: str) -> None:
    assert found in terms(question, "es")


def test_a_term_is_asked_as_one_and_says_which_words_it_stands_for() -> None:
    groups = (
        Group("income", Relation.SAME, ("basic income", "guaranteed income"), ("renta básica",)),
        Group("pay", Relation.TRANSLATION, ("income", "pay"), ("ingreso",)),
    )
    assert Thesaurus(groups).related(["a", "basic", "income", "and", "pay"]) == (
        Related(1, 3, "renta básica", "es", 0.8, "income"),
        Related(1, 3, "guaranteed income", "en", 0.5, "income"),
        Related(4, 5, "ingreso", "es", 0.8, "pay"),
    )


def test_welcoming_and_sanctuary_are_linked_and_not_equal() -> None:
    weights = {r.term: r.weight for r in related("sanctuary") if r.language == "en"}
    assert weights["Trust Act"] == 0.5
    assert weights["welcoming"] == 0.3
    back = {r.term: r.weight for r in related("welcoming") if r.language == "en"}
    assert back["sanctuary"] == 0.3


def test_every_weight_is_below_that_of_the_typed_word() -> None:
    for group in load_thesaurus().groups:
        for term, _ in group.terms():
            assert all(0 < r.weight < 1 for r in related(term)), term


@pytest.mark.parametrize(
    ("question", "unwanted"),
    [
        ("cities like Houston", "statue"),
        ("qué ciudades", "queer"),
        ("the city office", "police"),
        ("a city like ours", "town"),
        ("come to the mayor", "food"),
        ("personas mayores", "mayor"),
        ("la actual administración", "real"),
        ("the fiscal year plan", "prosecutor"),
        ("personal data", "employee"),
        ("ayuda para asistir a clases", "assist"),
        ("becas para los estudiantes", "study"),
        ("las camas de los albergues", "camera"),
        ("el deporte en los parques", "deportation"),
        ("libre de plomo", "book"),
    ],
)
def test_words_that_only_look_alike_are_not_related(question: str, unwanted: str) -> None:
    assert unwanted not in terms(question, "en")


def test_a_spanish_word_in_an_english_question_counts_as_it_is_written() -> None:
    assert "raids" in terms("what happened in the redadas", "en")


def test_a_term_that_holds_the_typed_words_is_not_added() -> None:
    assert "ICE agents" not in terms("ICE at the courthouse", "en")


def test_the_shipped_thesaurus_has_two_hundred_groups() -> None:
    assert len(load_thesaurus().groups) >= 200


def test_each_group_leads_to_a_word_of_the_corpus() -> None:
    known = {
        language: {word_key(word, language) for word in words} | stop_words(language)
        for language, words in shipped_words().items()
    }
    orphans = [
        group.name
        for group in load_thesaurus().groups
        if not any(set(make_key(term, lang)) <= known[lang] for term, lang in group.terms())
    ]
    assert orphans == []


@given(
    st.lists(
        st.sampled_from(sorted(load_thesaurus().words("en") | load_thesaurus().words("es"))),
        max_size=8,
    )
)
def test_related_terms_stand_in_order_inside_the_question(words: list[str]) -> None:
    found = load_thesaurus().related(words)
    spans = [(r.start_word, r.end_word) for r in found]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(words) for start, end in spans)
    distinct = sorted(set(spans))
    assert all(one[1] <= other[0] for one, other in pairwise(distinct))


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
    return path


def test_a_thesaurus_that_cannot_be_used_says_which_lines_and_why(tmp_path: Path) -> None:
    path = write(
        tmp_path / "thesaurus.csv",
        "aid,same,help; aid; helping,ayuda,,relief",
        "raid,same,raid,redada,,nothing",
        "police,equal,police; cops,policía,,",
        "relief,translation,relief; money,,,aid",
        "relief two,same,relief; money,,,",
        "single,same,single,,,",
        "the,same,the; of it; word,,,",
        "wide,same,a,b,c,d,e",
    )
    with pytest.raises(UnreadableFileError) as caught:
        read_groups(path)
    assert str(caught.value).splitlines() == [
        "thesaurus.csv can't be used:",
        "line 2: 'helping' is found by 'help' already; keep one.",
        "line 2: see_also goes in a circle (aid > relief > aid); write each link once.",
        "line 3: see_also names 'nothing', which is no group.",
        "line 4: move it up; the file is in alphabetical order.",
        "line 4: relation is 'equal'; write same or translation.",
        "line 5: a translation needs English and Spanish terms.",
        "line 6: shares 2 terms with 'relief'; make them one group.",
        "line 7: a single term is related to nothing; add another or leave it out.",
        "line 8: 'of it' holds only very common words.",
        "line 8: 'the' holds only very common words.",
        "line 9: 'a' holds only very common words.",
        "line 9: see_also names 'd', which is no group.",
        "line 9: there are too many columns; separate terms with semicolons.",
    ]
