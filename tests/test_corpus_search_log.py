"""Questions are counted by day, without anybody in it, and told only where they are common."""

from __future__ import annotations

import datetime
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import search_log
from corpus.redaction import Redactor, make_redaction
from corpus.search_log import SearchLog, forget_texts
from corpus.search_log_records import Asked

START = datetime.date(2026, 3, 1)


@dataclass
class Calendar:
    """A day that a test can move on."""

    day: datetime.date = START

    def __call__(self) -> datetime.date:
        return self.day

    def pass_days(self, number: int = 1) -> None:
        self.day += datetime.timedelta(days=number)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def log(tmp_path: Path, calendar: Calendar) -> SearchLog:
    return SearchLog(tmp_path / "searches.sqlite", "a secret", 90, calendar)


def read_file(path: Path) -> bytes:
    """All that lies on the disk, what is not yet in the file itself, too."""
    return b"".join(each.read_bytes() for each in sorted(path.glob("searches.sqlite*")))


def test_a_text_is_kept_only_once_it_came_on_three_different_days(
    log: SearchLog, calendar: Calendar, tmp_path: Path
) -> None:
    for n_days in (1, 2):
        log.note_question("legal aid", is_empty=False)
        log.note_question("legal aid", is_empty=False)
        quality = log.read_quality(30)
        assert (quality.top, quality.n_untold, quality.n_asked) == ((), 1, 2 * n_days)
        assert b"legal aid" not in read_file(tmp_path)
        calendar.pass_days()
    log.note_question("legal aid", is_empty=False)
    assert log.read_quality(30).top == (Asked("legal aid", 5, 0, 0),)
    assert b"legal aid" in read_file(tmp_path)


def test_what_may_be_a_persons_is_never_kept(
    log: SearchLog, calendar: Calendar, tmp_path: Path
) -> None:
    for _ in range(4):
        for question in ("ana@example.org", "call (208) 555-0142", "ordinance 2019-14"):
            log.note_question(question, is_empty=True)
        log.write()
        calendar.pass_days()
    quality = log.read_quality(30)
    assert ([one.question for one in quality.top], quality.n_untold) == (["ordinance 2019-14"], 2)
    assert b"example.org" not in read_file(tmp_path)


def test_what_was_taken_out_on_request_is_taken_out_here_and_stays_out(
    tmp_path: Path, calendar: Calendar
) -> None:
    redactor = Redactor([make_redaction("Ana Muñoz")])
    path = tmp_path / "searches.sqlite"
    log = SearchLog(path, "a", 90, calendar)
    for _ in range(3):
        ask(log, "ana munoz boise", 1)
        ask(log, "ana street", 1)
        log.write()
        calendar.pass_days()
    assert forget_texts(path, redactor) == 1
    assert b"munoz" not in read_file(tmp_path)
    log = SearchLog(path, "a", 90, calendar, lambda q: redactor.redact_text(q) == q)
    ask(log, "ana munoz boise", 1)
    quality = log.read_quality(30)
    assert ([one.question for one in quality.top], quality.n_untold) == (["ana street"], 1)
    assert forget_texts(tmp_path / "nothing.sqlite", redactor) == 0


def ask(log: SearchLog, question: str, n: int, *, n_empty: int = 0, n_clicks: int = 0) -> None:
    for number in range(n):
        log.note_question(question, is_empty=number < n_empty)
    for _ in range(n_clicks):
        log.note_click(question)


def test_the_lists_say_what_is_asked_what_finds_nothing_and_what_nobody_goes_on_from(
    log: SearchLog, calendar: Calendar
) -> None:
    for _ in range(3):
        ask(log, "raids", 5, n_clicks=2)
        ask(log, "unicorns", 2, n_empty=2)
        ask(log, "housing", 3)
        ask(log, "rare", 1, n_clicks=1)
        log.write()
        calendar.pass_days()
    log.note_click("opened from a letter")
    raids, housing = Asked("raids", 15, 0, 6), Asked("housing", 9, 0, 0)
    unicorns, rare = Asked("unicorns", 6, 6, 0), Asked("rare", 3, 0, 3)
    quality = log.read_quality(30)
    assert quality.top == (raids, housing, unicorns, rare)
    assert quality.without_results == (unicorns,)
    assert quality.without_click == (housing,)
    assert (quality.n_questions, quality.n_asked, quality.n_empty, quality.n_clicks) == (
        4,
        33,
        6,
        9,
    )
    assert log.read_quality(30, limit=1).top == (raids,)


def test_a_period_begins_where_it_says(log: SearchLog, calendar: Calendar) -> None:
    ask(log, "raids", 4)
    calendar.pass_days(6)
    ask(log, "raids", 1)
    assert log.read_quality(7).n_asked == 5
    calendar.pass_days()
    assert log.read_quality(7).n_asked == 1


def test_what_is_old_is_taken_out_of_the_file(
    log: SearchLog, calendar: Calendar, tmp_path: Path
) -> None:
    for _ in range(3):
        ask(log, "raids", 1)
        log.write()
        calendar.pass_days()
    assert b"raids" in read_file(tmp_path)
    calendar.pass_days(90)
    ask(log, "housing", 1)
    log.write()
    with sqlite3.connect(tmp_path / "searches.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM counts").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM texts").fetchone() == (0,)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"raids" not in read_file(tmp_path)


def test_nobody_can_tell_from_the_file_whether_a_question_was_asked_without_the_secret(
    tmp_path: Path, calendar: Calendar
) -> None:
    for secret in ("one", "another"):
        log = SearchLog(tmp_path / "searches.sqlite", secret, 90, calendar)
        ask(log, "raids", 1)
        log.write()
    with sqlite3.connect(tmp_path / "searches.sqlite") as connection:
        rows = connection.execute("SELECT * FROM counts").fetchall()
    connection.close()
    assert [row[:1] + row[2:] for row in rows] == [("2026-03-01", 1, 0, 0)] * 2
    assert len({row[1] for row in rows}) == 2


def test_several_processes_count_into_one_file(tmp_path: Path, calendar: Calendar) -> None:
    logs = [SearchLog(tmp_path / "searches.sqlite", "a", 90, calendar) for _ in range(3)]

    def count(log: SearchLog) -> None:
        for _ in range(5):
            ask(log, "raids", 2)
            log.write()

    threads = [threading.Thread(target=count, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [log.read_quality(7).n_asked for log in logs] == [30] * 3


def test_counts_are_written_without_being_asked_for(
    log: SearchLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_log, "WRITE_SECONDS", 0.01)
    log.note_question("raids", is_empty=False)
    waited = threading.Event()
    for _ in range(500):
        if (tmp_path / "searches.sqlite").exists():
            break
        waited.wait(0.01)
    other = SearchLog(tmp_path / "searches.sqlite", "a secret", 90, lambda: START)
    log.close()
    assert other.read_quality(7).n_asked == 1


def test_where_nothing_can_be_written_counting_goes_on_in_vain(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = SearchLog(tmp_path / "nowhere" / "searches.sqlite", "a", 90)
    log.note_question("raids", is_empty=False)
    assert log.read_quality(7).n_asked == 0
    assert "Questions can't be counted in" in caplog.text
