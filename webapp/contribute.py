"""Sending in by the pages: the form, its receipt, and the private link to go on from there.

Takes what a person typed, gives the form again with words for what is wrong, what seems to
be here already, or a receipt. Needs no account: a private link is the key to one's own
submission. Nothing sent is shown to anyone else before a reviewer says so.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.documents import City, Statement
from corpus.messages import Message
from corpus.removals import find_removal
from corpus.submissions_records import (
    OPEN_STATES,
    Action,
    Sending,
    State,
    Submission,
    Submitter,
)
from corpus.submissions_rows import SENDER, Decision
from corpus.topics import load_topics
from webapp.collection import get_collection
from webapp.contribute_form import (
    Draft,
    check_draft,
    check_note,
    check_sender,
    make_draft,
    read_draft,
    sort_problems,
)
from webapp.languages import current_language
from webapp.lookup import find_known_city, find_stored
from webapp.private_links import contribution_url, find_sent, get_queue, is_confirming
from webapp.protection import SENDING_LIMIT, limiter
from webapp.submitting import (
    NO_WARNINGS,
    Warnings,
    list_known_cities,
    make_warnings,
    send_in,
    title_of,
)

contributions = Blueprint("contributions", __name__)

HONEYPOT = "second_line"
"""A field people do not see: what stands in it was most likely written by a program."""

FORM = "form"

_UNSEEN = Message(
    "A field that people do not see was filled in, perhaps by a program. Send it once more."
)

_UNCHANGED = Message("Nothing is changed. Change what is wrong above, or say here what it is.")


@dataclass(frozen=True, slots=True)
class Form:
    """A form to be shown: what is in it, what it is for, what is wrong with it."""

    draft: Draft
    action: Action
    base: Statement | None = None
    city: City | None = None
    sent: Submission | None = None
    problems: dict[str, str] = field(default_factory=dict)
    namesakes: tuple[City, ...] = ()
    warnings: Warnings = NO_WARNINGS


@contributions.get("/contribute")
def contribute() -> Response:
    """The empty form; with corrects= the form of a record, with about= a remark on a city."""
    return _show(_make_form())


@contributions.post("/contribute")
@limiter.limit(SENDING_LIMIT)
def send() -> AnyResponse:
    """Check what was typed; send it in, or show it again with what is wrong."""
    if request.form.get(HONEYPOT):
        told: dict[str, str] = {HONEYPOT: _UNSEEN}
        return _show(replace(_make_form(), draft=read_draft(request.form), problems=told), 422)
    form = _check(replace(_make_form(), draft=read_draft(request.form)))
    if isinstance(form, Form):
        return _show(form, 422 if form.problems else 200)
    key = request.form.get("key", "")[:64] or None
    sent = send_in(replace(form, client_key=key))
    return redirect(contribution_url(sent.token), 303)


@contributions.get("/contributions/<token>")
def receipt(token: str) -> Response:
    """Where a submission stands: for whoever has its private link."""
    found = find_sent(token)
    doc_id = found.doc_id if found.state is State.APPROVED else None
    removal = find_removal(get_collection().store(), doc_id) if doc_id else None
    page = render_template(
        "contribute_receipt.html", found=found, token=token, title=title_of(found), removal=removal
    )
    return _answer(page)


@contributions.get("/contributions/<token>/correct")
def correcting(token: str) -> Response:
    """The form of what was sent, to be corrected."""
    return _show(_make_sent_form(find_sent(token)))


@contributions.post("/contributions/<token>/correct")
@limiter.limit(SENDING_LIMIT)
def correct(token: str) -> AnyResponse:
    """Send it again, corrected."""
    found = find_sent(token)
    form = _check(replace(_make_sent_form(found), draft=read_draft(request.form)))
    if isinstance(form, Form):
        return _show(form, 422 if form.problems else 200)
    get_queue().correct(_act(found), form)
    return redirect(contribution_url(token), 303)


@contributions.post("/contributions/<token>/withdraw")
def withdraw(token: str) -> AnyResponse:
    """Take it back."""
    get_queue().withdraw(_act(find_sent(token)))
    return redirect(contribution_url(token), 303)


@contributions.get("/contributions/<token>/confirm/<code>")
def confirming(token: str, code: str) -> Response:
    """Ask for a click: programs that read mail follow links, too."""
    found = find_sent(token)
    page = render_template(
        "contribute_confirm.html", found=found, token=token, code=code, title=title_of(found),
        is_right=is_confirming(found, code),
    )  # fmt: skip
    return _answer(page)


@contributions.post("/contributions/<token>/confirm/<code>")
def confirm(token: str, code: str) -> AnyResponse:
    """Note that the address is the sender's."""
    found = find_sent(token)
    if is_confirming(found, code):
        get_queue().confirm(found.submission_id)
    return redirect(contribution_url(token), 303)


