"""Makes the binary files of tests/data/ingest anew: `python -m tests.ingest_files [FOLDER]`.

Also the makers the tests use for damaged and hostile files. A PDF is written by hand, so
that each line stands exactly where a test says.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "ingest"
_DAY = (2024, 1, 2, 0, 0, 0)

PdfLine = tuple[float, float, str]
"""Height on the page, size of the letters, text."""


def make_pdf(pages: Sequence[Sequence[PdfLine]], title: str = "") -> bytes:
    """A PDF with these lines on each page."""
    n_pages = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(n_pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {n_pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = "\n".join(
            f"BT /F1 {size} Tf 72 {y} Td ({_escape(text)}) Tj ET" for y, size, text in lines
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        length = len(content.encode("cp1252"))
        objects.append(f"<< /Length {length} >>\nstream\n{content}\nendstream")
    objects.append(f"<< /Title ({_escape(title)}) >>")
    return _join_objects(objects)


def _join_objects(objects: Sequence[str]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def lay_lines(text: str, top: float = 720, size: float = 11) -> list[PdfLine]:
    """Lines of a text at their heights; "# " marks a larger one, an empty one a gap."""
    lines: list[PdfLine] = []
    y = top
    for line in text.split("\n"):
        is_large = line.startswith("# ")
        if line.strip():
            lines.append((y, size + 7 if is_large else size, line.removeprefix("# ")))
        y -= 26 if is_large else 14
    return lines


def encrypt_pdf(data: bytes, password: str) -> bytes:
    """The same PDF behind a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip archive, the same each time it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_docx(parts: Sequence[tuple[str, str]]) -> bytes:
    """A Word document of (style, text) paragraphs."""
    import docx

    document = docx.Document()
    for style, text in parts:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_odt(parts: Sequence[tuple[str, str]]) -> bytes:
    """An OpenDocument text of ("h1", ...), ("p", ...) and ("li", ...) parts."""
    shapes = {
        "h1": '<text:h text:outline-level="1">{}</text:h>',
        "h2": '<text:h text:outline-level="2">{}</text:h>',
        "p": "<text:p>{}</text:p>",
        "li": "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
    }
    body = "".join(shapes[kind].format(escape(text)) for kind, text in parts)
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    return make_zip({"mimetype": kind, "content.xml": content.encode()})


