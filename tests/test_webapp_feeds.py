"""Feeds: what RFC 4287 asks, in the order of dates, with ids that stay."""

from __future__ import annotations

import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html

from corpus.documents import Source
from tests.makers import fill_store, make_statement
from webapp import create_app
from webapp.feeds import ENTRIES_A_PAGE
from webapp.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = (
    "/search.atom",
    "/search.atom?q=responses+to+ICE+raids",
    "/search.atom?city=evanston-il",
    "/search.atom?topic=hate-crimes",
    "/search.atom?mayor=Kim+Norton",
    "/search.atom?q=xylophone",
    "/es/search.atom?q=redadas",
)
ONCE = {"id", "title", "updated"}
KNOWN_IN_FEED = ONCE | {"subtitle", "link", "author", "entry"}
KNOWN_IN_ENTRY = ONCE | {"published", "link", "category", "summary", "content"}


def read(client: FlaskClient, address: str) -> ET.Element:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.data)


def names(element: ET.Element) -> list[str]:
    return [child.tag.removeprefix(ATOM) for child in element]


def text(element: ET.Element, name: str) -> str:
    return element.findtext(ATOM + name) or ""


def links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(ATOM + "link")}


def check_time(words: str) -> None:
    assert words.endswith("Z")
    assert datetime.datetime.fromisoformat(words).tzinfo is not None


