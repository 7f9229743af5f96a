"""What is wrong with concept groups: terms twice, groups that are one, links in a circle.

Takes groups in order, gives `Problem` records, each with the group and the field at fault.
`search.thesaurus_rows` checks the shipped file with them, `search.thesaurus_edits` what
editors write.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from corpus.messages import Message
from index.analyzer import make_analyzer
from search.thesaurus_groups import Group, Key, Relation, make_key


class Problem(NamedTuple):
    """What is wrong: with the group of which number, in which field, in words."""

    number: int
    field: str
    words: str


def find_problems(groups: Sequence[Group]) -> list[Problem]:
    """Everything that is wrong with groups, by number."""
    found = [
        *(Problem(n, *each) for n, group in enumerate(groups) for each in find_in_group(group)),
        *_find_in_links(groups),
        *_find_in_pairs(groups),
    ]
    return sorted(found)


def find_in_group(group: Group) -> Iterator[tuple[str, str]]:
    """What is wrong with one group, whatever the others are: fields and words."""
    if not group.name:
        yield "name", Message("the group has no name.")
    n_terms = len(group.english) + len(group.spanish) + len(group.asked)
    if not (group.english or group.spanish):
        yield "english", Message("the group has no term.")
    elif n_terms < 2:
        words = Message("a single term is related to nothing; add another or leave it out.")
        yield ("english" if group.english else "spanish"), words
    elif group.relation is Relation.TRANSLATION and not (group.english and group.spanish):
        words = Message("a translation needs English and Spanish terms.")
        yield ("spanish" if group.english else "english"), words
    told = [("english", term) for term in group.english] + [("asked", t) for t in group.asked]
    yield from _find_in_terms(told, "en")
    yield from _find_in_terms([("spanish", term) for term in group.spanish], "es")


def _find_in_terms(terms: list[tuple[str, str]], language: str) -> Iterator[tuple[str, str]]:
    seen: dict[Key, str] = {}
    for field, term in terms:
        if not make_analyzer(language)(term):
            yield field, Message("%(term)r holds only very common words.", term=term)
            continue
        before = seen.setdefault(make_key(term, language), term)
        if before is not term:
            words = Message(
                "%(term)r is found by %(before)r already; keep one.", term=term, before=before
            )
            yield field, words


def _find_in_links(groups: Sequence[Group]) -> Iterator[Problem]:
    numbers = {group.name: number for number, group in enumerate(groups)}
    for number, group in enumerate(groups):
        for name in group.see_also:
            if name not in numbers:
                words = Message("see_also names %(name)r, which is no group.", name=name)
                yield Problem(number, "see_also", words)
    links = {group.name: group.see_also for group in groups}
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        told = " > ".join(reversed(circle))
        words = Message("see_also goes in a circle (%(names)s); write each link once.", names=told)
        yield Problem(numbers[circle[0]], "see_also", words)


def _find_in_pairs(groups: Sequence[Group]) -> Iterator[Problem]:
    """Two groups that share two terms of a language are one group written twice."""
    holders: dict[tuple[str, Key], set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for term, language in group.terms():
            holders[language, make_key(term, language)].add(number)
    shared: dict[tuple[int, int, str], int] = defaultdict(int)
    for (language, _), holding in holders.items():
        for one, other in itertools.combinations(sorted(holding), 2):
            shared[one, other, language] += 1
    for (one, other, language), count in sorted(shared.items()):
        if count > 1:
            words = Message(
                "shares %(number)d terms with %(name)r; make them one group.",
                number=count,
                name=groups[one].name,
            )
            yield Problem(other, "english" if language == "en" else "spanish", words)
