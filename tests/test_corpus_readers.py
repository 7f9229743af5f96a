"""What reading files promises: good rows are kept, bad ones named with line, value and remedy."""

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.documents import TextDocument
from corpus.errors import UnreadableFileError
from corpus.readers import read_documents
from corpus.readers.beir_reader import is_collection, read_collection_documents
from corpus.readers.results import ReadResult

TODAY = datetime.date(2026, 11, 22)
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write_file


def make_line(number: int, **changes: object) -> str:
    record: dict[str, object] = {
        "id": f"salem-{number}",
        "kind": "statement",
        "city": "Salem",
        "state": "OR",
        "title": f"Letter {number}",
        "text": "Mayor Ann Day wrote a letter.",
        "language": "en",
        "source": {"name": "Salem"},
    }
    return json.dumps(record | changes)


def read(path: Path) -> ReadResult:
    return read_documents(path, today=TODAY)


def problems_of(result: ReadResult) -> list[tuple[int | None, str, str]]:
    return [(problem.line, problem.field, problem.value) for problem in result.problems]


def test_3_bad_rows_of_100_leave_97(write: Write) -> None:
    lines = [make_line(n) for n in range(1, 101)]
    lines[9] = make_line(10, date="2019-02-30")
    lines[49] = make_line(50, state="Ontario")
    lines[99] = make_line(100)[:40]
    result = read(write("a.jsonl", "\n".join(lines)))
    assert len(result.statements) == 97
    assert problems_of(result) == [
        (10, "date", "2019-02-30"),
        (50, "state", "Ontario"),
        (100, "line", make_line(100)[:40]),
    ]
    assert "cut off" in result.problems[2].remedy
    assert result.statements[-1].line == 99


def test_the_same_id_twice_is_told_with_both_lines(write: Write) -> None:
    result = read(write("a.jsonl", f"{make_line(1)}\n\n{make_line(1)}\n"))
    assert problems_of(result) == [(3, "id", "salem-1")]
    assert "Line 1" in result.problems[0].remedy


@pytest.mark.parametrize("line", ["[1]", "5", "null", '"x"', "{", "[" * 100_000])
def test_a_line_that_is_no_object_is_a_problem(write: Write, line: str) -> None:
    result = read(write("a.ndjson", f"{line}\n{make_line(1)}"))
    assert [(p.line, p.field) for p in result.problems] == [(1, "line")]
    assert len(result.statements) == 1


def test_a_language_left_out_is_noticed(write: Write) -> None:
    line = make_line(1, language=None, text="La alcaldesa dijo que la ciudad está con ellos.")
    assert read(write("a.jsonl", line)).statements[0].statement.language == "es"


def test_fields_not_used_are_noted(write: Write) -> None:
    result = read(write("a.jsonl", make_line(1, colour="red")))
    assert [note.message for note in result.notes] == ["Fields not used: colour."]


def test_csv_columns_are_found_by_what_people_call_them(write: Write) -> None:
    text = (
        "Town;ST;Mayor’s name;Headline;Body;Published;Tags;Colour\n"
        'Salem;Ore.;Ann Day;A letter;"She wrote;\nand wrote.";May 3, 2020;youth|housing;red\n'
        "Bend;OR;Bo Fir;;He spoke to the council.;2019-07;;blue\n"
        "Reno;XX;Cy Elm;Bad;Text here.;2019;;\n"
    )
    result = read(write("a.csv", text))
    first, second = (found.statement for found in result.statements)
    assert [found.line for found in result.statements] == [2, 4]
    assert (first.city and first.city.label, first.mayor, first.title) == (
        "Salem, OR", "Ann Day", "A letter",
    )  # fmt: skip
    assert (str(first.date), first.topics) == ("2020-05-03", ("youth", "housing"))
    assert first.text == "She wrote; and wrote."
    assert second.title == "He spoke to the council"
    assert (first.source.name, first.source.retrieved) == ("a.csv", TODAY)
    assert problems_of(result) == [(5, "state", "XX")]
    assert "'Colour'" in result.notes[0].message
    assert "city (from 'Town')" in result.notes[0].message


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    rows = [("city", "state", "title", "text"), ("Salem", "OR", "A letter", "She wrote it.")]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert len(read(write("a.csv", text)).statements) == 1


def test_a_place_in_one_column_is_enough(write: Write) -> None:
    result = read(write("a.csv", 'city,text\n"Salem, Oregon",She wrote a long letter.\n'))
    city = result.statements[0].statement.city
    assert city is not None
    assert city.slug == "salem-or"


