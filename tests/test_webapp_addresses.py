"""A request's parameters are checked once, for pages and JSON, and links lead back to them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from corpus.errors import BadParametersError
from search.parameters import PeerChoice, SearchParameters
from webapp.addresses import keep_known, read_parameters, search_url
from webapp.search_view import list_page_numbers

WORDS = st.text(alphabet="abc é&=+#%\"'", max_size=20).map(lambda t: " ".join(t.split()))


def read(query: str) -> SearchParameters:
    return read_parameters(MultiDict(parse_qsl(query, keep_blank_values=True)))


@given(
    q=WORDS,
    states=st.lists(st.sampled_from(["MN", "IL", "NM"]), unique=True, max_size=3),
    sort=st.sampled_from(["relevance", "date"]),
    page=st.integers(1, 100),
    per_page=st.integers(1, 100),
    exact=st.booleans(),
    date_from=st.sampled_from(["", "2019", "2019-07", "2019-07-31"]),
    plain=st.lists(
        st.sampled_from(["state:TX", "mayor:Kim Norton", "date:2018.."]), unique=True, max_size=3
    ),
    peers=st.sampled_from(["", "dayton-oh", "dayton-oh,mesa-az,-akron-oh"]),
)
def test_every_link_to_a_search_reads_back_as_that_search(  # noqa: PLR0917
    q: str,
    states: list[str],
    sort: str,
    page: int,
    per_page: int,
    exact: bool,
    date_from: str,
    plain: list[str],
    peers: str,
) -> None:
    selections = (("state", tuple(states)),) if states else ()
    parameters = SearchParameters(
        q, selections, date_from, "", sort, page, per_page, exact, tuple(plain),
        PeerChoice.parse(peers) if peers else None,
    )  # fmt: skip
    assert read(urlsplit(iri_to_uri(search_url(parameters))).query) == parameters


def test_empty_fields_of_a_form_count_as_absent() -> None:
    assert read("q=raids&from=&to=&state=") == SearchParameters("raids")


def test_readings_taken_away_are_read_once_each() -> None:
    assert read("q=a&plain=state:TX&plain=&plain=state:TX").plain == ("state:TX",)


def test_control_characters_are_taken_out_of_the_question() -> None:
    assert read("q=ice%00%1b+raids%0a").q == "ice raids"


def test_a_value_given_twice_counts_once() -> None:
    assert read("state=MN&state=MN&state=IL").selected("state") == ("MN", "IL")


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("from=2020&to=2019-12", "from", "from (2020) is later than to (2019-12)"),
        ("page=0", "page", "page can't be '0'. The page of results, a whole number from 1 to 100."),
        ("page=1000000000", "page", "page can't be '1000000000'."),
        ("page=", "page", "page can't be ''."),
        ("page=two", "page", "page can't be 'two'."),
        ("per_page=101", "per_page", "Hits on a page, a whole number from 1 to 100."),
        ("sort=size", "sort", "sort can't be 'size'. The order: relevance"),
        ("kind=speech", "kind", "statement, initiative or best_practice"),
        ("lang=fr", "lang", "en or es"),
        ("exact=maybe", "exact", "exact can't be 'maybe'."),
        ("from=2019-02-30", "from", "Write a real date"),
        ("to=soon", "to", "The last day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD."),
        ("q=a&q=b", "q", "q is given more than once; give it once."),
        ("colour=red", "colour", "There is no parameter 'colour'. Use: q, page, per_page"),
        ("date_from=2019", "date_from", "There is no parameter 'date_from'."),
    ],
)
def test_a_wrong_parameter_is_named_with_what_to_write(query: str, name: str, words: str) -> None:
    with pytest.raises(BadParametersError) as caught:
        read(query)
    assert [problem[0] for problem in caught.value.problems] == [name]
    assert words in caught.value.problems[0][1]


def test_all_wrong_parameters_are_named_at_once() -> None:
    with pytest.raises(BadParametersError) as caught:
        read("page=x&sort=y&z=1")
    assert {name for name, _ in caught.value.problems} == {"page", "sort", "z"}


def test_pages_pass_over_what_mail_programs_add() -> None:
    args = MultiDict([("q", "raids"), ("utm_source", "letter"), ("fbclid", "x")])
    assert keep_known(args) == MultiDict([("q", "raids")])


@given(n_pages=st.integers(1, 100), data=st.data())
def test_page_links_name_first_last_and_neighbours_in_order(
    n_pages: int, data: st.DataObject
) -> None:
    current = data.draw(st.integers(1, n_pages))
    shown = list_page_numbers(current, n_pages)
    numbers = [number for number in shown if number is not None]
    assert numbers == sorted(set(numbers))
    assert {1, n_pages, current} <= set(numbers)
    assert {current - 1, current + 1} & set(range(1, n_pages + 1)) <= set(numbers)
    assert len(shown) <= 7
