"""The walk over a page's blocks: whose is each, and what is left over.

Takes blocks in reading order, gives drafts (one a city's piece), the prose sections and
notes on text that could not be placed. Holds the rules of which block is a city's label;
what a label looks like is `corpus.readers.page_places`' matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.cleaning import clean_line
from corpus.documents import PartialDate
from corpus.readers.blocks import LOOKS_LEVEL, Block, BlockKind
from corpus.readers.page_captions import CAPTION, SCENE, is_scene
from corpus.readers.page_dates import FoundDate, find_dates
from corpus.readers.page_drafts import MIN_WORDS, Draft, is_signed_line, read_byline_date
from corpus.readers.page_names import TITLE
from corpus.readers.page_places import Lead, find_lead, find_state_label, is_label_length
from corpus.readers.page_rows import is_header_row, make_row_draft
from corpus.readers.page_scopes import Scope, ScopeStack, make_rank

_GOES_ON = re.compile(
    r"^(?:(?:the|el|la) )?(?:mayor|she|he|they|city|council|ella|él|alcalde(?:sa)?|ciudad|both"
    r"|this|it|these|in addition|a |an )\b",
    re.IGNORECASE,
)
_MIN_SENTENCE_WORDS = 8
_MIN_LABELS = 2


@dataclass(slots=True)
class Outline:
    """What the walk found: drafts of cities, sections, and blocks that stand for no city."""

    drafts: list[Draft] = field(default_factory=list)
    sections: list[Scope] = field(default_factory=list)
    page_date: PartialDate | None = None


def read_outline(blocks: Sequence[Block], published: PartialDate | None) -> Outline:
    """Walk the page."""
    walker = _Walker(published)
    blocks = _raise_labels(blocks)
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        walker.visit(block, following)
    return Outline(walker.drafts, walker.stack.sections, walker.page_date)


class _Walker:
    def __init__(self, published: PartialDate | None) -> None:
        self.stack = ScopeStack()
        self.drafts: list[Draft] = []
        self.page_date = published

    def visit(self, block: Block, following: Block | None) -> None:
        if block.kind is BlockKind.CAPTION or CAPTION.match(block.text):
            return
        if block.kind is BlockKind.HEADING:
            self._visit_heading(block)
        elif block.kind is BlockKind.ITEM:
            for part in _split_lines(block):
                self._visit_item(part)
        elif block.kind is BlockKind.ROW:
            self._visit_row(block)
        else:
            for part in _split_lines(block):
                self._visit_paragraph(part, following)

    def _visit_heading(self, block: Block) -> None:
        text = clean_line(block.text)
        byline = read_byline_date(text)
        if byline is not None and is_signed_line(text):
            self._take_byline(byline)
            return
        lead = find_lead(text, self.stack.find_state(), is_label_bold=True)
        scope = Scope(make_rank(block, is_place=lead is not None), text, block.line)
        self.stack.close(scope.rank)
        if lead is not None and is_label_length(text):
            scope.draft = self._open_draft(lead, block)
            scope.draft.needs_backing = block.level >= LOOKS_LEVEL
            scope.draft.title = _heading_title(lead)
        elif lead is None:
            scope.state = find_state_label(text)
            scope.date = byline or self._find_label_date(text)
        self.stack.push(scope)

    def _visit_item(self, block: Block) -> None:
        text = clean_line(block.text)
        lead = _read_lead(block, self.stack.find_state())
        scope = Scope(make_rank(block, is_place=False), line=block.line)
        self.stack.close(scope.rank)
        around = self.stack.find_draft()
        if lead is not None and (around is None or around.city != lead.city):
            scope.draft = self._open_draft(lead, block)
            scope.draft.add(lead.rest, block.links)
        elif around is not None:
            around.add(text, block.links)
        else:
            is_short = is_label_length(text)
            scope.label = text if is_short else ""
            scope.state = find_state_label(text)
            scope.date = self._find_label_date(text) if is_short else None
            self.stack.section.prose.append(block)
        self.stack.push(scope)

    def _visit_row(self, block: Block) -> None:
        self.stack.close_list()
        if block.cells == block.headers and is_header_row(block):
            return
        headed = block if _names_columns(block) else _without_headers(block)
        draft = make_row_draft(headed, self.stack.find_state())
        if draft is None:
            self.stack.section.prose.append(block)
            return
        self._keep(draft)

    def _visit_paragraph(self, block: Block, following: Block | None) -> None:
        text = clean_line(block.text)
        closed = self.stack.close_list()
        byline = read_byline_date(text)
        if byline is not None:
            self._take_byline(byline)
            return
        state = self.stack.find_state()
        lead = _read_lead(block, state)
        around = self.stack.find_draft()
        is_other = lead is not None and lead.city != (around.city if around else None)
        if lead is not None and is_other and _opens_statement(lead, text):
            scope = Scope(make_rank(block, is_place=True), line=block.line)
            scope.draft = self._open_draft(lead, block)
            scope.draft.add(lead.rest, block.links)
            self.stack.push(scope)
        elif is_other and is_scene(text):
            self.stack.section.prose.append(block)
        elif around is not None:
            around.add(text, block.links)
        elif closed is not None and closed.draft is not None and _goes_on(text, closed):
            closed.draft.add(text, block.links)
            self.stack.push(closed)
        else:
            self._take_prose(block, text, following)

    def _take_prose(self, block: Block, text: str, following: Block | None) -> None:
        section = self.stack.section
        section.prose.append(block)
        leads_on = following is not None and following.kind in {BlockKind.ITEM, BlockKind.ROW}
        if section.date is None or leads_on or text.endswith(":"):
            date = self._find_label_date(text)
            if date is not None and (date.month or section.date is None):
                section.date = date

    def _take_byline(self, date: PartialDate) -> None:
        """A line that is a date: the city's own under its heading, else the page's."""
        around = self.stack.find_draft()
        if around is not None:
            around.date = around.date or date
        elif self.page_date is None:
            self.page_date = date

    def _open_draft(self, lead: Lead, block: Block) -> Draft:
        label = clean_line(block.text)
        if lead.rest and label.endswith(lead.rest):
            label = label[: len(label) - len(lead.rest)]
        return self._keep(Draft(lead.city, label, lead.mayor, line=block.line))

    def _keep(self, draft: Draft) -> Draft:
        draft.section_date = self.stack.find_date()
        draft.headings = self.stack.headings()
        self.stack.count_placed()
        self.drafts.append(draft)
        return draft

    def _find_label_date(self, text: str) -> PartialDate | None:
        """The first date of a heading or an introduction, its year from around if it has none."""
        around = self.stack.find_date() or self.page_date
        for found in find_dates(text):
            date = _to_date(found, around)
            if date is not None:
                return date
        if re.fullmatch(r"(?:.{0,40}\s)?(?:19|20)\d\d(?:\s.{0,40})?", text) and len(text) < 60:
            return PartialDate(int(re.findall(r"(?:19|20)\d\d", text)[0]))
        return None


def _read_lead(block: Block, state: str | None) -> Lead | None:
    """The lead of a block; a first line that is a label alone labels the other lines."""
    first, _, others = block.text.partition("\n")
    if others and is_label_length(first):
        lead = find_lead(first, state, is_label_bold=bool(block.bold_lead))
        if lead is not None and not lead.rest and len(others.split()) > MIN_WORDS + 1:
            return replace(lead, rest=clean_line(others), is_delimited=True)
    text = clean_line(block.text)
    return find_lead(text, state, is_label_bold=bool(block.bold_lead))


def _raise_labels(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that are a place and nothing else, where there are several, as headings."""
    labels = {
        position
        for position, block in enumerate(blocks)
        if block.kind is BlockKind.PARAGRAPH and _is_bare_label(block.text)
    }
    if len(labels) < _MIN_LABELS:
        return list(blocks)
    return [
        replace(block, kind=BlockKind.HEADING, level=LOOKS_LEVEL) if position in labels else block
        for position, block in enumerate(blocks)
    ]


