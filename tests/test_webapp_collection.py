"""What the pages count is what there is, after every change, without reading every record."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from corpus.documents import City, Contact, Kind, Statement
from corpus.removals import take_down
from corpus.store import open_store
from corpus.stored import Incoming
from search.publishing import publish, store_path
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.collection import Collection
from webapp.phrase_counter import PhraseCounter
from webapp.settings import Settings

WOBEGON = City("lake-wobegon-mn", "Lake Wobegon", "MN")


def list_statements(collection: Collection) -> list[Statement]:
    return [stored.statement for stored in collection.store().list_current()]


def test_the_counts_are_those_of_the_records(data_path: Path) -> None:
    collection = Collection(data_path)
    catalogue, statements = collection.catalogue(), list_statements(collection)
    per_city = Counter(s.city for s in statements if s.city)
    per_topic = Counter(topic for s in statements for topic in s.topics)
    assert catalogue.n_records == len(statements)
    assert {e.city: e.n_records for e in catalogue.cities} == per_city
    assert {e.topic.name: e.n_records for e in catalogue.topics} == per_topic
    assert dict(catalogue.kinds) == Counter(s.kind.value for s in statements)
    assert dict(catalogue.languages) == Counter(s.language for s in statements)
    assert catalogue.years == tuple(sorted({s.date.year for s in statements if s.date}))
    usable = [s for s in statements if s.contact and s.contact.is_usable]
    assert catalogue.n_with_contact == len(usable)
    names = [(e.city.state, e.city.name) for e in catalogue.cities if e.city.state == "OH"]
    assert names == sorted(names)


def test_what_comes_and_goes_is_counted_at_once(tmp_path: Path) -> None:
    contact = Contact("Mayor’s Office", phone="(208) 555-0142")
    old = make_statement("old", when="2019", place="Boise, ID", topics=("housing",))
    fill_store(tmp_path, old)
    collection = Collection(tmp_path)
    assert [e.city.label for e in collection.catalogue().cities] == ["Boise, ID"]
    new = Statement("new", Kind.INITIATIVE, "T", "Words.", old.source, WOBEGON, contact=contact)
    with open_store(store_path(tmp_path)) as store:
        store.add([Incoming(new, "test", None, "test")])
        take_down(store, "old", "Asked for.", "Bo")
    publish(tmp_path)
    catalogue = collection.catalogue()
    assert (catalogue.n_records, catalogue.n_with_contact) == (1, 1)
    assert [(e.city, e.n_records) for e in catalogue.cities] == [(WOBEGON, 1)]
    assert (catalogue.kinds, catalogue.years, catalogue.topics) == ((("initiative", 1),), (), ())


def test_a_small_place_that_records_name_has_its_page(tmp_path: Path) -> None:
    source = make_statement("a").source
    fill_store(tmp_path, Statement("lake", Kind.INITIATIVE, "A lake", "Words.", source, WOBEGON))
    client = create_app(Settings(data=tmp_path)).test_client()
    assert 'href="/cities/lake-wobegon-mn"' in client.get("/cities").text
    for address in ("/cities/lake-wobegon-mn", "/cities/lake-wobegon-mn/peers", "/sitemap.xml"):
        assert client.get(address).status_code == 200, address
    assert "A lake" in client.get("/cities/lake-wobegon-mn").text
    assert client.get("/cities/atlantis-id").status_code == 404


def test_phrases_are_counted_anew_beside_the_answers(tmp_path: Path) -> None:
    fill_store(tmp_path, *(make_statement(f"a{n}", "A know your rights card.") for n in range(3)))
    counter = PhraseCounter()
    with open_store(store_path(tmp_path)) as store:
        first = counter.find(store, 3)
        assert "know your rights" in [phrase.text for phrase in first]
        texts = [make_statement(f"b{n}", "Shelters open all winter.") for n in range(3)]
        store.add([Incoming(s, "test", None, "test") for s in texts], allow_similar=True)
        assert counter.find(store, 3) is first
        while (found := counter.find(store, 6)) is first:
            time.sleep(0.01)
        assert "Shelters open" in [phrase.text for phrase in found]
        assert counter.find(store, 6) is found
