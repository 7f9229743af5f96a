"""Suggestions as one types, for the search box of the pages and for a browser's own bar.

Takes the beginning of a question, gives the four lists of the OpenSearch suggestions
format: what was typed, questions to offer, what each ends with, its address.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext, ngettext

from corpus.cleaning import clean_line
from search.parameters import SearchParameters
from search.suggest import MAX_LENGTH, Suggestion
from webapp.addresses import search_url
from webapp.collection import get_collection
from webapp.languages import current_language
from webapp.markup import say_number

suggestions = Blueprint("suggestions", __name__)

MEDIA_TYPE = "application/x-suggestions+json"
MAX_AGE_SECONDS = 300
_KINDS = {
    "city": lazy_gettext("City"),
    "mayor": lazy_gettext("Mayor"),
    "topic": lazy_gettext("Topic"),
    "phrase": lazy_gettext("Phrase"),
}


@suggestions.get("/suggest")
def suggest() -> Response:
    """What the question may be about to become; nothing for a very long one."""
    typed = request.args.get("q", "")[: MAX_LENGTH + 1]
    offered = get_collection().suggester(current_language()).suggest(typed)
    site = request.host_url.rstrip("/")
    answer = [
        clean_line(typed),
        [one.text for one in offered],
        [_describe(one) for one in offered],
        [site + search_url(SearchParameters(one.text)) for one in offered],
    ]
    response = Response(json.dumps(answer, ensure_ascii=False), content_type=MEDIA_TYPE)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_SECONDS
    return response


def _describe(suggestion: Suggestion) -> str:
    """What kind of thing it is and how many records have or say it."""
    n = suggestion.n_statements
    records = ngettext("%(count)s record", "%(count)s records", n, count=say_number(n))
    return f"{_KINDS[suggestion.kind]}, {records}"
