"""The passage shown is the one that answers: promises of `search.excerpt`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import find_needs
from search.excerpt import MAX_LENGTH, find_wanted, make_excerpt
from search.parameters import SearchParameters
from search.query import parse_query
from search.results import Excerpt
from tests.makers import make_index, make_statement


def excerpt(text: str, q: str, language: str = "en") -> Excerpt:
    index = make_index(make_statement("a", text, language=language), make_statement("b", "Other."))
    needs = find_needs(parse_query(SearchParameters(q)), index)
    return make_excerpt(text, language, find_wanted(needs, index))


def marked(found: Excerpt) -> list[str]:
    return [found.text[start:end] for start, end in found.spans]


def test_the_sentence_that_holds_the_words_is_shown_with_their_stems_marked() -> None:
    text = "The council met on Monday. The Mayor of St. Paul opposed the raid. Nobody else spoke."
    found = excerpt(text, "mayors raids")
    assert found.text == "The Mayor of St. Paul opposed the raid."
    assert marked(found) == ["Mayor", "raid"]
    assert (found.has_text_before, found.has_text_after) == (True, True)


def test_a_phrase_is_marked_as_one_and_its_words_elsewhere_are_not() -> None:
    found = excerpt("Your rights matter. Please know your rights today.", '"know your rights"')
    assert marked(found) == ["know your rights"]


def test_the_beginning_of_a_word_marks_the_whole_word() -> None:
    assert marked(excerpt("Immigrants came.", "immigr*")) == ["Immigrants"]


def test_where_no_word_stands_the_text_opens_the_excerpt() -> None:
    found = excerpt("First sentence here. Second one.", "title")
    assert found == Excerpt("First sentence here. Second one.", (), False, False)


def test_spanish_text_is_matched_in_spanish() -> None:
    assert marked(excerpt("Las ciudades ayudaron.", "ciudad", "es")) == ["ciudades"]


def test_two_sentences_that_answer_together_are_both_shown() -> None:
    found = excerpt("Raids were expected. Legal aid was ready. Then came spring.", "raids legal")
    assert found.text == "Raids were expected. Legal aid was ready."


def test_a_very_long_sentence_is_cut_at_word_borders_around_the_match() -> None:
    text = "word " * 200 + "raid " + "word " * 200
    found = excerpt(text.strip(), "raid")
    assert len(found.text) <= MAX_LENGTH
    assert marked(found) == ["raid"]
    assert set(found.text.split()) == {"word", "raid"}


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="aice raid.mayor ’\n—é", min_size=1, max_size=900).filter(str.strip),
    st.sampled_from(["ice raid", "mayor", '"ice raid"', "ra* -x"]),
)
def test_every_excerpt_is_a_piece_of_the_text_with_spans_inside_it(text: str, q: str) -> None:
    found = excerpt(text, q)
    assert found.text in text
    assert len(found.text) <= MAX_LENGTH
    ends = [0, *(place for span in found.spans for place in span)]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(found.text) for start, end in found.spans)