def test_a_row_with_too_many_cells_is_a_problem(write: Write) -> None:
    result = read(write("a.csv", "city,state,text\nSalem,OR,She wrote,twice.\nBend,OR,Fine text."))
    assert problems_of(result) == [(2, "row", "twice.")]
    assert len(result.statements) == 1


def test_a_csv_without_texts_says_what_it_has(write: Write) -> None:
    with pytest.raises(UnreadableFileError, match=r"names 'a', 'b'; name a column 'text'"):
        read(write("a.csv", "a,b\n1,2\n"))


def test_latin_1_is_read_with_a_note(write: Write) -> None:
    text = "city,state,text\nCañon City,CO,“Señor” López spoke to the council.\n"
    result = read(write("a.csv", text.encode("cp1252")))
    assert result.statements[0].statement.text == "“Señor” López spoke to the council."
    assert "read as Latin-1" in result.notes[0].message


def test_utf_16_and_byte_order_marks_are_read(write: Write) -> None:
    text = "city,state,text\nSalem,OR,She wrote a letter.\n"
    assert len(read(write("a.csv", text.encode("utf-16"))).statements) == 1
    assert len(read(write("b.csv", text.encode("utf-8-sig"))).statements) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture"),
        ("a.csv", b"city,state\x00\x01\x02", "binary data"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF"),
        ("a.txt", bytes(range(256)) * 10, "binary data"),
        ("a.jsonl", b"", "is empty"),
        ("a.txt", b" \n\n", "is empty"),
        ("a.html", b"", "is empty"),
        ("a.pdf", b"%PDF-1.7", "can't be read"),
        ("noname", b"text", "no suffix"),
        ("a.csv", b"caf\x81\x8d caf\xe9, x", "neither UTF-8 nor cp1252"),
    ],
)
def test_what_is_not_text_is_refused_in_words(
    write: Write, name: str, content: bytes, message: str
) -> None:
    path = write(name, content)
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read(path)
    assert name in str(caught.value)


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="does not exist"):
        read(tmp_path / "gone.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(write: Write) -> None:
    path = write("a.txt", "x")
    path.chmod(0)
    with pytest.raises(UnreadableFileError, match="permissions"):
        read(path)


def test_a_directory_is_read_in_order_and_gathers_problems(write: Write, tmp_path: Path) -> None:
    write("d/b.jsonl", make_line(2))
    write("d/a.jsonl", make_line(1))
    write("d/c/page.txt", "- Salem, OR: Mayor Ann Day wrote a letter.")
    write("d/empty.csv", "")
    write("d/photo.jpg", b"\xff\xd8\xff")
    write("d/.hidden.txt", "nothing")
    result = read(tmp_path / "d")
    assert [Path(found.path).name for found in result.statements] == [
        "a.jsonl", "b.jsonl", "page.txt",
    ]  # fmt: skip
    assert [problem.value for problem in result.problems] == ["empty.csv"]
    assert [Path(note.path).name for note in result.notes] == ["photo.jpg"]


def test_a_directory_without_readable_files_says_so(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write("pictures/a.jpg", b"\xff\xd8\xff")
    for name in ("empty", "pictures"):
        with pytest.raises(UnreadableFileError, match="holds no file that can be read"):
            read(tmp_path / name)


def test_a_judged_collection_is_sent_to_evaluate(write: Write, tmp_path: Path) -> None:
    path = write("col/corpus.jsonl", '{"_id": 1, "title": "T", "text": "X"}\n')
    for given in (tmp_path / "col", path):
        with pytest.raises(UnreadableFileError, match="mayors evaluate"):
            read(given)


def test_a_collection_gives_its_documents(write: Write, tmp_path: Path) -> None:
    lines = '{"_id": "d1", "title": "T", "text": "X"}\n\n{"_id": 2, "text": "Y"}\n'
    write("corpus.jsonl", lines)
    assert is_collection(tmp_path)
    assert list(read_collection_documents(tmp_path, "es")) == [
        TextDocument("d1", "T", "X", "es"),
        TextDocument("2", "", "Y", "es"),
    ]


def test_a_broken_collection_names_the_line(write: Write, tmp_path: Path) -> None:
    write("corpus.jsonl", '{"_id": "d1", "text": "X"}\n{"_id": "d2"\n')
    with pytest.raises(UnreadableFileError, match="line 2"):
        list(read_collection_documents(tmp_path))
    with pytest.raises(UnreadableFileError, match="can't be opened"):
        list(read_collection_documents(tmp_path / "gone"))
