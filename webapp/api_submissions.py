"""Sending in by programs: the same rules and the same queue as the form.

Takes POST /api/v1/submissions with a record as JSON and who sends it, gives 201 with the
private link in Location. The same sent twice is answered with what is there (200).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field
from spectree import Response as Answers
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line, clean_text
from corpus.errors import InvalidRecordError, InvalidRecordsError
from corpus.messages import Message, join_or
from corpus.records import RECORD_FIELDS, statement_from_record
from corpus.submissions_records import Action, Sending, Submitter
from webapp.api import spec
from webapp.api_models import LinkModel, Problem, SourceModel
from webapp.contribute_form import MAX_LINE, MAX_NAMESAKES, MAX_TEXT, is_email
from webapp.lookup import find_stored
from webapp.private_links import contribution_url
from webapp.protection import SENDING_LIMIT, csrf, limiter
from webapp.submitting import make_warnings, send_in, site_url

api_submissions = Blueprint("api_submissions", __name__)
csrf.exempt(api_submissions)  # it takes no cookie, so no other site can use one

_OWN_FIELDS = ("submitted_by", "note", "corrects")
_API = "api"


class SubmitterModel(BaseModel):
    """Who sends it; only reviewers see this."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=MAX_LINE, examples=["Ana Ruiz"])
    email: str = Field(description="A work address.", examples=["ana@example.gov"])


class ContactRequest(BaseModel):
    """Whom the city itself names as the one to ask."""

    office: str | None = None
    name: str | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None


class SubmissionRequest(BaseModel):
    """A record, as `mayors export` writes it, and who sends it."""

    kind: Literal["statement", "initiative", "best_practice"]
    city: str = Field(description="The city's name alone.", examples=["Boise"])
    state: str = Field(description="Two letters.", examples=["ID"])
    mayor: str | None = None
    date: str | None = Field(None, description="YYYY, YYYY-MM or YYYY-MM-DD.", examples=["2024-05"])
    title: str
    text: str = Field(description="Blank lines part its paragraphs.", max_length=MAX_TEXT)
    topics: list[str] = Field(default_factory=list, description="Names as /api/v1/topics has them.")
    language: Literal["en", "es"] = "en"
    links: list[LinkModel] = Field(default_factory=list)
    contact: ContactRequest | None = None
    source: SourceModel = Field(description="Where it can be read.")
    corrects: str | None = Field(None, description="The id of the record this one corrects.")
    note: str = Field("", description="Words to the reviewer.")
    submitted_by: SubmitterModel


class SimilarModel(BaseModel):
    """A record that seems to tell the same."""

    id: str
    title: str
    score: float


class SubmissionAnswer(BaseModel):
    """What became of it."""

    state: Literal["pending", "asked", "approved", "declined", "withdrawn"]
    url: str = Field(description="The private link to follow, correct or withdraw it.")
    similar: list[SimilarModel]
    cautions: list[str] = Field(description="What a reviewer will look at twice.")


@api_submissions.post("/api/v1/submissions")
@spec.validate(
    json=SubmissionRequest,
    resp=Answers(
        HTTP_200=(SubmissionAnswer, "It was sent before; this is what is there."),
        HTTP_201=(SubmissionAnswer, "It waits for a reviewer; Location is its private link."),
        HTTP_400=(Problem, "The body is no JSON object."),
        HTTP_404=(Problem, "There is no record to correct."),
        HTTP_415=(Problem, "The body is not sent as application/json."),
        HTTP_422=(Problem, "A field can't be used; errors names each."),
        HTTP_429=(Problem, "Too many at once; Retry-After says how long to wait."),
        HTTP_503=(Problem, "The collection can't be reached just now."),
    ),
    validation_error_status=422,
    skip_validation=True,
    operation_id="submit",
    tags=["submissions"],
)
@limiter.limit(SENDING_LIMIT)
def submit() -> Response:
    """Send a record in, to be read by a reviewer.

    It appears when a reviewer approves it. A repeated Idempotency-Key header, or the same
    content within ten minutes, does not send it twice.
    """
    record = _read_body()
    sending = _check(record)
    warnings = make_warnings(sending.statement, sending.action) if sending.statement else None
    sent = send_in(sending)
    url = site_url() + contribution_url(sent.token)
    similar = warnings.duplicates if warnings else ()
    body = {
        "state": sent.submission.state.value,
        "url": url,
        "similar": [{"id": s.doc_id, "title": s.title, "score": s.score} for s in similar],
        "cautions": list(warnings.cautions) if warnings else [],
    }
    response = jsonify(body)
    response.status_code = 201 if sent.is_new else 200
    response.headers["Location"] = url
    response.headers["Cache-Control"] = "no-store"
    return response


