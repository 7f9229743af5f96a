"""A record and the site as schema.org describes such things, for other search engines.

Takes a stored record, gives JSON-LD for a data block in the head of its page. Says no more
than the page does: a date only as precise as it is known, the source as what it is based on.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from corpus.documents import City
from corpus.stored import StoredStatement
from webapp.addresses import city_url, statement_url
from webapp.languages import current_language, page_url
from webapp.markup import keep_web_url


def describe_record(stored: StoredStatement, site: str) -> dict[str, Any]:
    """A record as an Article of ours about what a mayor or a city said or did."""
    statement = stored.statement
    url = site + statement_url(statement.doc_id)
    ours = {
        "@type": "Organization",
        "name": gettext("Mayors’ Statements Search"),
        "url": site + page_url("/"),
    }
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "url": url,
        "identifier": statement.doc_id,
        "headline": statement.title,
        "articleBody": statement.text,
        "inLanguage": statement.language,
        "dateModified": stored.revised_at.isoformat(timespec="seconds"),
        "publisher": ours,
        "author": ours,
    }
    if statement.date:
        described["temporalCoverage"] = str(statement.date)
    if statement.topics:
        described["keywords"] = list(statement.topics)
    if statement.mayor:
        described["about"] = {"@type": "Person", "name": statement.mayor, "jobTitle": "Mayor"}
    elif statement.issuer:
        described["about"] = {"@type": "Organization", "name": statement.issuer}
    if statement.city:
        described["spatialCoverage"] = _describe_city(statement.city, site)
    source: dict[str, str] = {"@type": "CreativeWork", "name": statement.source.name}
    if keep_web_url(statement.source.url):
        source["url"] = statement.source.url or ""
    described["isBasedOn"] = source
    links = [link.url for link in statement.links if keep_web_url(link.url)]
    return described | ({"citation": links} if links else {})


def _describe_city(city: City, site: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "City",
        "name": city.name,
        "url": site + city_url(city.slug),
        "address": {
            "@type": "PostalAddress",
            "addressLocality": city.name,
            "addressRegion": city.state,
            "addressCountry": "US",
        },
    }
    if city.latitude is not None and city.longitude is not None:
        described["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": city.latitude,
            "longitude": city.longitude,
        }
    return described


def describe_site(site: str) -> dict[str, Any]:
    """The site, and how to search it."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": gettext("Mayors’ Statements Search"),
        "url": site + page_url("/"),
        "inLanguage": current_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": site + page_url("/search?q={search_term_string}"),
            },
            "query-input": "required name=search_term_string",
        },
    }
