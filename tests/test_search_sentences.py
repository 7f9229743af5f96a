"""Sentences are those of nupunkt, whatever of it is asked."""

from __future__ import annotations

import json
from pathlib import Path

import nupunkt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.sentences import find_sentences

SHIPPED = Path(__file__).parents[1] / "corpus" / "data" / "statements.jsonl"
PIECES = st.sampled_from(
    [
        *("Mayor", "spoke", "civil", "inc", "Mr", "St", "Paul", "U.S", "3", "12", "ii", "a", "J"),
        *("educación", "Ávila", "i.e", "etc", "no", "fig", "(a", "b)", "“Go", "now”", "e\u0301tat"),
        *(".", ". ", ".  ", ".\n", "\n", "\n\n", " ", " ", ", ", "! ", "? ", "… ", ". . . "),
        *("... ", ".” ", ".)", '." ', " -- ", "?! ", "* ", "_", "1. ", ". 2. ", "\t", "\u00a0"),
        "\u200b",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=60))


def asked_whole(text: str) -> list[tuple[int, int]]:
    found = []
    for start, end in nupunkt.sent_spans(text):
        piece = text[start:end]
        if piece.strip():
            begin = end - len(piece.lstrip())
            found.append((begin, begin + len(piece.strip())))
    return found


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
@example("It was said. 12. Then more. ii. And so on.")
@example("One end.\nii. Two civil. Three")
@example("A word. . . Next one. 3. 4. Five")
def test_any_text_has_the_sentences_nupunkt_finds_in_it(text: str) -> None:
    assert find_sentences.__wrapped__(text) == asked_whole(text)


def test_every_shipped_text_has_the_sentences_nupunkt_finds_in_it() -> None:
    texts = [json.loads(line)["text"] for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    assert [find_sentences(text) for text in texts] == [asked_whole(text) for text in texts]
