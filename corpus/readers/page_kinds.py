"""What kind of record a piece of a page is: rules anyone can check.

Under a heading of best practices it is a best practice. Else it is a statement when
its words say that someone spoke (said, stated, a statement, a quotation ...), and an
initiative when they say that something was set up or enacted and nobody spoke. What
neither rule catches is a statement.
"""

from __future__ import annotations

import re

from corpus.documents import Kind

_BEST_PRACTICE = re.compile(r"\bbest practices?\b|\b(?:mejores|buenas) prácticas\b", re.I)
_SPOKEN = re.compile(
    r"[“\"«]|\b(?:says?|said|stat(?:es?|ed|ing)|statements?|declar(?:es?|ed)|urg(?:es?|ed)"
    r"|condemn(?:s|ed)?|denounc(?:es?|ed)|letters?|remarks|tweet(?:s|ed)?|video message|speech"
    r"|vow(?:s|ed)?|assur(?:es?|ed)|reaffirm(?:s|ed)?|expressed|told|asked|warned|spoke|thanked|wrote|published|message"
    r"|dijo|declaró|afirmó|condenó|comunicado|declaración|mensaje|carta|aseguró|expresó|reiteró|pidió|explicó)\b",
    re.I,
)
_DONE = re.compile(
    r"\b(?:launch(?:es|ed)?|creat(?:es?|ed)|establish(?:es|ed)?|sign(?:s|ed)|ordinance"
    r"|program(?:me)?|fund(?:s|ed)?|task force|executive order|resolution|opened|initiative"
    r"|hired|training|convened|adopt(?:s|ed)|partner(?:s|ed|ship)|approved|expanded|office of"
    r"|lanzó|creó|firmó|programa|ordenanza|fondo|iniciativa|estableció|abrió|resolución)\b",
    re.I,
)


def find_kind(text: str, headings: str = "") -> Kind:
    """The kind of a text under these headings.

    >>> find_kind("The city opened a fund.").value, find_kind("She said so.").value
    ('initiative', 'statement')
    """
    if _BEST_PRACTICE.search(headings):
        return Kind.BEST_PRACTICE
    if _DONE.search(text) and not _SPOKEN.search(text):
        return Kind.INITIATIVE
    return Kind.STATEMENT


def explain_kind(text: str, headings: str = "") -> tuple[float, str]:
    """How sure `find_kind` is (0 to 1), and the words it rests on.

    >>> explain_kind("The city opened a fund.")
    (0.85, 'says “opened”, and nobody speaks')
    """
    heading = _BEST_PRACTICE.search(headings)
    if heading:
        return 0.95, f"under “{heading[0]}”"
    spoken, done = _SPOKEN.search(text), _DONE.search(text)
    if spoken and done:
        return 0.7, f"says both “{spoken[0]}” and “{done[0]}”"
    if spoken:
        return 0.9, f"says “{spoken[0]}”"
    if done:
        return 0.85, f"says “{done[0]}”, and nobody speaks"
    return 0.6, "no word tells"
