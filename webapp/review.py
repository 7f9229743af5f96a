"""Reviewers' pages: the queue, one submission with what it changes, decisions, the trail.

Takes a signed-in reviewer's decisions, has `corpus.submissions` carry them out, publishes
what an approval stored, and writes to the sender. Every address of this blueprint is
behind `webapp.signin.guard`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import clean_text
from corpus.documents import Statement
from corpus.errors import MayorsError, NotHereError, OutdatedError
from corpus.messages import Message
from corpus.removals import find_removal, put_back, take_down
from corpus.submissions_near import Near, SimilarSubmission
from corpus.submissions_records import Action, Submission
from corpus.submissions_rows import Decision
from corpus.topics import load_topics
from search.publishing import publish
from webapp.collection import get_collection
from webapp.contribute_form import Checked, Draft, check_draft, make_draft, read_draft
from webapp.languages import page_url, translate
from webapp.private_links import get_queue
from webapp.review_mail import write_decision
from webapp.review_view import count_days, list_changes
from webapp.settings import Settings
from webapp.signin import HOME, guard
from webapp.submitting import NO_WARNINGS, list_known_cities, make_warnings, title_of

if TYPE_CHECKING:
    from corpus.stored import StoredStatement

review = Blueprint("review", __name__)
review.before_request(guard)

N_SHOWN = 100
"""Submissions the queue shows at once; the others move up."""

_NEEDS_WORDS = ("decline", "ask")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submission in the list: what it is called, how long it waits, what is like it."""

    submission: Submission
    title: str
    days: int
    near: Near


@review.get("/review")
def queue() -> Response:
    """What waits, oldest first; what was decided last."""
    now = datetime.datetime.now(datetime.UTC)
    submissions = get_queue()
    pending = submissions.list_pending()
    near = submissions.find_near(pending[:N_SHOWN])
    rows = [
        QueueRow(one, title_of(one), count_days(one, now), near.get(one.submission_id, Near()))
        for one in pending[:N_SHOWN]
    ]
    done = [(one, title_of(one)) for one in submissions.list_decided(20)]
    return answer_privately(
        render_template("review.html", rows=rows, n_waiting=len(pending), done=done)
    )


@review.get("/review/trail")
def trail() -> Response:
    """Every act, newest first."""
    return answer_privately(render_template("review_trail.html", acts=get_queue().list_acts()))


@review.get("/review/find")
def find() -> AnyResponse:
    """From a record's address or id to its page for reviewers."""
    text = request.args.get("record", "")[:1000].strip()
    doc_id = re.split(r"[?#]", text)[0].rstrip("/").rpartition("/")[2]
    return redirect(page_url(f"/review/statements/{quote(doc_id, safe='')}" if doc_id else HOME))


@review.get("/review/<submission_id>")
def one(submission_id: str) -> Response:
    """One submission, what it would change, and what can be done with it."""
    found = _find(submission_id)
    draft = make_draft(found.statement) if found.statement else Draft()
    return _show(found, draft)


@review.post("/review/<submission_id>")
def decide(submission_id: str) -> AnyResponse:
    """Approve, decline, ask back or undo."""
    found = _find(submission_id)
    act = request.form.get("act", "")
    draft = read_draft(request.form)
    words = clean_text(request.form.get("words", "")[:2000])
    if act in _NEEDS_WORDS and not words:
        told: dict[str, str] = {"words": Message("Write a few words; its sender reads them.")}
        return _show(found, draft, Checked(None, told), 422)
    edited = None
    if act == "approve" and found.statement is not None:
        checked = check_draft(draft, found.statement)
        if checked.problems:
            return _show(found, draft, checked, 422)
        edited = checked.statement
    decision = Decision(found.submission_id, _read_version(), g.reviewer.name)
    try:
        done = _carry_out(act, decision, edited, words)
    except OutdatedError as error:
        flash(translate(error.args[0]))
        return redirect(page_url(f"/review/{submission_id}"), 303)
    if act in ("approve", "undo") and done.action is not Action.REMARK:
        publish_now()
    write_decision(done)
    flash(_say_done(act))
    return redirect(page_url("/review" if act != "undo" else f"/review/{submission_id}"), 303)


