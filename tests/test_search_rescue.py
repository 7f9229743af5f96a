"""Where nothing matches: the word to blame, and lesser questions that find something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.engine import SearchEngine
from search.parameters import PeerChoice, SearchParameters
from search.rescue import MAX_SEARCHES, Rescue, Way, find_rescue
from search.rewording import without_clause, without_exclusion, without_field
from tests.makers import engine_over, make_statement


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    statements = [
        make_statement("a", "Rent relief for tenants.", place="Boise, ID", when="2019"),
        make_statement("b", "A shelter for tenants.", place="Evanston, IL", when="2021"),
        make_statement("c", "Know your rights cards.", place="Dayton, OH", when="2022"),
    ]
    with engine_over(tmp_path_factory.mktemp("rescue"), *statements) as made:
        yield made


def rescue(engine: SearchEngine, parameters: SearchParameters) -> Rescue:
    page = engine.search(parameters)
    assert page.total == 0
    return find_rescue(engine, page)


def test_a_word_no_statement_says_is_named_and_left_out(engine: SearchEngine) -> None:
    assert rescue(engine, SearchParameters("xylophone tenants")) == Rescue(
        unknown=("xylophone",),
        shorter=(Way("xylophone", SearchParameters("tenants"), 2),),
        wider=(),
        peers=None,
    )


def test_all_unknown_words_are_left_out_at_once(engine: SearchEngine) -> None:
    found = rescue(engine, SearchParameters('xylophone "zither" tenants'))
    assert found.unknown == ("xylophone", "zither")
    assert [(w.without, w.parameters.q) for w in found.shorter] == [
        ("xylophone, zither", "tenants")
    ]


def test_where_every_word_is_known_each_is_left_out_in_turn(engine: SearchEngine) -> None:
    found = rescue(engine, SearchParameters("shelter rent", exact=True))
    assert found.unknown == ()
    assert [(w.without, w.parameters.q, w.total) for w in found.shorter] == [
        ("shelter", "rent", 1),
        ("rent", "shelter", 1),
    ]


def test_nothing_is_offered_that_finds_nothing_or_asks_nothing(engine: SearchEngine) -> None:
    assert rescue(engine, SearchParameters("xylophone")) == Rescue(("xylophone",), (), (), None)
    filtered = SearchParameters("xylophone", (("state", ("ID",)),))
    assert rescue(engine, filtered) == Rescue(("xylophone",), (), (), None)


@pytest.mark.parametrize("question", ["shelter in Boise", "shelter city:Boise"])
def test_without_its_city_and_among_its_peers(engine: SearchEngine, question: str) -> None:
    found = rescue(engine, SearchParameters(question))
    assert found.wider == (Way("Boise, ID", SearchParameters("shelter"), 1),)
    peers = PeerChoice("boise-id")
    assert found.peers == Way("Boise, ID", SearchParameters("shelter", peers=peers), 1)


def test_without_all_filters_and_without_each(engine: SearchEngine) -> None:
    chosen = (("state", ("ID",)),)
    found = rescue(engine, SearchParameters("tenants", chosen, date_from="2021"))
    assert [(w.without, w.parameters.to_query_string(), w.total) for w in found.wider] == [
        ("", "q=tenants", 2),
        ("Idaho", "q=tenants&from=2021", 1),
        ("2021–", "q=tenants&state=ID", 1),
    ]


def test_where_nothing_else_helps_the_known_words_alone_are_offered(engine: SearchEngine) -> None:
    asked = SearchParameters("xylophone shelter city:Dayton", (("state", ("TX",)),))
    assert rescue(engine, asked) == Rescue(
        ("xylophone",), (), (), None, Way("", SearchParameters("shelter"), 1)
    )


def test_a_long_question_costs_a_handful_of_searches(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = engine.search(SearchParameters("shelter rent rights cards relief tenants", exact=True))
    asked: list[str] = []
    real = SearchEngine.search

    def counted(self: SearchEngine, parameters: SearchParameters) -> object:
        if self is engine:  # a server of another test may still be answering
            asked.append(parameters.q)
        return real(self, parameters)

    monkeypatch.setattr(SearchEngine, "search", counted)
    find_rescue(engine, page)
    assert len(asked) == MAX_SEARCHES


@pytest.mark.parametrize(
    ("question", "label", "left"),
    [
        ("rent OR xylophone tenants", "xylophone", "rent tenants"),
        ("xylophone OR rent", "xylophone", "rent"),
        ("rent xylophone OR zither tenants", "xylophone OR zither", "rent tenants"),
        ('rent "stray cats" relief', "stray cats", "rent relief"),
        ("¿xilófonos y alquiler?", "xilófonos", "y alquiler?"),
        ("early-morning raids", "early", "raids"),
        ("raids -raids", "raids", "-raids"),
        ("raids", "xylophone", "raids"),
    ],
)
def test_a_word_is_taken_out_as_a_person_would(question: str, label: str, left: str) -> None:
    assert without_clause(question, label) == left


def test_fields_and_exclusions_are_taken_out_alone() -> None:
    question = 'raids City:Boise city:"Santa Fe" after:2019 -hockey -"ice rink"'
    assert without_field(question, "city") == 'raids after:2019 -hockey -"ice rink"'
    assert without_field("raids year:2017..2019", "before") == "raids"
    assert without_exclusion(question, "hockey") == (
        'raids City:Boise city:"Santa Fe" after:2019 -"ice rink"'
    )
