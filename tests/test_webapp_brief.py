"""A shortlist becomes a brief: as a page, as a Word file, as Markdown."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser as Html

from webapp.brief import MAX_RECORDS, MAX_TITLE, BriefRequest
from webapp.brief_markdown import escape_markdown

EVANSTON = "evanston-il-2019-ice-statements-bilingual"
SPANISH = "evanston-il-2019-aviso-junio-ice"
CHICAGO = "chicago-il-2019-lightfoot-database-cutoff"
NATIONAL = "uscm-2019-barnett-ice-raids"
BRIEF = f"?ids={EVANSTON},{SPANISH},{CHICAGO},{NATIONAL}&q=ICE+raids&title=Memo"


def read(client: FlaskClient, address: str) -> Html:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return Html(response.text)


def texts(page: Html, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def open_docx(client: FlaskClient, address: str) -> DocumentType:
    response = client.get(address)
    assert response.status_code == 200
    return Document(io.BytesIO(response.data))


def render(markdown: str) -> Html:
    return Html(MarkdownIt("commonmark").enable("table").render(markdown))


def test_a_brief_shows_each_record_with_city_mayor_date_passage_source_and_capture_date(
    client: FlaskClient,
) -> None:
    page = read(client, "/brief" + BRIEF)
    assert texts(page, "h1") == ["Memo"]
    assert "Question: ICE raids" in texts(page, ".lead")
    records = texts(page, ".brief-records > li")
    assert len(records) == 4
    for words in ("Evanston, IL", "Mayor Steve Hagerty", "July 12, 2019", "Chicago Tribune",
                  "captured on November 22, 2026"):  # fmt: skip
        assert words in records[0]
    assert len(page.css(".brief-records blockquote mark")) >= 4
    spanish = page.css(".brief-records blockquote")[1]
    assert spanish.attributes["lang"] == "es"


def test_the_contacts_are_a_table_of_cities_each_once(client: FlaskClient) -> None:
    page = read(client, "/brief" + BRIEF)
    assert texts(page, ".contacts thead th[scope=col]")[0] == "City"
    assert texts(page, ".contacts tbody th[scope=row]") == ["Evanston, IL", "Chicago, IL"]
    rows = texts(page, ".contacts tbody tr")
    assert "None known yet" in rows[0]
    assert "Chicago Commission on Human Relations" in rows[1]


def test_unknown_ids_and_those_beyond_the_limit_are_told(client: FlaskClient) -> None:
    ids = [EVANSTON, "gone-1", *(f"made-up-{n}" for n in range(MAX_RECORDS))]
    told = texts(read(client, f"/brief?ids={','.join(ids)}"), ".shortfall")
    assert len(told) == 2
    assert "gone-1, made-up-0" in told[0]
    assert told[1] == "A brief holds at most 50 records; 2 more were left out."
    for suffix in (".md", ".docx"):
        assert client.get(f"/brief{suffix}?ids={','.join(ids)}").status_code == 200
    assert "gone-1" in client.get(f"/brief.md?ids={EVANSTON},gone-1").text


def test_ticked_records_and_pasted_addresses_lead_to_one_address(client: FlaskClient) -> None:
    ticked = client.get(f"/brief?q=raids&ids={EVANSTON}&ids={CHICAGO}&ids={EVANSTON}")
    assert ticked.location == f"/brief?ids={EVANSTON},{CHICAGO}&q=raids"
    pasted = f"https://example.org/es/statements/{SPANISH}?q=x {CHICAGO}"
    added = client.get("/brief", query_string={"ids": EVANSTON, "add": pasted})
    assert added.location == f"/brief?ids={EVANSTON},{SPANISH},{CHICAGO}"


def test_a_record_can_be_moved_and_removed_by_links(client: FlaskClient) -> None:
    page = read(client, f"/brief?ids={EVANSTON},{CHICAGO}")
    links = [node.attributes["href"] for node in page.css(".change a")]
    assert links == [
        f"/brief?ids={CHICAGO}",
        f"/brief?ids={CHICAGO},{EVANSTON}",
        f"/brief?ids={EVANSTON}",
    ]


def test_an_empty_brief_says_how_to_begin(client: FlaskClient) -> None:
    assert texts(read(client, "/brief"), "h1") == ["Your brief is empty"]
    response = client.get("/brief.docx?ids=nothing-here")
    assert response.status_code == 400
    assert "names no record" in response.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "There is no parameter"),
        ("q=a&q=b", "q is given more than once"),
        ("title=" + "x" * (MAX_TITLE + 1), "title is too long"),
        ("ids=a&q=-raids", "only says what to leave out"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    client: FlaskClient, query: str, words: str
) -> None:
    response = client.get(f"/brief?{query}")
    assert response.status_code == 400
    assert words in response.text


def test_the_word_file_has_headings_records_and_its_language(client: FlaskClient) -> None:
    document = open_docx(client, "/brief.docx" + BRIEF)
    headings = [(p.style.name if p.style else "", p.text) for p in document.paragraphs
                if p.style and p.style.name.startswith(("Title", "Heading"))]  # fmt: skip
    assert headings[0] == ("Title", "Memo")
    assert [text for name, text in headings if name == "Heading 1"] == [
        "Records",
        "Whom to ask",
        "About these records",
    ]
    assert next(text for name, text in headings if name == "Heading 2").startswith("1. Evanston")
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("Question: ICE raids", "Evanston, IL · Mayor Steve Hagerty · July 12, 2019",
                  "Chicago Tribune, captured on November 22, 2026"):  # fmt: skip
        assert words in text
    assert (document.core_properties.title, document.core_properties.language) == ("Memo", "en-US")
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert defaults is not None
    assert defaults.get(qn("w:val")) == "en-US"
    marked = {node.get(qn("w:val")) for node in document.element.body.iter(qn("w:lang"))}
    assert marked == {"es-US"}


def test_the_word_files_table_repeats_its_header_and_links_lead_out(client: FlaskClient) -> None:
    document = open_docx(client, "/brief.docx" + BRIEF)
    table = document.tables[0]
    header = table.rows[0]
    assert [cell.text for cell in header.cells] == ["City", "Office and person", "How", "Checked"]
    assert header._tr.trPr is not None
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row.cells[0].text for row in table.rows[1:]] == ["Evanston, IL", "Chicago, IL"]
    targets = {
        document.part.rels[node.get(qn("r:id"))].target_ref
        for node in document.element.body.iter(qn("w:hyperlink"))
    }
    assert f"http://localhost/statements/{EVANSTON}" in targets
    assert "mailto:cchrfilings@cityofchicago.org" in targets
    assert all(target.startswith(("http", "mailto:")) for target in targets)


def test_libreoffice_opens_the_word_file(client: FlaskClient, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("No LibreOffice here; on Debian or Ubuntu: apt-get install libreoffice-writer")
    path = tmp_path / "brief.docx"
    path.write_bytes(client.get("/brief.docx" + BRIEF).data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "txt:Text", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    told = path.with_suffix(".txt").read_text(encoding="utf-8-sig")
    assert told.splitlines()[0] == "Memo"
    assert "Chicago Commission on Human Relations" in told


def test_the_word_file_is_a_sound_archive_whatever_the_title_holds(client: FlaskClient) -> None:
    response = client.get("/brief.docx", query_string={"ids": EVANSTON, "title": "A\ufffe<&>]]>"})
    assert zipfile.ZipFile(io.BytesIO(response.data)).testzip() is None
    assert Document(io.BytesIO(response.data)).paragraphs[0].text == "A<&>]]>"
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.docx"'


def test_in_spanish_the_files_speak_spanish(client: FlaskClient) -> None:
    document = open_docx(client, "/es/brief.docx" + BRIEF)
    assert document.core_properties.language == "es-US"
    marked = {node.get(qn("w:val")) for node in document.element.body.iter(qn("w:lang"))}
    assert marked == {"en-US"}
    assert "/es/statements/" in client.get("/es/brief.md" + BRIEF).text


def test_the_markdown_reads_as_the_page_does(client: FlaskClient) -> None:
    response = client.get("/brief.md" + BRIEF)
    assert response.content_type == "text/markdown; charset=utf-8"
    page = render(response.text)
    assert texts(page, "h1") == ["Memo"]
    assert [title.split(". ", 1)[0] for title in texts(page, "h3")] == ["1", "2", "3", "4"]
    on_page = texts(read(client, "/brief" + BRIEF), "blockquote")
    assert texts(page, "blockquote") == on_page
    assert texts(page, "tbody td:first-child") == ["Evanston, IL", "Chicago, IL"]
    assert {len(row.css("td")) for row in page.css("tbody tr")} == {7}


def test_a_title_never_becomes_markup(client: FlaskClient) -> None:
    title = "# <b>[x](javascript:alert(1))</b> | *y* `z` &amp; 1. _w_"
    query = {"ids": EVANSTON, "title": title}
    page = render(client.get("/brief.md", query_string=query).text)
    assert texts(page, "h1") == [title]
    assert page.css("h1 *") == []
    shown = read(client, f"/brief?ids={EVANSTON}&title=%3Cscript%3Ealert(1)%3C/script%3E")
    assert shown.css("h1 script") == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_escaped_for_markdown_reads_as_it_was(text: str) -> None:
    words = " ".join(text.split())
    tokens = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escape_markdown(text))
    )
    kinds = [token.type for token in tokens]
    assert kinds == (["paragraph_open", "inline", "paragraph_close"] if words else [])
    inline = tokens[1].children or [] if words else []
    assert {token.type for token in inline} <= {"text", "text_special"}
    assert "".join(token.content for token in inline) == words


@given(st.lists(st.from_regex(r"[a-z0-9][a-z0-9.:_-]{0,20}", fullmatch=True), unique=True),
       st.text(max_size=30))  # fmt: skip
def test_an_address_says_again_what_was_asked(ids: list[str], title: str) -> None:
    from urllib.parse import parse_qs, urlsplit

    url = BriefRequest(tuple(ids), title=title.encode("utf-8", "ignore").decode()).to_url()
    asked = parse_qs(urlsplit(url).query)
    assert asked.get("ids", [""])[0].split(",") == (ids or [""])


def test_files_carry_the_day_they_were_made(client: FlaskClient) -> None:
    document = open_docx(client, f"/brief.docx?ids={EVANSTON}")
    created = document.core_properties.created
    assert created is not None
    assert (datetime.datetime.now(datetime.UTC).date() - created.date()).days <= 1
