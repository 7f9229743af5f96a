"""Pure text work: Unicode, white space, quotation marks.

Takes and gives strings; knows nothing of records or files.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
_WHITE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents, apostrophes straight: for comparing names.

    >>> fold("Muñoz’s CAFÉ")
    "munoz's cafe"
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def clean_text(text: str) -> str:
    r"""NFC, no control or invisible characters, single spaces; paragraphs are kept.

    >>> clean_text(" a\u200b  b\r\n\r\n\r\n c ")
    'a b\n\nc'
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    paragraphs = (_WHITE.sub(" ", part).strip() for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in paragraphs if part)


def clean_line(text: str) -> str:
    r"""The same on one line.

    >>> clean_line(" two\n lines ")
    'two lines'
    """
    return _WHITE.sub(" ", clean_text(text)).strip()


def make_slug(text: str) -> str:
    """Lower-case words joined by hyphens, accents removed: a part of an address.

    >>> make_slug("Coeur d'Alene, ID"), make_slug("San José")
    ('coeur-dalene-id', 'san-jose')
    """
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", fold(text))).strip("-")
