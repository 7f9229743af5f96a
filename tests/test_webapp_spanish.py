"""Every page in Spanish, too: its words, its links, its language, and the way to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html
from selectolax.lexbor import LexborNode

from corpus.cleaning import fold
from corpus.messages import Message, join_or
from tests.catalogue import list_missing, read_catalogue, read_template
from tests.every_page import ENGLISH_RECORD, SPANISH_RECORD, list_public
from webapp.languages import LANGUAGES, translate
from webapp.pages import EXAMPLES

ENGLISH_WORDS = re.compile(
    r"\b(?:[Tt]he|of|and|to|for|[Ww]ith|[Tt]his|is|[Aa]re|[Ww]hat|[Yy]ours?|you|[Bb]y|[Ff]rom|at"
    r"|[Nn]ot|[Nn]o such|its?|that|[Aa]ll|[Rr]ecords?|[Cc]ities|city|[Mm]ayors?|[Ss]earch|[Aa]dd"
    r"|[Tt]ake|[Ss]ee|[Nn]ew records?|in the|[Oo]nly|[Mm]ore)\b(?![:.]\w|: )"
)
"""Words that no Spanish sentence of ours holds."""

NAMES = re.compile(
    r"District of Columbia|U\.S\. Conference of Mayors(, [A-Z][^.]*)?|Use: q, page, .*"
)
"""What stays as it is: names of places, bodies and parameters."""


@pytest.fixture(scope="module")
def addresses(app: Flask) -> list[str]:
    return list_public(app)


def read(client: FlaskClient, address: str) -> Html:
    return Html(client.get(address).text)


def attribute(node: LexborNode | None, name: str) -> str:
    assert node is not None
    return node.attributes[name] or ""


def say_visible(page: Html) -> Iterator[str]:
    """What a person reads or hears on a page, piece by piece, but for texts marked English."""
    for node in page.css("html [lang=en], code, script, #citation"):
        node.decompose()
    for node in page.css("body, body *"):
        for name in ("aria-label", "title", "placeholder", "alt"):
            if node.attributes.get(name) and node.tag != "abbr":
                yield " ".join((node.attributes[name] or "").split())
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                yield " ".join(child.text(deep=False).split())
    if not page.css(".record"):  # whose title and text they hold
        yield from (" ".join(node.text().split()) for node in page.css("title"))
        yield from (attribute(node, "content") for node in page.css("meta[name=description]"))


def test_the_catalogue_says_every_message_in_spanish() -> None:
    template, catalogue = read_template(), read_catalogue()
    wanted = {message.id for message in template if message.id}
    assert wanted - {m.id for m in catalogue} == set(), "run: make translations"
    assert {m.id for m in catalogue if m.id} - wanted == set(), "run: make translations"
    assert list_missing(catalogue) == []


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sdr]|%%|<[^>]+>", text))


def list_pairs() -> Iterator[tuple[str, str]]:
    """Each message, in English and in Spanish; plurals form by form."""
    for entry in read_catalogue():
        if isinstance(entry.id, str) and isinstance(entry.string, str) and entry.id:
            yield entry.id, entry.string
        elif not isinstance(entry.id, str) and entry.string:
            yield from zip(entry.id, entry.string, strict=True)


def test_translations_keep_the_placeholders_of_their_messages() -> None:
    for source, string in list_pairs():
        marked = re.sub('<i lang="en">([^<]*)</i>', r"\1", string)
        assert placeholders(marked) == placeholders(source), string


def test_every_page_is_there_in_spanish_and_says_so(
    client: FlaskClient, addresses: list[str]
) -> None:
    assert len(addresses) > 15
    for address in addresses:
        english, spanish = client.get(address), client.get(f"/es{address}")
        assert (spanish.status_code, spanish.mimetype) == (english.status_code, "text/html")
        assert attribute(Html(english.text).css_first("html"), "lang") == "en", address
        assert attribute(Html(spanish.text).css_first("html"), "lang") == "es", address


def test_no_sentence_of_ours_is_english_on_a_spanish_page(
    client: FlaskClient, addresses: list[str]
) -> None:
    pieces = {
        " ".join(piece.split())
        for source, string in list_pairs()
        for piece in re.split(r"%\(\w+\)[sdr]|<[^>]+>", source)
        if piece.strip(" .,:;()") and piece.strip() not in string
    }
    found = [
        (address, said)
        for address in addresses
        for said in say_visible(read(client, f"/es{address}"))
        if said in pieces
    ]
    assert found == []


def test_no_word_on_a_spanish_page_is_english_but_names(
    client: FlaskClient, addresses: list[str]
) -> None:
    found = []
    for address in addresses:
        for said in say_visible(read(client, f"/es{address}")):
            words = ENGLISH_WORDS.findall(NAMES.sub("", said))
            if words:
                found.append((address, said, words))
    assert found == []


def test_the_switch_keeps_the_page_and_its_question(
    client: FlaskClient, addresses: list[str]
) -> None:
    for address in addresses:
        for here, language in ((address, "es"), (f"/es{address}", "en")):
            switch = read(client, here).css_first(f"nav a[hreflang={language}]")
            assert switch is not None
            assert (attribute(switch, "lang"), switch.text()) == (language, LANGUAGES[language])
            asked = client.get(here).request
            leads = client.get(attribute(switch, "href")).request
            assert leads.path == (f"/es{here}" if language == "es" else address).partition("?")[0]
            assert leads.args == asked.args


def test_links_on_a_spanish_page_stay_in_spanish(client: FlaskClient, addresses: list[str]) -> None:
    leaving = []
    for address in addresses:
        page = read(client, f"/es{address}")
        for node in page.css("a[href^='/'], form[action^='/']"):
            target = node.attributes.get("href") or node.attributes.get("action") or ""
            if node.attributes.get("hreflang") or target.startswith(("/static/", "/api/v1/")):
                continue
            if not target.startswith("/es/"):
                leaving.append((address, target))
    assert leaving == []


def test_pages_name_their_own_address_and_the_other_languages(
    client: FlaskClient, addresses: list[str]
) -> None:
    site = "http://localhost"
    for address in addresses:
        page = read(client, f"/es{address}")
        canonical = [attribute(node, "href") for node in page.css("link[rel=canonical]")]
        if address.startswith("/search") or canonical == []:
            continue
        path = address.partition("?")[0]
        assert canonical == [f"{site}/es{path}"]
        alternates = {
            attribute(node, "hreflang"): attribute(node, "href")
            for node in page.css("link[rel=alternate][hreflang]")
        }
        assert alternates == {
            "en": site + path, "es": f"{site}/es{path}", "x-default": site + path
        }  # fmt: skip


@pytest.mark.parametrize(
    ("prefix", "record", "marked"),
    [("", ENGLISH_RECORD, None), ("", SPANISH_RECORD, "es"),
     ("/es", ENGLISH_RECORD, "en"), ("/es", SPANISH_RECORD, None)],
)  # fmt: skip
def test_a_record_in_the_other_language_is_marked_so(
    client: FlaskClient, prefix: str, record: str, marked: str | None
) -> None:
    page = read(client, f"{prefix}/statements/{record}")
    for selector in ("h1", ".prose"):
        node = page.css_first(selector)
        assert node is not None
        assert node.attributes.get("lang") == marked


def test_a_spanish_question_finds_english_statements_and_says_what_it_looked_for(
    client: FlaskClient,
) -> None:
    page = read(client, "/es/search?q=ayuda+legal+para+inmigrantes")
    titles = page.css(".hit h2")
    assert any(node.attributes.get("lang") == "en" for node in titles)
    assert any("lang" not in node.attributes for node in titles)
    also = page.css_first(".also")
    assert also is not None
    assert "También se buscó, en inglés y en español:" in also.text()
    assert "legal aid" in also.text()
    assert "legal aid" in [node.text() for node in also.css("[lang=en]")]
    english = read(client, "/search?q=legal+aid").css_first(".also")
    assert english is not None
    assert "defensa legal" in [node.text() for node in english.css("[lang=es]")]
    assert english.css("[lang=en]") == []


def test_every_spanish_example_finds_something(client: FlaskClient) -> None:
    examples = [node.text() for node in read(client, "/es/").css(".examples a")]
    assert len(examples) == len(EXAMPLES)
    for example in examples:
        assert Html(client.get("/es/search", query_string={"q": example}).text).css(".hit") != []


def test_dates_and_numbers_are_written_as_in_the_united_states(client: FlaskClient) -> None:
    page = read(client, "/es/statements/evanston-il-2019-ice-statements-bilingual")
    times = [" ".join(node.text().split()) for node in page.css("time")]
    assert any(re.fullmatch(r"\d{1,2} de [a-z]+ de \d{4}", said) for said in times), times


def test_topics_stand_in_the_order_of_the_alphabet(client: FlaskClient) -> None:
    for prefix in ("", "/es"):
        titles = [fold(node.text()) for node in read(client, f"{prefix}/topics").css("main h2 a")]
        assert titles == sorted(titles)
        assert len(titles) > 40


def test_what_was_understood_is_said_in_spanish(client: FlaskClient) -> None:
    page = read(client, "/es/search?q=small+Midwestern+cities+since+George+Floyd")
    said = " ".join(node.text() for node in page.css(".read-as"))
    for words in ("ciudades pequeñas (menos de 100,000 habitantes)", "el Medio Oeste",
                  "desde el asesinato de George Floyd (2020-05-25)"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/es/nowhere", "No hay nada en esta dirección."),
        ("/es/search?q=-redadas", "La pregunta solo dice qué dejar fuera."),
        ("/es/search?q=a&page=1000", "page no puede ser '1000'. La página de resultados"),
        ("/es/search?from=2019-02-31", "Escriba una fecha real como AAAA, AAAA-MM o AAAA-MM-DD."),
        ("/es/cities/atlantis-zz", "No existe la ciudad 'atlantis-zz'."),
    ],
)
def test_errors_speak_spanish(client: FlaskClient, address: str, words: str) -> None:
    main = read(client, address).css_first("main")
    assert main is not None
    assert words in main.text()


def test_the_json_interface_and_machines_addresses_have_one_language(client: FlaskClient) -> None:
    english = client.get("/api/v1/search?q=-redadas").json
    assert english is not None
    assert english["detail"].startswith("The question only says what to leave out.")
    for address in ("/es/api/v1/topics", "/es/static/site.css", "/es/healthz", "/es/sitemap.xml"):
        assert client.get(address).status_code == 404, address


def test_an_address_without_its_last_stroke_leads_to_the_spanish_start(client: FlaskClient) -> None:
    response = client.get("/es")
    assert (response.status_code, response.location) == (308, "http://localhost/es/")
    assert client.get("/es/?q=redadas").location == "/es/search?q=redadas"


def test_a_message_inside_a_message_is_translated_and_other_texts_are_not(app: Flask) -> None:
    words = Message("before %(event)s (%(first)s)", event=Message("the fall of Kabul"), first=2021)
    with app.test_request_context("/", base_url="http://localhost/es"):
        assert translate(words) == "antes de: la caída de Kabul (2021)"
        assert translate(join_or(["Portland, OR", "Portland, ME"])) == "Portland, OR o Portland, ME"
        assert translate("Search") == "Search"
    with app.test_request_context("/"):
        assert translate(words) == words == "before the fall of Kabul (2021)"
