"""Mayors in running text: titles and names, English and Spanish.

Takes text, gives the people it calls mayor. Knows what a name looks like on a page;
which city they are mayor of is `corpus.readers.page_places`' matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.cleaning import clean_line

TITLE = (
    r"(?:Acting |Interim |Metro |County )?"
    r"(?:Mayor(?:-President|-elect)?|MAYOR|mayor|Alcalde(?:sa)?|ALCALDE(?:SA)?|alcalde(?:sa)?)"
)
_HONOUR = r"(?:(?:Dr|Rev|Hon|Mr|Mrs|Ms|Dra|Lic|Sr|Sra)\.\s+|the\s+Rev\.\s+)?"
_INITIAL = r"(?:[A-ZÁÉÍÓÚÑÜ]\.){1,4}"
_WORD = r"(?!(?:Jr|Sr)\b)[A-ZÁÉÍÓÚÑÜ][A-Za-zÀ-ÿʻ]{0,25}(?:[’'‘\-][A-Za-zÀ-ÿ]{1,25}){0,3}"
_NICKNAME = r"[“\"(‘'][A-Z][A-Za-zÀ-ÿ. ]{1,25}[”\")’']"
_PARTICLE = r"(?:de\s+la|de\s+los|de\s+las|de|del|la|van\s+der|van|von|der|di|da|dos|y|St\.)"
_SUFFIX = r"(?:,?\s+(?:Jr|Sr)\.?(?![a-z])|\s+(?:II|III|IV)\b)"
_TOKEN = rf"(?:{_INITIAL}|{_WORD}|{_NICKNAME})"
NAME = rf"{_HONOUR}{_TOKEN}(?:[ \u00a0\n](?:{_PARTICLE}[ \u00a0\n])?{_TOKEN}){{0,4}}{_SUFFIX}?"

_AFTER_TITLE = re.compile(rf"\b{TITLE}:?[ \u00a0\n](?P<name>{NAME})")
_BEFORE_TITLE = re.compile(
    rf"(?P<name>{NAME}),?\s+(?:the\s+|la\s+|el\s+)?(?:current\s+)?(?:mayor|Mayor|alcalde(?:sa)?|Alcalde(?:sa)?)"
    r"\s+(?:of|de|del)\b"
)
_OTHER_OFFICE = re.compile(
    r"\b(?:former|ex|vice|deputy|late|lieutenant|lt\.|assistant|then-vice|exalcalde|"
    r"vicealcalde(?:sa)?|past|previous|predecessor,?|candidate for)[ -]+$",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        pro tem tempore emeritus office council city department police chief county state town
        and the a an of in on at for to by with from as his her their our its is was has have will
        president governor senator sheriff director superintendent commissioner councilmember
        councilman councilwoman councilor alderman manager attorney general conference task force
        commission committee de del la el los las y en today yesterday
        announces announced announce issues issued issue signs signed sign says said states stated
        launches launched declares declared joins joined responds responded calls called urges
        urged creates created unveils unveiled statement statements proclaims proclaimed leads
        condemns condemned denounces pledges pledged vows vowed opens opened hosts hosted releases
        released names named directs directed orders ordered welcomes welcomed celebrates delivers
        addresses speaks stands message letter order executive resolution initiative proclamation
        anuncia firma declara dice pide condena lanza promete publica emite ordena hoy
        monday tuesday wednesday thursday friday saturday sunday january february march april may
        june july august september october november december
        """,
    )
)
"""Words that end a name: offices, and what a headline has mayors do."""


@dataclass(frozen=True, slots=True)
class NamedMayor:
    """A person a text calls mayor: where the mention stands, and the name."""

    start: int
    end: int
    name: str

    @property
    def is_full(self) -> bool:
        """Whether there is more than a family name."""
        return len(self.name.split()) > 1


def find_mayors(text: str) -> tuple[NamedMayor, ...]:
    """The mayors a text names, in order; former and vice mayors are left out.

    >>> [m.name for m in find_mayors("Mayor Kim Norton and Police Chief Jim Franklin")]
    ['Kim Norton']
    >>> [m.name for m in find_mayors("la alcaldesa Ana de la Cruz dijo; ex alcalde Juan Paz")]
    ['Ana de la Cruz']
    """
    found = sorted(_iter_mayors(text), key=lambda mayor: mayor.start)
    return tuple(found)


def _iter_mayors(text: str) -> Iterator[NamedMayor]:
    for pattern in (_AFTER_TITLE, _BEFORE_TITLE):
        for match in pattern.finditer(text):
            name = trim_name(match["name"])
            if name and not _OTHER_OFFICE.search(text[max(0, match.start() - 40) : match.start()]):
                start = match.start("name")
                yield NamedMayor(match.start(), start + len(name), name)


def trim_name(text: str) -> str:
    """The name at the start of a run of capitalised words; empty if there is none.

    >>> trim_name("Kim Norton Issues Statement"), trim_name("Muriel Bowser’s"), trim_name("Pro Tem")
    ('Kim Norton', 'Muriel Bowser', '')
    """
    text = re.sub(rf"^{_HONOUR}", "", clean_line(text))
    words: list[str] = []
    for word in text.split():
        if word.lower().strip(",:") in _NOT_NAMES and not re.fullmatch(_PARTICLE, word):
            break
        bare = re.sub(r"(?:’|')s$", "", word)
        words.append(bare)
        if bare != word:
            break
    while words and re.fullmatch(_PARTICLE, words[-1]):
        words.pop()
    if words and words[0].lower() in _NOT_NAMES:
        return ""
    return _proper_case(" ".join(words).strip(" ,"))


def _proper_case(name: str) -> str:
    """A name in capitals as it is usually written."""
    if len(name) > 4 and name.isupper() and " " in name:
        return name.title().replace("’S", "’s").replace(" De ", " de ").replace(" La ", " la ")
    return name


def complete_name(name: str, text: str) -> str:
    """The fuller form of a family name that a text has elsewhere; else the name itself.

    >>> complete_name("Norton", "Kim Norton is the mayor. Mayor Norton said so.")
    'Kim Norton'
    """
    if " " in name:
        return name
    for match in re.finditer(rf"(?P<name>{_TOKEN}(?: {_TOKEN}){{0,2}}) {re.escape(name)}\b", text):
        full = trim_name(re.sub(rf"^.*\b{TITLE}\s+", "", f"{match['name']} {name}"))
        if " " in full and full.endswith(name):
            return full
    return name
