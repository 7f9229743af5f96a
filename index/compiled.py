"""The loops that numpy has no word for, compiled by numba.

A compiled function gives up the interpreter's lock while it runs, and its machine code is
kept on disk beside the modules (or in the user's cache, where that can't be written), so
that only the first process ever waits for the compiler.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
import numba.np.arraymath  # which imports scipy.linalg: as below
from numba.core.registry import cpu_target

_P = ParamSpec("_P")
_R = TypeVar("_R")


_KEPT = "machine-code-"
_PACKAGES = ("index", "search")


def _keep_by_sources() -> None:
    """Keep machine code by the sum of all sources that go into it.

    numba itself looks at a function's own file only, and would go on with what another one
    put into it before that was changed.
    """
    here = Path(__file__).parent
    texts = [path.read_bytes() for name in _PACKAGES for path in (here.parent / name).glob("*.py")]
    parts = sorted(text for text in texts if b"compiled" in text.lower())
    folder = f"{_KEPT}{hashlib.sha256(b''.join(parts)).hexdigest()[:16]}"
    config: Any = numba.config
    if config.CACHE_DIR or not os.access(here, os.W_OK):
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        config.CACHE_DIR = str(Path(config.CACHE_DIR or home) / folder)
        return
    beside = here / "__pycache__"
    if not (beside / folder).exists():
        for old in beside.glob(f"{_KEPT}*"):
            shutil.rmtree(old, ignore_errors=True)
    config.CACHE_DIR = str(beside / folder)


_keep_by_sources()

# The first call would import the rest of numba, while somebody waits for it.
cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()

# What numba imports stays: a hundred thousand objects that collecting garbage would look through
# again and again, in the midst of a build or a question.
gc.freeze()


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
