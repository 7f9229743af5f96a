"""Who may decide: passwords, sessions that end, and the one guard in front of reviewers' pages.

Takes a name and a password, gives a signed session cookie that holds the name, when it
began and a stamp of the account. Each request asks the store again, so that a removed
account or a new password ends its sessions at once.
"""

from __future__ import annotations

import hashlib
import time
from functools import cache
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, g, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response

from corpus.reviewers import Reviewer, find_reviewer
from webapp.collection import get_collection
from webapp.languages import page_url
from webapp.protection import SESSION_HOURS, SIGN_IN_LIMIT, limiter

signin = Blueprint("signin", __name__)

MIN_PASSWORD = 12
MAX_PASSWORD = 200
HOME = "/review"

_hasher = PasswordHasher()


@cache
def _hash_of_nobody() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return hash_password("nobody's password")


def hash_password(password: str) -> str:
    """A hash to be kept (Argon2id, with its salt and its costs)."""
    return _hasher.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Whether it is the password of this hash.

    >>> is_password("damaged", "anything")
    False
    """
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def find_signed_in() -> Reviewer | None:
    """The reviewer whose session this is; None where there is none, or it has ended."""
    name, stamp, began = (session.get(key) for key in ("reviewer", "stamp", "began"))
    if not isinstance(name, str) or not isinstance(began, int):
        return None
    reviewer = find_reviewer(get_collection().store(), name)
    is_old = time.time() - began > SESSION_HOURS * 3600
    if reviewer is None or is_old or stamp != _stamp(reviewer):
        session.clear()
        return None
    return reviewer


def guard() -> Response | None:
    """Before each reviewers' page: let a reviewer pass, show all others the sign-in form."""
    reviewer = find_signed_in()
    if reviewer is None:
        return _ask_to_sign_in(401, request.path if request.method == "GET" else HOME)
    g.reviewer = reviewer
    return None


@signin.get("/review/sign-in")
def form() -> Response:
    """The form to sign in with."""
    return _ask_to_sign_in(200, _keep_inside(request.args.get("next", "")))


@signin.post("/review/sign-in")
@limiter.limit(SIGN_IN_LIMIT)
def sign_in() -> Response:
    """Check name and password, begin a session, go on to where the person wanted to."""
    name = request.form.get("name", "")[:100].strip()
    password = request.form.get("password", "")[:MAX_PASSWORD]
    wanted = _keep_inside(request.form.get("next", ""))
    reviewer = find_reviewer(get_collection().store(), name)
    is_right = is_password(reviewer.password_hash if reviewer else _hash_of_nobody(), password)
    if reviewer is None or not is_right:
        return _ask_to_sign_in(401, wanted, is_wrong=True)
    session.clear()
    session.permanent = True
    session.update(reviewer=reviewer.name, stamp=_stamp(reviewer), began=int(time.time()))
    return redirect(page_url(wanted), 303)


@signin.post("/review/sign-out")
def sign_out() -> Response:
    """End the session."""
    session.clear()
    return redirect(page_url("/review/sign-in"), 303)


def _stamp(reviewer: Reviewer) -> str:
    return hashlib.sha256(reviewer.password_hash.encode()).hexdigest()[:24]


def _keep_inside(path: str) -> str:
    """A path of reviewers' pages; anything else, another site above all, becomes their first.

    >>> _keep_inside("/review/trail"), _keep_inside("//evil.example/review")
    ('/review/trail', '/review')
    """
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{HOME}/")
    return parts.path if is_ours and "\\" not in path else HOME


def _ask_to_sign_in(status: int, wanted: str, *, is_wrong: bool = False) -> Response:
    page = render_template("review_signin.html", wanted=wanted, is_wrong=is_wrong)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
