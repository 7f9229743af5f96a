"""Sentences for people, kept with what they were made of.

A `Message` is its English text and can be used as such; it keeps the template and the values
beside it, so that a page in another language can say the same in its own words. Knows no
other language; `webapp.languages` does.
"""

from __future__ import annotations

from collections.abc import Sequence


class Message(str):
    """A text made of a template and values; the text is in English.

    Attributes:
        template: the English sentence with %(name)s where values go.
        values: what stands there; a value may itself be a Message.

    >>> words = Message("There is no city %(slug)s.", slug="evanston-xx")
    >>> words, words.template
    ('There is no city evanston-xx.', 'There is no city %(slug)s.')
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Message:
        """Fill the template; without values it is the text as it stands."""
        text = super().__new__(cls, template % values if values else template)
        text.template = template
        text.values = values
        return text


def join_or(names: Sequence[str]) -> str:
    """Names, any of which is meant.

    >>> join_or(["Portland, OR", "Portland, ME"])
    'Portland, OR or Portland, ME'
    """
    words = names[0]
    for name in names[1:]:
        words = Message("%(one)s or %(other)s", one=words, other=name)
    return words
