"""What else is looked for, and what is not: promises of `search.expansion` and fusion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.expansion import write_out
from search.fusion import cover, fuse_dense
from search.parameters import SearchParameters
from search.preparation import Prepared, Preparer
from search.ranking import Ranker
from tests.makers import make_index, make_statement

INDEX = make_index(
    make_statement("agency", "The mayor barred ICE from city lots.", title="Lots"),
    make_statement("aid", "Undocumented residents get legal aid.", title="Aid"),
    make_statement("pilot", "A guaranteed income pilot.", title="Pilot", place="Dayton, OH"),
    make_statement("spanish", "Ayuda legal para indocumentados.", title="Ayuda", language="es"),
    make_statement("storm", "A winter storm filled the arena.", title="Storm"),
)


def prepare(q: str, **parameters: object) -> Prepared:
    return Preparer(INDEX).prepare(SearchParameters(q, **parameters))  # type: ignore[arg-type]


def found(q: str, **parameters: object) -> list[str]:
    ranking = Ranker(INDEX).rank_matches(SearchParameters(q, **parameters))  # type: ignore[arg-type]
    return sorted(INDEX.document_ids[int(n)] for n in ranking.documents)


def test_an_acronym_is_written_out_for_the_encoder_and_an_ordinary_word_is_not() -> None:
    assert prepare("ICE agents").expanded.english == (
        "Immigration and Customs Enforcement (ICE) agents"
    )
    assert prepare("ice storm").expanded.english == "ice storm"


@pytest.mark.parametrize(
    ("typed", "encoded"),
    [
        ("THE UNITED STATES, RUSSIA AND CANADA?", "THE UNITED STATES, RUSSIA AND CANADA?"),
        ("newly-created \"legal aid\" & income", "newly-created \"legal aid\" & income"),
        ("legal aid, kind:initiative -storm", "legal aid,"),
        ("aid OR income; pilot*", "aid income; pilot*"),
        ("agents, ICE's too", "agents, Immigration and Customs Enforcement (ICE) too"),
        ("a guarenteed-income pilot!", "a guaranteed-income pilot!"),
        ("undocumanted residants in the incom pilot", "undocumented residents in the income pilot"),
    ],
)  # fmt: skip
def test_the_encoder_reads_the_question_as_typed_but_for_what_is_replaced(
    typed: str, encoded: str
) -> None:
    assert prepare(typed).expanded.english == encoded


@given(st.text(max_size=60))
def test_whatever_is_typed_the_encoder_can_be_given_it(typed: str) -> None:
    prepared = prepare(typed)
    assert len(prepared.expanded.needs.tokens) <= len(prepared.query.text)


def test_the_encoder_reads_the_place_too_though_it_filters() -> None:
    prepared = prepare("income pilot in Dayton, OH")
    assert [part.key for part in prepared.parts] == ["city:dayton-oh"]
    assert prepared.expanded.english == "income pilot in Dayton, OH"


def test_an_acronym_in_a_spanish_question_is_written_out_in_its_gloss() -> None:
    english = prepare("ayuda legal para personas LGBTQ").expanded.english
    assert english.endswith("lesbian, gay, bisexual, transgender and queer (LGBTQ)")


def test_stop_words_inside_a_term_take_no_share_of_what_stands_for_it() -> None:
    clauses = prepare("ayuda para personas sin papeles").expanded.needs.clauses
    weights = {r.label: r.weight for clause in clauses for r in clause.related}
    assert weights["undocumented"] == 0.8


def test_a_word_that_only_asks_is_translated_but_has_no_other_words() -> None:
    clause = prepare("help after the storm").expanded.needs.clauses[0]
    assert [related.label for related in clause.related] == ["ayuda"]


def test_ice_on_the_road_does_not_find_the_agency() -> None:
    assert found("ice rink") == []
    assert "agency" in found("ICE lots")


def test_a_misspelt_word_is_put_right_and_said() -> None:
    prepared = prepare("guarenteed income")
    assert prepared.expanded.corrections == (("guarenteed", "guaranteed"),)
    assert found("guarenteed income") == ["pilot"]


@pytest.mark.parametrize(
    ("typed", "corrections"),
    [
        ("guarenteed incom pilott", [("guarenteed", "guaranteed"), ("pilott", "pilot")]),
        ('"guarenteed income"', []),
        ("city:Daytom income", []),
        ("income -guarenteed", []),
        ("guarent* income", []),
        ("income for GUARENTEED", []),
        ("guaranteed income 12345", []),
        ("undocumented residents", []),
        ("¿ayuda legal para indocumentados?", []),
    ],
)  # fmt: skip
def test_only_plain_words_that_nothing_knows_are_put_right(
    typed: str, corrections: list[tuple[str, str]]
) -> None:
    assert list(prepare(typed).expanded.corrections) == corrections


def test_a_name_said_once_for_an_acronym_that_nobody_says_counts_as_one_word() -> None:
    index = make_index(
        make_statement("aside", "It is no universal basic income. Gifts were made.", title="Gifts"),
        make_statement("asked", "A guaranteed income, and what it found.", title="Findings"),
        make_statement("again", "A guaranteed income for families.", title="Families"),
        make_statement("trees", "Findings on the trees of a park.", title="Trees"),
        make_statement("buses", "Findings on the buses of a line.", title="Buses"),
        *(make_statement(f"{n}", "Streets, bridges and buses.", title="Streets") for n in range(9)),
    )
    best = Ranker(index).rank_all("UBI findings", 2)
    assert [index.document_ids[number] for number, _ in best] == ["asked", "aside"]


def test_other_words_and_the_other_language_find_it() -> None:
    assert found("indocumentados ayuda") == ["aid", "spanish"]


def test_where_nothing_is_spanish_no_spanish_word_is_looked_for() -> None:
    lots = make_statement("lots", "A meta study of parking.", title="Study")
    goals = make_statement("goals", "Las metas del agua.", title="Agua", language="es")
    for statements, labels in ([lots], []), ([lots, goals], ["meta"]):
        needs = Preparer(make_index(*statements)).prepare(SearchParameters("targeted")).expanded
        (clause,) = needs.needs.clauses
        assert [related.label for related in clause.related] == labels


def test_a_spanish_question_is_glossed_for_the_encoder() -> None:
    assert "undocumented" in prepare("ayuda legal para indocumentados").expanded.english


def test_exactly_my_words_understands_corrects_and_adds_nothing() -> None:
    assert found("guarenteed income", exact=True) == []
    assert found("indocumentados ayuda", exact=True) == ["spanish"]
    assert prepare("income in Ohio", exact=True).parts == ()


def test_a_part_taken_away_is_searched_as_words_again() -> None:
    assert [part.key for part in prepare("income in Ohio").parts] == ["state:OH"]
    assert found("income in Ohio") == ["pilot"]
    assert prepare("income in Ohio", plain=("state:OH",)).parts == ()


def test_only_misleading_acronyms_are_written_out_in_passages() -> None:
    assert write_out("Denver kept ICE agents out; DACA helps.") == (
        "Denver kept Immigration and Customs Enforcement agents out; DACA helps."
    )


@given(st.lists(st.floats(0, 50), min_size=1, max_size=20), st.data())
def test_fused_scores_keep_the_order_where_both_legs_agree(
    lexical: list[float], data: st.DataObject
) -> None:
    scores = np.sort(np.array(lexical))[::-1]
    cosines = np.linspace(0.9, -0.2, len(scores), dtype=np.float32)
    fused = fuse_dense(scores, cosines, 1.25)
    assert np.all(np.diff(fused) <= 1e-9)
    assert fused.max() <= 1 + 1.25


def test_a_text_the_encoder_cannot_read_is_neither_lifted_nor_sunk() -> None:
    fused = fuse_dense(np.array([2.0, 2.0]), np.array([0.5, np.nan], dtype=np.float32), 1.25)
    assert fused[0] == pytest.approx(fused[1])


def test_of_a_short_question_the_rarest_word_counts_most_and_of_a_long_one_little() -> None:
    everyone = np.arange(100, dtype=np.int32)
    common, rare = everyone[:60], everyone[59:61]
    covered = cover(everyone, [common, rare], 100)
    assert covered[59] == pytest.approx(1.0)
    assert covered[60] > 0.5 > covered[0] > covered[99] == 0.0
    assert cover(everyone, [common, rare] * 8, 100)[59] == pytest.approx(1 / 16)
    assert cover(everyone, [], 100).tolist() == [0.0] * 100
