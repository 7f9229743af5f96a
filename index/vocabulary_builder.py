"""Distinct tokens to terms and words: the only part of a build that reads letters.

Takes the distinct tokens of each language, gives the term of each as a number, and the
arrays of the vocabulary. However long the texts, each distinct word is stemmed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, compress
from typing import TYPE_CHECKING, Any

import numpy as np

from index.analyzer import make_analyzer
from index.folding import FoldedTokens
from index.numbering import number_strings
from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.tokenizer import TokenTable

_STOP_WORD = -1


class VocabularyBuilder:
    """The vocabulary of tokens, given for each language.

    Attributes:
        terms: for each language the number of each token's term, int32; -1 for a stop word.
    """

    def __init__(self, tokens: Mapping[str, TokenTable]) -> None:
        self._folded = {
            language: FoldedTokens.fold(*table.lines()) for language, table in tokens.items()
        }
        stems = {language: _find_stems(language, each) for language, each in self._folded.items()}
        # The empty string, a stop word's, comes first, whether there is one or not.
        self._names, numbers = number_strings(["", *chain.from_iterable(stems.values())])
        ends = np.cumsum([1, *map(len, stems.values())])
        self.terms: dict[str, NDArray[np.int32]] = {}
        for language, found in zip(stems, np.split(numbers + _STOP_WORD, ends)[1:], strict=False):
            each = self._folded[language]
            self.terms[language] = found[each.of_token]
            self.terms[language][each.with_points] = found[len(each.words) :]

    @property
    def n_terms(self) -> int:
        """How many terms there are."""
        return len(self._names) - 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The tables of terms and words, and which terms are acronyms."""
        arrays = StringTable.of_sorted(self._names[1:]).arrays("terms")
        arrays["capital_terms"] = self._capital_terms()
        for language in self._folded:
            arrays |= self._word_arrays(language)
        return arrays

    def _word_arrays(self, language: str) -> dict[str, NDArray[Any]]:
        """The words of a language as people write them, each with the number of its term.

        Of a word with several, as an acronym that is like a stop word has, the one seen last.
        """
        folded, terms = self._folded[language], self.terms[language]
        of_word = np.full(len(folded.words), _STOP_WORD, dtype=np.int32)
        is_term = terms != _STOP_WORD
        of_word[folded.of_token[is_term]] = terms[is_term]
        is_kept = of_word != _STOP_WORD
        table = StringTable.of_sorted(list(compress(folded.words, is_kept.tolist())))
        return {**table.arrays(f"words.{language}"), f"words.{language}.terms": of_word[is_kept]}

    def _capital_terms(self) -> NDArray[np.bool_]:
        """For each term whether it stands in capitals only; nowhere if most words do."""
        found = np.ones(self.n_terms, dtype=bool)
        n_capital, n_tokens = 0, 0
        for language, folded in self._folded.items():
            terms = self.terms[language]
            found[terms[~folded.is_capital & (terms != _STOP_WORD)]] = False
            n_capital += int(folded.is_capital.sum())
            n_tokens += len(terms)
        return found if 2 * n_capital < n_tokens else np.zeros_like(found)


def _find_stems(language: str, folded: FoldedTokens) -> list[str]:
    """The terms of the words, then those of the tokens with a point: their words as they are.

    A word that has points wherever it stands has no other term.
    """
    has_point = np.zeros(len(folded.of_token), dtype=bool)
    has_point[folded.with_points] = True
    is_word = np.zeros(len(folded.words), dtype=bool)
    is_word[folded.of_token[~has_point]] = True
    stems = make_analyzer(language).make_terms(folded.words)
    for number in np.flatnonzero(~is_word):
        stems[number] = ""
    return stems + [folded.words[number] for number in folded.of_token[has_point]]
