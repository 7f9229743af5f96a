"""Why two cities are alike, in words.

Takes the likenesses of `corpus.peers`, gives sentences' parts in the language being read.
"""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from corpus.peers import (
    DistanceLikeness,
    Likeness,
    RegionLikeness,
    SizeLikeness,
    TopicsLikeness,
)
from corpus.topics import find_topic
from webapp.languages import look_up

KM_A_MILE = 1.609344

_ABOUT_EQUAL = 0.1
"""How far from the same size still counts as about as large."""

_PARTS = {
    "New England": lazy_gettext("New England"),
    "Middle Atlantic": lazy_gettext("Middle Atlantic"),
    "East North Central": lazy_gettext("East North Central"),
    "West North Central": lazy_gettext("West North Central"),
    "South Atlantic": lazy_gettext("South Atlantic"),
    "East South Central": lazy_gettext("East South Central"),
    "West South Central": lazy_gettext("West South Central"),
    "Mountain": lazy_gettext("Mountain"),
    "Pacific": lazy_gettext("Pacific"),
    "Northeast": lazy_gettext("Northeast"),
    "Midwest": lazy_gettext("Midwest"),
    "South": lazy_gettext("South"),
    "West": lazy_gettext("West"),
}
"""The Census regions and divisions."""


def say_reason(likeness: Likeness) -> str:
    """What is alike, after the other city's name: "about as large"."""
    match likeness:
        case SizeLikeness(ratio=ratio):
            return _say_size(ratio)
        case TopicsLikeness(shared=shared):
            names = ", ".join(look_up(topic.name) for topic in map(find_topic, shared) if topic)
            return gettext("also writes about %(topics)s", topics=names)
        case RegionLikeness(value=value, name=name):
            return _say_part(name, is_region=value < 1.0)
        case DistanceLikeness(km=km):
            return gettext("%(miles)s miles away", miles=f"{round(km / KM_A_MILE):,}")


def _say_part(name: str, *, is_region: bool) -> str:
    part = str(_PARTS.get(name, name))
    if name == "Puerto Rico":
        return gettext("in Puerto Rico, too")
    if is_region:
        return gettext("in the %(region)s, too", region=part)
    return gettext("in the %(division)s division, too", division=part)


def _say_size(ratio: float) -> str:
    if abs(ratio - 1) <= _ABOUT_EQUAL:
        return gettext("about as large")
    if ratio > 1:
        return gettext("%(times)s times as large", times=f"{ratio:.1f}".removesuffix(".0"))
    return gettext("%(percent)s%% as large", percent=round(100 * ratio))
