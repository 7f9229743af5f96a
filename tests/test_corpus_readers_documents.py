"""Documents and archives: read like pages, refused with words where they can't or mustn't be."""

from __future__ import annotations

import datetime
import io
import json
import os
import random
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from corpus.errors import UnreadableFileError
from corpus.readers import read_documents
from corpus.readers.dispatch import iter_file_results, iter_results
from corpus.readers.results import ReadResult, join_results
from corpus.readers.sniffing import find_name_suffix
from corpus.readers.source_file import SourceFile
from tests.ingest_files import (
    REPORT_PAGES,
    encrypt_pdf,
    lay_lines,
    make_docx,
    make_odt,
    make_pdf,
    make_warc,
    make_xlsx,
    make_zip,
)

TODAY = datetime.date(2026, 11, 22)
PAGES = Path(__file__).parent / "data" / "pages"
FILES = Path(__file__).parent / "data" / "ingest"
BULLET = "Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020."
OTHER = "Bend, OR: Mayor Bo Firth spoke on May 4, 2020."


def read_data(name: str, data: bytes, url: str | None = None) -> ReadResult:
    suffix = Path(name).suffix
    return join_results(iter_file_results(SourceFile(name, suffix, data, TODAY, url)))


def facts(result: ReadResult) -> list[tuple[str, str | None, str]]:
    return [
        (s.city.label if s.city else "", s.mayor, str(s.date or ""))
        for s in (read.statement for read in result.statements)
    ]


def refusal(name: str, data: bytes) -> str:
    result = read_data(name, data)
    assert result.statements == ()
    (problem,) = result.problems
    assert problem.path.startswith(name)
    return problem.remedy


def test_each_statement_of_a_pdf_names_its_page_and_leads_there() -> None:
    data = make_pdf([lay_lines(page) for page in REPORT_PAGES], "Mayors and trust")
    url = "https://league.example.org/report.pdf"
    result = read_data("report.pdf", data, url)
    sources = [(r.line, r.statement.source.name, r.statement.source.url) for r in result.statements]
    assert sources == [
        (1, "Mayors and trust, page 1", f"{url}#page=1"),
        (1, "Mayors and trust, page 1", f"{url}#page=1"),
        (2, "Mayors and trust, page 2", f"{url}#page=2"),
        (3, "Mayors and trust, page 3", f"{url}#page=3"),
    ]
    texts = [read.statement.text for read in result.statements]
    assert "immigration status" in texts[0]
    assert not any("City League Report" in text for text in texts)
    assert read_data("report.pdf", data).statements[0].statement.source.url is None


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    data = encrypt_pdf(
        make_pdf([lay_lines(f"{BULLET}\n\nBend, OR: Mayor Bo Firth wrote to them, too.")]), ""
    )
    assert [f[:2] for f in facts(read_data("a.pdf", data))] == [
        ("Salem, OR", "Ann Dayle"),
        ("Bend, OR", "Bo Firth"),
    ]


