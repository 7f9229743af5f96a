"""What matches, and in which order: promises of `search.ranking` and `search.scoring`."""

from __future__ import annotations

import pytest

from corpus.documents import Kind, TextDocument
from corpus.errors import InvalidQueryError
from index.builder import build_index
from index.postings import PostingsIndex
from search.analysis import NeedFinder, WordNeed
from search.parameters import SearchParameters
from search.query import Atom, AtomKind
from search.ranking import Ranker
from tests.makers import make_index, make_statement


def found(index: PostingsIndex, q: str = "", **parameters: object) -> list[str]:
    ranking = Ranker(index).rank_matches(SearchParameters(q, **parameters))  # type: ignore[arg-type]
    return [index.document_ids[int(n)] for n in ranking.documents]


RAIDS = make_index(
    make_statement("a", "The mayor answered ICE raids with legal aid.", place="Rochester, MN",
                   when="2019-07-11", mayor="Kim Norton", topics=("immigration enforcement",)),
    make_statement("b", "ICE raids and raids by ICE.", place="Rochester, NY", when="2019-07",
                   kind=Kind.INITIATIVE),
    make_statement("c", "Raids on a hockey rink of ice.", place="Santa Fe, NM", when="2018"),
    make_statement("d", "Know your rights: aid for families."),
    make_statement("e", "Ayuda legal tras las redadas en las ciudades.", language="es",
                   place="Stockton, CA", when="2020-01-05"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("rink", ["c"]),
        ("ice raids", ["a", "b", "c"]),
        ("nonsenseword", []),
        ("ice nonsenseword", []),
        ("the of", []),
        ('"ICE raids"', ["a", "b"]),
        ('"raids ICE"', []),
        ('"raids by ICE"', ["b"]),
        ('"know your rights"', ["d"]),
        ('"know the rights"', ["d"]),
        ('"rights know"', []),
        ("raids -rink", ["a", "b", "e"]),
        ('raids -"legal aid"', ["b", "c", "e"]),
        ("rink OR rights", ["c", "d"]),
        ("famil*", ["d"]),
        ("redadas ciudad", ["a", "b", "c", "e"]),
        ("Rochester raids", ["a", "b"]),
        ("Kim Norton", ["a"]),
        ("immigration enforcement", ["a", "b", "c"]),
        ("city:rochester", ["a", "b"]),
        ('city:"Rochester, MN"', ["a"]),
        ("city:rochester-ny raids", ["b"]),
        ("state:Minnesota", ["a"]),
        ("state:mn state:NM", ["a", "c"]),
        ("mayor:norton", ["a"]),
        ('kind:"best practice"', []),
        ("kind:initiatives", ["b"]),
        ("topic:Immigration-Enforcement", ["a"]),
        ("lang:español", ["e"]),
        ("year:2019", ["a", "b"]),
        ("after:2019-07-12 before:2019-12", ["b"]),
        ("before:2018-03", ["c"]),
        ("city:Atlantis", []),
    ],
)
def test_a_question_finds_what_it_should_and_nothing_else(q: str, ids: list[str]) -> None:
    assert sorted(found(RAIDS, q)) == ids


def test_all_but_one_of_three_words_are_enough() -> None:
    index = make_index(
        make_statement("a", "alpha beta gamma", title="x"),
        make_statement("b", "delta epsilon", title="x"),
        make_statement("c", "zeta", title="x"),
    )
    assert found(index, "alpha beta delta") == ["a"]
    assert found(index, "alpha delta zeta") == []
    assert found(index, "alpha beta delta", exact=True) == []


def test_a_word_that_no_statement_says_is_not_the_one_to_go_without() -> None:
    index = make_index(make_statement("a", "alpha beta gamma", title="x"))
    assert found(index, "alpha beta unheard") == []


def test_words_side_by_side_rank_above_words_far_apart() -> None:
    index = make_index(
        make_statement("a", "income here and a guaranteed thing there"),
        make_statement("b", "guaranteed income here and a thing there"),
    )
    assert found(index, "guaranteed income") == ["b", "a"]


def test_ties_go_by_id_and_dates_by_the_earliest_day_undated_last() -> None:
    index = make_index(
        make_statement("c", "raid", title="t", when="2019-07"),
        make_statement("b", "raid", title="t"),
        make_statement("a", "raid", title="t", when="2019-07-01"),
        make_statement("d", "raid", title="t", when="2020"),
    )
    assert found(index, "raid") == ["a", "b", "c", "d"]
    assert found(index, "raid", sort="date") == ["d", "a", "c", "b"]
    assert found(index) == ["d", "a", "c", "b"]


def test_exclusions_alone_are_refused_with_words() -> None:
    with pytest.raises(InvalidQueryError, match="only says what to leave out"):
        found(RAIDS, "-police")


def test_filters_of_the_address_are_or_inside_and_across() -> None:
    chosen = (("state", ("MN", "NY")), ("kind", ("initiative",)))
    assert found(RAIDS, "raids", selections=chosen) == ["b"]
    assert sorted(found(RAIDS, "raids", selections=chosen[:1])) == ["a", "b"]
    assert sorted(found(RAIDS, date_from="2019-07", date_to="2019-07-09")) == ["b"]


def test_a_filter_the_collection_has_no_field_for_does_not_apply() -> None:
    index = build_index([TextDocument("a", "", "ice raids")])
    assert found(index, "ice state:TX after:2019") == ["a"]


def test_similar_documents_share_telling_words_and_strangers_are_none() -> None:
    statements = (
        make_statement("a", "guaranteed income pilot for families", title="Income"),
        make_statement("b", "a guaranteed income for residents", title="Income again"),
        make_statement("c", "statue removed downtown", title="Monument"),
    )
    index = make_index(*statements)
    ranker = Ranker(index)
    similar = [index.document_ids[number] for number in ranker.find_similar(statements[0], 5)]
    assert similar == ["b"]
    assert ranker.find_similar(statements[2], 5) == []


def test_one_city_does_not_fill_a_page_unless_it_is_asked_for() -> None:
    places = ["Stockton, CA"] * 6 + ["Evanston, IL", "Dayton, OH"]
    index = make_index(
        *(make_statement(f"{n}", "Raids answered.", place=place) for n, place in enumerate(places))
    )
    assert {"6", "7"} < set(found(index, "raids answered")[:5])
    assert sorted(found(index, "raids answered in Stockton, CA")) == [f"{n}" for n in range(6)]


def test_words_are_looked_up_in_the_languages_of_the_index_alone() -> None:
    index = build_index([TextDocument("a", "", "Numerous shelters")])
    finder = NeedFinder(index, "es")
    words = [Atom(AtomKind.WORD, word) for word in ("número", "refugio", "shelters")]
    found = [need for word in words for need in finder.needs_of(word)]
    assert [need.label for need in found] == ["número", "refugio", "shelters"]
    shelter = index.vocabulary.find("shelter")
    assert [need.terms for need in found if isinstance(need, WordNeed)] == [(), (), (shelter,)]


def test_a_phrase_of_words_that_the_questions_language_ignores_is_found() -> None:
    texts = {"a": "income shelter city", "b": "De La Cruz shelter", "c": "Cruz of income"}
    documents = [TextDocument(doc_id, "", text) for doc_id, text in texts.items()]
    spanish = TextDocument("d", "", "la alcaldesa habla of the income", "es")
    index = build_index([*documents, spanish])
    assert found(index, '"of the" income', exact=True) == ["d"]
    assert found(index, 'income "of the"', exact=True) == ["d"]
