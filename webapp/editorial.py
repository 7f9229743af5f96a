"""What the editors' pages share: the guard, keeping an edit, bringing one back.

Takes a signed-in reviewer's decision from `editorial_pins`, `editorial_groups` or
`editorial_topics`, has `corpus.editorial` keep it, gives the answer: what was decided is in
force when the page comes back, in every process.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import clean_line
from corpus.editorial import bring_back, save_edit
from corpus.editorial_records import Edit, Entry, Subject
from corpus.errors import OutdatedError
from webapp.collection import get_collection
from webapp.languages import page_url, translate
from webapp.signin import guard

MAX_LINE = 300


def make_editors_pages(name: str) -> Blueprint:
    """A blueprint whose every address is for reviewers alone."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(guard)
    return blueprint


def show(template: str, status: int = 200, **values: object) -> Response:
    """A page nobody else may keep."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def keep(subject: Subject, name: str, entry: Entry | None, act: str, address: str) -> AnyResponse:
    """Keep a new version of an entry, then lead back to `address`."""
    return _do(Edit(subject, name, read_version(), entry, g.reviewer.name, act), 0, address)


def keep_earlier(subject: Subject, name: str, address: str) -> AnyResponse:
    """Make the version that was chosen the newest again, then lead back to `address`."""
    number = request.form.get("number", "")
    edit = Edit(subject, name, read_version(), None, g.reviewer.name, "bring back")
    return _do(edit, int(number) if number.isdecimal() else -1, address)


def _do(edit: Edit, number: int, address: str) -> AnyResponse:
    store = get_collection().store()
    try:
        if number:
            bring_back(store, edit, number)
        else:
            save_edit(store, edit)
    except OutdatedError as error:
        flash(translate(error.args[0]))
    else:
        flash(gettext("Saved; it holds from now on."))
    return redirect(page_url(address), 303)


def read_version() -> int:
    """The version the reviewer looked at; 0 for an entry that is new."""
    version = request.form.get("version", "")
    return int(version) if version.isdecimal() else 0


def read_line(name: str) -> str:
    """A field of one line."""
    return clean_line(request.form.get(name, "")[:MAX_LINE])
