"""A press page of one city: one statement from the whole page.

Takes a page on which no more than one city has a piece of its own, gives a `Draft` if
the page says which city speaks: in a dateline, in its title, beside its mayor's name, or
at the foot of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line
from corpus.documents import City, PartialDate
from corpus.readers.blocks import Block, BlockKind, Page
from corpus.readers.page_dates import find_dates
from corpus.readers.page_drafts import Draft, read_byline_date
from corpus.readers.page_names import TITLE, find_mayors
from corpus.readers.page_places import find_lead, find_places, find_state_label

_MARKS = re.compile(
    r"for immediate release|media release|press release|news release|media contact|press contact"
    r"|comunicado de prensa|para (?:su )?(?:publicación|difusión) inmediata|office of the mayor"
    r"|oficina (?:del alcalde|de la alcaldesa)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"^(?:#\s*#\s*#|###|-\s*30\s*-|for immediate release|(?:media|press) (?:release|contact)"
    r"|contact:|news release|para (?:su )?(?:publicación|difusión) inmediata"
    r"|comunicado de prensa|contacto|©|copyright|all rights reserved|share this"
    r"|follow us|subscribe)",
    re.IGNORECASE,
)
_CITY_OF = re.compile(
    r"\b(?:[Cc]ity|[Tt]own|[Vv]illage|[Cc]iudad|[Mm]unicipio|CITY) (?:of|de|OF) "
    r"(?P<name>[A-ZÀ-Þ][\w.’'-]{0,25}(?: (?:(?:de|la|of|the) )?[A-ZÀ-Þ][\w.’'-]{0,25}){0,3})"
)
_CITY_MAYOR = re.compile(
    rf"(?P<name>[A-ZÀ-Þ][\w.’'-]{0, 25}(?: [A-ZÀ-Þ][\w.’'-]{0, 25}){{0,2}})(?:’s|'s)? {TITLE}\b"
)
_MIN_WORDS = 15


def make_press_draft(page: Page) -> Draft | None:
    """The draft of the page's one statement, or None if it is no press page."""
    city = _find_city(page)
    texts = list(_content(page))
    body = "\n\n".join(text for text, _ in texts)
    is_press = bool(_MARKS.search(page.full_text)) or bool(find_mayors(f"{page.title}\n{body}"))
    if city is None or not is_press or len(body.split()) < _MIN_WORDS:
        return None
    title = _find_title(page)
    draft = Draft(city, label=title or page.title, headings=page.title, title=title)
    for text, block in texts:
        draft.add(text, block.links)
    draft.line = next((block.line for _, block in texts), None)
    draft.date = _find_day(page)
    draft.page_date = page.published
    if draft.date is None and not any(date.year for date in find_dates(body)):
        draft.section_date = page.published
    return draft


def _content(page: Page) -> Iterator[tuple[str, Block]]:
    """The texts of the release itself: no bylines, marks, captions or boilerplate."""
    for block in page.blocks:
        text = clean_line(block.text)
        if block.kind in {BlockKind.CAPTION, BlockKind.HEADING} or _BOILERPLATE.match(text):
            if re.match(r"^(?:#\s*#\s*#|-\s*30\s*-)", text):
                return
            continue
        if read_byline_date(text) is None:
            lead = find_lead(text)
            yield (lead.rest if lead and lead.is_delimited and lead.rest else text), block


def _find_title(page: Page) -> str:
    """The first heading that says something; "Press Release" and dates don't."""
    headings = [clean_line(b.text) for b in page.blocks if b.kind is BlockKind.HEADING]
    for heading in headings:
        is_telling = len(heading.split()) >= 4 and not _MARKS.search(heading)
        if is_telling and read_byline_date(heading) is None:
            return heading
    return page.title if len(page.title.split()) >= 4 and page.title not in headings else ""


def _find_day(page: Page) -> PartialDate | None:
    """The day of the release: a line of its own, else its dateline."""
    for block in page.blocks:
        byline = read_byline_date(
            clean_line(re.sub(r"^.*\brelease\b\W*", "", block.text, flags=re.I))
        )
        if byline is not None and byline.month is not None:
            return byline
        if _BOILERPLATE.match(block.text):
            marked = [d for d in find_dates(block.text) if d.year and d.day]
            if marked:
                return marked[0].to_date(None)
    for block in page.blocks:
        dateline = re.match(r"^.{2,80}?(?:—|–|--|- )", clean_line(block.text))
        for date in find_dates(dateline[0]) if dateline and find_lead(block.text) else ():
            year = date.year or (page.published.year if page.published else None)
            return date.to_date(year)
    return None


def _find_city(page: Page) -> City | None:
    for block in page.blocks:
        lead = find_lead(clean_line(block.text)) if block.kind is not BlockKind.CAPTION else None
        if lead is not None and (lead.is_delimited or block.kind is BlockKind.HEADING):
            return lead.city
    headings = [page.title, *(b.text for b in page.blocks if b.kind is BlockKind.HEADING)]
    named = [city for text in headings for _, city in find_places(text)]
    if named:
        return named[0]
    on_page = {city for _, city in find_places(page.full_text)}
    return _find_named_city(page) or (on_page.pop() if len(on_page) == 1 else None)


def _find_named_city(page: Page) -> City | None:
    """The city a page calls itself by, its state from anywhere on the page."""
    text = f"{page.title}\n{page.full_text}"
    gazetteer = load_gazetteer()
    on_page = [city for _, city in find_places(page.full_text)]
    for pattern in (_CITY_OF, _CITY_MAYOR):
        for match in pattern.finditer(text):
            words = match["name"].split()
            for name in _names_in(words, is_from_left=pattern is _CITY_OF):
                known = set(gazetteer.list_named(name))
                city = next((city for city in on_page if city in known), None)
                found = city or gazetteer.find_prominent(name) or _only(gazetteer.list_named(name))
                if found is not None:
                    return found
    return None


def _names_in(words: list[str], *, is_from_left: bool) -> Iterator[str]:
    for cut in range(len(words)):
        part = words[: len(words) - cut] if is_from_left else words[cut:]
        name = " ".join(part)
        if find_state_label(name) is None or len(part) > 1:
            yield name


def _only(cities: tuple[City, ...]) -> City | None:
    return cities[0] if len(cities) == 1 else None
