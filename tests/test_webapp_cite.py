"""One record can be cited: in a footnote, in BibTeX, in RIS."""

from __future__ import annotations

import datetime

import pytest
from bibtexparser.entrypoint import parse_string
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as Html

from corpus.documents import Statement
from corpus.stored import Provenance, StoredStatement
from tests.makers import make_statement
from webapp.cite import cite_bibtex, cite_plain, cite_ris, escape_latex

RECORD = "evanston-il-2019-ice-statements-bilingual"
URL = "https://example.org/statements/a"
TODAY = datetime.date(2026, 12, 1)


def store(statement: Statement) -> StoredStatement:
    read_at = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
    return StoredStatement(statement, 3, Provenance("a.jsonl", 1, "jsonl", read_at, "0" * 64))


FULL = store(
    make_statement(
        "a",
        title="Q&A on 100% {safe} cities",
        place="Evanston, IL",
        mayor="Steve Hagerty",
        when="2019-07",
        topics=("police trust",),
    )
)


def read_bibtex(text: str) -> dict[str, str]:
    library = parse_string(text)
    assert library.failed_blocks == []
    assert len(library.entries) == 1
    entry = library.entries[0]
    return {"": entry.key, **{name: field.value for name, field in entry.fields_dict.items()}}


def read_ris(text: str) -> list[tuple[str, str]]:
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(line[2:6] == "  - " for line in lines[:-1])
    return [(line[:2], line[6:]) for line in lines[:-1]]


def test_a_footnote_names_who_what_when_where_and_both_days(app: Flask) -> None:
    with app.test_request_context("/"):
        cited = cite_plain(FULL, URL, TODAY)
    assert cited == (
        "Steve Hagerty, Mayor of Evanston, IL. “Q&A on 100% {safe} cities.” July 2019. Recorded "
        "in its own words by Mayors’ Statements Search, revision 3 of November 22, 2026. Source: "
        "A city page, https://example.org/page. https://example.org/statements/a, accessed on "
        "December 1, 2026."
    )


def test_bibtex_is_read_as_one_entry_with_all_its_fields(app: Flask) -> None:
    with app.test_request_context("/"):
        entry = read_bibtex(cite_bibtex(FULL, URL, TODAY))
    assert entry[""] == "a"
    assert entry["title"] == r"{Q\&A on 100\% \{safe\} cities}"
    assert entry["author"] == "{Steve Hagerty, Mayor of Evanston, IL}"
    assert (entry["year"], entry["month"]) == ("2019", "jul")
    assert (entry["url"], entry["urldate"]) == (URL, "2026-12-01")
    assert entry["note"].startswith("Recorded in its own words")
    assert "day" not in entry


def test_a_date_is_never_more_precise_than_it_is_known(app: Flask) -> None:
    undated = store(make_statement("b", issuer="A Conference of Mayors"))
    with app.test_request_context("/"):
        entry = read_bibtex(cite_bibtex(undated, URL, TODAY))
        assert not {"year", "month", "day"} & set(entry)
        assert entry["author"] == "{A Conference of Mayors}"
        assert "Undated" in cite_plain(undated, URL, TODAY)
        ris = dict(read_ris(cite_ris(undated, URL, TODAY)))
        assert not {"PY", "DA"} & set(ris)
        assert dict(read_ris(cite_ris(FULL, URL, TODAY)))["DA"] == "2019/07//"


def test_ris_begins_with_its_type_and_ends_its_record(app: Flask) -> None:
    with app.test_request_context("/"):
        fields = read_ris(cite_ris(FULL, URL, TODAY))
    assert fields[:3] == [
        ("TY", "ELEC"),
        ("TI", "Q&A on 100% {safe} cities"),
        ("AU", "Steve Hagerty"),
    ]
    assert ("UR", URL) in fields
    assert ("KW", "police trust") in fields
    assert fields[-1] == ("ER", "")


@given(st.text())
def test_no_text_can_break_out_of_its_braces(text: str) -> None:
    escaped = escape_latex(text).replace("\\{", "").replace("\\}", "")
    assert escaped.count("{") == escaped.count("}") == escaped.count("{}")
    entry = f"@misc{{k,\n  title = {{{escape_latex(text)}}},\n}}\n"
    assert set(read_bibtex(entry)) == {"", "title"}


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")],
)
def test_the_files_are_named_after_the_record(
    client: FlaskClient, suffix: str, media_type: str
) -> None:
    response = client.get(f"/statements/{RECORD}/cite.{suffix}")
    assert response.content_type == f"{media_type}; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{RECORD}.{suffix}"'
    assert f"http://localhost/statements/{RECORD}" in response.text
    assert client.get(f"/statements/no-such-record/cite.{suffix}").status_code == 404


def test_the_page_of_a_record_shows_its_citation_whole(client: FlaskClient) -> None:
    page = Html(client.get(f"/statements/{RECORD}").text)
    citation = page.css_first("details.cite .whole")
    assert citation is not None
    assert citation.text().startswith("Steve Hagerty, Mayor of Evanston, IL. “")
    links = [node.attributes["href"] for node in page.css("details.cite a")]
    assert links == [f"/statements/{RECORD}/cite.bib", f"/statements/{RECORD}/cite.ris"]
