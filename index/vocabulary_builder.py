"""Distinct tokens to terms and words: the only part of a build that reads letters.

Takes the distinct tokens of each language, gives the term of each as a number, and the
arrays of the vocabulary. However long the texts, each token is stemmed once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.analyzer import fold_token, make_analyzer
from index.vocabulary import StringTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STOP_WORD = -1


class VocabularyBuilder:
    """The vocabulary of tokens, given for each language.

    Attributes:
        terms: for each language the number of each token's term, int32; -1 for a stop word.
    """

    def __init__(self, tokens: Mapping[str, Sequence[str]]) -> None:
        self._tokens = tokens
        self._words = {language: list(map(fold_token, each)) for language, each in tokens.items()}
        names: dict[str, int] = {"": _STOP_WORD}
        numbers = {
            language: [
                names.setdefault(term, len(names) - 1)
                for term in map(make_analyzer(language).make_term, each, self._words[language])
            ]
            for language, each in tokens.items()
        }
        del names[""]
        self._table, by_name = StringTable.number(names)
        of_number = np.append(by_name, np.int32(_STOP_WORD))
        self.terms: dict[str, NDArray[np.int32]] = {
            language: of_number[np.array(each, dtype=np.int32)]
            for language, each in numbers.items()
        }

    @property
    def n_terms(self) -> int:
        """How many terms there are."""
        return len(self._table)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The tables of terms and words, and which terms are acronyms."""
        arrays = self._table.arrays("terms") | {"capital_terms": self._capital_terms()}
        for language in self._tokens:
            arrays |= self._word_arrays(language)
        return arrays

    def _word_arrays(self, language: str) -> dict[str, NDArray[Any]]:
        """The words of a language as people write them, each with the number of its term."""
        terms = self.terms[language].tolist()
        pairs = zip(self._words[language], terms, strict=True)
        words = {word: term for word, term in pairs if term != _STOP_WORD}
        table, by_name = StringTable.number(words)
        numbers = np.empty(len(table), dtype=np.int32)
        numbers[by_name] = list(words.values())
        return {**table.arrays(f"words.{language}"), f"words.{language}.terms": numbers}

    def _capital_terms(self) -> NDArray[np.bool_]:
        """For each term whether it stands in capitals only; nowhere if most words do."""
        found = np.ones(self.n_terms, dtype=bool)
        n_capital = 0
        for language, tokens in self._tokens.items():
            is_capital = np.array([_is_capital(token) for token in tokens], dtype=bool)
            terms = self.terms[language]
            found[terms[~is_capital & (terms != _STOP_WORD)]] = False
            n_capital += int(is_capital.sum())
        is_rare = 2 * n_capital < sum(map(len, self._tokens.values()))
        return found if is_rare else np.zeros_like(found)


def _is_capital(token: str) -> bool:
    bare = token[:-2] if token.endswith(("'s", "’s")) else token
    return len(bare) > 1 and bare.isupper()
