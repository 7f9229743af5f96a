"""What matches, and in which order: promises of `search.ranking` and `search.scoring`."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Kind, TextDocument
from corpus.errors import InvalidQueryError
from index.analyzer import make_analyzer
from index.builder import build_index
from index.postings import FIELD_GAP, PostingsIndex
from search.accumulators import Accumulators
from search.analysis import NeedFinder, WordNeed, find_needs
from search.parameters import SearchParameters
from search.query import Atom, AtomKind, parse_query
from search.ranking import Ranker
from search.scoring import Choice, Scores, score_documents
from search.tuning import Tuning
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


def exhaustive(texts: dict[str, tuple[str, str]], q: str, tuning: Tuning) -> dict[str, float]:
    """The formulas of `index.postings` and `search.scoring`, written out plainly."""
    analyse = make_analyzer("en")
    places = {
        d: [(t.term, n) for n, t in enumerate(analyse.tokens(title)) if t.term]
        + [
            (t.term, n + len(list(analyse.tokens(title))) + FIELD_GAP)
            for n, t in enumerate(analyse.tokens(text))
            if t.term
        ]
        for d, (title, text) in texts.items()
    }
    counts = {
        d: [2 * [t.text for t in analyse(title)].count(w) + [t.text for t in analyse(text)].count(w)
            for w in (x.text for x in analyse(q))]
        for d, (title, text) in texts.items()
    }  # fmt: skip
    lengths = {d: 2 * len(analyse(a)) + len(analyse(b)) for d, (a, b) in texts.items()}
    mean = sum(lengths.values()) / len(lengths) or 1.0
    words = [t.text for t in analyse(q)]
    order = [t.term for t in analyse.tokens(q)]

    def weigh(tf: float, d: str) -> float:
        return tf * 2.5 / (tf + 1.5 * (0.25 + 0.75 * lengths[d] / mean))

    def idf(df: int) -> float:
        return math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))

    def held(d: str) -> set[str]:
        return {word for word, _ in places[d]}

    scores = dict.fromkeys(texts, 0.0)
    for column, _ in enumerate(words):
        df = sum(1 for d in texts if counts[d][column])
        for d in texts:
            scores[d] += idf(df) * weigh(counts[d][column], d) if counts[d][column] else 0.0
    best = sorted(texts, key=lambda d: (-round(scores[d], 9), d))[: tuning.pair_documents]
    content = [w for w in order if w]
    for first, second in dict.fromkeys(itertools.pairwise(content)):
        if first == second:
            continue
        near = {
            d: sum(
                1
                for w, n in places[d]
                for v, m in places[d]
                if w == first and v == second and 1 <= m - n <= tuning.pair_window
            )
            for d in best
        }
        rarer = max(idf(sum(1 for d in texts if w in held(d))) for w in (first, second))
        for d, count in near.items():
            scores[d] += tuning.pair_weight * rarer * weigh(count, d) if count else 0.0
    return {d: score for d, score in scores.items() if score > 0}


SOME_WORDS = st.lists(
    st.sampled_from(["ice", "raid", "mayor", "the", "income", "city"]), max_size=12
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(SOME_WORDS, SOME_WORDS), min_size=1, max_size=8),
    SOME_WORDS.filter(bool),
    st.sampled_from([1, 2, 4, 30]),
)
def test_ranking_is_that_of_the_formula_written_out_plainly(
    texts: list[tuple[str, str]], q: str, n_best: int
) -> None:
    tuning = Tuning(pair_documents=n_best)
    by_id = {f"d{n}": pair for n, pair in enumerate(texts)}
    index = build_index([TextDocument(d, *pair) for d, pair in by_id.items()])
    expected = exhaustive(by_id, q, tuning)
    needs = find_needs(parse_query(SearchParameters(q)), index)
    with Accumulators(len(texts)).lend() as room:
        found = score_documents(needs, index, room, Choice(lambda _: 0), tuning)
    names = [index.document_ids[int(n)] for n in found.documents]
    # The index holds lengths in single precision.
    assert dict(zip(names, found.scores, strict=True)) == pytest.approx(expected, rel=1e-6)
    for limit in (1, 2, len(texts)):
        assert_best(index, found, q, limit, tuning)


def assert_best(index: PostingsIndex, found: Scores, q: str, limit: int, tuning: Tuning) -> None:
    """The fast way gives what scoring all documents puts first, ties by id."""
    names = [index.document_ids[int(n)] for n in found.documents]
    order = sorted(range(len(names)), key=lambda row: (-found.scores[row].round(9), names[row]))
    best = Ranker(index, tuning=tuning).find_best(q, limit)
    assert [index.document_ids[n] for n, _ in best] == [names[row] for row in order[:limit]]
    assert [score for _, score in best] == pytest.approx(found.scores[order][:limit].tolist())


PARTS_OF_QUESTIONS = st.lists(
    st.sampled_from(["ice", "raid", "the", "income", "ice", '"ice raid"', "ci*", "raid OR city"]),
    min_size=1,
    max_size=5,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(SOME_WORDS, min_size=1, max_size=8), PARTS_OF_QUESTIONS, st.integers(1, 5))
def test_passing_over_documents_that_hold_too_little_changes_nothing_for_the_others(
    texts: list[str], q: str, n_needed: int
) -> None:
    index = build_index([TextDocument(f"d{n}", "", text) for n, text in enumerate(texts)])
    needs = find_needs(parse_query(SearchParameters(q)), index)
    tuning = Tuning(pair_weight=0)
    rooms = Accumulators(len(texts))
    with rooms.lend() as room:
        every = score_documents(needs, index, room, Choice(lambda _: 0), tuning)
    with rooms.lend() as room:
        found = score_documents(needs, index, room, Choice(lambda _: n_needed), tuning)
    holds_enough = every.n_held >= n_needed
    assert found.documents.tolist() == every.documents[holds_enough].tolist()
    assert found.n_held.tolist() == every.n_held[holds_enough].tolist()
    assert found.scores == pytest.approx(every.scores[holds_enough])
    with rooms.lend() as room:
        assert not room.scores.any()
        assert not room.n_held.any()


def test_the_best_of_many_are_those_that_scoring_them_all_puts_first() -> None:
    random = np.random.default_rng(7)
    words = np.array([f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60)])
    odds = 1 / np.arange(2, 62)
    odds /= odds.sum()
    sizes = random.lognormal(2.3, 0.8, 60_000).astype(int) + 1
    texts = [" ".join(random.choice(words, size, p=odds)) for size in sizes]
    index = build_index([TextDocument(f"{n:05}", "", text) for n, text in enumerate(texts)])
    for size in (1, 2, 3, 5, 7, 12):
        for limit in (3, 20, 40):
            q = " ".join(random.choice(words, size))
            needs = find_needs(parse_query(SearchParameters(q)), index)
            with Accumulators(index.size).lend() as room:
                found = score_documents(needs, index, room, Choice(lambda _: 0), Tuning())
            assert_best(index, found, q, limit, Tuning())


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