def _make_form() -> Form:
    """The form an address asks for, with what is known filled in.

    Raises:
        NotHereError: the record or the city is not here.
    """
    corrects, about = request.values.get("corrects"), request.values.get("about")
    if corrects:
        base = find_stored(corrects).statement
        return Form(make_draft(base), Action.CORRECTION, base)
    if about:
        city = find_known_city(about)
        return Form(Draft(place=city.label), Action.REMARK, city=city)
    place = request.args.get("place", "")
    return Form(Draft(place=place, language=current_language()), Action.NEW)


def _make_sent_form(found: Submission) -> Form:
    """The form of something sent, as it was sent."""
    stored = get_collection().store().find_statement(found.doc_id) if found.doc_id else None
    base = stored.statement if stored and found.action is Action.CORRECTION else None
    city = find_known_city(found.place) if found.action is Action.REMARK and found.place else None
    draft = make_draft(found.statement) if found.statement else Draft()
    sender = found.submitter or Submitter("")
    draft = replace(draft, note=found.note, name=sender.name, email=sender.email or "")
    return Form(draft, found.action, base, city, found)


def _check(form: Form) -> Form | Sending:
    """The form again where something is wrong or should be seen first; else what to send."""
    draft, action = form.draft, form.action
    problems = check_sender(draft)
    sender = Submitter(draft.name.strip(), draft.email.strip())
    if action is Action.REMARK:
        problems |= check_note(draft)
        if problems:
            return replace(form, problems=sort_problems(problems))
        return Sending(
            action, None, None, form.city.slug if form.city else None, sender, draft.note.strip(),
            reader=FORM,
        )  # fmt: skip
    checked = check_draft(draft, form.base or (form.sent.statement if form.sent else None))
    problems |= checked.problems
    if form.base is not None and checked.statement == form.base and not draft.note.strip():
        problems["note"] = _UNCHANGED
    if problems or checked.statement is None:
        return replace(form, problems=sort_problems(problems), namesakes=checked.namesakes)
    warnings = make_warnings(checked.statement, action)
    if warnings and request.form.get("seen") != warnings.key:
        return replace(form, warnings=warnings)
    doc_id = form.sent.doc_id if form.sent else form.base.doc_id if form.base else None
    return Sending(action, checked.statement, doc_id, None, sender, draft.note.strip(), reader=FORM)


def _act(found: Submission) -> Decision:
    """The sender acts on what is there now, or on the version a form of theirs shows."""
    version = request.form.get("version", "")
    return Decision(
        found.submission_id, int(version) if version.isdecimal() else found.version, SENDER
    )


def _show(form: Form, status: int = 200) -> Response:
    page = render_template(
        "contribute.html",
        form=form,
        draft=form.draft,
        problems=form.problems,
        topics=load_topics(),
        cities=list_known_cities(),
        key=request.form.get("key") or secrets.token_urlsafe(16),
        is_open=form.sent is None or form.sent.state in OPEN_STATES,
    )
    return _answer(page, status)


def _answer(page: str, status: int = 200) -> Response:
    """A page that nobody else gets to see: not kept, not named to other sites."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
