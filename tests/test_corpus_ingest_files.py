"""Files of every kind go in whole, are read well, and a crash in the middle loses nothing."""

from __future__ import annotations

import csv
import datetime
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Kind
from corpus.ingest import SHIPPED_PATH, IngestOptions, ingest, ingest_results
from corpus.readers import read_documents
from corpus.readers.dispatch import iter_results
from corpus.readers.page_kinds import find_kind
from corpus.readers.page_topics import WORDS_PATH, find_topics
from corpus.store import Store, open_store
from corpus.stored import Outcome
from corpus.submissions import Submissions
from corpus.submissions_records import State
from corpus.submissions_rows import Decision
from corpus.topics import load_topics
from tests.ingest_quality import FIELDS, INGEST, SHARED, load_expected, measure, read_folder

OPTIONS = IngestOptions()
FOLDER = INGEST[0]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        yield opened


def read_on(path: Path, store: Store, day: str) -> dict[Outcome, int]:
    results = iter_results(path, today=datetime.date.fromisoformat(day))
    return dict(ingest_results(results, store, OPTIONS).counts)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("given", [INGEST, SHARED], ids=["own", "shared"])
def test_cities_mayors_dates_and_kinds_are_right_95_times_of_100(given: tuple[Path, Path]) -> None:
    folder, table = given
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    quality = measure(read_folder(folder), load_expected(table))
    assert list(quality) == list(FIELDS)
    for field in FIELDS:
        assert quality[field].precision >= 0.95, field
        assert quality[field].recall >= 0.95, field


def test_what_is_unsure_and_what_is_refused_is_what_the_table_says() -> None:
    assert sum(path.is_file() for path in FOLDER.rglob("*")) >= 30
    expected = load_expected(INGEST[1])
    seen = list(read_folder(FOLDER))
    queued = {(s.path, s.city) for s in expected if s.outcome == "queued"}
    assert {(s.path, s.city) for s in seen if s.outcome == "queued"} == queued
    refused = {s.path: s.city for s in expected if s.outcome == "refused"}
    told = {s.path: s.city for s in seen if s.outcome == "refused"}
    assert told.keys() == refused.keys()
    assert [p for p, words in refused.items() if words not in told[p]] == []


def test_a_folder_read_twice_changes_nothing_the_queue_included(store: Store) -> None:
    first = ingest([FOLDER], store, OPTIONS)
    pending = Submissions(store).list_pending()
    assert first.counts[Outcome.QUEUED] == len(pending) == 5
    assert first.counts[Outcome.ADDED] == store.n_statements()
    version = store.content_version()
    again = ingest([FOLDER], store, OPTIONS)
    assert again.counts == {Outcome.UNCHANGED: len(first.statements)}
    assert (store.content_version(), Submissions(store).list_pending()) == (version, pending)


def test_the_same_page_on_another_day_is_unchanged(store: Store, tmp_path: Path) -> None:
    page = write(
        tmp_path / "page.txt", "- Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020."
    )
    rows = write(tmp_path / "rows.csv", "city,state,text,phone\nBend,OR,Some words.,555-0100\n")
    for path in (page, rows):
        assert read_on(path, store, "2026-01-01") == {Outcome.ADDED: 1}
        assert read_on(path, store, "2026-02-01") == {Outcome.UNCHANGED: 1}


def test_the_same_words_in_two_kinds_of_file_are_stored_once(store: Store, tmp_path: Path) -> None:
    words = "- Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020."
    write(tmp_path / "a.txt", words)
    write(tmp_path / "b.html", f"<html><body><ul><li>{words[2:]}</li></ul></body></html>")
    for expected in (Outcome.ADDED, Outcome.UNCHANGED):
        report = ingest([tmp_path / "a.txt", tmp_path / "b.html"], store, OPTIONS)
        assert report.counts == {expected: 1, Outcome.SIMILAR: 1}
    assert store.n_statements() == 1


def test_a_page_read_again_does_not_undo_a_correction(store: Store, tmp_path: Path) -> None:
    page = write(tmp_path / "a.txt", "- Salem, OR: Mayor Ann Dayle wrote a letter on May 3, 2020.")
    (item,) = ingest([page], store, OPTIONS).statements
    record = tmp_path / "mended.jsonl"
    found = store.find_statement(item.read.statement.doc_id)
    assert found is not None
    mended = {
        "id": found.statement.doc_id, "kind": "statement", "city": "Salem", "state": "OR",
        "mayor": "Anne Dayle", "date": "2020-05-03", "title": "A letter", "text": "She wrote.",
        "source": {"name": "City"},
    }  # fmt: skip
    write(record, json.dumps(mended))
    assert ingest([record], store, OPTIONS).counts == {Outcome.CHANGED: 1}
    assert ingest([page], store, OPTIONS).counts == {Outcome.UNCHANGED: 1}
    now = store.find_statement(found.statement.doc_id)
    assert now is not None
    assert now.statement.mayor == "Anne Dayle"


