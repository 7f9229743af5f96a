"""What the page reader promises: the right cities, mayors and dates from pages of many shapes."""

import datetime
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.documents import Kind, PartialDate, Statement
from corpus.readers import read_documents
from corpus.readers.blocks import Page
from corpus.readers.html_blocks import read_html_blocks
from corpus.readers.results import ReadResult

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTED = sorted(PAGES.glob("*.expected.json"))
CENTER_PAGE = (
    Path(__file__).parents[2] / "shared/pages/center-for-inclusive-and-compassionate-cities.txt"
)
TODAY = datetime.date(2026, 11, 22)

CENTER_TEXT = """\
Conference President Columbia (SC) Mayor Steve Benjamin at the memorial in Montgomery, AL.

About the Center

{prose} The United States Conference of Mayors agreed.

Mayors’ Initiatives

Support For Immigrants

In July 2019, the Conference invited mayors to describe what they did.

  • Stockton, CA: Mayor Pat Tull states, “We are one city, built by many hands.”
  • Rochester, MN: Mayor Ana Reed and Police Chief Jo Lind issued a statement on July 11.
"""


@dataclass(frozen=True)
class Seen:
    """What a page says of one city."""

    city: str
    mayor: str | None
    date: str | None
    is_inferred: bool


def page_of(expected: Path) -> Path:
    stem = expected.name.removesuffix(".expected.json")
    return next(p for p in PAGES.glob(f"{stem}.*") if p.suffix != ".json")


def seen_in(result: ReadResult) -> list[Seen]:
    statements = [read.statement for read in result.statements]
    return [
        Seen(s.city.label, s.mayor, str(s.date) if s.date else None, s.date_is_inferred)
        for s in statements
        if s.city
    ]


def expected_in(path: Path) -> list[Seen]:
    return [
        Seen(f"{r['city']}, {r['state']}", r["mayor"], r["date"], r.get("inferred", False))
        for r in json.loads(path.read_text(encoding="utf-8"))
    ]


def read_text_page(tmp_path: Path, text: str, name: str = "page.txt") -> list[Statement]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [read.statement for read in read_documents(path, today=TODAY).statements]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_each_page_gives_its_cities_with_mayor_and_date(expected: Path) -> None:
    result = read_documents(page_of(expected), today=TODAY)
    assert seen_in(result) == expected_in(expected)
    assert result.problems == ()


def test_precision_and_recall_over_all_pages_are_at_least_95_percent() -> None:
    assert len(EXPECTED) >= 14
    wanted: Counter[tuple[str, str, str | None]] = Counter()
    found: Counter[tuple[str, str, str | None]] = Counter()
    for path in EXPECTED:
        for counter, seen in (
            (wanted, expected_in(path)),
            (found, seen_in(read_documents(page_of(path), today=TODAY))),
        ):
            for s in seen:
                for name, value in (("city", s.city), ("mayor", s.mayor), ("date", s.date)):
                    counter[f"{path.name} {name} {s.city}", name, value] += 1
    for name in ("city", "mayor", "date"):
        n_wanted = sum(n for key, n in wanted.items() if key[1] == name)
        n_found = sum(n for key, n in found.items() if key[1] == name)
        n_right = sum(n for key, n in (wanted & found).items() if key[1] == name)
        assert n_right / n_found >= 0.95, f"precision of {name}"
        assert n_right / n_wanted >= 0.95, f"recall of {name}"


@pytest.mark.skipif(not CENTER_PAGE.exists(), reason="the origin page lies in ../shared")
def test_the_origin_page_gives_six_cities_and_two_sections_of_prose() -> None:
    result = read_documents(CENTER_PAGE, today=TODAY)
    assert seen_in(result) == [
        Seen("Stockton, CA", "Michael Tubbs", "2019-07", True),
        Seen("Washington, DC", "Muriel Bowser", "2019-07", True),
        Seen("Rochester, MN", "Kim Norton", "2019-07-11", False),
        Seen("Evanston, IL", "Stephen Hagerty", "2019-06", False),
        Seen("Nashville, TN", "David Briley", "2019-07-12", False),
        Seen("Santa Fe, NM", "Alan Webber", "2019-07", True),
    ]
    prose = [read.statement for read in result.statements if read.statement.city is None]
    assert [(s.title, s.kind, s.issuer) for s in prose] == [
        ("About the Center", Kind.STATEMENT, "U.S. Conference of Mayors"),
        ("Best Practices", Kind.BEST_PRACTICE, None),
    ]
    assert "Compact" in prose[0].text
    assert result.problems == ()
    assert any("Mayors’ Initiatives" in note.message for note in result.notes)


