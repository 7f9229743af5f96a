"""Puts the application together: views, errors, headers, template words, compression.

Takes settings, gives a Flask application that opens its collection on first use.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request
from flask_compress import Compress

from corpus.states import load_states
from corpus.topics import find_topic
from search.anchors import find_anchor
from webapp import addresses, markup
from webapp.api import register_api
from webapp.api_submissions import api_submissions
from webapp.brief_pages import briefs
from webapp.cite import cites
from webapp.collection import EXTENSION, Collection
from webapp.contribute import contributions
from webapp.discovery import discovery
from webapp.downloads import downloads
from webapp.editorial_groups import groups_pages
from webapp.editorial_pins import pins_pages
from webapp.editorial_topics import register_topics, topics_pages
from webapp.errors import register_errors
from webapp.feeds import feeds
from webapp.history import history
from webapp.kept_answers import KeptAnswers
from webapp.languages import register_languages
from webapp.my_city import list_kept_parameters, make_peers_filter, mine
from webapp.pages import pages
from webapp.peers_pages import peers_pages
from webapp.protection import register_protection
from webapp.quality import quality_pages, register_search_log
from webapp.review import review
from webapp.review_contacts import review_contacts
from webapp.security import MAX_BODY_BYTES, register_security
from webapp.service import service
from webapp.settings import Settings
from webapp.signin import signin
from webapp.suggest import suggestions

STATIC_PATH = Path(__file__).parent / "static"
ONE_YEAR_SECONDS = 365 * 24 * 3600
BLUEPRINTS = (
    pages,
    suggestions,
    peers_pages,
    mine,
    briefs,
    cites,
    downloads,
    feeds,
    discovery,
    service,
    contributions,
    api_submissions,
    history,
    signin,
    review,
    review_contacts,
    pins_pages,
    groups_pages,
    topics_pages,
    quality_pages,
)


@cache
def _static_url(name: str) -> str:
    """A file's address with its sum in it, so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC_PATH / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def make_application(settings: Settings) -> Flask:
    """The application, complete."""
    app = Flask("webapp", static_folder=str(STATIC_PATH))
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIN_SIZE=800,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the contract has its order
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    collection = app.extensions[EXTENSION] = Collection(settings.data)
    app.extensions["mayors_settings"] = settings
    Compress(app)
    _register_words(app)
    register_languages(app)
    app.after_request(_set_caching)
    register_security(app, settings)
    register_protection(app, settings)
    register_search_log(app, settings)
    register_topics(app)
    register_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_api(app)
    app.wsgi_app = KeptAnswers(app.wsgi_app, collection)  # type: ignore[method-assign]
    return app


def _state_name(code: str) -> str:
    state = load_states().get(code)
    return state.name if state else code


def _register_words(app: Flask) -> None:
    """What templates may say beyond Jinja's own words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        mark=markup.mark_spans,
        date_words=markup.say_date,
        day_words=markup.say_day,
        topic_title=markup.title_topic,
        kind_words=markup.say_kind,
        kinds_words=markup.say_kinds,
        language_words=markup.say_language,
        in_language=markup.count_in_language,
        number=markup.say_number,
        sort_topics=markup.sort_topics,
        phone_url=markup.make_phone_url,
        web_url=markup.keep_web_url,
        host=markup.show_host,
        state_name=_state_name,
    )
    app.jinja_env.globals.update(
        static_url=_static_url,
        search_url=addresses.search_url,
        statement_url=addresses.statement_url,
        passage_url=addresses.passage_url,
        find_anchor=find_anchor,
        city_url=addresses.city_url,
        topic_url=addresses.topic_url,
        find_topic=find_topic,
        list_kept_parameters=list_kept_parameters,
        make_peers_filter=make_peers_filter,
        lang_attribute=markup.lang_attribute,
    )


def _set_caching(response: Response) -> Response:
    """Pages are revalidated by their sum, named files kept for good."""
    if request.path.startswith("/static/") and response.status_code == 200:
        if request.args.get("v"):
            response.cache_control.no_cache = None
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_SECONDS}, immutable"
        return response
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response.headers.setdefault("Cache-Control", "no-cache")
        if not response.is_streamed and "ETag" not in response.headers:
            response.add_etag(weak=True)
        response.make_conditional(request)
    return response
