"""A city's piece of a page while it is gathered, and its finishing into a statement.

Takes a `Draft` of blocks with what the surroundings say of date and kind, gives the
`Statement`: mayor and date found in its own words first, in the surroundings second.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_text
from corpus.documents import City, Link, PartialDate, Source, Statement
from corpus.languages import detect_language
from corpus.readers.page_dates import FoundDate, find_dates, read_whole_date
from corpus.readers.page_kinds import find_kind
from corpus.readers.page_names import TITLE, NamedMayor, complete_name, find_mayors
from corpus.readers.page_places import find_places
from corpus.readers.page_titles import make_title
from corpus.records import DAYS_AHEAD, FIRST_YEAR, make_doc_id

_MIN_CITY_NAME = 4
_BYLINE_START = re.compile(
    r"(?:by|posted|published|updated|last updated|compiled|revised|last modified|as of|por"
    r"|publicado)\b",
    re.IGNORECASE,
)
_BACKING = r"[Mm]ayor|[Tt]he [Cc]ity|[Cc]ity [Cc]ouncil|[Aa]lcalde(?:sa)?|ciudad"

MIN_WORDS = 3
"""A label with fewer words under it is a caption or a list of names."""

_MAX_BYLINE = 80
_AHEAD = datetime.timedelta(days=DAYS_AHEAD)


@dataclass(slots=True)
class Draft:
    """What is known of one city's piece so far; `label` is the text of its label.

    `section_date` is what the surroundings say, `page_date` the day of the whole page,
    which helps with a missing year only; `from_column` is "mayor" where a column of a table
    names the mayor; `bad_date` keeps the words of a date that can't be right.
    """

    city: City | None
    label: str = ""
    mayor: str = ""
    paragraphs: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    line: int | None = None
    title: str = ""
    date: PartialDate | None = None
    section_date: PartialDate | None = None
    page_date: PartialDate | None = None
    headings: str = ""
    needs_backing: bool = False
    from_column: str = ""
    bad_date: str = ""

    def add(self, text: str, links: Sequence[Link] = ()) -> None:
        """Add a paragraph and its links."""
        if text.strip():
            self.paragraphs.append(text)
        self.links += [link for link in links if link not in self.links]

    @property
    def text(self) -> str:
        """All of its paragraphs, cleaned."""
        return clean_text("\n\n".join(self.paragraphs))

    @property
    def has_substance(self) -> bool:
        """Whether it says something: more than a name under a label."""
        words = re.sub(rf"{TITLE}\s+(?:[A-Z]\S*\s*){{1,4}}", "", self.text).split()
        if len(words) < MIN_WORDS:
            return False
        return not self.needs_backing or self._is_backed

    @property
    def _is_backed(self) -> bool:
        """Whether the text speaks of the label's city, as under a caption it would not."""
        names = [self.city.name if self.city else "", *self.mayor.split()[-1:]]
        pattern = "|".join(re.escape(name) for name in names if name)
        return bool(re.search(rf"\b(?:{pattern}|{_BACKING})\b", self.text))


def finish_draft(draft: Draft, source: Source, taken_ids: set[str], page_text: str) -> Statement:
    """The statement of a draft that has substance; its id is new among `taken_ids`."""
    text = draft.text
    date, is_inferred = (None, False)
    if draft.city is not None:
        date, is_inferred = _find_date(draft, text, source.retrieved)
    mayor = _find_mayor(draft, text, page_text) if draft.city else ""
    label = draft.city.label if draft.city else ""
    title = draft.title or make_title(text, label)
    doc_id = make_doc_id(draft.city, None, date, title.removeprefix(f"{label}: "))
    if doc_id in taken_ids:
        doc_id = f"{doc_id}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    return Statement(
        doc_id=doc_id,
        kind=find_kind(text, draft.headings),
        title=title,
        text=text,
        source=source,
        city=draft.city,
        mayor=mayor or None,
        date=date,
        date_is_inferred=is_inferred,
        language=detect_language(text),
        links=tuple(draft.links),
    )


