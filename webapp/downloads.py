"""All results of a search as a file: CSV for spreadsheets, JSON Lines for programs.

Takes the parameters of `/search`, gives up to MAX_ROWS matches in the order asked for;
`page` and `per_page` do not matter. Where there are more matches, a header and the last
line say so. Files are throttled for each address, for one costs as much as ten pages.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from flask_babel import gettext

from corpus.cleaning import make_slug
from corpus.export import guard_cell
from search.engine import SearchEngine
from search.parameters import MAX_PER_PAGE, SearchParameters
from search.results import Hit
from search.serialize import Json, hit_to_json
from webapp.addresses import keep_known, read_parameters
from webapp.collection import get_collection
from webapp.protection import throttle_export

downloads = Blueprint("downloads", __name__)

MAX_ROWS = 1000
CSV_COLUMNS = (
    "id", "kind", "title", "city", "state", "issuer", "mayor", "date", "topics", "language",
    "excerpt", "text", "url", "source_name", "source_url", "source_retrieved", "contact_office",
    "contact_name", "contact_title", "contact_phone", "contact_email", "contact_url",
    "contact_checked_on", "contact_from_statement",
)  # fmt: skip
"""The header row of a CSV file."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The matches to be written, at most MAX_ROWS of `total`."""

    parameters: SearchParameters
    hits: tuple[Hit, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether some matches are left out."""
        return self.total > len(self.hits)

    def say_cut(self) -> str:
        """What the last line of a file that is cut says."""
        return gettext(
            "Cut after %(rows)d of %(total)d matches. Narrow the search for the others.",
            rows=len(self.hits),
            total=self.total,
        )


def list_matches(engine: SearchEngine, parameters: SearchParameters) -> Matches:
    """The first MAX_ROWS matches of a search, whatever page it asks for.

    Raises:
        InvalidQueryError: the question only excludes.
    """
    hits: list[Hit] = []
    asked = replace(parameters, page=1, per_page=MAX_PER_PAGE)
    page = engine.search(asked)
    hits += page.hits
    while len(hits) < min(page.total, MAX_ROWS):
        asked = asked.with_page(asked.page + 1)
        hits += engine.search(asked).hits
    return Matches(parameters, tuple(hits[:MAX_ROWS]), page.total)


def write_csv(matches: Matches, site: str) -> str:
    """A header row, a row a match, and a last row in words where matches are left out."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    for hit in matches.hits:
        writer.writerow([guard_cell(cell) for cell in _make_row(hit, site)])
    if matches.is_cut:
        writer.writerow([matches.say_cut()])
    return stream.getvalue()


def _make_row(hit: Hit, site: str) -> Iterator[str]:
    record = _record(hit, site)
    city = record["city"] or {}
    flat = record | {"city": city.get("name"), "state": city.get("state")}
    flat |= {"topics": "; ".join(record["topics"]), "excerpt": record["excerpt"]["text"]}
    for name in CSV_COLUMNS:
        owner, _, part = name.partition("_")
        holder = (record[owner] or {}) if part else flat
        value = holder.get(part or name)
        yield "" if value is None else str(value)


def _record(hit: Hit, site: str) -> Json:
    """A hit as the JSON interface tells it, with its whole text."""
    return hit_to_json(hit, site) | {"text": hit.statement.text}


def write_jsonl(matches: Matches, site: str) -> str:
    """A match a line as in the JSON interface, with its whole text; a note ends a cut file."""
    lines: list[Json] = [_record(hit, site) for hit in matches.hits]
    if matches.is_cut:
        lines.append({"note": matches.say_cut()})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


@downloads.get("/search.csv")
@throttle_export
def download_csv() -> Response:
    """The matches for a spreadsheet; the mark at the start makes Excel read UTF-8."""
    matches = _read_matches()
    body = write_csv(matches, _site()).encode("utf-8-sig")
    return _file(matches, body, ".csv", "text/csv; charset=utf-8; header=present")


@downloads.get("/search.jsonl")
@throttle_export
def download_jsonl() -> Response:
    """The matches for a program."""
    matches = _read_matches()
    return _file(matches, write_jsonl(matches, _site()).encode(), ".jsonl", "application/jsonl")


def _read_matches() -> Matches:
    parameters = read_parameters(keep_known(request.args))
    return list_matches(get_collection().engine(), parameters)


def _site() -> str:
    return request.host_url.rstrip("/")


def _file(matches: Matches, body: bytes, suffix: str, media_type: str) -> Response:
    name = make_slug(matches.parameters.q)[:60].strip("-") or "records"
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{suffix}"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Total-Count"] = str(matches.total)
    response.headers["X-Row-Limit"] = str(MAX_ROWS)
    return response