def _is_bare_label(text: str) -> bool:
    lead = find_lead(text) if is_label_length(text) and "\n" not in text else None
    return lead is not None and not lead.rest


def _to_date(found: FoundDate, around: PartialDate | None) -> PartialDate | None:
    return found.to_date(around.year if around else None)


def _split_lines(block: Block) -> list[Block]:
    """A block whose later lines begin with labels of their own, taken apart."""
    lines = block.text.split("\n")
    if len(lines) == 1:
        return [block]
    parts = [[lines[0]]]
    for line in lines[1:]:
        lead = find_lead(line)
        if lead is not None and lead.is_delimited and len(lead.rest.split()) >= MIN_WORDS:
            parts.append([line])
        else:
            parts[-1].append(line)
    if len(parts) == 1:
        return [block]
    texts = ["\n".join(part) for part in parts]
    return [
        Block(
            block.kind,
            text,
            block.level,
            tuple(link for link in block.links if link.label in text),
            block.line,
        )
        for text in texts
    ]


def _opens_statement(lead: Lead, text: str) -> bool:
    """Whether a paragraph that begins with a place is a city's piece, not a caption.

    A delimited label with a sentence after it is. Without a delimiter the mayor must do
    something at once: "Salem (OR) Mayor Ann Day signed ...", not "... Ann Day at the park".
    """
    if lead.is_delimited:
        return len(lead.rest.split()) >= MIN_WORDS
    after = re.match(rf"(?:{TITLE}\s+)?(?:[A-ZÀ-Þ][\w.’'-]*\s+){{1,4}}", lead.rest)
    if re.match(rf"{TITLE}\b", lead.rest) and after:
        deed = lead.rest[after.end() :]
        return bool(deed) and not SCENE.match(deed) and len(text.split()) >= _MIN_SENTENCE_WORDS
    has_mayor = bool(re.search(rf"{TITLE}\s+[A-ZÀ-Þ]", text))
    return lead.rest == text and has_mayor and len(text.split()) >= _MIN_SENTENCE_WORDS


def _goes_on(text: str, scope: Scope) -> bool:
    """Whether a paragraph continues the city's paragraph before it."""
    draft = scope.draft
    is_paragraph = scope.rank[0] >= 100
    if draft is None or draft.city is None or not is_paragraph:
        return False
    names = [draft.city.name, *draft.mayor.split()[-1:]]
    return bool(_GOES_ON.match(text)) or any(name in text for name in names)


def _heading_title(lead: Lead) -> str:
    """The words of a heading after its place, if they are enough for a title."""
    words = lead.rest.split()
    return f"{lead.city.label}: {lead.rest}" if len(words) >= MIN_WORDS else ""


def _names_columns(block: Block) -> bool:
    return bool(block.headers) and is_header_row(Block(BlockKind.ROW, "", cells=block.headers))


def _without_headers(block: Block) -> Block:
    return Block(block.kind, block.text, 0, block.links, block.line, block.cells)
