"""The loops that numpy has no word for, compiled by numba.

A compiled function gives up the interpreter's lock while it runs, and its machine code is
kept on disk beside the module (or in the user's cache, where that can't be written), so
that only the first process ever waits for the compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_P = ParamSpec("_P")
_R = TypeVar("_R")


def compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The function as machine code, compiled for the types it is first called with."""
    try:
        made: Callable[_P, _R] = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no place to keep the machine code: compile in each process
        made = numba.njit(nogil=True)(function)
    return made


def inlined(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A part of compiled functions, put into each of them: passing it arrays costs nothing."""
    made: Callable[_P, _R] = numba.njit(inline="always", nogil=True)(function)
    return made
