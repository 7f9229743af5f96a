"""The syntax people type means what they expect: promises of `search.query`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import PartialDate
from corpus.errors import InvalidQueryError
from search.parameters import SearchParameters
from search.query import Atom, AtomKind, Query, parse_query


def parse(text: str) -> Query:
    return parse_query(SearchParameters(text))


def told(query: Query) -> list[str]:
    """The clauses as one line each: word, "phrase", prefix*, a|b."""
    marks = {AtomKind.WORD: "{}", AtomKind.PHRASE: '"{}"', AtomKind.PREFIX: "{}*"}
    return ["|".join(marks[a.kind].format(a.text) for a in c.alternatives) for c in query.clauses]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("responses to ICE raids", ["responses", "to", "ICE", "raids"]),
        ('"know your rights" card', ['"know your rights"', "card"]),
        ("“know your rights”", ['"know your rights"']),
        ("«aviso» público", ['"aviso"', "público"]),
        ("immigra*", ["immigra*"]),
        ("* a* 12*", ["a*", "12*"]),
        ("ice OR raids OR sweeps", ["ice|raids|sweeps"]),
        ('"hate crime" OR bias city', ['"hate crime"|bias', "city"]),
        ("ice or raids", ["ice", "or", "raids"]),
        ("Portland, OR homelessness", ["Portland,", "OR", "homelessness"]),
        ("Salem OR", ["Salem", "OR"]),
        ("OR raids", ["OR", "raids"]),
        ("ICE RAIDS OR SWEEPS", ["ICE", "RAIDS", "OR", "SWEEPS"]),
        ("Winston-Salem - plan", ["Winston-Salem", "plan"]),
        ('an "unclosed quote', ["an", "unclosed", "quote"]),
        ("", []),
        ('  ""  - -- "?!" ', []),
        ("SELECT * FROM x; DROP TABLE y", ["SELECT", "FROM", "x;", "DROP", "TABLE", "y"]),
        ("<script>alert(1)</script>", ["<script>alert(1)</script>"]),
        ("http://example.org/x", ["http://example.org/x"]),
    ],
)
def test_words_phrases_prefixes_and_or(text: str, clauses: list[str]) -> None:
    assert told(parse(text)) == clauses


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("raids -police", [Atom(AtomKind.WORD, "police")]),
        ('raids -"hockey rink"', [Atom(AtomKind.PHRASE, "hockey rink")]),
        ("raids -immigra*", [Atom(AtomKind.PREFIX, "immigra")]),
        ("anti-asian hate", []),
        ("raids – police", []),
    ],
)
def test_a_minus_before_a_word_leaves_it_out(text: str, excluded: list[Atom]) -> None:
    assert list(parse(text).excluded) == excluded


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("city:Evanston raids", (("city", ("Evanston",)),)),
        ('city:"Santa Fe"', (("city", ("Santa Fe",)),)),
        ("state:TX state:NM", (("state", ("TX", "NM")),)),
        ("State:TX, plan", (("state", ("TX",)),)),
        ("mayor:Tubbs kind:initiative", (("mayor", ("Tubbs",)), ("kind", ("initiative",)))),
        ("year:2019 topic:housing", (("topic", ("housing",)), ("year", ("2019",)))),
    ],
)  # fmt: skip
def test_field_names_filter(text: str, values: object) -> None:
    assert parse(text).typed.values == values


@pytest.mark.parametrize(
    ("text", "date_from", "date_to"),
    [
        ("year:2017..2019", PartialDate(2017), PartialDate(2019)),
        ("year:2017..", PartialDate(2017), None),
        ("year:..2019", None, PartialDate(2019)),
        ("after:2019-07 before:2020", PartialDate(2019, 7), PartialDate(2020)),
    ],
)
def test_dates_in_the_question_are_bounds(
    text: str, date_from: PartialDate | None, date_to: PartialDate | None
) -> None:
    typed = parse(text).typed
    assert (typed.date_from, typed.date_to) == (date_from, date_to)


def test_an_unknown_field_is_searched_as_words_and_said_so() -> None:
    query = parse("governor:Smith raids")
    assert told(query) == ["governor:Smith", "raids"]
    assert query.typed.values == ()
    assert query.notes == (
        "There is no field called “governor”, so “governor:Smith” was searched as words. "
        "Fields are: city, state, mayor, topic, kind, lang, year, before, after.",
    )


@pytest.mark.parametrize(
    ("text", "parameter"),
    [("after:soon", "after"), ("before:2019-13", "before"), ("year:19", "year"),
     ("year:2019-07", "year")],
)  # fmt: skip
def test_a_date_that_is_none_names_its_field_and_the_form(text: str, parameter: str) -> None:
    with pytest.raises(InvalidQueryError, match=r"write a (date|year) such as 2019") as caught:
        parse(text)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"q": "x" * 2001}, "q"),
        ({"page": 0}, "page"),
        ({"page": 101}, "page"),
        ({"page": 10**9}, "page"),
        ({"per_page": 0}, "per_page"),
        ({"per_page": 101}, "per_page"),
        ({"sort": "best"}, "sort"),
    ],
)
def test_parameters_out_of_bounds_are_named(parameters: dict[str, object], parameter: str) -> None:
    with pytest.raises(InvalidQueryError) as caught:
        SearchParameters(**parameters)  # type: ignore[arg-type]
    assert caught.value.parameter == parameter


def test_a_bound_of_the_address_that_is_no_date_is_named() -> None:
    with pytest.raises(InvalidQueryError, match="from is 'yesterday'"):
        parse_query(SearchParameters("ice", date_from="yesterday"))


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text: str) -> None:
    query = parse(text.replace(":", " "))
    assert all(clause.alternatives for clause in query.clauses)


def test_choosing_a_facet_twice_leaves_the_search_as_it_was() -> None:
    start = SearchParameters("ice", (("state", ("MN",)),), page=3)
    once = start.toggled("city", "rochester-mn")
    assert once.to_query_string() == "q=ice&state=MN&city=rochester-mn"
    assert once.toggled("city", "rochester-mn") == start.with_page(1)
