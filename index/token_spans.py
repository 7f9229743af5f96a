"""Where in a text some words may stand, compiled: its tokens, but only those that begin alike.

Takes a text and the terms looked for, gives tokens as `index.analyzer` finds them. A term
begins with the two letters its word begins with (but for "dying" and its like), so that most
tokens need not be looked up. What a token is, `index.token_shapes` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled import compiled
from index.token_shapes import ALL, BASIC, WORD, end_of_token, kinds_of_characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_N_ASCII = 128
_OTHER = 0
"""Stands for any second character but a letter or digit of ASCII: an apostrophe, an accent."""


def mark_beginnings(terms: Iterable[str]) -> NDArray[np.bool_]:
    """The first two letters or digits of ASCII that the words of some terms may begin with."""
    marked = np.zeros((_N_ASCII, _N_ASCII), dtype=np.bool_)
    for pair in {term[:2] for term in terms if term[:1].isascii()}:
        second = pair[1:]
        seconds = [second, "y"] if second == "i" else [second]  # dying: die
        for first in {pair[:1], pair[:1].upper()}:
            marked[ord(first), _OTHER] = True
            for each in seconds:
                if not each:  # all that is left of a word: OED, o
                    marked[ord(first)] = True
                elif each.isascii():
                    marked[ord(first), [ord(each), ord(each.upper())]] = True
    return marked


def find_candidates(text: str, beginnings: NDArray[np.bool_]) -> list[list[int]]:
    """Tokens that begin like a word looked for, or with a letter beyond ASCII.

    Gives of each its number among all tokens of the text, and its half-open character range.

    >>> find_candidates("The Rent freeze of éa", mark_beginnings(["rent", "freez"]))
    [[1, 4, 8], [2, 9, 15], [4, 19, 21]]
    """
    found = np.empty((len(text), 3), dtype=np.int32)
    codes = _codes_of(text)
    kinds = kinds_of_characters(BASIC if codes.max() < BASIC else ALL)
    n_found = _find(codes, kinds, beginnings, found)
    candidates: list[list[int]] = found[:n_found].tolist()
    return candidates


def _codes_of(text: str) -> NDArray[Any]:
    """The code points of a text, and a last one of no kind."""
    if text.isascii():
        return np.frombuffer(f"{text}\n".encode("ascii"), dtype=np.uint8)
    return np.frombuffer(f"{text}\n".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@compiled
def _find(
    codes: NDArray[Any],
    kinds: NDArray[np.uint8],
    beginnings: NDArray[np.bool_],
    found: NDArray[np.int32],
) -> int:
    """Fill `found` with the candidates; give how many there are."""
    at, number, n_found = 0, 0, 0
    while at < len(codes):
        if not kinds[codes[at]] & WORD:
            at += 1
            continue
        end = end_of_token(codes, kinds, at)
        first, second = int(codes[at]), int(codes[at + 1])
        if second >= _N_ASCII or not kinds[second] & WORD:
            second = _OTHER
        if first >= _N_ASCII or beginnings[first, second]:
            found[n_found, 0], found[n_found, 1], found[n_found, 2] = number, at, end
            n_found += 1
        at, number = end, number + 1
    return n_found
