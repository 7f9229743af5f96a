"""The states, D.C. and Puerto Rico: how each is written and where it lies.

Takes data/states.csv (names, AP abbreviations, Census regions and divisions), gives
`State` records and finds one from what people write. Used by `corpus.cities`.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import fold

STATES_PATH = Path(__file__).parent / "data" / "states.csv"


@dataclass(frozen=True, slots=True)
class State:
    """A state: two-letter code, name, AP abbreviation, Census region and division."""

    code: str
    name: str
    ap_abbreviation: str
    region: str
    division: str
    other_names: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way it is written, the code first."""
        return (self.code, self.name, self.ap_abbreviation, *self.other_names)


@functools.cache
def load_states() -> dict[str, State]:
    """All of them by code, in the order of their names.

    >>> load_states()["MN"].division
    'West North Central'
    """
    with STATES_PATH.open(encoding="utf-8", newline="") as file:
        states = [
            State(
                row["code"],
                row["name"],
                row["ap_abbreviation"],
                row["region"],
                row["division"],
                tuple(filter(None, row["other_names"].split(";"))),
            )
            for row in csv.DictReader(file)
        ]
    return {state.code: state for state in states}


@functools.cache
def _codes_by_key() -> dict[str, str]:
    return {_key(s): state.code for state in load_states().values() for s in state.spellings}


def _key(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def find_state(text: str) -> str | None:
    """The code of the state a text names, in any of its spellings, or None.

    >>> find_state("Minn."), find_state("new mexico"), find_state("d.c."), find_state("Nowhere")
    ('MN', 'NM', 'DC', None)
    """
    return _codes_by_key().get(_key(text)) if text else None


def state_name(code: str) -> str:
    """The full name of a code.

    Raises:
        KeyError: no state has this code.

    >>> state_name("PR")
    'Puerto Rico'
    """
    return load_states()[code].name