def make_xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel file of named sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_warc(pages: Mapping[str, tuple[str, str, bytes]], day: str = "2024-01-02") -> bytes:
    """A web archive of (status, content type, bytes) by address."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for url, (status, content_type, data) in pages.items():
        http = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(data),
            http_headers=http,
            warc_headers_dict={"WARC-Date": f"{day}T00:00:00Z"},
        )
        writer.write_record(record)
        record.raw_stream.close()
    return out.getvalue()


def _list_page(title: str, *items: str) -> bytes:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return (
        f"<html><head><title>{title}</title></head><body><ul>{listed}</ul></body></html>".encode()
    )


REPORT_PAGES = (
    "City League Report\n\n# Mayors and trust in police\n\n"
    "This report gathers what mayors said.\n\n"
    "Wichita, KS: Mayor Ludmila Hartwright said on March 4, 2019, that police\n"
    "officers would not ask about immigra-\ntion status.\n\n"
    "Lubbock, TX: Mayor Erasmus Quayle opened a citizens' academy on\nMarch 18, 2019.\n\n1",
    "City League Report\n\nMobile, AL: Mayor Clementine Ashby created a review board\n"
    "on April 2, 2019.\n\n2",
    "City League Report\n\nPeoria, IL: Mayor Bartholomew Finch told residents on April 9, 2019,\n"
    "that every stop would be counted.\n\n3",
)


def make_files() -> dict[str, bytes]:
    """Every binary file of the folder by its name."""
    report = make_pdf([lay_lines(page) for page in REPORT_PAGES], "Mayors and trust in police")
    release = make_pdf(
        [
            lay_lines(
                "FOR IMMEDIATE RELEASE\n\n# Mayor Trevelyan Signs Order on Data Privacy\n\n"
                "YONKERS, N.Y. (January 25, 2022) - Mayor Demelza Trevelyan signed an order today\n"
                "that keeps residents' personal data inside city hall.\n\n"
                '"What we do not share cannot be misused," the mayor said.'
            )
        ]
    )
    return {
        "report.pdf": report,
        "release.pdf": release,
        "damaged.pdf": report[:900],
        "locked.pdf": encrypt_pdf(release, "secret"),
        "scan.pdf": make_pdf([[], []]),
        **_make_documents(),
        **_make_spreadsheets(),
        **_make_archives(),
    }


def _make_documents() -> dict[str, bytes]:
    release = [
        ("Normal", "FOR IMMEDIATE RELEASE"),
        ("Heading 1", "Mayor Pemberley Launches Fund for Small Shops"),
        ("Normal", "CHATTANOOGA, Tenn. (June 7, 2021) – Mayor Lucasta Pemberley said today that "
                   "shops on Main Street may ask for help."),
        ("Normal", "“A street without shops is only a road,” the mayor said."),
    ]  # fmt: skip
    listed = [
        ("Heading 1", "Mayors and broadband"),
        ("Normal", "In 2021 mayors wired their schools."),
        ("List Bullet", "Chico, CA: Mayor Anselm Gray opened free Wi-Fi zones on May 5, 2021."),
        ("List Bullet", "Roanoke, VA: Mayor Verity Locke said on May 6, 2021, that no pupil would "
                        "go without a laptop."),
    ]  # fmt: skip
    spanish = [
        ("Heading 1", "Alcaldes y bibliotecas"),
        ("List Bullet", "Pomona, CA: La alcaldesa Graciela Montiel abrió una biblioteca bilingüe "
                        "el 3 de marzo de 2022."),
        ("List Bullet", "Edinburg, TX: El alcalde Saturnino Vega dijo el 4 de marzo de 2022 que "
                        "los libros no piden visa."),
    ]  # fmt: skip
    odt_release = [
        ("p", "FOR IMMEDIATE RELEASE"),
        ("h1", "Mayor Wetherby Apologizes for Razed Quarter"),
        ("p", "ASHEVILLE, N.C. (July 15, 2020) – Mayor Honoria Wetherby apologized today for the "
              "homes the city tore down."),
        ("p", "“We took what was not ours,” the mayor said."),
    ]  # fmt: skip
    odt_list = [
        ("h1", "Mayors on climate"),
        ("h2", "Bend, OR"),
        ("p", "Mayor Philippa Sorrel launched free buses on smoke days on August 2, 2021."),
        ("h2", "Eugene, OR"),
        ("p", "Mayor Crispin Vale said on August 3, 2021, that shade is a right."),
    ]
    return {
        "release.docx": make_docx(release),
        "list.docx": make_docx(listed),
        "spanish.docx": make_docx(spanish),
        "release.odt": make_odt(odt_release),
        "list.odt": make_odt(odt_list),
        "macros.docm": make_docx(release),
        "renamed.docx": make_zip({"word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"}),
    }


def _make_spreadsheets() -> dict[str, bytes]:
    header = ["City", "State", "Mayor", "Date", "Kind", "Statement"]
    one = [
        ["Initiatives of the year"],
        header,
        ["Toledo", "OH", "Sabrina Dunmore", "2020-12-01", "initiative",
         "The city set aside $3 million for rent."],
        ["Lansing", "MI", "Hubert Fairlie", "2020-12", "statement",
         "The mayor said the courthouse desk stays open."],
    ]  # fmt: skip
    two = [header, ["Provo", "UT", "Melisande Orrin", "2018-01-15", "statement",
                    "The mayor said the march would go on."]]  # fmt: skip
    three = [header, ["Laramie", "WY", "Tobias Kettering", "2019", "best_practice",
                      "The council and students meet each month."]]  # fmt: skip
    return {
        "sheet.xlsx": make_xlsx({"2020": one}),
        "two_sheets.xlsx": make_xlsx({"Utah": two, "Wyoming": three, "Colours": [["red"]]}),
        "macros.xlsm": make_xlsx({"2020": one}),
    }


def _make_archives() -> dict[str, bytes]:
    page = _list_page(
        "Veterans",
        "Topeka, KS: Mayor Araminta Sedge said on May 30, 2022, that no veteran sleeps outside.",
        "Norman, OK: Mayor Quillon Barr opened a shelter on May 31, 2022.",
    )
    notes = b"- Salem, OR: Mayor Winifred Oakhurst spoke to students on April 17, 2018.\n"
    archive = {"site/veterans.html": page, "site/notes.txt": notes, "site/logo.png": b"\x89PNG"}
    saved = {
        "https://news.example.org/": ("200 OK", "text/html", b"<html><body>Home</body></html>"),
        "https://news.example.org/refugees": (
            "200 OK",
            "text/html; charset=utf-8",
            _list_page(
                "Refugees",
                "Boise, ID: Mayor Severin Ashdown welcomed twelve families on June 20, 2019.",
                "Manchester, NH: Mayor Odette Lanoue said on June 21, 2019, that the mills "
                "need hands.",
            ),
        ),
        "https://news.example.org/logo.png": ("200 OK", "image/png", b"\x89PNG"),
        "https://news.example.org/gone": ("404 Not Found", "text/html", b"<p>Gone</p>"),
    }
    return {
        "site.zip": make_zip(archive),
        "bomb.zip": make_zip({"zeros.txt": bytes(30_000_000)}),
        "saved.warc.gz": make_warc(saved),
    }


def main() -> None:
    """Write them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, data in make_files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