@review.get("/review/statements/<doc_id>")
def record(doc_id: str) -> Response:
    """A record with the form to take it down, or to put it back."""
    store = get_collection().store()
    revisions = store.list_revisions(doc_id)
    if not revisions:
        raise NotHereError(Message("There is no record %(doc_id)r.", doc_id=doc_id))
    removal = find_removal(store, doc_id)
    return answer_privately(
        render_template("review_record.html", stored=revisions[0], removal=removal)
    )


@review.post("/review/statements/<doc_id>")
def change_record(doc_id: str) -> AnyResponse:
    """Take a record down with a reason, or put it back."""
    store, name = get_collection().store(), g.reviewer.name
    reason = clean_text(request.form.get("reason", "")[:500])
    try:
        if request.form.get("act") == "put back":
            put_back(store, doc_id, name)
        elif reason:
            take_down(store, doc_id, reason, name)
        else:
            flash(gettext("Give a reason; everybody can read it."))
            return redirect(page_url(f"/review/statements/{doc_id}"), 303)
    except OutdatedError as error:
        flash(translate(error.args[0]))
    else:
        publish_now()
        flash(gettext("Done. The public log of removals says so."))
    return redirect(page_url(f"/review/statements/{doc_id}"), 303)


def _carry_out(act: str, decision: Decision, edited: Statement | None, words: str) -> Submission:
    submissions = get_queue()
    acts: dict[str, Callable[[], Submission]] = {
        "approve": lambda: submissions.approve(decision, edited),
        "decline": lambda: submissions.decline(decision, words),
        "ask": lambda: submissions.ask_back(decision, words),
        "undo": lambda: submissions.undo(decision),
    }
    if act not in acts:
        raise OutdatedError(Message("Nothing was chosen to be done; choose one of the buttons."))
    return acts[act]()


def publish_now() -> None:
    """Make it searchable now; if that fails, what was decided stays and is told."""
    settings: Settings = current_app.extensions["mayors_settings"]
    try:
        publish(settings.data)
    except MayorsError:
        current_app.logger.exception("Publishing failed after a decision")
        flash(gettext("It is stored, but the search could not be brought up to date."))


def _show(
    found: Submission, draft: Draft, checked: Checked | None = None, status: int = 200
) -> Response:
    stored = _find_stored(found)
    changes = list_changes(stored.statement, found.statement) if stored and found.statement else ()
    warnings = NO_WARNINGS
    if found.is_open and found.statement:
        warnings = make_warnings(found.statement, found.action)
    page = render_template(
        "review_one.html",
        found=found,
        title=title_of(found),
        stored=stored,
        changes=changes,
        warnings=warnings,
        waiting=_list_waiting(found),
        draft=draft,
        problems=checked.problems if checked else {},
        namesakes=checked.namesakes if checked else (),
        words=request.form.get("words", ""),
        topics=load_topics(),
        cities=list_known_cities(),
        acts=get_queue().list_acts(found.submission_id),
    )
    return answer_privately(page, status)


def _list_waiting(found: Submission) -> tuple[SimilarSubmission, ...]:
    """Others in the queue that seem to tell the same."""
    near = get_queue().find_near([found]) if found.is_open else {}
    return near.get(found.submission_id, Near()).waiting


def _find_stored(found: Submission) -> StoredStatement | None:
    """The record a correction is about, as it stands now."""
    if found.action is not Action.CORRECTION or not found.doc_id:
        return None
    return get_collection().store().find_statement(found.doc_id)


def _find(submission_id: str) -> Submission:
    found = get_queue().find(submission_id)
    if found is None:
        raise NotHereError(
            Message("There is no submission %(number)r; look at the queue.", number=submission_id)
        )
    return found


def _read_version() -> int:
    version = request.form.get("version", "")
    return int(version) if version.isdecimal() else 0


def _say_done(act: str) -> str:
    return {
        "approve": gettext("Approved; it can be found now."),
        "decline": gettext("Declined."),
        "ask": gettext("Asked; it stays in the queue."),
        "undo": gettext("Undone; it waits again."),
    }[act]


def answer_privately(page: str, status: int = 200) -> Response:
    """A page that is not kept anywhere."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
