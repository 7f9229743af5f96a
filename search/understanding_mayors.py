"""Mayors in a question: a full name or "Mayor Tubbs" filters, a bare surname lifts.

Takes a `Question` and `MayorTables` made from the names that records carry, gives
readings; used by `search.understanding`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.cleaning import make_slug
from corpus.mayors import load_mayor_names
from corpus.messages import Message, join_or
from search.place_context import TITLES, follows_name, words
from search.question import PhraseTable, Question, phrase_keys
from search.understanding_data import load_name_traps
from search.understood import Part, Reading

_SUFFIXES = {"jr", "sr", "ii", "iii"}
_PARTICLES = {"de", "la", "del", "van", "von", "st"}
_SPOKEN_ABOUT = words("unlike versus vs contra")
_NOT_OF_A_PERSON = words("day statue street avenue memorial center foundation")


@dataclass(frozen=True, slots=True)
class MayorTables:
    """Full names and surnames, each with the canonical names it can mean."""

    full: PhraseTable[tuple[str, ...]]
    surnames: PhraseTable[tuple[str, ...]]


def make_mayor_tables(mayors: tuple[str, ...]) -> MayorTables:
    """Tables of every way the mayors' names are written.

    >>> from search.question import read_question
    >>> tables = make_mayor_tables(("Bill de Blasio", "Kim Norton"))
    >>> tables.surnames.find(read_question("Mayor de Blasio"), 1)
    (3, ('Bill de Blasio',))
    """
    full: dict[str, list[str]] = {}
    surnames: dict[str, list[str]] = {}
    for mayor in mayors:
        for spelling in (mayor, *_variants(mayor)):
            for form in _full_forms(spelling):
                full.setdefault(form, []).append(mayor)
            for surname in _surnames(spelling):
                surnames.setdefault(surname, []).append(mayor)
    return MayorTables(
        PhraseTable((key, tuple(dict.fromkeys(names))) for key, names in full.items()),
        PhraseTable((key, tuple(dict.fromkeys(names))) for key, names in surnames.items()),
    )


def find_mayors(question: Question, tables: MayorTables) -> Iterator[Reading]:
    """Every mayor a question names; the title is read with the name."""
    for first, token in enumerate(question.tokens):
        has_title = question.follows(first) and question.key(first - 1) in TITLES
        start = first - 1 if has_title else first
        full = tables.full.find(question, first)
        if full:
            end, mayors = full
            is_sure = len(mayors) == 1 and question.key(first - 1) not in _SPOKEN_ABOUT
            yield _reading(question, start, end, mayors, is_sure=is_sure)
            continue
        found = tables.surnames.find(question, first)
        if found is None or token.is_number:
            continue
        end, mayors = found
        if has_title:
            yield _reading(question, start, end, mayors, is_sure=len(mayors) == 1)
        elif _is_bare_surname(question, first, end):
            yield _reading(question, first, end, mayors, is_sure=False)


def _is_bare_surname(question: Question, first: int, end: int) -> bool:
    trap = _traps().get(" ".join(question.key(n) for n in range(first, end)), "")
    if trap == "word" or question.key(end) in _NOT_OF_A_PERSON:
        return False
    if question.is_cased and not question.is_capital(first):
        return False
    if follows_name(question, first) or (question.is_capital(end) and question.follows(end)):
        return False
    return not trap or (question.is_cased and not question.opens_sentence(first))


def _reading(
    question: Question, first: int, end: int, mayors: tuple[str, ...], *, is_sure: bool
) -> Reading:
    part = Part(
        f"mayor:{'+'.join(mayors)}",
        "mayor",
        join_or([Message("Mayor %(name)s", name=mayor) for mayor in mayors]),
        is_sure,
        *question.span(first, end),
        mayors=mayors,
    )
    return Reading(part, first, end)


def _variants(mayor: str) -> tuple[str, ...]:
    return _variants_by_name().get(make_slug(mayor), ())


@functools.cache
def _variants_by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, variant in load_mayor_names().list_pairs():
        found.setdefault(make_slug(name), []).append(variant)
    return {slug: tuple(names) for slug, names in found.items()}


def _words(name: str) -> list[str]:
    keys = list(phrase_keys(name))
    return keys[:-1] if keys[-1] in _SUFFIXES else keys


def _full_forms(name: str) -> set[str]:
    """The name, without a middle initial, and without a second surname of four words."""
    keys = _words(name)
    forms = {" ".join(keys)}
    if len(keys) >= 3:
        forms.add(" ".join([keys[0], *(k for k in keys[1:-1] if len(k) > 1), keys[-1]]))
    if len(keys) >= 4 and not _PARTICLES & set(keys):
        forms.add(" ".join(keys[:-1]))
    return {form for form in forms if " " in form}


def _surnames(name: str) -> set[str]:
    keys = _words(name)
    found = {keys[-1]}
    if len(keys) >= 3 and (keys[-2] in _PARTICLES or len(keys[-2]) > 1):
        found.add(" ".join(keys[-2:]))
    return found


@functools.cache
def _traps() -> dict[str, str]:
    return {" ".join(phrase_keys(name)): kind for name, kind in load_name_traps("surname").items()}
