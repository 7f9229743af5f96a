"""Where words stand is found without looking at every token, and none is missed."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analyzer import make_analyzer
from index.token_spans import find_candidates, mark_beginnings

TRICKY = st.text(st.sampled_from(list("abXYZ019.,()'’ʼ_- \n\0\u0301\u0308\u0345éñ²½٣ⅧßＡſİ\ud800")))
TEXTS = st.one_of(TRICKY, st.text(max_size=30))
LANGUAGES = st.sampled_from(["en", "es"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, LANGUAGES, st.sets(st.integers(0, 9), max_size=3))
@example("The dying U.S. cities 287(g) 110,000", "en", {1, 2, 4, 5})
def test_every_token_of_a_term_looked_for_is_found_where_it_stands(
    text: str, language: str, wanted: set[int]
) -> None:
    tokens = list(make_analyzer(language).tokens(text))
    terms = {tokens[n].term for n in wanted if n < len(tokens)} - {""}
    found = find_candidates(text, mark_beginnings(terms))
    every = [[number, token.start, token.end] for number, token in enumerate(tokens)]
    assert [token for token in found if token not in every] == []
    assert [t for t in every if tokens[t[0]].term in terms and t not in found] == []


@given(st.from_regex(r"[a-zA-Z]{1,13}|[0-9]{1,9}", fullmatch=True), LANGUAGES)
@example("dying", "en")
@example("ties", "en")
@example("OED", "en")
@example("skies", "en")
def test_a_term_begins_as_its_word_begins(word: str, language: str) -> None:
    term = make_analyzer(language).term(word)
    assert not term or find_candidates(word, mark_beginnings([term]))[:1] == [[0, 0, len(word)]]


def test_nothing_is_found_where_nothing_is_looked_for() -> None:
    assert find_candidates("", mark_beginnings(["a"])) == []
    assert find_candidates("one two", mark_beginnings([])) == []
