"""Reviewers' page of contacts that nobody has checked for a year.

Takes a signed-in reviewer's word that a contact is still right, notes the day in every
record that names it, with a line in the audit trail, and publishes. What is dead or has
changed is corrected through the queue, by the form each one links to.
"""

from __future__ import annotations

import datetime

from flask import Blueprint, Response, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from corpus.contact_ages import list_old_contacts, mark_checked
from corpus.errors import OutdatedError
from webapp.collection import get_collection
from webapp.languages import page_url, translate
from webapp.review import answer_privately, publish_now
from webapp.signin import guard

review_contacts = Blueprint("review_contacts", __name__)
review_contacts.before_request(guard)

OLD_DAYS = 365
N_SHOWN = 100
"""Contacts on the page; the others move up as these are checked."""


@review_contacts.get("/review/contacts")
def contacts() -> Response:
    """Contacts last checked over a year ago, the oldest first."""
    found = list_old_contacts(get_collection().store(), _today() - datetime.timedelta(OLD_DAYS))
    page = render_template("review_contacts.html", contacts=found[:N_SHOWN], n_old=len(found))
    return answer_privately(page)


@review_contacts.post("/review/contacts")
def check() -> AnyResponse:
    """One contact is still right today."""
    seen = [value.partition(" ") for value in request.form.getlist("record")]
    records = [(doc_id, int(revision)) for revision, _, doc_id in seen if revision.isdecimal()]
    try:
        mark_checked(get_collection().store(), records, _today(), g.reviewer.name)
    except OutdatedError as error:
        flash(translate(error.args[0]))
    else:
        publish_now()
        flash(gettext("Noted: checked today."))
    return redirect(page_url("/review/contacts"), 303)


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()