def _find_date(
    draft: Draft, text: str, read_on: datetime.date | None
) -> tuple[PartialDate | None, bool]:
    """The date and whether it is inferred; a date that can't be right is passed over."""
    section = draft.section_date
    if draft.date is not None and _is_likely(draft.date, read_on):
        return draft.date, False
    if draft.date is not None:
        draft.bad_date = str(draft.date)
        return None, False
    own = f"{draft.label}\n{text}"
    found = []
    for date in find_dates(own):
        if date.year is None or _is_likely(date.to_date(None), read_on):
            found.append(date)
        elif date.month is not None and not found:
            draft.bad_date = own[date.start : date.end]
    if found and not draft.bad_date:
        whole = _complete_year(found[0], found, section, draft.page_date)
        if whole is not None:
            return whole, False
    if draft.bad_date or not _is_likely(section, read_on):
        draft.bad_date = draft.bad_date or str(section)
        return None, False
    return section, section is not None


def _is_likely(date: PartialDate | None, read_on: datetime.date | None) -> bool:
    if date is None:
        return True
    latest = (read_on or datetime.date.max - _AHEAD) + _AHEAD
    return date.year >= FIRST_YEAR and date.earliest <= latest


def _complete_year(
    date: FoundDate,
    found: Sequence[FoundDate],
    section: PartialDate | None,
    page: PartialDate | None,
) -> PartialDate | None:
    """The date with its own year, else the section's, another date's here, or the page's."""
    if date.year is not None:
        return date.to_date(None)
    if section is not None:
        return date.to_date(section.year)
    years = [other.year for other in found if other.year is not None and other.month is not None]
    if years:
        return date.to_date(years[0])
    if page is None:
        return None
    full = date.to_date(page.year)
    if full is not None and full.earliest > page.latest + datetime.timedelta(days=31):
        return replace(full, year=page.year - 1)  # a page of January tells of December
    return full


def _find_mayor(draft: Draft, text: str, page_text: str) -> str:
    if draft.mayor:
        return complete_name(draft.mayor, f"{text}\n{page_text}")
    own = [m for m in find_mayors(text) if not _is_of_elsewhere(m, text, draft.city)]
    labelled = list(find_mayors(draft.label))
    full = [m for m in (*own, *labelled) if m.is_full] or own or labelled
    return complete_name(full[0].name, f"{text}\n{page_text}") if full else ""


def _is_of_elsewhere(mayor: NamedMayor, text: str, city: City | None) -> bool:
    """Whether another city's name stands before the title or after the name."""
    gazetteer = load_gazetteer()
    after = re.match(
        r",?\s+(?:of|de)\s+((?:[A-Z][\w.’'-]*\s?){1,4})", text[mayor.end : mayor.end + 80]
    )
    if after and not _is_called(after[1].strip(" .,"), city):
        return bool(gazetteer.list_named(after[1].strip(" .,")))
    head = text[max(0, mayor.start - 90) : mayor.start].rstrip()
    for end, place in find_places(head[-80:]):
        if end >= len(head[-80:]):
            return place != city
    before = re.search(
        r"((?:[A-Z][\w.’'-]*\s){1,3})$", text[max(0, mayor.start - 80) : mayor.start]
    )
    if before is None:
        return False
    words = before[1].split()
    for first in range(len(words)):
        name = " ".join(words[first:])
        if _is_called(name, city):
            return False
        if len(name) >= _MIN_CITY_NAME and gazetteer.list_named(name):
            return True
    return False


def _is_called(name: str, city: City | None) -> bool:
    return city is not None and load_gazetteer().find(name, city.state) == city


def is_signed_line(text: str) -> bool:
    """Whether a line says when the page was made ("Posted ...", "Compiled ...")."""
    return bool(_BYLINE_START.match(text))


def read_byline_date(text: str) -> PartialDate | None:
    """The date a line of its own gives ("July 11, 2019", "Posted: ..."), or None."""
    if len(text) > _MAX_BYLINE:
        return None
    date = read_whole_date(text)
    if date is None and _BYLINE_START.match(text):
        return next((found.to_date(None) for found in find_dates(text)), None)
    return date
