"""Sending in, whoever asks: one way into the queue for forms and programs.

Takes a checked record (or a remark) and who sends it, gives the submission and the token
of its private link; says what a sender should see first: near duplicates, an unknown city,
a mayor known elsewhere. Writes to the sender and to reviewers where mail is set.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext

from corpus.cities import load_gazetteer
from corpus.documents import City, Statement
from corpus.errors import IndexDamagedError, IndexMissingError
from corpus.messages import Message, join_or
from corpus.reviewers import list_reviewers
from corpus.stored import SimilarStatement
from corpus.submissions import make_submission_id
from corpus.submissions_records import Action, Sending, Submission
from webapp.catalogue import CityCount
from webapp.collection import get_collection
from webapp.contribute_form import is_known_place
from webapp.languages import current_language
from webapp.mail import can_send, send_mail
from webapp.private_links import contribution_url, get_queue, make_token, sum_token

MAX_DUPLICATES = 5


@dataclass(frozen=True, slots=True)
class Warnings:
    """What a sender and a reviewer should look at before a record is sent or published."""

    duplicates: tuple[SimilarStatement, ...]
    cautions: tuple[Message, ...]

    def __bool__(self) -> bool:
        return bool(self.duplicates or self.cautions)

    @property
    def key(self) -> str:
        """A name for just these: whoever has seen them has not seen others."""
        told = "\n".join([*(similar.doc_id for similar in self.duplicates), *self.cautions])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


NO_WARNINGS = Warnings((), ())


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission, the token of its private link, and whether it was not there before."""

    submission: Submission
    token: str
    is_new: bool


def make_warnings(statement: Statement, action: Action) -> Warnings:
    """What is near it, and what in it is not as we know it."""
    duplicates = get_queue().find_duplicates(statement) if action is Action.NEW else ()
    cautions = []
    if not is_known_place(statement) and statement.city:
        cautions.append(_say_unknown(statement.city))
    elsewhere = _find_elsewhere(statement)
    if elsewhere:
        words = Message(
            "%(mayor)s is known here as mayor of %(cities)s. Check the name and the city.",
            mayor=statement.mayor,
            cities=elsewhere,
        )
        cautions.append(words)
    return Warnings(duplicates[:MAX_DUPLICATES], tuple(cautions))


def send_in(sending: Sending) -> Sent:
    """Put it in the queue and tell those concerned; sent twice, it is there once."""
    submission_id = make_submission_id()
    token = make_token(submission_id)
    whole = replace(
        sending,
        submission_id=submission_id,
        token_sum=sum_token(token),
        language=current_language(),
    )
    submitted = get_queue().submit(whole)
    submission = submitted.submission
    if submitted.is_new:
        _write_to_sender(submission, token)
        _write_to_reviewers(submission)
    return Sent(submission, make_token(submission.submission_id), submitted.is_new)


def list_known_cities() -> tuple[CityCount, ...]:
    """The cities to suggest; none while the search is away, which stops nobody from sending."""
    try:
        return get_collection().catalogue().cities
    except (IndexMissingError, IndexDamagedError):
        return ()


def title_of(submission: Submission) -> str:
    """What a submission is called in lists and mail."""
    if submission.statement:
        return submission.statement.title
    return submission.note if len(submission.note) <= 80 else submission.note[:80] + "…"


def site_url() -> str:
    """The address of this site, as the person reached it."""
    return request.host_url.rstrip("/")


def _say_unknown(city: City) -> Message:
    near = [other.label for other in load_gazetteer().list_near(city.label)]
    if near:
        return Message(
            "We know no city %(city)s. Did you mean %(near)s? A small place may be right as it is.",
            city=city.label,
            near=join_or(near),
        )
    return Message(
        "We know no city %(city)s. Check its spelling; a small place may be right.",
        city=city.label,
    )


def _find_elsewhere(statement: Statement) -> str:
    """The cities whose mayor this is, as records here have it, where none is this city."""
    if not statement.mayor or not statement.city:
        return ""
    known = get_collection().store().list_mayor_cities()
    slugs = sorted({slug for mayor, slug in known if mayor == statement.mayor})
    if not slugs or statement.city.slug in slugs:
        return ""
    gazetteer = load_gazetteer()
    cities = (gazetteer.find_slug(slug) for slug in slugs)
    return ", ".join(city.label for city in cities if city)


def _write_to_sender(submission: Submission, token: str) -> None:
    if not can_send() or submission.submitter is None:
        return
    confirm = make_token(submission.submission_id, "confirm")
    follow = site_url() + contribution_url(token)
    words = gettext(
        "Thank you. A reviewer will look at what you sent: %(title)s\n\n"
        "Confirm that it came from you:\n%(confirm)s\n\n"
        "Follow, correct or withdraw it (keep this link to yourself):\n%(follow)s\n\n"
        "If you sent nothing, do nothing.",
        title=title_of(submission),
        confirm=f"{follow}/confirm/{confirm}",
        follow=follow,
    )
    send_mail(submission.submitter.email, gettext("Please confirm what you sent"), words)


def _write_to_reviewers(submission: Submission) -> None:
    if not can_send():
        return
    words = f"{title_of(submission)}\n\n{site_url()}/review/{submission.submission_id}\n"
    for reviewer in list_reviewers(get_collection().store()):
        send_mail(reviewer.email, "Something new waits for review", words)
