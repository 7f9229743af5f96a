"""A saved web page, or one as plain text, that tells of many cities: a statement a city.

Takes a `SourceFile`, gives a `ReadResult`. `html_blocks` and `text_blocks` make a page into
headings, list items, table rows and paragraphs; `page_outline` finds whose each is;
`page_drafts` finishes each city's piece. These shapes are understood, in English and
Spanish ("alcalde", "alcaldesa", "11 de julio de 2019"), as list items, as paragraphs, as
headings, or as bold text at the start of either:

- `City, ST: ...`, `City, State: ...`, `City, Minn.: ...` and the same with a dash;
- `City (ST) ...`, `City (ST) Mayor Name did ...`;
- `City, State - Mayor Name ...`, `City, ST (Mayor Name): ...`;
- `Mayor Name, City, ST: ...`, `Mayor Name of City, State, did ...`, `In City, ST, ...`;
- `City: ...` where a heading or an outer item names the state, or where the city is large
  and alone of its name;
- a heading a city, and everything down to the next heading of its rank;
- nested lists: state, month or city outside, cities or a city's points inside;
- tables with columns for city, state, mayor, date and what was said, or with the place
  in the first cell;
- a press page of one city: dateline, title, or the city's name at its foot.

A date is the first one in a city's own words; a missing year comes from its section. A
piece without a date has its section's, marked inferred; later dates stay in the text.
Captions (a place and a mayor, nothing done) give nothing. Sections of prose with no city
in them become one document each, a statement (or a best practice, by its heading)
without city, mayor or date; the issuer is the U.S. Conference of Mayors only if such a
section speaks of that body. Headings with nothing under them and text that stands for no
city are noted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.cities import describe_unknown
from corpus.cleaning import clean_line, clean_text
from corpus.documents import Kind, Link, Source, Statement
from corpus.errors import UnreadableFileError
from corpus.readers.blocks import Page
from corpus.readers.decoding import read_text
from corpus.readers.guessing import guess_fields
from corpus.readers.html_blocks import read_html_blocks
from corpus.readers.page_drafts import Draft, finish_draft
from corpus.readers.page_outline import Outline, read_outline
from corpus.readers.page_scopes import Scope
from corpus.readers.page_topics import find_topics
from corpus.readers.press_page import make_press_draft
from corpus.readers.results import ReadNote, ReadResult, ReadStatement
from corpus.readers.source_file import SourceFile
from corpus.readers.text_blocks import read_text_blocks

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_HTML_START = re.compile(r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
MAX_CHARACTERS = 2_000_000
"""A page of more text, some thousand printed ones, would take minutes to read."""

_MAX_NESTED = 5_000
_NESTING = re.compile(r"<(/?)(?:div|span|b|i|em|strong|font|ul|ol|li|table|td|blockquote)\b", re.I)
_MIN_PROSE_WORDS = 40
_MAX_SHOWN = 70
_USCM = "U.S. Conference of Mayors"
_USCM_NAMES = re.compile(r"\b(?:United States|U\.S\.|US) Conference of Mayors\b")


def read_page(file: SourceFile) -> ReadResult:
    """Read a page.

    Raises:
        UnreadableFileError: the file is empty, not text, or too long for a page.
    """
    text, notes = read_text(file)
    if file.suffix in _HTML_SUFFIXES or _HTML_START.match(text):
        return read_html_page(file, text, notes)
    _refuse_long(file.path, text)
    source = Source(file.name, file.url, file.retrieved)
    return read_page_blocks(read_text_blocks(text), file.path, source, notes)


def read_html_page(file: SourceFile, html: str, notes: tuple[ReadNote, ...] = ()) -> ReadResult:
    """The same from HTML, whatever it was made from.

    Raises:
        UnreadableFileError: it is too long for a page, or nests without an end.
    """
    _refuse_nested(file.path, html)
    page = read_html_blocks(html, file.url)
    source = Source(page.title or file.name, page.url or file.url, file.retrieved)
    return read_page_blocks(page, file.path, source, notes)


def read_page_blocks(
    page: Page, path: str, source: Source, notes: tuple[ReadNote, ...] = ()
) -> ReadResult:
    """The same from a page already in blocks.

    Raises:
        UnreadableFileError: it is too long for a page.
    """
    _refuse_long(path, page.full_text)
    outline = read_outline(page.blocks, page.published)
    drafts = _keep_substantial(outline)
    cities = {draft.city for draft in drafts}
    press = make_press_draft(page) if len(cities) <= 1 and not _is_list(drafts, page) else None
    collector = _Collector(path, source, page)
    if press is not None:
        collector.add(press)
    else:
        for draft in drafts:
            draft.page_date = outline.page_date
            collector.add(draft)
        for section in outline.sections:
            collector.add_section(section, is_page_start=section is outline.sections[0])
        collector.note_labels(outline, drafts)
    if not collector.statements:
        collector.notes.append(
            ReadNote(path, None, "No city's statement was found on this page; see the shapes of "
                     "page that are understood in the documentation of the page reader.")
        )  # fmt: skip
    return ReadResult(tuple(collector.statements), (), (*notes, *collector.notes))


def _refuse_long(path: str, text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFileError(
            f"{path} holds {len(text) / 1e6:,.1f} million characters of text; at most "
            f"{MAX_CHARACTERS / 1e6:,.0f} are read as one page. Split it into several files."
        )


def _refuse_nested(path: str, html: str) -> None:
    """Parsing takes the square of how deep elements lie in each other."""
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_NESTED:
            raise UnreadableFileError(
                f"{path} has more than {_MAX_NESTED:,} elements inside one another, which no real "
                "page has. Save it anew from a browser."
            )


def _keep_substantial(outline: Outline) -> list[Draft]:
    return [draft for draft in outline.drafts if draft.has_substance]


def _is_list(drafts: list[Draft], page: Page) -> bool:
    """Whether a page with pieces of at most one city still is a list, not a release."""
    if not drafts:
        return False
    words = sum(len(draft.text.split()) for draft in drafts)
    return len(drafts) > 1 or words < len(page.full_text.split()) / 4


class _Collector:
    """Finishes drafts and sections, and keeps the notes."""

    def __init__(self, path: str, source: Source, page: Page) -> None:
        self.statements: list[ReadStatement] = []
        self.notes: list[ReadNote] = []
        self._path = path
        self._source = source
        self._page = page
        self._ids: set[str] = set()

    def add(self, draft: Draft) -> None:
        """Finish a draft and keep its statement."""
        statement = finish_draft(draft, self._source, self._ids, self._page.full_text)
        self._keep(statement, draft, self._page.full_text)
        if statement.city and statement.city.population is None:
            message = f"{describe_unknown(statement.city)}."
            self.notes.append(ReadNote(self._path, draft.line, message))

    def add_section(self, section: Scope, *, is_page_start: bool) -> None:
        """Make a section of prose a document, or note what of it was not placed."""
        texts = [block.text for block in section.prose]
        text = clean_text("\n\n".join(texts))
        is_prose = not section.n_placed and not is_page_start and section.draft is None
        if is_prose and len(text.split()) >= _MIN_PROSE_WORDS:
            self._keep_prose(section)
        elif is_prose and not section.n_children and not texts:
            message = f"Nothing stands under the heading {_show(section.label)}."
            self.notes.append(ReadNote(self._path, section.line, message))
        else:
            for block in section.prose:
                message = f"Text that stands for no city: {_show(block.text)}"
                self.notes.append(ReadNote(self._path, block.line, message))

    def _keep_prose(self, section: Scope) -> None:
        links: list[Link] = [link for block in section.prose for link in block.links]
        draft = Draft(None, title=clean_line(section.label), headings=section.label)
        draft.line = section.line
        draft.add("\n\n".join(block.text for block in section.prose), links)
        statement = finish_draft(draft, self._source, self._ids, "")
        issuer = _USCM if _USCM_NAMES.search(draft.text) else None
        is_practice = statement.kind is Kind.BEST_PRACTICE
        kind = Kind.BEST_PRACTICE if is_practice else Kind.STATEMENT
        self._keep(replace(statement, issuer=issuer, kind=kind), draft, "")

    def note_labels(self, outline: Outline, kept: list[Draft]) -> None:
        """Note each label under which nothing was said."""
        for draft in outline.drafts:
            if not any(draft is other for other in kept) and draft.city is not None:
                message = f"A place with nothing said under it: {_show(draft.label)}"
                self.notes.append(ReadNote(self._path, draft.line, message))

    def _keep(self, statement: Statement, draft: Draft, page_text: str) -> None:
        """Keep a statement with how sure each of its fields is."""
        topics = find_topics(statement.title, statement.text)
        statement = replace(statement, topics=tuple(guess.value for guess in topics))
        guesses = guess_fields(statement, draft, page_text, topics)
        self._ids.add(statement.doc_id)
        self.statements.append(ReadStatement(statement, self._path, draft.line, guesses))


def _show(text: str) -> str:
    line = clean_line(text)
    return f"“{line[:_MAX_SHOWN].rstrip()}…”" if len(line) > _MAX_SHOWN else f"“{line}”"
