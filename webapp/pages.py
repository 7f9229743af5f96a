"""The pages people read: home, search, statement, city, topic, about.

Takes requests, asks the collection, hands plain records to the templates. Every page
works by links and GET forms alone.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from corpus.cleaning import clean_line
from corpus.documents import Link
from corpus.errors import NotHereError
from corpus.messages import Message
from corpus.topics import find_topic
from search.parameters import MAX_PAGE, SearchParameters
from webapp.addresses import (
    city_url,
    keep_known,
    read_parameters,
    search_url,
    topic_url,
)
from webapp.cite import cite_record
from webapp.collection import get_collection
from webapp.feeds import make_following
from webapp.linked_data import describe_record, describe_site
from webapp.lookup import find_city, find_record
from webapp.peers_pages import make_city_pictures
from webapp.pictures import make_pictures
from webapp.quality import note_click, note_search
from webapp.record_view import list_of_city, make_record_view
from webapp.rescue_view import CENTER_NAME, CENTER_URL, make_rescue_view
from webapp.search_view import make_search_view
from webapp.settings import Settings

pages = Blueprint("pages", __name__)

EXAMPLES = (
    Message("responses to ICE raids"),
    Message("after an antisemitic attack"),
    Message("guaranteed income pilots"),
    Message("legal aid for immigrants"),
    Message("refugee welcome state:ID"),
    Message('"sanctuary city" before:2018'),
)
"""Questions the home page offers; each finds something in the shipped collection."""

N_SIMILAR = 5


@pages.get("/")
def home() -> str | Response:
    """The search box, examples, and ways to browse."""
    if request.args:
        parameters = read_parameters(keep_known(request.args))
        if parameters.to_query_string():
            return redirect(search_url(parameters), 302)
    collection = get_collection()
    return render_template(
        "home.html",
        catalogue=collection.catalogue(),
        pictures=make_pictures(collection.engine().search(SearchParameters(per_page=1))),
        examples=EXAMPLES,
        described=describe_site(request.host_url.rstrip("/")),
    )


@pages.get("/search")
def search() -> str | Response:
    """The answer to a question."""
    parameters = read_parameters(keep_known(request.args))
    if parameters == SearchParameters(per_page=parameters.per_page):
        return render_template("search_start.html", examples=EXAMPLES)
    page = get_collection().engine().search(parameters)
    note_search(page)
    view = make_search_view(page)
    return render_template(
        "search.html",
        page=page,
        view=view,
        parameters=parameters,
        following=make_following(page),
        pictures=make_pictures(page),
        rescue=make_rescue_view(page),
        center=Link(CENTER_NAME, CENTER_URL),
    )


@pages.get("/statements/<doc_id>")
def statement(doc_id: str) -> str:
    """One record with everything known about it."""
    found = find_record(doc_id)
    question = clean_line(request.args.get("q", ""))
    note_click(question)
    similar = get_collection().engine().list_similar(doc_id, N_SIMILAR)
    return render_template(
        "statement.html",
        stored=found.stored,
        statement=found.stored.statement,
        record=make_record_view(found.stored.statement, question),
        contact=found.contact,
        similar=similar,
        of_city=list_of_city(found.stored.statement, similar),
        citation=cite_record(found.stored),
        described=describe_record(found.stored, request.host_url.rstrip("/")),
    )


@pages.get("/cities")
def cities() -> str:
    """Every city with records, by state."""
    return render_template("cities.html", catalogue=get_collection().catalogue())


@pages.get("/cities/<slug>")
def city(slug: str) -> str | Response:
    """One city: its records, whom to ask, how large it is."""
    found = find_city(slug)
    if found.city.slug != slug:
        return redirect(city_url(found.city.slug), 301)
    of_city = SearchParameters(selections=(("city", (slug,)),), per_page=1)
    page = get_collection().engine().search(of_city)
    return render_template(
        "city.html",
        city=found.city,
        statements=found.statements,
        contacts=found.contacts,
        beside=make_city_pictures(found.city),
        following=make_following(page),
    )


@pages.get("/topics")
def topics() -> str:
    """Every topic with its scope."""
    return render_template("topics.html", catalogue=get_collection().catalogue())


@pages.get("/topics/<slug>")
def topic(slug: str) -> str | Response:
    """One topic: what belongs to it, and its records, newest first."""
    found = find_topic(slug)
    if found is None:
        words = Message(
            "There is no topic %(slug)r. Browse the topics or search instead.", slug=slug
        )
        raise NotHereError(words)
    if found.slug != slug:
        return redirect(topic_url(found.slug), 301)
    asked = read_parameters(keep_known(request.args))
    parameters = SearchParameters(
        selections=(("topic", (found.slug,)),), sort="date", page=asked.page, per_page=20
    )
    page = get_collection().engine().search(parameters)
    n_pages = min(page.n_pages, MAX_PAGE)
    return render_template(
        "topic.html",
        topic=found,
        page=page,
        all_url=search_url(replace(parameters, page=1, per_page=10)),
        n_pages=n_pages,
        following=make_following(page),
        pictures=make_pictures(page),
    )


@pages.get("/keyboard")
def keyboard() -> str:
    """What the search box understands, and the keys that make it quicker."""
    return render_template("keyboard.html")


@pages.get("/about")
def about() -> str:
    """What the collection is, how it is made, and what it is not."""
    settings: Settings = current_app.extensions["mayors_settings"]
    return render_template(
        "about.html",
        catalogue=get_collection().catalogue(),
        kept_days=settings.search_log_days,
    )
