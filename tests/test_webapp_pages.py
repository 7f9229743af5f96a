"""What people find on each page, without any script."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html
from selectolax.lexbor import LexborNode

from corpus.store import open_store
from corpus.topics import load_topics
from search.publishing import store_path
from webapp import create_app
from webapp.pages import EXAMPLES
from webapp.rescue_view import CENTER_NAME, CENTER_URL
from webapp.settings import Settings

ICE = "/search?q=responses+to+ICE+raids"
PAGES = (
    "/",
    ICE,
    "/search",
    "/search?q=xylophone",
    "/statements/evanston-il-2019-ice-statements-bilingual",
    "/cities",
    "/cities/evanston-il",
    "/topics",
    "/topics/hate-crimes",
    "/about",
    "/api",
)


def read(client: FlaskClient, address: str, status: int = 200) -> Html:
    response = client.get(address)
    assert response.status_code == status, address
    return Html(response.text)


def texts(page: Html, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def one(node: Html | LexborNode, selector: str) -> LexborNode:
    found = node.css_first(selector)
    assert found is not None, selector
    return found


def attribute(node: LexborNode, name: str) -> str:
    value = node.attributes[name]
    assert value is not None, name
    return value


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_title_one_heading_and_the_search_box(
    client: FlaskClient, address: str
) -> None:
    page = read(client, address)
    assert len(page.css("h1")) == 1
    assert len(texts(page, "title")[0]) > 5
    assert page.css_first("form[role=search] input[type=search]#q") is not None
    assert page.css_first("form[role=search] label[for=q]") is not None
    assert attribute(one(page, "a.skip"), "href") == "#main"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_script_style_or_a_foreign_asset(
    client: FlaskClient, address: str
) -> None:
    page = read(client, address)
    assert page.css("script:not([src], [type='application/ld+json']), style, [style], iframe") == []
    assets = [n.attributes.get("href") for n in page.css("link[rel=stylesheet], link[rel=icon]")]
    assert all(asset and asset.startswith("/static/") for asset in assets)
    handlers = [name for node in page.css("*") for name in node.attributes if name[:2] == "on"]
    assert handlers == []


@pytest.mark.parametrize("address", PAGES)
def test_every_link_to_our_own_pages_leads_somewhere(client: FlaskClient, address: str) -> None:
    links = {attribute(node, "href") for node in read(client, address).css("main a[href^='/']")}
    for link in sorted(links)[:25]:
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_a_question_on_the_start_page_leads_to_its_results(client: FlaskClient) -> None:
    response = client.get("/?q=ice+raids")
    assert (response.status_code, response.location) == (302, "/search?q=ice+raids")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_question_finds_something(client: FlaskClient, example: str) -> None:
    response = client.get("/search", query_string={"q": example})
    assert Html(response.text).css(".hit") != []


def test_results_show_title_place_mayor_date_excerpt_topics_and_source(
    client: FlaskClient,
) -> None:
    page = read(client, ICE)
    assert re.match(r"\d+ results for responses to ICE raids", texts(page, "[role=status]")[0])
    hits = page.css(".hit")
    assert len(hits) == 10
    cities = {link for hit in hits for node in hit.css(".facts a") if (link := node.text())}
    assert len(cities) >= 5
    for hit in hits:
        assert attribute(one(hit, "h2 a"), "href").startswith("/statements/")
        assert hit.css_first(".facts time, .facts .undated") is not None
        assert hit.css_first(".excerpt mark") is not None
        assert attribute(one(hit, ".topics a"), "href").startswith("/topics/")
        assert ", read November" in one(hit, ".source").text()


def test_a_hit_shows_its_citys_contact_or_says_that_none_is_known(client: FlaskClient) -> None:
    page = read(client, ICE + "&per_page=50")
    for hit in page.css(".hit"):
        if hit.css_first(".facts a") is None:
            continue  # a national body has no city
        known, unknown = hit.css_first(".contact"), hit.css_first(".no-contact a")
        assert (known is None) != (unknown is None)
        if unknown is not None:
            assert attribute(unknown, "href").startswith("/cities/")
    borrowed = [n for n in page.css(".contact .note a") if "another record" in n.text()]
    assert borrowed
    assert all(attribute(n, "href").startswith("/statements/") for n in borrowed)


def test_phone_and_mail_can_be_used_at_a_touch(client: FlaskClient) -> None:
    page = read(client, "/search?city=chicago-il&per_page=50")
    hrefs = {attribute(node, "href") for node in page.css(".ways a")}
    assert any(href.startswith("tel:+1") for href in hrefs)
    assert any(href.startswith("mailto:") for href in hrefs)


def test_a_filter_is_a_link_and_a_chip_takes_it_away(client: FlaskClient) -> None:
    page = read(client, ICE)
    link = next(n for n in page.css(".filters li a") if "Illinois" in n.text())
    count = int(re.sub(r"\D", "", one(link, ".count").text()))
    filtered = read(client, attribute(link, "href"))
    assert texts(filtered, "[role=status]")[0].startswith(f"{count} result")
    chip = one(filtered, ".chips a")
    assert "State: Illinois" in chip.text()
    assert attribute(chip, "href") == ICE


def test_what_was_understood_is_a_chip_that_brings_the_words_back(client: FlaskClient) -> None:
    address = "/search?q=homelessness+programs+in+Texas"
    page = read(client, address)
    chip = one(page, ".read-as a")
    assert " ".join(chip.text().split()) == "Remove: only Texas×"
    assert attribute(chip, "href") == address + "&plain=state%3ATX"
    states = {node.text().split(", ")[-1] for node in page.css(".hit .facts a")}
    assert states == {"TX"}
    plain = read(client, attribute(chip, "href"))
    assert plain.css(".read-as") == []
    assert "Texas" in texts(plain, ".understood b")
    again = next(n for n in plain.css(".understood a") if n.text().startswith("Understand"))
    assert attribute(again, "href") == address


def test_what_only_ranks_higher_is_said_to_be_preferred(client: FlaskClient) -> None:
    chip = one(read(client, "/search?q=police+reform+in+cities+like+Dayton"), ".read-as a.mild")
    assert " ".join(chip.text().split()) == "Remove: preferred cities like Dayton, OH×"


def test_what_was_typed_by_the_syntax_is_a_chip_without_which_the_rest_stays(
    client: FlaskClient,
) -> None:
    page = read(client, '/search?q=raids+city:"Santa+Fe"+year:2017..2019+-hockey')
    chips = {" ".join(n.text().split()): attribute(n, "href") for n in page.css(".read-as a")}
    assert chips == {
        "Remove: only city Santa Fe, NM×": "/search?q=raids+year%3A2017..2019+-hockey",
        "Remove: only after 2017×": "/search?q=raids+city%3A%22Santa+Fe%22+-hockey",
        "Remove: only before 2019×": "/search?q=raids+city%3A%22Santa+Fe%22+-hockey",
        "Remove: without hockey×": "/search?q=raids+city%3A%22Santa+Fe%22+year%3A2017..2019",
    }


def test_readings_can_be_taken_back_where_nothing_is_found(client: FlaskClient) -> None:
    page = read(client, "/search?q=guaranteed+income+in+Boise")
    assert texts(page, "[role=status]") == ["No results for guaranteed income in Boise"]
    ways = {attribute(n, "href"): " ".join(n.text().split()) for n in page.css(".ways-out a")}
    assert ways["/search?q=guaranteed+income"] == "Not only Boise, ID"


def test_a_word_put_right_is_said(client: FlaskClient) -> None:
    told = texts(read(client, "/search?q=sanctury"), ".understood p")
    assert told[:2] == [
        "No statement says “sanctury”; searched for “sanctuary”. "
        "Search for “sanctury” all the same",
        "Searched for sanctuary.",
    ]
    page = read(client, "/search?q=sanctury")
    assert attribute(one(page, ".understood p a"), "href") == "/search?q=sanctury&exact=1"


def test_related_words_are_said_the_first_few_at_once(client: FlaskClient) -> None:
    page = read(client, "/search?q=ayuda+legal+para+inmigrantes")
    short = texts(page, ".also > p")[0]
    assert short.startswith("Also searched for: legal aid, ")
    assert short.count(",") == 7
    assert len(page.css(".also details p")) == 1


def test_exactly_my_words_adds_nothing_and_leads_back(client: FlaskClient) -> None:
    address = "/search?q=sanctury+in+Texas"
    link = next(n for n in read(client, address).css(".understood a") if "exactly" in n.text())
    page = read(client, attribute(link, "href"))
    assert page.css(".read-as, .also") == []
    assert "No statement says" not in one(page, ".understood").text()
    assert "nothing was understood, added or corrected" in one(page, ".understood").text()
    assert attribute(one(page, ".understood a"), "href") == address


def test_a_date_given_keeps_the_readings_taken_away(client: FlaskClient) -> None:
    page = read(client, "/search?q=raids+in+Texas&plain=state:TX")
    assert attribute(one(page, "form.dates input[name=plain]"), "value") == "state:TX"
    assert page.css("form[role=search] input[name=plain]") == []


def test_a_new_question_keeps_the_filters_that_are_on(client: FlaskClient) -> None:
    page = read(client, ICE + "&state=IL&from=2019")
    hidden = {
        (attribute(n, "name"), attribute(n, "value"))
        for n in page.css("form[role=search] input[type=hidden]")
    }
    assert hidden == {("state", "IL"), ("from", "2019")}


def test_pages_of_results_follow_each_other_without_a_gap(client: FlaskClient) -> None:
    address: str | None = ICE
    titles: list[str] = []
    while address:
        page = read(client, address)
        titles += texts(page, ".hit h2")
        link = page.css_first("nav.pages a[rel=next]")
        address = attribute(link, "href") if link else None
    total = re.match(r"\d+", texts(page, "[role=status]")[0])
    assert total is not None
    assert len(titles) == len(set(titles)) == int(total[0])


def test_a_page_past_the_end_points_to_the_last_one(client: FlaskClient) -> None:
    page = read(client, ICE + "&page=90")
    link = one(page, ".empty a")
    assert read(client, attribute(link, "href")).css(".hit") != []


def test_nothing_found_says_why_and_what_finds_something(client: FlaskClient) -> None:
    page = read(client, "/search?q=xylophone+for+refugees&state=MN")
    assert texts(page, "[role=status]") == ["No results for xylophone for refugees"]
    assert page.css(".hit") == []
    assert texts(page, ".empty p")[0] == "No record says “xylophone”, in any form."
    for way in page.css(".ways-out li"):
        found = read(client, attribute(one(way, "a"), "href"))
        count = re.match(r"\d+", one(way, ".count").text())
        assert count is not None
        assert texts(found, "[role=status]")[0].startswith(f"{count[0]} result")
    assert [attribute(n, "href") for n in page.css(".ways-out a")] == [
        "/search?q=for+refugees&state=MN"
    ]
    hrefs = {attribute(node, "href") for node in page.css(".empty a")}
    assert {"/topics", "/cities", "/about", CENTER_URL} <= hrefs


def test_where_a_city_is_silent_cities_like_it_are_asked(client: FlaskClient) -> None:
    page = read(client, "/search?q=raids+city:Boise")
    ways = {" ".join(n.text().split()): attribute(n, "href") for n in page.css(".ways-out a")}
    assert ways == {
        "Not only Boise, ID": "/search?q=raids",
        "In cities like Boise, ID": "/search?q=raids&peers=boise-id",
    }


def test_the_center_is_named_by_a_page_the_collection_was_read_from(data_path: Path) -> None:
    with open_store(store_path(data_path)) as store:
        sources = {entry.statement.source for entry in store.list_current()}
    assert (CENTER_NAME, CENTER_URL) in {(source.name, source.url) for source in sources}


def test_result_pages_stay_out_of_other_search_engines(client: FlaskClient) -> None:
    page = read(client, ICE)
    assert attribute(one(page, "meta[name=robots]"), "content") == "noindex, follow"
    assert read(client, "/about").css_first("meta[name=robots]") is None


def test_sorting_by_date_shows_the_newest_first(client: FlaskClient) -> None:
    page = read(client, ICE + "&sort=date")
    days = [attribute(node, "datetime") for node in page.css(".hit .facts time")]
    assert [day[:4] for day in days] == sorted((day[:4] for day in days), reverse=True)


def test_a_record_is_shown_whole_with_its_provenance(client: FlaskClient, data_path: Path) -> None:
    doc_id = "evanston-il-2019-ice-statements-bilingual"
    with open_store(store_path(data_path)) as store:
        stored = store.find_statement(doc_id)
    assert stored is not None
    page = read(client, f"/statements/{doc_id}")
    assert texts(page, "h1") == [stored.statement.title]
    assert " ".join(texts(page, ".prose p")) == " ".join(stored.statement.text.split())
    hrefs = {attribute(node, "href") for node in page.css(".facts-list a")}
    assert {link.url for link in stored.statement.links} <= hrefs
    assert stored.statement.source.url in hrefs
    assert "Revision 1" in one(page, ".facts-list").text()
    assert len(page.css("[aria-labelledby=similar] .line")) == 5
    assert len(page.css("[aria-labelledby=of-city] .line")) == 1


def test_a_city_shows_its_records_newest_first(client: FlaskClient) -> None:
    page = read(client, "/cities/evanston-il")
    assert texts(page, "h1") == ["Evanston"]
    assert "75,527 people" in texts(page, ".page-head .facts")[0]
    days = [attribute(node, "datetime") for node in page.css(".line time")]
    assert days == sorted(days, reverse=True)
    assert len(days) >= 5


def test_a_city_names_each_office_once_where_nothing_new_is_told(client: FlaskClient) -> None:
    entries = read(client, "/cities/chicago-il").css(".contact-entry")
    offices = [one(entry, ".office").text() for entry in entries]
    assert offices == ["Chicago Commission on Human Relations"]
    assert "mailto:" in attribute(one(entries[0], "a[href^=mailto]"), "href")


def test_a_city_without_records_says_so(client: FlaskClient) -> None:
    page = read(client, "/cities/springfield-il")
    assert "no record of Springfield, IL yet" in one(page, "main").text()
    assert attribute(one(page, "meta[name=robots]"), "content") == "noindex, follow"


def test_another_spelling_of_a_city_leads_to_its_one_address(client: FlaskClient) -> None:
    response = client.get("/cities/new-york-city-ny")
    assert (response.status_code, response.location) == (301, "/cities/new-york-ny")


def test_every_topic_has_a_page_with_its_scope(client: FlaskClient) -> None:
    for topic in load_topics():
        assert texts(read(client, f"/topics/{topic.slug}"), ".lead") == [topic.scope]


def test_the_about_page_counts_the_records_there_are(client: FlaskClient, data_path: Path) -> None:
    with open_store(store_path(data_path)) as store:
        statements = [stored.statement for stored in store.list_current()]
    n_cities = len({s.city.slug for s in statements if s.city})
    page = read(client, "/about")
    figures = dict(zip(texts(page, ".figures dt"), texts(page, ".figures dd"), strict=True))
    assert (figures["Records"], figures["Cities"]) == (str(len(statements)), str(n_cities))
    text = one(page, "main").text()
    for language, count in Counter(s.language for s in statements).items():
        assert f"{count} in {'English' if language == 'en' else 'Spanish'}" in text
    assert "GeoNames" in text


def test_health_readiness_and_robots_answer_in_plain_text(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text.startswith("ready: ")
    assert client.get("/robots.txt").text.startswith("User-agent: *\n")


def test_the_security_address_is_told_only_where_one_is_set(app: Flask, data_path: Path) -> None:
    assert app.test_client().get("/.well-known/security.txt").status_code == 404
    settings = Settings(data=data_path, contact="mailto:security@example.org")
    text = create_app(settings).test_client().get("/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:security@example.org\nExpires: 2")


def test_a_hit_leads_to_its_passage_in_the_record(client: FlaskClient) -> None:
    hit = one(read(client, ICE), ".hit")
    address, _, anchor = attribute(one(hit, ".in-record"), "href").partition("#")
    assert attribute(one(hit, "h2 a"), "href") == address
    page = read(client, address)
    sentence = one(page, f"#{anchor}").text().strip()
    assert " ".join(one(hit, ".excerpt").text().split()).startswith(" ".join(sentence.split()))
    assert one(page, f"#{anchor}").css("mark") != []
    assert "answer" in attribute(one(page, f"#{anchor}"), "class")
    permalinks = [attribute(node, "href") for node in page.css(".permalink")]
    assert permalinks[1:] == [f"{address}#{anchor}"]
    assert attribute(one(page, "link[rel=canonical]"), "href").endswith(address.partition("?")[0])


def test_the_same_passage_has_the_same_address_whatever_is_asked(client: FlaskClient) -> None:
    doc_id = "evanston-il-2019-ice-statements-bilingual"
    ids = [
        [attribute(node, "id") for node in read(client, address).css(".prose span[id]")]
        for address in (f"/statements/{doc_id}", f"/es/statements/{doc_id}?q=police")
    ]
    assert ids[0] == ids[1]
    assert all(re.fullmatch(r"p-[0-9a-f]{7}", each) for each in ids[0])


@pytest.mark.parametrize("question", ["", "xylophone", "-raids", "x" * 3000, "<script>"])
def test_a_record_can_be_read_whatever_question_comes_with_it(
    client: FlaskClient, question: str
) -> None:
    response = client.get(
        "/statements/evanston-il-2019-ice-statements-bilingual", query_string={"q": question}
    )
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert Html(response.text).css(".prose mark") == []


def test_other_records_of_the_city_stand_below_without_repeating_the_similar_ones(
    client: FlaskClient,
) -> None:
    page = read(client, "/statements/evanston-il-2019-ice-statements-bilingual")
    similar, of_city = (
        {attribute(node, "href") for node in page.css(f"[aria-labelledby={name}] h3 a")}
        for name in ("similar", "of-city")
    )
    assert of_city
    assert all("evanston-il" in address for address in of_city)
    assert similar & of_city == set()
