"""Asked again, the JSON interface answers from memory, and never with what no longer holds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.kept_answers import KeptAnswers
from webapp.settings import Settings

ONE = make_statement("a", "The mayor spoke of raids.")


def test_the_same_question_has_the_same_answer_until_something_is_published(
    tmp_path: Path,
) -> None:
    fill_store(tmp_path, ONE)
    client = create_app(Settings(data=tmp_path)).test_client()
    first, again = (client.get("/api/v1/search?q=raids") for _ in range(2))
    assert (again.data, list(again.headers)) == (first.data, list(first.headers))
    fill_store(tmp_path, make_statement("b", "More raids."))
    after = client.get("/api/v1/search?q=raids")
    assert {hit["id"] for hit in after.get_json()["hits"]} == {"a", "b"}
    assert after.headers["ETag"] != first.headers["ETag"]


def test_each_question_page_host_and_encoding_has_its_own_answer(tmp_path: Path) -> None:
    fill_store(tmp_path, *(make_statement(f"{n}", "Raids.") for n in range(3)))
    client = create_app(Settings(data=tmp_path)).test_client()
    addresses = ["raids", "raids&per_page=1", "raids&per_page=1&page=2", "raid", "raids&exact=1"]
    for _ in range(2):
        answers = [client.get(f"/api/v1/search?q={each}").get_json() for each in addresses]
        assert [len(answer["hits"]) for answer in answers] == [3, 1, 1, 3, 3]
        assert len({str(answer["links"]) for answer in answers}) == len(addresses)
        packed = client.get("/api/v1/search?q=raids", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        refused = client.get("/api/v1/search?q=raids", headers={"Host": "elsewhere.example"})
        assert refused.status_code == 400


def test_mistakes_and_conditional_requests_are_the_applications(tmp_path: Path) -> None:
    fill_store(tmp_path, ONE)
    client = create_app(Settings(data=tmp_path)).test_client()
    for _ in range(2):
        assert client.get("/api/v1/search?q=raids&page=x").status_code == 400
        tag = client.get("/api/v1/search?q=raids").headers["ETag"]
        again = client.get("/api/v1/search?q=raids", headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert client.head("/api/v1/search?q=raids").data == b""
        assert client.post("/api/v1/search?q=raids").status_code == 405


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 5), max_size=12), st.integers(0, 20_000))
def test_with_any_room_answers_are_those_of_the_application(
    tmp_path: Path, asked: list[int], room: int
) -> None:
    if not any(tmp_path.iterdir()):
        fill_store(tmp_path, ONE)
    app = create_app(Settings(data=tmp_path))
    front = app.wsgi_app
    assert isinstance(front, KeptAnswers)
    plain = {n: app.test_client().get(f"/api/v1/search?q=raids&page={n + 1}") for n in range(6)}
    app.wsgi_app = KeptAnswers(  # type: ignore[method-assign]
        front, app.extensions["mayors_collection"], room
    )
    for n in asked:
        answer = app.test_client().get(f"/api/v1/search?q=raids&page={n + 1}")
        assert (answer.status, answer.data) == (plain[n].status, plain[n].data)
