"""Strings and tokens taken all at once get what each would get by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analyzer import find_tokens, fold_token
from index.folding import FoldedTokens
from index.joined_texts import JoinedTexts
from index.numbering import number_strings
from index.tokenizer import TokenTable

LONG = st.text(st.sampled_from("ab\0é\U0001f600"), max_size=40)
TOKENS = st.text(st.sampled_from(list("abXYZ01.'’ \u0301éÉßИ")), max_size=60)


@settings(deadline=None)
@given(st.lists(st.one_of(LONG, st.text(max_size=5)), max_size=30))
def test_strings_are_numbered_in_their_order(strings: list[str]) -> None:
    distinct, numbers = number_strings(strings)
    assert distinct == sorted(set(strings))
    assert [distinct[number] for number in numbers] == strings


@settings(deadline=None)
@given(st.lists(st.one_of(TOKENS, st.text(max_size=30)), max_size=5))
def test_tokens_have_the_words_each_has_by_itself(texts: list[str]) -> None:
    table = TokenTable()
    table.count(JoinedTexts.join(texts))
    folded = FoldedTokens.fold(*table.lines())
    tokens = list(dict.fromkeys(token for text in texts for token in find_tokens(text)))
    assert [folded.words[number] for number in folded.of_token] == list(map(fold_token, tokens))
    assert folded.with_points.tolist() == [n for n, token in enumerate(tokens) if "." in token]
    bare = [token[:-2] if token.endswith(("'s", "’s")) else token for token in tokens]
    assert folded.is_capital.tolist() == [len(word) > 1 and word.isupper() for word in bare]
