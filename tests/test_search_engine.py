"""A question in, a page out: promises of `search.engine` over a published store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corpus.documents import Contact, Kind
from corpus.errors import IndexDamagedError, IndexMissingError
from corpus.store import open_store
from corpus.stored import Incoming
from index.storage import current_generation
from search.engine import SearchEngine
from search.parameters import SearchParameters
from search.publishing import LiveEngine, index_path, publish, store_path, verify
from search.results import CityContact, Facet, ResultPage
from search.serialize import page_to_json
from tests.makers import engine_over, fill_store, make_statement

NASHVILLE = (("city", ("nashville-tn",)),)
OFFICE = Contact(office="Office of New Residents", phone="555-0100")
STATEMENTS = (
    make_statement("evanston-1", "The mayor spoke of ICE raids.", place="Evanston, IL",
                   when="2019-06", mayor="Stephen Hagerty", topics=("immigration enforcement",)),
    make_statement("evanston-2", "A desk for new residents.", place="Evanston, IL", when="2020",
                   contact=OFFICE, kind=Kind.INITIATIVE),
    make_statement("nashville-1", "After ICE raids a fund was opened.", place="Nashville, TN",
                   when="2019-07-22", topics=("immigrant legal aid",)),
    make_statement("stockton-1", "Tras las redadas, una guía.", place="Stockton, CA",
                   language="es", when="2019-07"),
    make_statement("body-1", "Mayors answer ICE raids together.",
                   issuer="A Conference of Mayors"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with engine_over(tmp_path_factory.mktemp("data"), *STATEMENTS) as engine:
        yield engine


def search(engine: SearchEngine, q: str = "", **parameters: object) -> ResultPage:
    return engine.search(SearchParameters(q, **parameters))  # type: ignore[arg-type]


def ids(page: ResultPage) -> list[str]:
    return [hit.statement.doc_id for hit in page.hits]


def counts(page: ResultPage, name: str) -> dict[str, int]:
    facet = next(facet for facet in page.facets if facet.name == name)
    assert isinstance(facet, Facet)
    return {value.label: value.n_matches for value in facet.values}


def test_hits_come_with_the_stored_statement_excerpt_and_total(engine: SearchEngine) -> None:
    page = search(engine, "ICE raids")
    assert sorted(ids(page)) == ["body-1", "evanston-1", "nashville-1"]
    assert page.total == 3
    nashville = next(hit for hit in page.hits if hit.statement.doc_id == "nashville-1")
    assert nashville.statement == STATEMENTS[2]
    assert nashville.excerpt.text == "After ICE raids a fund was opened."
    assert nashville.excerpt.spans == ((6, 9), (10, 15))


def test_the_contact_is_the_records_own_else_the_citys_else_none(engine: SearchEngine) -> None:
    contacts = {hit.statement.doc_id: hit.contact for hit in search(engine, per_page=100).hits}
    assert contacts["evanston-2"] == CityContact(OFFICE)
    assert contacts["evanston-1"] == CityContact(OFFICE, "evanston-2")
    assert contacts["nashville-1"] is None
    assert contacts["body-1"] is None


def test_facets_count_all_matches_and_set_aside_their_own_selection(engine: SearchEngine) -> None:
    page = search(engine, "raids", per_page=1, selections=(("state", ("TN",)),))
    assert page.total == 1
    assert counts(page, "state") == {"California": 1, "Illinois": 1, "Tennessee": 1}
    assert counts(page, "city") == {"Nashville, TN": 1}
    assert counts(page, "year") == {"2019": 1}


def test_national_bodies_are_in_no_city_or_state(engine: SearchEngine) -> None:
    assert counts(search(engine, "together"), "city") == {}


def test_mayors_spelled_otherwise_are_one_in_the_facet(engine: SearchEngine) -> None:
    assert counts(search(engine, "mayor:Hagerty"), "mayor") == {"Steve Hagerty": 1}
    assert ids(search(engine, 'mayor:"Stephen Hagerty"')) == ["evanston-1"]


def test_pages_hold_every_match_once_in_a_stable_order(engine: SearchEngine) -> None:
    pages = [search(engine, page=n, per_page=2) for n in (1, 2, 3, 4)]
    listed = [doc_id for page in pages for doc_id in ids(page)]
    assert listed == ["evanston-2", "nashville-1", "stockton-1", "evanston-1", "body-1"]
    assert (pages[3].hits, pages[3].total) == ((), 5)


def test_what_was_searched_is_told(engine: SearchEngine) -> None:
    told = search(engine, "the raids -hockey state:Texas colour:blue").interpretation
    assert told.terms == ("raids", "colour", "blue")
    assert told.ignored == ("the",)
    assert told.excluded == ("hockey",)
    assert told.filters == (("state", "Texas"),)
    assert len(told.notes) == 2


def test_only_common_words_find_nothing_and_say_why(engine: SearchEngine) -> None:
    page = search(engine, "what is the")
    assert page.total == 0
    assert "only very common words" in page.interpretation.notes[0]


def test_similar_statements_share_words_and_leave_out_the_one_asked_of(
    engine: SearchEngine,
) -> None:
    similar = [s.doc_id for s in engine.list_similar("nashville-1", 2)]
    assert len(similar) == 2
    assert "nashville-1" not in similar
    assert engine.list_similar("no-such-id") == ()


def test_chosen_statements_come_in_the_order_given_with_the_passage_that_answers(
    engine: SearchEngine,
) -> None:
    chosen = ("stockton-1", "gone", "nashville-1")
    hits = engine.list_hits(chosen, "raids")
    assert [hit.statement.doc_id for hit in hits] == ["stockton-1", "nashville-1"]
    assert hits[1].excerpt == search(engine, "raids", selections=NASHVILLE).hits[0].excerpt
    assert [hit.excerpt.spans for hit in engine.list_hits(chosen)] == [(), ()]


def test_matches_of_late_are_counted_by_the_first_day_they_can_be(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=age) for age in (3, 30, 31, 365, 366)]
    dated = [make_statement(f"d-{n}", "Raids.", when=str(day)) for n, day in enumerate(days)]
    whole_year = make_statement("year", "Raids.", when=str(today.year))
    with engine_over(tmp_path, *dated, whole_year, make_statement("u", "Raids.")) as engine:
        recent = search(engine, "raids").recent
        filtered = search(engine, "raids", selections=(("year", (str(today.year),)),)).recent
    january = date(today.year, 1, 1)
    assert recent.n_last_year == 5
    assert recent.n_last_month == 2 + (today - january <= timedelta(days=30))
    assert filtered.n_last_year == 1 + sum(day.year == today.year for day in days)


def test_json_is_the_contract(engine: SearchEngine) -> None:
    answer = page_to_json(search(engine, "ICE raids", per_page=1, page=2))
    assert list(answer) == [
        "query", "interpretation", "total", "page", "per_page", "took_ms", "links", "facets",
        "pinned", "hits",
    ]  # fmt: skip
    assert answer["links"] == {
        "self": "/api/v1/search?q=ICE+raids&page=2&per_page=1",
        "next": "/api/v1/search?q=ICE+raids&page=3&per_page=1",
        "prev": "/api/v1/search?q=ICE+raids&per_page=1",
        "first": "/api/v1/search?q=ICE+raids&per_page=1",
        "last": "/api/v1/search?q=ICE+raids&page=3&per_page=1",
    }
    assert list(answer["interpretation"]) == [
        "terms", "excluded", "ignored", "filters", "notes", "parts", "added", "corrections",
        "offer", "exact_url",
    ]  # fmt: skip
    hit = answer["hits"][0]
    assert set(hit) == {
        "id", "kind", "title", "city", "issuer", "mayor", "date", "date_is_inferred", "excerpt",
        "topics", "language", "score", "url", "source", "links", "contact",
    }  # fmt: skip
    assert answer["facets"]["state"][0] == {
        "value": "IL",
        "label": "Illinois",
        "count": 1,
        "url": "/api/v1/search?q=ICE+raids&state=IL&per_page=1",
    }
    json.dumps(answer)


def test_a_changed_statement_is_found_by_its_new_words_once_published(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    live = LiveEngine(tmp_path)
    before = live.current()
    with open_store(store_path(tmp_path)) as store:
        changed = replace(STATEMENTS[0], text="Quite other wording about libraries.")
        store.add([Incoming(changed, "test", None, "test")])
    publish(tmp_path)
    after = live.current()
    assert ids(search(after, "libraries")) == ["evanston-1"]
    assert ids(search(before, "libraries")) == []
    old = next(h for h in search(before, "spoke raids").hits)
    assert old.statement.text == "The mayor spoke of ICE raids."
    live.close()


def test_a_damaged_new_index_leaves_the_old_answers(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    live = LiveEngine(tmp_path)
    assert live.current().n_documents == 5
    name = publish(tmp_path, is_whole=True)
    (index_path(tmp_path) / name / "terms.text.npy").write_bytes(b"damaged")
    assert live.current().ask("raids").total == 4
    with pytest.raises(IndexDamagedError):
        verify(tmp_path)
    live.close()


def test_verify_tells_an_index_older_than_its_statements(tmp_path: Path) -> None:
    fill_store(tmp_path, *STATEMENTS)
    assert "posting_documents.npy" in verify(tmp_path)
    with open_store(store_path(tmp_path)) as store:
        store.add([Incoming(make_statement("new"), "test", None, "test")])
    with pytest.raises(IndexDamagedError, match="older than the statements"):
        verify(tmp_path)


def test_without_an_index_the_error_names_the_command(tmp_path: Path) -> None:
    live = LiveEngine(tmp_path)
    with pytest.raises(IndexMissingError, match="mayors build"):
        live.current()
    assert current_generation(index_path(tmp_path)) == (None, None)
    live.close()


def test_threads_that_make_each_other_forget_get_their_statements_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engine.MAX_LOADED", 3)
    words = ("raid", "shelter", "library", "income", "budget", "transit", "housing", "monument")
    statements = [make_statement(f"s-{word}", f"A {word} here.") for word in words]
    with engine_over(tmp_path, *statements) as engine, ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda word: search(engine, word).hits[0].statement.doc_id, words * 20)
        assert list(found) == [f"s-{word}" for word in words * 20]