@pytest.mark.parametrize(
    "name",
    ["cards", "headings_per_city", "mayor_first", "press_release"],
)
def test_a_page_printed_to_a_pdf_gives_what_the_page_gives(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.goto((PAGES / f"{name}.html").as_uri())
    data = page.pdf()
    page.close()
    expected = json.loads((PAGES / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert [fact for fact in facts(read_data("a.pdf", data)) if fact[0]] == [
        (f"{r['city']}, {r['state']}", r["mayor"], r["date"] or "") for r in expected
    ]


def test_a_table_in_a_pdf_is_told_and_waits_for_a_reviewer() -> None:
    text = (
        "City State Mayor Date Pledge\n\nSalem, OR Ann Dayle May 3, 2020 She wrote a letter.\n\n"
        f"{BULLET}\n\n{OTHER}"
    )
    result = read_data("a.pdf", make_pdf([lay_lines(text)]))
    assert "ingest the spreadsheet it was made from" in result.notes[-1].message
    assert result.statements
    assert all(any(g.confidence < 0.6 for g in read.guesses) for read in result.statements)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", encrypt_pdf(make_pdf([lay_lines(BULLET)]), "x"), "protected by a password"),
        ("a.pdf", make_pdf([lay_lines(BULLET)])[:300], "damaged or cut off"),
        ("a.pdf", b"no PDF at all", "damaged or cut off"),
        ("a.pdf", make_pdf([[]]), "only pictures of it"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password"),
        ("a.docx", make_docx([("Normal", BULLET)])[:5000], "damaged or cut off"),
        ("a.docx", make_zip({"other.xml": b"<x/>"}), "lacks the part word/document.xml"),
        ("a.docx", make_zip({"word/document.xml": b"<x"}), "damaged"),
        ("a.docx", make_zip({"word/document.xml": b"", "word/vbaProject.bin": b""}), "macros"),
        ("a.odt", make_zip({"content.xml": b"<x"}), "damaged"),
        ("a.odt", make_zip({"content.xml": b"<x/>", "Basic/script.xml": b""}), "macros"),
        ("a.odt", make_zip({"content.xml": b"", "META-INF/manifest.xml": b"encryption-data"}),
         "protected by a password"),
        ("a.xlsx", make_zip({"xl/workbook.xml": b"<x/>"}), "damaged"),
        ("a.xlsx", make_zip({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "macros"),
        ("a.xlsx", make_xlsx({"One": [["a", "b"], [1, 2]]}), "names 'a', 'b'"),
        ("a.docm", b"x", "macros, which are programs. Save it as .docx"),
        ("a.xlsm", b"x", "macros, which are programs. Save it as .xlsx"),
        ("a.doc", b"x", "Save it as .docx"),
        ("a.exe", b"MZ", "of a kind that can't be read"),
        ("a.zip", b"PK\x03\x04 cut", "damaged or cut off"),
        ("a.zip", make_zip({"zeros.txt": bytes(20_000_000)}), "would unpack to 20 MB"),
        ("a.docx", make_zip({"word/document.xml": bytes(20_000_000)}), "would unpack to 20 MB"),
        ("a.zip", make_zip({"b.zip": make_zip({"a.txt": b"x"})}), "archive inside an archive"),
        ("a.warc", b"WARC? no", "no web archive"),
        ("a.csv", b",".join([b"text"] * 1_000_000) + b"\nx", "1,000,000 columns; at most 1,000"),
        ("a.xlsx", make_xlsx({"One": [["text"] * 1_200]}), "columns; at most 1,000"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_says_why_and_what_to_do(name: str, data: bytes, words: str) -> None:
    assert words in refusal(name, data)


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.pdf", "a.zip", "a.warc", "a.xlsx"])
def test_a_file_of_2_gb_is_refused_without_being_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    os.truncate(path, 2 << 30)
    with pytest.raises(UnreadableFileError, match=r"has 2,147 MB; at most (100|1,000) are read"):
        read_documents(path)


def test_a_page_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.readers import source_file

    class Endless:
        n_read = 0

        def read(self, size: int) -> bytes:
            self.n_read += size
            return bytes(size)

    stream = Endless()
    monkeypatch.setattr(source_file, "_CHUNK_BYTES", 1000)
    with pytest.raises(UnreadableFileError, match="the most that is read"):
        source_file.read_limited(stream, "input", 10_000)  # type: ignore[arg-type]
    assert stream.n_read == 11_000


def test_word_and_opendocument_texts_are_read_like_pages() -> None:
    word = make_docx([("Heading 1", "Salem, OR"), ("Normal", BULLET[11:]),
                      ("Heading 1", "Bend, OR"), ("Normal", OTHER[10:])])  # fmt: skip
    text = make_odt([("h1", "Salem, OR"), ("p", BULLET[11:]),
                     ("h1", "Bend, OR"), ("p", OTHER[10:])])  # fmt: skip
    expected = [("Salem, OR", "Ann Dayle", "2020-05-03"), ("Bend, OR", "Bo Firth", "2020-05-04")]
    assert facts(read_data("a.docx", word)) == expected
    assert facts(read_data("a.odt", text)) == expected


def test_an_opendocument_text_can_not_reach_other_files() -> None:
    content = (
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"<text:p>{BULLET} &secret;</text:p><text:p>{OTHER}</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    result = read_data("a.odt", make_zip({"content.xml": content.encode()}))
    assert "root:" not in str(result)


def test_a_spreadsheet_may_have_a_title_dates_and_several_sheets() -> None:
    day = datetime.date(2020, 5, 3)
    data = make_xlsx(
        {
            "One": [["Our list"], [], ["City", "State", "Mayor", "Date", "Statement", "Phone"],
                    ["Salem", "OR", "Ann Dayle", day, "She wrote a letter.", 5550100]],
            "Two": [["city", "state", "text"], ["Bend", "OR", "Words."], ["Bend", "XX", "No."]],
        }
    )  # fmt: skip
    result = read_data("a.xlsx", data)
    assert facts(result) == [("Salem, OR", "Ann Dayle", "2020-05-03"), ("Bend, OR", None, "")]
    assert [read.line for read in result.statements] == [4, 2]
    contact = result.statements[0].statement.contact
    assert contact is not None
    assert contact.phone == "5550100"
    assert [(p.line, p.field, p.value) for p in result.problems] == [(3, "state", "XX")]


def test_an_archive_gives_each_of_its_files_by_name(tmp_path: Path) -> None:
    path = tmp_path / "site.zip"
    path.write_bytes(
        make_zip(
            {
                "b/page.txt": BULLET.encode(),
                "a.csv": b"",
                "x.docm": b"",
                ".hidden.txt": b"x",
                "__MACOSX/b/page.txt": b"x",
                "logo.png": b"x",
            }
        )
    )
    result = join_results(iter_results(path, today=TODAY))
    assert [read.path for read in result.statements] == [f"{path}/b/page.txt"]
    assert [p.path for p in result.problems] == [f"{path}/a.csv", f"{path}/x.docm"]
    assert [n.path for n in result.notes if "Skipped" in n.message] == [f"{path}/logo.png"]


def test_a_file_in_an_archive_behind_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(make_zip({"a.txt": BULLET.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    (problem,) = join_results(iter_results(path, today=TODAY)).problems
    assert (problem.path, "protected by a password" in problem.remedy) == (f"{path}/a.txt", True)


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = bytearray(make_zip({"a.txt": bytes(9_000_000)}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    (problem,) = join_results(iter_results(path, today=TODAY)).problems
    assert "can't be unpacked" in problem.remedy
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].file_size == 1000


def test_a_saved_site_gives_its_pages_with_address_and_day() -> None:
    page = f"<html><body><ul><li>{BULLET}</li></ul></body></html>".encode()
    pages = {
        "https://a.example.org/letters": ("200 OK", "text/html", page),
        "https://a.example.org/gone": ("404 Not Found", "text/html", page),
        "https://a.example.org/logo": ("200 OK", "image/png", page),
        "https://a.example.org/a.pdf": ("200 OK", "application/pdf", b"%PDF-1.4 cut"),
    }
    result = read_data("site.warc", make_warc(pages, "2021-07-08"))
    (read,) = result.statements
    source = read.statement.source
    assert (source.url, source.retrieved) == (
        "https://a.example.org/letters",
        datetime.date(2021, 7, 8),
    )
    assert [p.path for p in result.problems] == ["https://a.example.org/a.pdf"]


def test_a_saved_site_cut_off_keeps_what_came_before() -> None:
    page = f"<html><body><ul><li>{BULLET}</li></ul></body></html>".encode()
    other = os.urandom(3000).hex().encode()
    whole = make_warc(
        {"https://a.example.org/1": ("200 OK", "text/html", page),
         "https://a.example.org/2": ("200 OK", "text/html", other)}
    )  # fmt: skip
    result = read_data("site.warc", whole[:-1500])
    assert len(result.statements) == 1
    assert read_data("site.warc", whole[:-1500]) == result


def test_what_scripts_say_is_never_read() -> None:
    html = (
        '<html><body><script>document.write("Bend, OR: Mayor Bo Firth lied about it all.")</script>'
        f'<ul><li>{BULLET} <a href="javascript:alert(1)">More</a><img src=x onerror=alert(1)></li>'
        "</ul></body></html>"
    )
    (read,) = read_data("a.html", html.encode()).statements
    assert read.statement.links == ()
    assert "Firth" not in str(read)
    assert "alert" not in str(read)


def test_wrongly_decoded_text_is_put_right_and_lost_letters_are_told() -> None:
    garbled = BULLET.replace("Ann Dayle", "José Núñez").encode().decode("latin-1")
    result = read_data("a.txt", garbled.encode())
    assert facts(result)[0][1] == "José Núñez"
    assert any("put right" in note.message for note in result.notes)
    lost = read_data("a.txt", BULLET.replace("letter", "l\ufffdtter").encode())
    assert [g.field for g in lost.statements[0].guesses if g.confidence < 0.6] == ["text"]
    assert any("1 characters were lost" in note.message for note in lost.notes)


def test_text_from_right_to_left_waits_unless_it_is_only_quoted() -> None:
    arabic = "مدينتنا بيت لكل من يعيش فيها والأبواب مفتوحة للجميع"
    result = read_data(
        "a.txt",
        f"- Salem, OR: Mayor Ann Dayle: {arabic}.\n- Bend, OR: Mayor Bo Firth said so in "
        f"two languages on May 4, 2020, and “\u202e{arabic[:6]}\u202c” was one.\n".encode(),
    )
    unsure = [[g.field for g in r.guesses if g.confidence < 0.6] for r in result.statements]
    assert unsure == [["language"], []]
    assert "\u202e" not in result.statements[1].statement.text


@pytest.mark.parametrize(
    ("text", "date", "is_unsure"),
    [
        ("signed an order on May 3, 2099.", "", True),
        ("said on May 3, 2020, that by 2050 all buses would be electric.", "2020-05-03", False),
        ("said that in 2050 all buses would be electric.", "", False),
        ("said on 5/3/2020 that buses are free.", "2020-05-03", False),
    ],
)
def test_a_date_that_can_not_be_is_left_open(text: str, date: str, is_unsure: bool) -> None:
    page = f"- Salem, OR: Mayor Ann Dayle {text}\n- Bend, OR: Mayor Bo Firth spoke to them all.\n"
    read = read_data("a.txt", page.encode()).statements[0]
    assert str(read.statement.date or "") == date
    assert any(g.field == "date" and g.confidence < 0.6 for g in read.guesses) == is_unsure


def test_a_city_that_does_not_exist_waits_for_a_reviewer() -> None:
    for name, data in [
        ("a.txt", b"- Lake Wobegon, MN: Mayor Clint Bunsen wrote a letter on May 3, 2020."),
        ("a.csv", b"city,state,text\nLake Wobegon,MN,Some words.\n"),
    ]:
        (read,) = read_data(name, data).statements
        (doubt,) = [g for g in read.guesses if g.confidence < 0.6]
        assert doubt.evidence == "Lake Wobegon, MN is not among the places known here"


def test_a_misspelt_city_waits_with_the_one_that_is_meant() -> None:
    for name, data in [
        ("a.txt", b"- Evnaston, IL: Mayor Ada Quill wrote a letter on May 3, 2020."),
        ("a.csv", b"city,state,text\nEvnaston,IL,Some words.\n"),
        ("b.csv", b"city,state,text\nEvnaston,,Some words.\n"),
    ]:
        (read,) = read_data(name, data).statements
        (doubt,) = [g for g in read.guesses if g.confidence < 0.6]
        assert "(is Evanston, IL meant?)" in doubt.evidence, name


def damage(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, lost or put in; of an archive, inside its files."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(files))
        return make_zip(files | {name: damage(files[name], chance)})
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(damaged) + 1)
        damaged[place : place + chance.choice((0, 1, 1, 1, 50))] = chance.choice(
            (b"<", b'"', b"\x00", b"&", b"9", b"", b"\xff\xfe")
        )
    return bytes(damaged)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.*")))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name: str) -> None:
    data, chance = (FILES / name).read_bytes(), random.Random(name)
    for _ in range(6):
        file = SourceFile(name, find_name_suffix(name), damage(data, chance), TODAY)
        assert all(isinstance(result, ReadResult) for result in iter_file_results(file))
