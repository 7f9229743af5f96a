"""The thesaurus as editors made it: the shipped groups with their changes over them.

Takes groups and `GroupText` records by name, gives groups, and what is wrong with an edit by
the checks of the shipped file; knows no store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.editorial_records import GroupText
from search.thesaurus_checks import find_problems
from search.thesaurus_groups import Group, Relation


def make_group(name: str, text: GroupText) -> Group:
    """A group as an editor wrote it."""
    relation = Relation(text.relation)
    return Group(name, relation, text.english, text.spanish, text.asked, text.see_also)


def apply_edits(groups: Iterable[Group], edits: Mapping[str, GroupText]) -> tuple[Group, ...]:
    """The groups with those changed, added and switched off, by name.

    A link to a group that is not there is left out: a later version of the shipped file may
    lack what an editor linked to.

    >>> groups = [Group("raids", Relation.SAME, ("raid", "sweep"), (), see_also=("arrests",))]
    >>> edits = {"arrests": GroupText("same", ("arrest", "detention"), is_off=True)}
    >>> apply_edits(groups, edits)[0].see_also
    ()
    """
    merged = {group.name: group for group in groups}
    for name, text in edits.items():
        if text.is_off:
            merged.pop(name, None)
        else:
            merged[name] = make_group(name, text)
    return tuple(
        replace(merged[name], see_also=tuple(n for n in merged[name].see_also if n in merged))
        for name in sorted(merged)
    )


def check_edit(
    groups: Iterable[Group], edits: Mapping[str, GroupText], name: str, text: GroupText
) -> dict[str, str]:
    """What is wrong with a group as an editor wants it, among all as they are: words by field.

    A group that is switched off has nothing wrong.
    """
    if text.is_off:
        return {}
    others = [group for group in apply_edits(groups, edits) if group.name != name]
    problems: dict[str, str] = {}
    for number, field, words in find_problems([*others, make_group(name, text)]):
        # of the others' links none leads nowhere, so what is told of them is a circle it closed
        if number == len(others) or field == "see_also":
            problems.setdefault(field, words)
    return problems
