"""Counting texts in compiled code finds the very tokens the analyzer's expression finds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analyzer import find_tokens
from index.joined_texts import JoinedTexts
from index.tokenizer import TokenTable

TRICKY = st.text(st.sampled_from(list("abXYZ019.,()'’ʼ_- \n\0\u0301\u0308\u0345éñ²½٣ⅧßＡ")))
TEXTS = st.lists(st.one_of(TRICKY, st.text(max_size=30)), max_size=5)


def count(table: TokenTable, texts: list[str]) -> list[list[str]]:
    numbers, starts = table.count(JoinedTexts.join(texts))
    tokens = list(table)
    assert len(tokens) == len(set(tokens)) == len(table)
    assert starts[0] == 0
    assert starts[-1] == len(numbers)
    return [[tokens[n] for n in numbers[start:end]] for start, end in pairwise(starts)]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_texts_have_the_tokens_of_the_expression(texts: list[str]) -> None:
    assert count(TokenTable(), texts) == [find_tokens(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "U.S. U.S U.S.Ab U.S.A.b a.b_ a.b\u0301c a.b\u0301 A\u0301.B\u0301.",
        "287(g) 287(gg) 1,000,5a 1,000.50 1.000, 12a 110,000",
        "covid19 covid19x ab19 COVID-19 abc19(g)",
        "d’Alene's rock'n'roll '' trailing' 'leading",
        "x" * 500 + " " + "x" * 501,
    ],
)
def test_every_kind_of_token_is_found(text: str) -> None:
    assert count(TokenTable(), [text]) == [find_tokens(text)]


def test_a_token_keeps_its_number_from_one_batch_to_the_next() -> None:
    table = TokenTable()
    rng = np.random.default_rng(5)
    words = [f"{chr(97 + n % 26)}{n}" + "é" * (n % 3) + "long" * (n % 7) for n in range(9000)]
    for _ in range(4):
        texts = [" ".join(words[n] for n in rng.integers(len(words), size=5000)) for _ in "ab"]
        assert count(table, texts) == [find_tokens(text) for text in texts]
    first = list(table)
    assert count(table, ["zzz yyy"]) == [["zzz", "yyy"]]
    assert list(table) == [*first, "zzz", "yyy"]


def test_a_lone_surrogate_is_no_letter() -> None:
    assert count(TokenTable(), ["a\ud800b", "\udfff"]) == [["a", "b"], []]
