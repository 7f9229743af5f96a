"""Addresses for machines that look after the site: health, readiness, security.

Takes nothing but the collection's state, gives short plain texts.
"""

from __future__ import annotations

import datetime

from flask import Blueprint, Response, current_app

from corpus.errors import MayorsError, NotHereError
from corpus.messages import Message
from webapp.collection import get_collection
from webapp.settings import Settings

service = Blueprint("service", __name__)

SECURITY_TEXT_DAYS = 180


def _text(body: str, status: int = 200) -> Response:
    response = Response(body, status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


@service.get("/healthz")
def healthz() -> Response:
    """Whether the process answers at all."""
    return _text("ok\n")


@service.get("/readyz")
def readyz() -> Response:
    """Whether questions can be answered now."""
    try:
        collection = get_collection()
        collection.engine()
        n_statements = collection.store().n_statements()
    except MayorsError as error:
        return _text(f"not ready: {type(error).__name__}\n", 503)
    return _text(f"ready: {n_statements} records\n")


@service.get("/.well-known/security.txt")
def security_text() -> Response:
    """Where to report a security problem (RFC 9116), if anyone is named."""
    settings: Settings = current_app.extensions["mayors_settings"]
    if not settings.contact:
        raise NotHereError(Message("This site names no security contact."))
    now = datetime.datetime.now(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = now + datetime.timedelta(days=SECURITY_TEXT_DAYS)
    return _text(
        f"Contact: {settings.contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en, es\n"
    )
