"""Distinct tokens to folded words, all at once: `index.analyzer.fold_token` on bytes.

Takes the letters of tokens, a line each, gives those of their words. Tokens of nothing but
letters of ASCII, as most are, only lose their capitals; the others are folded one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.analyzer import fold_token
from index.numbering import join_strings, number_bytes, ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_N_LETTERS = 26
_TO_SMALL = np.uint8(ord("a") - ord("A"))


class FoldedTokens(NamedTuple):
    """The words that tokens are when folded.

    Attributes:
        words: the distinct ones in order.
        of_token: for each token the number of its word.
        is_capital: for each token whether it stands in capitals, as an acronym does.
        with_points: the tokens with a point, "U.S.".
    """

    words: list[str]
    of_token: NDArray[np.int32]
    is_capital: NDArray[np.bool_]
    with_points: NDArray[np.int64]

    @classmethod
    def fold(cls, letters: NDArray[np.uint8], starts: NDArray[np.int64]) -> FoldedTokens:
        r"""Fold tokens; `starts` is where each line begins, and the end.

        >>> tokens = np.frombuffer(b"ICE\nice\nU.S.\n", dtype=np.uint8)
        >>> folded = FoldedTokens.fold(tokens, np.array([0, 4, 8, 13]))
        >>> folded.words, folded.of_token.tolist(), folded.is_capital.tolist()
        (['ice', 'us'], [0, 0, 1], [True, False, True])
        """
        starts, sizes = starts[:-1].copy(), np.diff(starts) - 1
        is_upper = letters - np.uint8(ord("A")) < _N_LETTERS
        small = letters + is_upper * _TO_SMALL
        is_letter = small - np.uint8(ord("a")) < _N_LETTERS
        is_capital = (_count(is_upper, starts) == sizes) & (sizes > 1)
        others = np.flatnonzero(_count(is_letter, starts) != sizes)
        spans = zip(starts[others].tolist(), (starts + sizes)[others].tolist(), strict=True)
        tokens = [letters[start:end].tobytes().decode() for start, end in spans]
        is_capital[others] = list(map(_is_capital, tokens))
        # Their words go behind the letters of all, lines as well.
        added, added_sizes = join_strings([f"{fold_token(token)}\n" for token in tokens])
        starts[others] = len(small) + added_sizes.cumsum() - added_sizes
        sizes[others] = added_sizes - 1
        lines = np.concatenate([small, added])
        places, of_token = number_bytes(lines, starts, sizes)
        words = lines[ranges(starts[places], sizes[places] + 1)].tobytes().decode()
        has_point = np.array(["." in token for token in tokens], dtype=bool)
        return cls(words.split("\n")[:-1], of_token, is_capital, others[has_point])


def _count(is_there: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes of each token are so."""
    found: NDArray[np.int64] = np.add.reduceat(is_there, starts, dtype=np.int64)
    return found


def _is_capital(token: str) -> bool:
    bare = token[:-2] if token.endswith(("'s", "’s")) else token
    return len(bare) > 1 and bare.isupper()