def test_captions_headings_and_prose_are_told_from_statements(tmp_path: Path) -> None:
    prose = "Mayors from many places pledged themselves to a kinder country. " * 8
    statements = read_text_page(tmp_path, CENTER_TEXT.format(prose=prose))
    assert [(s.city.label if s.city else s.issuer) for s in statements] == [
        "Stockton, CA",
        "Rochester, MN",
        "U.S. Conference of Mayors",
    ]
    assert statements[1].date == PartialDate(2019, 7, 11)
    assert statements[0].date_is_inferred
    assert not statements[1].date_is_inferred


def test_later_dates_stay_in_the_text(tmp_path: Path) -> None:
    text = "- Salem, OR: Mayor Ann Day spoke on May 3, 2020. The order came on June 9, 2020."
    (statement,) = read_text_page(tmp_path, text)
    assert str(statement.date) == "2020-05-03"
    assert "June 9, 2020" in statement.text


def test_a_statement_says_where_and_when_it_was_read(tmp_path: Path) -> None:
    html = (
        "<html><head><title>Town news</title>"
        "<link rel=canonical href='https://towns.example.org/news'></head><body><ul>"
        "<li>Salem, OR: Mayor Ann Day wrote <a href='/letter'>a letter</a> to all.</li>"
        "<li>Bend, OR: Mayor Bo Fir wrote <a href='mailto:a@b.org'>another</a> to all.</li>"
        "</ul></body></html>"
    )
    first, second = read_text_page(tmp_path, html, "page.html")
    assert (first.source.name, first.source.url) == ("Town news", "https://towns.example.org/news")
    assert first.source.retrieved == TODAY
    assert [(link.label, link.url) for link in first.links] == [
        ("a letter", "https://towns.example.org/letter")
    ]
    assert second.links == ()


def test_a_text_page_is_named_after_its_file(tmp_path: Path) -> None:
    (statement,) = read_text_page(tmp_path, "- Salem, OR: Mayor Ann Day wrote a letter.")
    assert (statement.source.name, statement.source.url) == ("page.txt", None)


def test_marks_of_emphasis_are_no_part_of_the_text(tmp_path: Path) -> None:
    text = "**Salem, OR** - *Mayor Ann Day* wrote __one__ letter at 5 * 3 * 2 desks."
    (statement,) = read_text_page(tmp_path, text, "page.md")
    assert statement.text.endswith("wrote one letter at 5 * 3 * 2 desks.")
    assert "*Mayor" not in statement.text


def test_spanish_pieces_are_noticed(tmp_path: Path) -> None:
    text = "- Laredo, TX: La alcaldesa Ana Ruiz dijo que la ciudad protege a las familias."
    (statement,) = read_text_page(tmp_path, text)
    assert (statement.language, statement.mayor) == ("es", "Ana Ruiz")


def test_the_mayor_keeps_the_spelling_of_the_page(tmp_path: Path) -> None:
    text = "- Evanston, IL: Mayor Stephen Hagerty issued a statement to residents."
    (statement,) = read_text_page(tmp_path, text)
    assert statement.mayor == "Stephen Hagerty"


def test_two_pieces_alike_get_two_ids(tmp_path: Path) -> None:
    line = "- Salem, OR: Mayor Ann Day wrote a long letter to residents"
    first, second = read_text_page(tmp_path, f"{line}. One.\n{line}. Two.")
    assert first.doc_id != second.doc_id


def test_a_page_read_twice_gives_the_same(tmp_path: Path) -> None:
    text = "- Salem, OR: Mayor Ann Day wrote a letter.\n- Bend, OR: Mayor Bo Fir spoke to us."
    assert read_text_page(tmp_path, text) == read_text_page(tmp_path, text)


def test_an_unknown_place_is_kept_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("- Lake Wobegon, MN: Mayor Clint Bun wrote a letter.", encoding="utf-8")
    result = read_documents(path, today=TODAY)
    assert seen_in(result) == [Seen("Lake Wobegon, MN", "Clint Bun", None, False)]
    assert any("not among the places known" in note.message for note in result.notes)


def test_deeply_nested_or_broken_html_is_survived() -> None:
    assert isinstance(read_html_blocks("<div>" * 5000 + "x"), Page)
    assert isinstance(read_html_blocks("<table><tr><td colspan=9999999>a<td>b"), Page)
    assert isinstance(read_html_blocks("<<<>>>&#0;<a href='http://[bad'>x</a>"), Page)


@pytest.mark.parametrize(
    "text",
    [
        "A." * 20_000,
        "Mayor " * 10_000,
        "Mayor Ann Day of " * 3_000,
        "[" * 10_000,
        "Salem, " * 9_000,
    ],
    ids=["initials", "titles", "names", "brackets", "commas"],
)
def test_a_hostile_page_ends_and_gives_nothing(tmp_path: Path, text: str) -> None:
    assert read_text_page(tmp_path, text) == []
