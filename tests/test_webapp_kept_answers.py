"""Asked again, the JSON interface answers from memory, and never with what no longer holds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from search.engine import SearchEngine
from search.publishing import LiveEngine
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.kept_answers import Answer, KeptAnswers
from webapp.settings import Settings


def test_the_same_question_has_the_same_answer_until_something_is_published(
    tmp_path: Path,
) -> None:
    fill_store(tmp_path, make_statement("a", "The mayor spoke of raids."))
    client = create_app(Settings(data=tmp_path)).test_client()
    first, again = (client.get("/api/v1/search?q=raids") for _ in range(2))
    assert (again.data, dict(again.headers)) == (first.data, dict(first.headers))
    fill_store(tmp_path, make_statement("b", "More raids."))
    after = client.get("/api/v1/search?q=raids")
    assert {hit["id"] for hit in after.get_json()["hits"]} == {"a", "b"}
    assert after.headers["ETag"] != first.headers["ETag"]


def test_each_question_page_and_host_has_its_own_answer(tmp_path: Path) -> None:
    statements = [make_statement(f"{n}", "Raids.") for n in range(3)]
    fill_store(tmp_path, *statements)
    client = create_app(Settings(data=tmp_path)).test_client()
    addresses = ["raids", "raids&per_page=1", "raids&per_page=1&page=2", "raid", "raids&exact=1"]
    for _ in range(2):
        answers = [client.get(f"/api/v1/search?q={each}").get_json() for each in addresses]
        assert [len(answer["hits"]) for answer in answers] == [3, 1, 1, 3, 3]
        assert len({str(answer["links"]) for answer in answers}) == len(addresses)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=40))
def test_never_more_is_kept_than_there_is_room_for(asked: list[tuple[int, int]]) -> None:
    engine = _engine()
    kept = KeptAnswers(max_bytes=100)
    for question, size in asked:
        kept.keep(engine, question, Answer(b"x" * size, "", ()))
        found = [answer for each in range(10) if (answer := kept.find(engine, each))]
        assert sum(len(answer.text) for answer in found) <= 100
        assert kept.find(engine, question) is not None


def _engine() -> SearchEngine:
    return SearchEngine.__new__(SearchEngine)


def test_another_engine_knows_nothing_of_what_was_kept(tmp_path: Path) -> None:
    fill_store(tmp_path, make_statement("a"))
    live = LiveEngine(tmp_path)
    kept = KeptAnswers()
    kept.keep(live.current(), "q", Answer(b"{}", "", ()))
    assert kept.find(_engine(), "q") is None
    live.close()
