"""Anchors of sentences: the same words, the same address."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.anchors import find_anchor, list_paragraphs, make_anchor

TEXT = "ICE raids were expected. The city stood firm.\n\nPolice gave no help. The city stood firm."


def test_every_sentence_has_its_own_anchor_by_paragraph() -> None:
    paragraphs = list_paragraphs(TEXT)
    assert [[TEXT[s.start : s.end] for s in sentences] for sentences in paragraphs] == [
        ["ICE raids were expected.", "The city stood firm."],
        ["Police gave no help.", "The city stood firm."],
    ]
    anchors = [s.anchor for sentences in paragraphs for s in sentences]
    assert len(set(anchors)) == 4
    assert anchors[3] == f"{anchors[1]}-2"


def test_an_anchor_outlives_punctuation_and_changes_elsewhere() -> None:
    anchor = make_anchor("Police gave no help.")
    assert anchor == make_anchor("Police  gave no help!")
    assert anchor != make_anchor("Police gave help.")
    changed = "Something new came first. " + TEXT
    assert anchor in {s.anchor for sentences in list_paragraphs(changed) for s in sentences}


def test_a_passage_is_found_by_the_sentence_it_begins_in() -> None:
    anchor = make_anchor("Police gave no help.")
    assert find_anchor(TEXT, "Police gave no help. The city stood firm.") == anchor
    assert find_anchor(TEXT, "no help. The city") == anchor
    assert find_anchor(TEXT, "not in the text") == find_anchor(TEXT, "") == ""


@given(st.text(alphabet="aB .\n!?é", max_size=80))
def test_sentences_hold_all_the_words_of_a_text_in_order(text: str) -> None:
    sentences = [s for paragraph in list_paragraphs(text) for s in paragraph]
    assert " ".join(text[s.start : s.end] for s in sentences).split() == text.split()
    assert len({s.anchor for s in sentences}) == len(sentences)