def _read_body() -> Mapping[str, Any]:
    """The JSON object that was sent.

    Raises:
        UnsupportedMediaType: it is not sent as JSON.
        BadRequest: it is no JSON object.
    """
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        body = request.get_json()
    except RecursionError:
        raise BadRequest from None
    if not isinstance(body, dict):
        raise BadRequest
    return body


def _check(record: Mapping[str, Any]) -> Sending:
    """What is to be sent.

    Raises:
        InvalidRecordsError: with a problem for each field at fault.
        NotHereError: the record to be corrected is not here.
    """
    problems = [
        InvalidRecordError(name, None, Message("There is no field of this name; leave it out."))
        for name in record
        if name not in (*RECORD_FIELDS, *_OWN_FIELDS)
    ]
    sender = _read_sender(record.get("submitted_by"), problems)
    note = _read_words(record, "note", problems)
    corrects = _read_words(record, "corrects", problems)
    if len(str(record.get("text", ""))) > MAX_TEXT:
        problems.append(InvalidRecordError("text", None, Message("This is too long; shorten it.")))
    if not record.get("state"):
        problems.append(InvalidRecordError("state", None, _ask_for_state(record.get("city"))))
    fields = {name: record[name] for name in RECORD_FIELDS if name in record}
    if corrects:
        fields["id"] = find_stored(corrects).statement.doc_id
    try:
        statement = statement_from_record(fields)
    except InvalidRecordsError as error:
        raise InvalidRecordsError((*problems, *error.problems)) from None
    if problems:
        raise InvalidRecordsError(tuple(problems))
    action = Action.CORRECTION if corrects else Action.NEW
    key = request.headers.get("Idempotency-Key")
    text = f"{_API}\n{sender.email}\n{key}"
    client_key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if key else None
    return Sending(
        action, statement, corrects or None, None, sender, note, reader=_API, client_key=client_key
    )


def _ask_for_state(name: object) -> Message:
    """Words about a city without a state, with those it may be."""
    words = Message("Give the state of the city as its two letters.")
    gazetteer, text = load_gazetteer(), str(name or "")[:MAX_LINE]
    near = (gazetteer.list_named(text) or gazetteer.list_near(text))[:MAX_NAMESAKES]
    if not near:
        return words
    cities = join_or([city.label for city in near])
    return Message("%(words)s Did you mean %(cities)s?", words=words, cities=cities)


def _read_sender(value: object, problems: list[InvalidRecordError]) -> Submitter:
    part = value if isinstance(value, dict) else {}
    name, email = part.get("name"), part.get("email")
    if not isinstance(name, str) or not clean_line(name) or len(name) > MAX_LINE:
        words = Message("Give your name.")
        problems.append(InvalidRecordError("submitted_by.name", name, words))
    if not isinstance(email, str) or not is_email(email) or len(email) > MAX_LINE:
        words = Message("Give your work e-mail address, such as you@example.gov.")
        problems.append(InvalidRecordError("submitted_by.email", email, words))
    return Submitter(clean_line(str(name)), str(email))


def _read_words(record: Mapping[str, Any], name: str, problems: list[InvalidRecordError]) -> str:
    value = record.get(name) or ""
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return clean_text(value)
    problems.append(InvalidRecordError(name, None, Message("Write it as text.")))
    return ""