@pytest.mark.parametrize("address", FEEDS)
def test_every_feed_has_what_the_standard_requires(client: FlaskClient, address: str) -> None:
    feed = read(client, address)
    assert feed.tag == ATOM + "feed"
    assert feed.attrib[LANGUAGE] in ("en", "es")
    found = names(feed)
    assert set(found) <= KNOWN_IN_FEED
    assert all(found.count(name) == 1 for name in ONCE | {"author"})
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert links(feed)["self"] == f"http://localhost{address}"
    assert links(feed)["alternate"].startswith("http://localhost/")
    check_time(text(feed, "updated"))
    entries = feed.findall(ATOM + "entry")
    for entry in entries:
        inside = names(entry)
        assert set(inside) <= KNOWN_IN_ENTRY
        assert all(inside.count(name) == 1 for name in ONCE | {"summary", "content"})
        assert text(entry, "id").startswith("urn:uuid:")
        assert text(entry, "title")
        assert "/statements/" in links(entry)["alternate"]
        for name in ("updated", "published"):
            if name in inside:
                check_time(text(entry, name))
        content = entry.find(ATOM + "content")
        assert content is not None
        assert content.attrib["type"] == "html"
        assert Html(content.text or "").css("p") != []
    ids = [text(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_a_feed_tells_the_newest_first_and_goes_on_in_pages(client: FlaskClient) -> None:
    address: str | None = "/search.atom"
    days, n_entries = [], 0
    while address:
        feed = read(client, address)
        entries = feed.findall(ATOM + "entry")
        assert len(entries) <= ENTRIES_A_PAGE
        n_entries += len(entries)
        days += [text(entry, "published") for entry in entries if text(entry, "published")]
        address = links(feed).get("next", "").removeprefix("http://localhost") or None
    assert n_entries == 327
    assert days == sorted(days, reverse=True)


def test_only_a_day_that_is_known_is_published(tmp_path: Path) -> None:
    fill_store(
        tmp_path,
        make_statement("by-day", when="2024-05-06"),
        make_statement("by-month", when="2024-04"),
        make_statement("by-page", when="2024-03-02", date_is_inferred=True),
        make_statement("undated", source=Source("A book")),
    )
    feed = read(create_app(Settings(data=tmp_path)).test_client(), "/search.atom")
    told = [(text(e, "title"), text(e, "published")) for e in feed.findall(ATOM + "entry")]
    assert told == [
        ("Title of by-day", "2024-05-06T12:00:00Z"),
        ("Title of by-month", ""),
        ("Title of by-page", ""),
        ("Title of undated", ""),
    ]


def test_ids_stay_when_the_words_change_and_updated_tells_of_it(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    fill_store(tmp_path, make_statement("a", "Old words."), make_statement("b"))
    old = read(app.test_client(), "/search.atom")
    fill_store(tmp_path, make_statement("a", "New words."), make_statement("b"))
    new = read(app.test_client(), "/search.atom")
    assert text(old, "id") == text(new, "id")
    before, after = (
        {text(e, "id"): text(e, "updated") for e in feed.findall(ATOM + "entry")}
        for feed in (old, new)
    )
    assert list(before) == list(after)
    unchanged = text(new.findall(ATOM + "entry")[1], "id")
    assert before[unchanged] == after[unchanged]
    assert "New words." in text(new.findall(ATOM + "entry")[0], "summary")


def test_an_entry_has_the_same_id_in_every_feed_and_on_every_host(client: FlaskClient) -> None:
    one = read(client, "/search.atom?city=evanston-il").findall(ATOM + "entry")
    other = read(client, "/es/search.atom?q=Evanston").findall(ATOM + "entry")
    shared = {text(e, "id"): links(e)["alternate"].rpartition("/")[2] for e in one}
    seen = {text(e, "id"): links(e)["alternate"].rpartition("/")[2] for e in other}
    both = set(shared) & set(seen)
    assert both
    assert all(shared[name] == seen[name] for name in both)
    named = client.get("/search.atom", headers={"Host": "127.0.0.1:81"}).data
    assert text(ET.fromstring(named), "id") == text(read(client, "/search.atom"), "id")


def test_who_has_it_already_is_sent_nothing(client: FlaskClient) -> None:
    first = client.get("/search.atom?q=police")
    for name, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = client.get("/search.atom?q=police", headers={name: value})
        assert (again.status_code, again.data) == (304, b"")
    stale = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert client.get("/search.atom?q=police", headers=stale).status_code == 200


def test_the_feed_of_a_city_or_topic_leads_to_its_page(client: FlaskClient) -> None:
    for query, page in (
        ("?city=evanston-il", "/cities/evanston-il"),
        ("?topic=hate-crimes", "/topics/hate-crimes"),
        ("?mayor=Kim+Norton", "/search?mayor=Kim+Norton"),
        ("", "/"),
    ):
        assert links(read(client, f"/search.atom{query}"))["alternate"] == f"http://localhost{page}"
    assert text(read(client, "/search.atom?city=evanston-il"), "title").startswith("Evanston, IL |")


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/search?q=police&state=TX&sort=date&page=2", "/search.atom?q=police&state=TX"),
        ("/cities/evanston-il", "/search.atom?city=evanston-il"),
        ("/topics/hate-crimes", "/search.atom?topic=hate-crimes"),
        ("/es/topics/hate-crimes", "/es/search.atom?topic=hate-crimes"),
    ],
)
def test_pages_name_their_feed_and_what_to_expect(
    client: FlaskClient, page: str, feed: str
) -> None:
    html = Html(client.get(page).text)
    link = html.css_first("link[type='application/atom+xml']")
    assert link is not None
    assert link.attributes["href"] == feed
    follow = html.css_first("details.follow")
    assert follow is not None
    assert follow.css_first("a.more").attributes["href"] == feed  # type: ignore[union-attr]
    assert any(character.isdigit() for character in follow.text())


def test_a_feed_is_named_after_its_search(client: FlaskClient) -> None:
    address = "/search.atom?q=police&topic=hate-crimes&peers=evanston-il&from=2019"
    named = text(read(client, address), "title").partition(" | ")[0]
    assert named == "police, Hate crimes, Cities like Evanston, IL, 2019–"
    assert text(read(client, "/search.atom"), "title").startswith("All records | ")


def test_the_start_page_names_the_feed_of_everything(client: FlaskClient) -> None:
    link = Html(client.get("/es/").text).css_first("link[type='application/atom+xml']")
    assert link is not None
    assert link.attributes["href"] == "/es/search.atom"


def test_the_expected_volume_counts_the_last_year_and_month(tmp_path: Path) -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    ages = (3, 40, 300, 500)
    days = [str(today - datetime.timedelta(days=age)) for age in ages]
    fill_store(tmp_path, *(make_statement(f"s-{day}", when=day) for day in days))
    client = create_app(Settings(data=tmp_path)).test_client()
    follow = Html(client.get("/search?from=2000&sort=date").text).css_first("details.follow")
    assert follow is not None
    assert "last 12 months: 3; in the last 30 days: 1." in follow.text()
    assert "/search.atom?from=2000" in follow.text()


def test_a_feed_refuses_what_a_search_refuses(client: FlaskClient) -> None:
    assert client.get("/search.atom?colour=red").status_code == 400
    assert client.get("/search.atom?q=-raids").status_code == 400


def test_a_record_with_markup_in_it_stays_text(tmp_path: Path) -> None:
    fill_store(tmp_path, make_statement("a", "1 < 2 & <script>x</script>", title="<b>Bold</b>"))
    feed = read(create_app(Settings(data=tmp_path)).test_client(), "/search.atom")
    entry = feed.findall(ATOM + "entry")[0]
    assert text(entry, "title") == "<b>Bold</b>"
    content = Html(text(entry, "content"))
    assert content.css("script") == []
    assert "1 < 2 & <script>x</script>" in content.css("p")[1].text()
