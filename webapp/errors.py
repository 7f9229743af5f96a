"""Errors become words for people here: one status and one text, as a page or as JSON.

Takes any exception a request ends in, gives an HTML page, or problem+json (RFC 9457)
under /api/v1/. Knows every class of `corpus.errors`; nothing below raises an HTTP error.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import (
    BadParametersError,
    IndexDamagedError,
    IndexMissingError,
    InvalidQueryError,
    InvalidRecordsError,
    MayorsError,
    NotHereError,
    OutdatedError,
    RefusedHostError,
    StoreError,
)
from corpus.messages import Message
from webapp.protection import seconds_to_wait

API_PREFIX = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in words: `name` makes its documented address, `remedy` says what to do."""

    status: int
    name: str
    title: str
    detail: str
    errors: tuple[tuple[str, str], ...] = ()


_WRONG = Message("Wrong parameter")
_WRONG_RECORD = Message("A field of the record can't be used; errors names each.")
_NOT_READY = Message(
    "The collection can't be searched just now. If you run this site, `mayors build` makes the "
    "index and `mayors verify` checks it; otherwise try again in a minute."
)

_HTTP_WORDS = {
    400: (
        Message("Bad request"),
        Message("The request can't be understood. Check the address and try again."),
    ),
    404: (
        Message("Page not found"),
        Message("There is nothing at this address. Check its spelling, or search instead."),
    ),
    405: (
        Message("Method not allowed"),
        Message("This address answers GET requests only. Ask again with GET."),
    ),
    413: (
        Message("Request too large"),
        Message(
            "The request carries more data than any address here takes. Shorten it and try again."
        ),
    ),
    414: (
        Message("Address too long"),
        Message("The address is too long. Shorten the question and try again."),
    ),
    415: (
        Message("Not JSON"),
        Message("Send one record as a JSON object with Content-Type: application/json."),
    ),
    429: (
        Message("Too many at once"),
        Message("This was tried too often from your address. Wait a few minutes and try again."),
    ),
    500: (
        Message("Something went wrong on our side"),
        Message(
            "The request was fine; answering it failed. Try again, and report it if it stays so."
        ),
    ),
}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def list_problems() -> list[tuple[str, Message]]:
    """Every kind of problem the JSON interface answers with, and what it means."""
    ours = [
        (
            "parameters",
            Message("A parameter of the address can't be used (400); errors names each."),
        ),
        ("not-here", Message("The record, city or topic is not in the collection (404).")),
        (
            "record",
            Message("A field of a record that was sent can't be used (422); errors names each."),
        ),
        (
            "outdated",
            Message("Someone else changed or decided it meanwhile (409); look at it again."),
        ),
        ("unknown-host", Message("The request came under a name this site does not go by (400).")),
        ("not-ready", Message("The collection can't be searched just now (503); try again later.")),
    ]
    return ours + [
        (_name(status), Message("%(words)s (%(status)s)", words=words, status=status))
        for status, (_, words) in _HTTP_WORDS.items()
    ]


def _words(error: MayorsError) -> str:
    """What an error says; str() would lose what the message was made of."""
    words: str = error.args[0]
    return words


def describe_error(error: Exception) -> Problem:
    """The status and the words for any exception."""
    match error:
        case BadParametersError():
            problem = Problem(400, "parameters", _WRONG, _words(error), error.problems)
        case InvalidQueryError():
            errors = ((error.parameter, _words(error)),)
            problem = Problem(400, "parameters", _WRONG, _words(error), errors)
        case InvalidRecordsError():
            fields = tuple((p.field, p.remedy) for p in error.problems)
            problem = Problem(422, "record", Message("Wrong record"), _WRONG_RECORD, fields)
        case OutdatedError():
            problem = Problem(409, "outdated", Message("Changed meanwhile"), _words(error))
        case RefusedHostError():
            problem = Problem(400, "unknown-host", Message("Unknown host"), _words(error))
        case NotHereError():
            problem = Problem(404, "not-here", Message("Not in the collection"), _words(error))
        case IndexMissingError() | IndexDamagedError() | StoreError():
            problem = Problem(503, "not-ready", Message("Not ready"), _NOT_READY)
        case HTTPException(code=int(code)):
            phrase = HTTPStatus(code).phrase
            words = _HTTP_WORDS.get(code, (phrase, error.description or phrase))
            problem = Problem(code, _name(code), *words)
        case _:
            problem = Problem(500, _name(500), *_HTTP_WORDS[500])
    return problem


def answer_error(error: Exception) -> Response:
    """An error as a response; 500 and 503 are logged under the number people see."""
    if isinstance(error, HTTPException) and error.code and error.code < 400:
        return make_response(error.get_response())
    problem = describe_error(error)
    instance = f"urn:uuid:{uuid.uuid4()}"
    if problem.status >= 500:
        # a private link's token stays out of logs
        has_token = "token" in (request.view_args or {})
        place = str(request.url_rule) if has_token else request.path
        current_app.logger.error("%s %s", instance, place, exc_info=error)
    if request.path.startswith(API_PREFIX):
        response = jsonify(_to_json(problem, instance))
        response.content_type = "application/problem+json"
    else:
        response = make_response(render_template("error.html", problem=problem, instance=instance))
    response.status_code = problem.status
    if isinstance(error, HTTPException):
        kept = [(n, v) for n, v in error.get_headers() if n in ("Allow", "Retry-After")]
        response.headers.extend(kept)
    wait = {429: seconds_to_wait(), 503: 30}.get(problem.status)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def _to_json(problem: Problem, instance: str) -> dict[str, object]:
    return {
        "type": f"/api#problem-{problem.name}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "errors": [{"parameter": name, "detail": words} for name, words in problem.errors],
    }


def register_errors(app: Flask) -> None:
    """Answer every exception of this application in words."""
    app.register_error_handler(Exception, answer_error)
