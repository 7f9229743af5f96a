"""Ranking is that of its formulas, whatever is passed over to be fast."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.documents import TextDocument
from index.analyzer import make_analyzer
from index.builder import IndexBuilder, build_index
from index.postings import FIELD_GAP, PostingsIndex
from search.accumulators import Accumulators
from search.analysis import asking_words, find_needs
from search.parameters import SearchParameters
from search.query import parse_query
from search.ranking import Ranker
from search.scoring import Choice, Scores, score_documents
from search.tuning import Tuning


def exhaustive(
    texts: dict[str, tuple[str, str]],
    q: str,
    tuning: Tuning,
    among: Collection[str] | None = None,
) -> dict[str, float]:
    """The formulas of `index.postings` and `search.scoring`, written out plainly.

    Pairs are counted `among` some of the documents only, as behind a filter.
    """
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
    looked_at = texts if among is None else among
    best = sorted(looked_at, key=lambda d: (-round(scores[d], 9), d))[: tuning.pair_documents]
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


@dataclass(frozen=True)
class Filed(TextDocument):
    """A document of a kind."""

    kind: str = ""

    def keywords(self) -> dict[str, tuple[str, ...]]:
        return {"kind": (self.kind,)}


KINDS = st.sampled_from(["statement", "initiative"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(SOME_WORDS, SOME_WORDS, KINDS), min_size=1, max_size=12),
    SOME_WORDS,
    st.sampled_from(["", "mayor", "income"]),
    st.sampled_from(["", "initiative"]),
    st.booleans(),
)
def test_the_best_behind_filters_and_exclusions_are_those_of_the_formula(
    texts: list[tuple[str, str, str]], q: str, excluded: str, kind: str, is_typed: bool
) -> None:
    analyse = make_analyzer("en")
    terms = {term.text for term in analyse(q)}
    assume(terms)
    # Who asks for mayors does not look for the word.
    required = {t.text for t in analyse(q) if q[t.start : t.end] not in asking_words()} or terms
    builder = IndexBuilder()
    for number, (title, text, theirs) in enumerate(texts):
        builder.add(Filed(f"d{number:02}", title, text, kind=theirs))
    index = builder.build(is_whole=False)
    left_out = {term.text for term in analyse(excluded)}
    matching = []
    for number, (title, text, theirs) in enumerate(texts):
        held = {term.text for field in (title, text) for term in analyse(field)}
        if required <= held and not left_out & held and kind in ("", theirs):
            matching.append(f"d{number:02}")
    tuning = Tuning(pair_documents=3)
    by_id = {f"d{n:02}": (title, text) for n, (title, text, _) in enumerate(texts)}
    scores = exhaustive(by_id, q, tuning, matching)
    expected = sorted(matching, key=lambda d: (-round(scores[d], 6), d))
    words = f"{q} -{excluded}" if excluded else q
    chosen = () if is_typed or not kind else (("kind", (kind,)),)
    asked = f"{words} kind:{kind}" if is_typed and kind else words
    parameters = SearchParameters(asked, chosen, exact=True)
    found = Ranker(index, tuning=tuning).rank_matches(parameters)
    assert [index.document_ids[int(n)] for n in found.documents] == expected


IN_TWO_LANGUAGES = st.lists(
    st.sampled_from(["ice", "raid", "of the", "income", "city", "el plan", "the era"]), max_size=8
).map(" ".join)

PARTS_OF_QUESTIONS = st.lists(
    st.sampled_from(
        [
            *("ice", "raid", "the", "income", "ci*", "el", "raid OR city", "plan OR ice"),
            *('"ice raid"', '"the city"', '"el plan"', '"of the"', '"city of the"'),
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(IN_TWO_LANGUAGES, st.sampled_from(["en", "es"])), min_size=1, max_size=8),
    PARTS_OF_QUESTIONS,
    st.integers(1, 5),
)
def test_passing_over_documents_that_hold_too_little_changes_nothing_for_the_others(
    texts: list[tuple[str, str]], q: str, n_needed: int
) -> None:
    index = build_index([TextDocument(f"d{n}", "", *each) for n, each in enumerate(texts)])
    needs = find_needs(parse_query(SearchParameters(q)), index)
    tuning = Tuning(pair_weight=0)
    rooms = Accumulators(len(texts))
    with rooms.lend() as room:
        every = score_documents(needs, index, room, Choice(lambda _: 0), tuning)
    with rooms.lend() as room:
        found = score_documents(needs, index, room, Choice(lambda _: n_needed), tuning)
    holders = np.concatenate([np.empty(0, dtype=np.int32), *every.holders])
    times_held = np.bincount(holders, minlength=len(texts))
    assert every.n_held.tolist() == times_held[every.documents].tolist()
    assert every.n_held.sum() == times_held.sum()
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