def test_a_mayor_known_of_another_city_waits_for_a_reviewer(store: Store, tmp_path: Path) -> None:
    text = "city,state,mayor,text\n{},OR,Ada Quillfeather,The mayor said so, and more: {}.\n"
    one = write(tmp_path / "one.csv", text.replace("so, and", "so and").format("Salem", "one"))
    other = write(tmp_path / "two.csv", text.replace("so, and", "so and").format("Bend", "two"))
    assert ingest([one], store, OPTIONS).counts == {Outcome.ADDED: 1}
    report = ingest([other], store, OPTIONS)
    assert report.counts == {Outcome.QUEUED: 1}
    (waiting,) = Submissions(store).list_pending()
    assert "known here as mayor of Salem, OR, not of Bend, OR" in waiting.note
    assert (waiting.path, waiting.reader) == (str(other), "csv")


def test_what_a_reviewer_decided_is_not_asked_again(store: Store, tmp_path: Path) -> None:
    page = write(
        tmp_path / "a.txt",
        "- Brigadoon Falls, MN: Mayor Fern Mackay opened a center on May 1, 2018.\n"
        "- Reno, NV: Mayor Jo Wrenfield signed a climate order on May 3, 2099.\n",
    )
    queue = Submissions(store)
    assert ingest([page], store, OPTIONS).counts == {Outcome.QUEUED: 2}
    first, second = queue.list_pending()
    queue.approve(Decision(first.submission_id, first.version, "Rae"))
    queue.decline(Decision(second.submission_id, second.version, "Rae"), "No such day.")
    assert read_on(page, store, "2027-03-01") == {Outcome.UNCHANGED: 2}
    assert queue.list_pending() == ()
    assert [s.state for s in queue.list_decided()] == [State.DECLINED, State.APPROVED]
    assert store.n_statements() == 1


def test_each_guess_tells_how_sure_it_is_and_why(tmp_path: Path) -> None:
    page = write(
        tmp_path / "a.txt",
        "In May 2020 mayors spoke.\n\n- Salem, OR: Mayor Ann Dayle said that rents for tenants "
        "would be frozen, and evictions stopped, on May 3.\n"
        "- Bend, OR: Mayor Bo Firth spoke to the council at length.\n",
    )
    (result,) = iter_results(page, today=datetime.date(2026, 1, 1))
    guesses = {g.field: g for g in result.statements[0].guesses}
    assert {f: (g.value, g.confidence) for f, g in guesses.items() if f != "language"} == {
        "city": ("Salem, OR", 0.98),
        "mayor": ("Ann Dayle", 0.95),
        "date": ("2020-05-03", 0.8),
        "kind": ("statement", 0.9),
        "topics": ("housing", 0.9),
    }
    assert guesses["date"].evidence == "“May 3”; the year is from around it"
    assert guesses["mayor"].evidence == "“Mayor Ann Dayle”"
    assert guesses["kind"].evidence == "says “said”"
    assert guesses["language"].value == "en"
    assert result.statements[0].statement.topics == ("housing",)


def contents(database: Path) -> tuple[list[tuple[str, int, str]], list[str]]:
    with open_store(database) as store:
        stored = [
            (s.statement.doc_id, s.revision, s.provenance.sha256) for s in store.list_current()
        ]
        return sorted(stored), sorted(str(s.statement) for s in Submissions(store).list_pending())


def test_a_run_killed_30_times_and_finished_is_as_one_never_killed(tmp_path: Path) -> None:
    database = tmp_path / "mayors.sqlite"
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest_crashes", FOLDER, database, "30", "7"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10
    assert contents(database) == contents(tmp_path / "first.sqlite")


def test_every_topic_has_words_and_most_topics_found_are_those_an_editor_gave() -> None:
    with WORDS_PATH.open(encoding="utf-8", newline="") as file:
        assert [row["topic"] for row in csv.DictReader(file)] == [t.name for t in load_topics()]
    n_found = n_right = 0
    for read in read_documents(SHIPPED_PATH).statements:
        found = {guess.value for guess in find_topics(read.statement.title, read.statement.text)}
        n_found += len(found)
        n_right += len(found & set(read.statement.topics))
    assert n_right / n_found > 0.75


def test_statements_and_initiatives_are_told_apart_as_editors_do_three_times_of_four() -> None:
    statements = [read.statement for read in read_documents(SHIPPED_PATH).statements]
    told = [s for s in statements if s.kind is not Kind.BEST_PRACTICE]
    assert sum(find_kind(s.text) is s.kind for s in told) / len(told) > 0.75
