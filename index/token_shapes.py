"""Where a token ends, compiled: the regular expression of `index.analyzer`, once more.

Takes code points and what kind each is, gives the end of the token that begins somewhere.
The expression stays the definition; what is here follows it alternative by alternative, and
a test holds the two equal on any text. Texts must end in a character of no kind.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from index.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LETTER, _DIGIT, _MARK, _UNDERSCORE, _LATIN, _APOSTROPHE = 1, 2, 4, 8, 16, 32
WORD = _LETTER | _DIGIT
GOES_ON = WORD | _MARK | _APOSTROPHE
"""What a token of letters may go on with, beside the point after an initial."""
_KINDS = {
    r"[^\W\d_]": _LETTER,
    r"\d": _DIGIT,
    r"[\u0300-\u036f]": _MARK,
    "_": _UNDERSCORE,
    "[a-zA-Z]": _LATIN,
    "['’]": _APOSTROPHE,
}
_COMMA, POINT, _OPEN, _CLOSE = (ord(character) for character in ",.()")

BASIC = 0x10000
"""Code points below are those that nearly all texts are made of."""

ALL = 0x110000
"""Every code point is below."""


@cache
def kinds_of_characters(n_characters: int) -> NDArray[np.uint8]:
    """For each code point below that what it is, by the regular expressions themselves."""
    codes = np.arange(n_characters, dtype="<u4")
    every = codes.tobytes().decode("utf-32-le", "surrogatepass")
    kinds = np.zeros(n_characters, dtype=np.uint8)
    for pattern, kind in _KINDS.items():
        for run in re.finditer(f"{pattern}+", every):
            kinds[run.start() : run.end()] |= kind
    return kinds


@inlined
def end_of_token(codes: NDArray[Any], kinds: NDArray[np.uint8], at: int) -> int:
    """Where the token ends that begins with the letter or digit at `at`."""
    end = 0
    if kinds[codes[at]] & _DIGIT:
        end = _end_of_number(codes, kinds, at)
    elif codes[at + 1] == POINT or kinds[codes[at + 1]] & _MARK:
        end = _end_of_initials(codes, kinds, at)
    if end:
        return end
    end, n_letters = at, 0
    while kinds[codes[end]] & (_LETTER | _MARK):
        n_letters += kinds[codes[end]] & _LETTER
        end += 1
    after = _end_of_digits(codes, kinds, end)
    if n_letters >= 3 and after > end and not kinds[codes[after]] & WORD:
        return end
    while True:
        while kinds[codes[end]] & (WORD | _MARK):
            end += 1
        if not (kinds[codes[end]] & _APOSTROPHE and kinds[codes[end + 1]] & WORD):
            return end
        end += 1


@compiled
def _end_of_number(codes: NDArray[Any], kinds: NDArray[np.uint8], at: int) -> int:
    """The end of "287(g)" or "110,000"; 0 for digits that are nothing of the kind."""
    end = _end_of_digits(codes, kinds, at)
    if codes[end] == _OPEN and kinds[codes[end + 1]] & _LATIN and codes[end + 2] == _CLOSE:
        return end + 3
    last, shorter = 0, 0
    while (codes[end] == POINT or codes[end] == _COMMA) and kinds[codes[end + 1]] & _DIGIT:
        shorter = last
        end = last = _end_of_digits(codes, kinds, end + 1)
    return shorter if kinds[codes[end]] & WORD else last


@inlined
def _end_of_digits(codes: NDArray[Any], kinds: NDArray[np.uint8], at: int) -> int:
    while kinds[codes[at]] & _DIGIT:
        at += 1
    return at


@compiled
def _end_of_initials(codes: NDArray[Any], kinds: NDArray[np.uint8], at: int) -> int:
    """The end of "U.S." or "U.S"; 0 for a letter that is no initial."""
    n_points, previous = 0, at
    while kinds[codes[at]] & _LETTER:
        after = _end_of_marks(codes, kinds, at + 1)
        if codes[after] != POINT:
            goes_on = kinds[codes[after]] & (WORD | _UNDERSCORE) != 0
            if n_points == 0 or (after == at + 1 and goes_on):
                break
            # A word's boundary lies before the marks, unless a letter follows them.
            return after if goes_on else at + 1
        n_points += 1
        previous, at = at, after + 1
    if n_points < 2:
        return 0
    after = _end_of_marks(codes, kinds, previous + 1)
    return after + 1 if after == previous + 1 else previous + 1


@compiled
def _end_of_marks(codes: NDArray[Any], kinds: NDArray[np.uint8], at: int) -> int:
    while kinds[codes[at]] & _MARK:
        at += 1
    return at
