"""Captions of pictures, which name a mayor and a place and tell of nothing done.

Takes the text of a block for `corpus.readers.page_outline`, which leaves captions out.
"""

from __future__ import annotations

import re

from corpus.readers.page_places import find_places

CAPTION = re.compile(
    r"^\s*(?:\((?:photo|from left)|photo\b|pictured\b|above:|below:|image:|caption\b|credit:"
    r"|foto\b|en la foto|imagen:)",
    re.IGNORECASE,
)
SCENE = re.compile(
    r"^(?:[’']s\b|(?:at|with|in|during|on|of|for|and|from|near|left|right|center|poses?|posing"
    r"|speaks?|speaking|joins?|greets?|stands?|shakes?|addresses|listens|visits|walks|cuts|en|con"
    r"|durante|junto|saluda|habla)\b)"
)
_MAX_SCENE_WORDS = 16


def is_scene(text: str) -> bool:
    """Whether a text is a caption: a mayor of a place, and where that person stands."""
    end = next((end for end, _ in find_places(text)), None)
    is_short = len(text.split()) <= _MAX_SCENE_WORDS
    return end is not None and is_short and bool(SCENE.match(text[end:].lstrip(" ,")))
