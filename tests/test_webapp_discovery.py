"""Browsers and search engines find their way: OpenSearch, sitemap, robots, schema.org."""

from __future__ import annotations

import datetime
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html

from webapp import discovery

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RECORD = "evanston-il-2019-ice-statements-bilingual"


def read_described(client: FlaskClient, address: str) -> dict[str, Any]:
    block = Html(client.get(address).text).css_first("script[type='application/ld+json']")
    assert block is not None
    described: dict[str, Any] = json.loads(block.text())
    return described


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_browser_is_told_how_to_search_us(client: FlaskClient, prefix: str) -> None:
    response = client.get(f"{prefix}/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(response.data)
    assert root.tag == OPENSEARCH + "OpenSearchDescription"
    assert 0 < len(root.findtext(OPENSEARCH + "ShortName") or "") <= 16
    assert 0 < len(root.findtext(OPENSEARCH + "LongName") or "") <= 48
    assert 0 < len(root.findtext(OPENSEARCH + "Description") or "") <= 1024
    assert root.findtext(OPENSEARCH + "InputEncoding") == "UTF-8"
    templates = {
        node.attrib["type"]: node.attrib["template"].removeprefix(f"http://localhost{prefix}")
        for node in root.findall(OPENSEARCH + "Url")
    }
    assert templates == {
        "text/html": "/search?q={searchTerms}",
        "application/atom+xml": "/search.atom?q={searchTerms}",
        "application/x-suggestions+json": "/suggest?q={searchTerms}",
        "application/opensearchdescription+xml": "/opensearch.xml",
    }
    for media_type in ("text/html", "application/atom+xml"):
        filled = templates[media_type].replace("{searchTerms}", "ice%20raids")
        assert client.get(prefix + filled).mimetype == media_type
    icon = (root.findtext(OPENSEARCH + "Image") or "").removeprefix("http://localhost")
    with client.get(icon) as picture:
        assert picture.status_code == 200


@pytest.mark.parametrize("address", ["/", "/search?q=police", f"/statements/{RECORD}", "/es/about"])
def test_every_page_names_the_description(client: FlaskClient, address: str) -> None:
    link = Html(client.get(address).text).css_first("link[rel=search]")
    assert link is not None
    prefix = "/es" if address.startswith("/es") else ""
    assert link.attributes["href"] == f"{prefix}/opensearch.xml"


def test_the_sitemap_names_every_page_worth_finding(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/sitemap.xml").data)
    assert root.tag == SITEMAP + "urlset"
    changes = {url.findtext(SITEMAP + "loc", ""): url.findtext(SITEMAP + "lastmod") for url in root}
    paths = [address.removeprefix("http://localhost") for address in changes]
    assert len(paths) == len(set(paths)) == len(root)
    assert {"/", "/es/about", "/cities/evanston-il", "/es/cities/dayton-oh/peers"} <= set(paths)
    records = [path for path in paths if path.startswith("/statements/")]
    assert len(records) == 327
    for path in paths[::75]:
        assert client.get(path).status_code == 200
    for address, changed_at in changes.items():
        if "/statements/" in address:
            assert changed_at is not None
            assert datetime.datetime.fromisoformat(changed_at).tzinfo is not None


def test_each_page_in_the_sitemap_names_itself_in_both_languages(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/sitemap.xml").data)
    others = {
        url.findtext(SITEMAP + "loc", ""): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(XHTML + "link")
        }
        for url in root
    }
    pair = {"en": "http://localhost/about", "es": "http://localhost/es/about"}
    assert others[pair["en"]] == others[pair["es"]] == pair
    assert all(address in links.values() for address, links in others.items())


def test_a_collection_too_large_for_one_sitemap_has_several(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ET.fromstring(client.get("/sitemap.xml").data)
    monkeypatch.setattr(discovery, "SITEMAP_SIZE", 100)
    root = ET.fromstring(client.get("/sitemap.xml").data)
    assert root.tag == SITEMAP + "sitemapindex"
    parts = [node.findtext(SITEMAP + "loc", "") for node in root]
    assert parts[0] == "http://localhost/sitemap-1.xml"
    found = [ET.fromstring(client.get(part).data) for part in parts]
    assert sum(map(len, found)) == len(whole)
    assert all(len(part) <= 200 for part in found)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is_and_what_to_leave(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /search.csv", "Disallow: /brief", "Disallow: /es/brief"} <= set(lines)
    assert "Disallow: /search" not in lines  # its pages say noindex themselves
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_a_record_is_described_as_the_page_tells_it(client: FlaskClient) -> None:
    described = read_described(client, f"/statements/{RECORD}")
    url = f"http://localhost/statements/{RECORD}"
    assert (described["@type"], described["url"], described["identifier"]) == (
        "Article",
        url,
        RECORD,
    )
    assert described["temporalCoverage"] == "2019-07-12"
    assert described["about"] == {"@type": "Person", "name": "Steve Hagerty", "jobTitle": "Mayor"}
    assert described["spatialCoverage"]["address"]["addressRegion"] == "IL"
    assert described["isBasedOn"]["url"].startswith("https://")
    page = Html(client.get(f"/statements/{RECORD}").text)
    heading = page.css_first("h1")
    assert heading is not None
    assert described["headline"] == heading.text()
    national = read_described(client, "/statements/cities-for-action-2017-haiti-tps-letter")
    assert "spatialCoverage" not in national


def test_the_site_says_how_it_is_searched(client: FlaskClient) -> None:
    described = read_described(client, "/es/")
    assert (described["@type"], described["inLanguage"]) == ("WebSite", "es")
    target = described["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://localhost/es/search?q={search_term_string}"


@pytest.mark.parametrize("address", ["/search.csv?q=a", "/search.jsonl?q=a",
                                     f"/brief.md?ids={RECORD}",
                                     f"/statements/{RECORD}/cite.bib"])  # fmt: skip
def test_files_stay_out_of_other_search_engines(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["X-Robots-Tag"] == "noindex"
