"""A table row to a draft: columns by their headers, or a place in the first cell.

Takes a row's block, gives a `Draft` or None. The names of columns are those of
spreadsheets (`corpus.readers.csv_columns`).
"""

from __future__ import annotations

import re

from corpus.cities import load_gazetteer, make_city
from corpus.cleaning import fold
from corpus.documents import City
from corpus.errors import InvalidRecordError
from corpus.readers.blocks import Block
from corpus.readers.csv_columns import find_field
from corpus.readers.page_dates import find_dates, read_whole_date
from corpus.readers.page_drafts import Draft
from corpus.readers.page_names import NAME, TITLE, find_mayors, trim_name
from corpus.readers.page_places import find_lead

_NOT_TEXT = frozenset({"city", "state", "mayor", "date", "id", "kind", "topics", "language"})
_MAX_HEADER_WORDS = 3
_HEADER_MARKS = frozenset({"city", "mayor"})


def is_header_row(block: Block) -> bool:
    """Whether a row names columns."""
    fields = [find_field(cell) for cell in block.cells]
    return bool(_HEADER_MARKS.intersection(filter(None, fields))) and len(fields) > 1


def make_row_draft(block: Block, state: str | None) -> Draft | None:
    """The draft of a row, or None if it names no place."""
    fields = _find_columns(block.headers)
    values = dict(zip(fields, block.cells, strict=False)) if fields else {}
    city, mayor = _find_city(block, values, state)
    if city is None:
        return None
    draft = Draft(city, label=block.cells[0], line=block.line)
    draft.mayor = _read_mayor(values.get("mayor") or "") or mayor
    draft.from_column = "mayor" if values.get("mayor") else ""
    cell_date = values.get("date") or ""
    draft.date = read_whole_date(cell_date)
    if draft.date is None and find_dates(cell_date):
        draft.label = f"{cell_date} {draft.label}"
    texts = [
        _with_stop(cell)
        for position, cell in enumerate(block.cells)
        if cell and not _is_spent(position, cell, fields, city)
    ]
    draft.add(" ".join(texts), block.links)
    return draft


def _find_columns(headers: tuple[str, ...]) -> list[str | None]:
    """The field of each column; the first of several for one field counts."""
    fields: list[str | None] = []
    for header in headers:
        found = _find_column(header)
        fields.append(found if found not in fields else None)
    return fields


def _find_column(header: str) -> str | None:
    found = find_field(header)
    if found:
        return found
    words = fold(header).replace("/", " ").split()
    parts = [find_field(word) for word in words] if len(words) <= _MAX_HEADER_WORDS else []
    return next((part for part in parts if part in {"city", "mayor", "date"}), None)


def _find_city(
    block: Block, values: dict[str | None, str], state: str | None
) -> tuple[City | None, str]:
    name, column_state = values.get("city") or "", values.get("state") or state or ""
    if name and column_state:
        city = load_gazetteer().find(name, column_state)
        if city is not None:
            return city, ""
    for cell in (name, *block.cells[:2]):
        lead = find_lead(cell, column_state or None) if cell else None
        if lead is not None:
            return lead.city, lead.mayor
    if name and column_state:
        try:
            return make_city(name, column_state), ""
        except InvalidRecordError:
            return None, ""
    return (load_gazetteer().resolve(name), "") if name else (None, "")


def _read_mayor(cell: str) -> str:

    named = find_mayors(cell)
    if named:
        return named[0].name
    match = re.match(rf"(?:{TITLE}\s+)?({NAME})", cell)
    return trim_name(match[1]) if match else ""


def _is_spent(position: int, cell: str, fields: list[str | None], city: City) -> bool:
    """Whether a cell's content stands in the draft's other parts."""
    field = fields[position] if position < len(fields) else None
    if field in _NOT_TEXT:
        return True
    lead = find_lead(cell) if position < 2 and not fields else None
    return lead is not None and lead.city == city and len(lead.rest.split()) < 3


def _with_stop(text: str) -> str:
    return text if text[-1] in '.!?”"…' else f"{text}."
