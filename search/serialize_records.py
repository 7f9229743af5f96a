"""A record, a city and the topics as JSON: the answers besides a page of hits.

Takes records of the store and the counts of the collection, gives dicts ready for
`json.dumps`, made of the same parts as `search.serialize`.
"""

from __future__ import annotations

from collections.abc import Iterable

from corpus.documents import City, Statement
from corpus.stored import StoredContact, StoredStatement
from corpus.topics import Topic
from search.results import CityContact
from search.serialize import Json, city_to_json, contact_to_json, statement_head


def statement_to_json(
    stored: StoredStatement, contact: CityContact | None, base_url: str = ""
) -> Json:
    """A record, whole, with its revision and whom to ask."""
    return {
        **statement_head(stored.statement, base_url),
        "text": stored.statement.text,
        "revision": stored.revision,
        "revised_at": stored.revised_at.isoformat(),
        "contact": contact_to_json(contact),
    }


def city_page_to_json(
    city: City,
    statements: Iterable[Statement],
    contacts: Iterable[StoredContact],
    base_url: str = "",
) -> Json:
    """A city with its contacts and the heads of its records."""
    return {
        **city_to_json(city),
        "population": city.population,
        "latitude": city.latitude,
        "longitude": city.longitude,
        "url": f"{base_url}/cities/{city.slug}",
        "contacts": [
            contact_to_json(CityContact(entry.contact, entry.doc_id)) for entry in contacts
        ],
        "statements": [statement_head(statement, base_url) for statement in statements],
    }


def topics_to_json(counts: Iterable[tuple[Topic, int]], base_url: str = "") -> Json:
    """Every topic with its scope and its number of records."""
    return {
        "topics": [
            {
                "slug": topic.slug,
                "name": topic.name,
                "scope": topic.scope,
                "count": n_records,
                "url": f"{base_url}/topics/{topic.slug}",
            }
            for topic, n_records in counts
        ]
    }
