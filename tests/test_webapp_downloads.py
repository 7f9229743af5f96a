"""All results as files: rows for spreadsheets, lines for programs, and an honest end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.documents import Contact
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.downloads import CSV_COLUMNS, MAX_ROWS
from webapp.settings import Settings

QUESTION = "?q=responses+to+ICE+raids"


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path = tmp_path_factory.mktemp("many")
    fill_store(path, *(make_statement(f"s-{n:04}", f"Raid number {n}.") for n in range(1005)))
    return create_app(Settings(data=path)).test_client()


def test_a_file_holds_every_match_in_the_order_of_the_page(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/search{QUESTION}&per_page=100").json
    assert found is not None
    ids = [hit["id"] for hit in found["hits"]]
    rows = read_csv(client.get(f"/search.csv{QUESTION}&page=3").data)
    assert rows[0] == list(CSV_COLUMNS)
    assert [row[0] for row in rows[1:]] == ids
    lines = client.get(f"/search.jsonl{QUESTION}").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_a_line_is_the_interfaces_hit_with_the_whole_text(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/search{QUESTION}&per_page=1").json
    assert found is not None
    line = json.loads(client.get(f"/search.jsonl{QUESTION}").text.splitlines()[0])
    text = line.pop("text")
    assert line == found["hits"][0]
    assert line["excerpt"]["text"] in text


def test_filters_and_order_are_those_of_the_page(client: FlaskClient) -> None:
    rows = read_csv(client.get("/search.csv?state=TX&sort=date").data)
    columns = rows[0]
    assert {row[columns.index("state")] for row in rows[1:]} == {"TX"}
    years = [row[columns.index("date")][:4] for row in rows[1:] if row[columns.index("date")]]
    assert years == sorted(years, reverse=True)
    assert client.get("/search.csv?colour=red").status_code == 400


def test_a_row_carries_place_source_capture_date_and_contact(client: FlaskClient) -> None:
    rows = read_csv(client.get("/search.csv?city=chicago-il").data)
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["city"], row["state"], row["language"]) == ("Chicago", "IL", "en")
    assert row["source_url"].startswith("http")
    assert row["source_retrieved"] == "2026-11-22"
    assert row["contact_office"] == "Chicago Commission on Human Relations"
    assert row["url"] == f"http://localhost/statements/{row['id']}"


def test_files_say_what_they_are(client: FlaskClient) -> None:
    for suffix, media_type in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
        response = client.get(f"/search.{suffix}{QUESTION}")
        assert response.mimetype == media_type
        name = f'attachment; filename="responses-to-ice-raids.{suffix}"'
        assert response.headers["Content-Disposition"] == name
        assert response.headers["X-Row-Limit"] == str(MAX_ROWS)
        assert int(response.headers["X-Total-Count"]) > 10
    assert client.get(f"/search.csv{QUESTION}").data.startswith("\ufeffid,".encode())


def test_what_is_cut_is_said_in_the_header_and_in_the_last_line(many: FlaskClient) -> None:
    words = "Cut after 1000 of 1005 matches. Narrow the search for the others."
    response = many.get("/search.csv?q=raid")
    rows = read_csv(response.data)
    assert len(rows) == 1 + MAX_ROWS + 1
    assert rows[-1] == [words]
    assert response.headers["X-Total-Count"] == "1005"
    lines = many.get("/search.jsonl?q=raid").text.splitlines()
    assert len(lines) == MAX_ROWS + 1
    assert json.loads(lines[-1]) == {"note": words}
    assert len({json.loads(line)["id"] for line in lines[:-1]}) == MAX_ROWS


def test_no_cell_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    starts = ("=1+1", "+1", "-1", "@SUM(A1)")
    fill_store(
        tmp_path,
        *(
            make_statement(f"s-{n}", f"{start} raid", title=start, place="Evanston, IL",
                           contact=Contact(office=start, phone="+1 847 555 0100"))
            for n, start in enumerate(starts)
        ),
    )  # fmt: skip
    rows = read_csv(
        create_app(Settings(data=tmp_path)).test_client().get("/search.csv?q=raid").data
    )
    cells = [cell for row in rows[1:] for cell in row]
    assert len(rows) == 1 + len(starts)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert {f"'{start}" for start in starts} <= set(cells)


def test_pages_of_other_sites_may_read_them(client: FlaskClient) -> None:
    for suffix in ("csv", "jsonl", "atom"):
        headers = client.get(f"/search.{suffix}?q=police").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "X-Total-Count" in headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=police").headers


def test_nothing_found_is_a_file_with_a_header_alone(client: FlaskClient) -> None:
    assert read_csv(client.get("/search.csv?q=xylophone").data) == [list(CSV_COLUMNS)]
    assert client.get("/search.jsonl?q=xylophone").data == b""


def test_files_are_throttled_pages_are_not(tmp_path: Path) -> None:
    fill_store(tmp_path, make_statement("a"))
    client = create_app(Settings(data=tmp_path)).test_client()
    answers = [client.get(f"/search.{'csv' if n % 2 else 'jsonl'}") for n in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 300
    assert client.get("/search?kind=statement").status_code == 200
