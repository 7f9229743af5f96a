"""How good the search is: what is asked, what finds nothing, what nobody goes on from.

Takes the questions of people (not of robots, reviewers or programs) and the records they go
on to, has `corpus.search_log` count them, shows reviewers the counts. Going on is seen by the
question that a record's address carries from the page of results; there is no other trace.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from flask import Flask, Response, current_app, request, session

from corpus.redacting import read_redactor
from corpus.search_log import SEARCH_LOG_NAME, SearchLog
from search.parameters import SearchParameters
from search.pinned import fold_question
from search.results import ResultPage
from webapp.collection import EXTENSION as COLLECTION
from webapp.collection import Collection
from webapp.editorial import make_editors_pages, show
from webapp.protection import get_secret
from webapp.settings import Settings

quality_pages = make_editors_pages("quality")

EXTENSION = "mayors_search_log"
PERIODS = (7, 30, 90)

_BROWSERS = "Mozilla/"
"""What every browser for people begins its name with; programs mostly do not."""

_ROBOTS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|headless|lighthouse", re.IGNORECASE)


def register_search_log(app: Flask, settings: Settings) -> None:
    """Give an application its log; none where it is switched off, and none stays then."""
    path = settings.data / SEARCH_LOG_NAME
    log = None
    if settings.search_log_days:
        collection: Collection = app.extensions[COLLECTION]

        def may_tell(question: str) -> bool:
            return read_redactor(collection.store()).redact_text(question) == question

        log = SearchLog(path, get_secret(app), settings.search_log_days, may_tell=may_tell)
    else:
        for ending in ("", "-wal", "-shm"):
            path.with_name(SEARCH_LOG_NAME + ending).unlink(missing_ok=True)
    app.extensions[EXTENSION] = log


def get_search_log() -> SearchLog | None:
    """The log of the application that answers now; None where none is kept."""
    return cast("SearchLog | None", current_app.extensions[EXTENSION])


def note_search(page: ResultPage) -> None:
    """Count a question as it was typed: its first page, without filters."""
    log, parameters = get_search_log(), page.query.parameters
    plain = SearchParameters(parameters.q, per_page=parameters.per_page)
    if log is not None and replace(parameters, sort=plain.sort) == plain and _is_person():
        is_empty = not (page.total or page.pinned)
        log.note_question(fold_question(parameters.q), is_empty=is_empty)


def note_click(question: str) -> None:
    """Count that somebody went on from a question to a record."""
    log = get_search_log()
    if log is not None and question and _is_person():
        log.note_click(fold_question(question))


def _is_person() -> bool:
    """Whether a request is one to be counted: a person's, and no reviewer's."""
    headers = request.headers
    agent = headers.get("User-Agent", "")
    is_ahead = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    is_program = not agent.startswith(_BROWSERS) or bool(_ROBOTS.search(agent))
    if request.method != "GET" or is_ahead or is_program:
        return False
    return "reviewer" not in session


@quality_pages.get("/review/quality")
def quality() -> Response:
    """What was asked in a period, and how it fared."""
    text = request.args.get("days", "")
    days = int(text) if text.isdecimal() and int(text) in PERIODS else PERIODS[1]
    log = get_search_log()
    settings: Settings = current_app.extensions["mayors_settings"]
    return show(
        "review_quality.html",
        quality=log.read_quality(days) if log else None,
        days=days,
        periods=PERIODS,
        kept_days=settings.search_log_days,
    )
