"""What guards everything that can be changed: the secret, forms' tokens, throttles, cookies.

Takes the application and its settings. Forms carry a token of the session (Flask-WTF), so
that no other site sends them for a person; sending, signing in and files of all results are
throttled for each address (Flask-Limiter over `webapp.throttles`, which all processes share;
while that can't be written each process counts for itself). Reading is not.
"""

from __future__ import annotations

import math
import os
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import cast

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.settings import Settings
from webapp.throttles import SCHEME

SECRET_FILE = "secret"  # noqa: S105  (a file's name)
THROTTLES_FILE = "throttles.sqlite"
SENDING_LIMIT = "20 per hour"
SIGN_IN_LIMIT = "10 per 5 minutes"
EXPORT_LIMIT = "60 per 5 minutes"
SESSION_HOURS = 8

limiter = Limiter(get_remote_address, headers_enabled=False, in_memory_fallback_enabled=True)
csrf = CSRFProtect()

throttle_export = limiter.shared_limit(EXPORT_LIMIT, scope="exports")
"""For views that give all results as a file: together, no more than that."""


class _Sessions(SecureCookieSessionInterface):
    """Sessions in signed cookies; who sends none costs nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request: an empty one where it has no cookie."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


@limiter.request_filter
def _reads_json() -> bool:
    """Whether it is one of the addresses where nothing is throttled and programs ask much."""
    return request.blueprint == "api"


def register_protection(app: Flask, settings: Settings) -> None:
    """Give the application its secret, guard its forms, throttle what is throttled."""
    secret = settings.secret or _find_secret(settings.data)
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a draft may take a day
        WTF_CSRF_SSL_STRICT=False,  # a proxy may end TLS; the token and SameSite are enough
        RATELIMIT_STORAGE_URI=f"{SCHEME}://{settings.data / THROTTLES_FILE}",
        RATELIMIT_STORAGE_OPTIONS={"secret": secret},
    )
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    app.session_interface = _Sessions()
    csrf.init_app(app)
    limiter.init_app(app)


def seconds_to_wait() -> int:
    """For how long whoever was throttled just now should wait; a minute if it isn't known."""
    limit = limiter.current_limit
    return max(1, math.floor(limit.reset_at - time.time())) if limit else 60


def get_secret(app: Flask) -> str:
    """The application's secret."""
    return cast("str", app.config["SECRET_KEY"])


def _find_secret(data_path: Path) -> str:
    """The secret of this data directory, made if it is missing; all processes share it."""
    if not data_path.is_dir():
        return secrets.token_urlsafe(32)
    path = data_path / SECRET_FILE
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip() or secrets.token_urlsafe(32)
    except OSError:
        return secrets.token_urlsafe(32)  # can't be written: sessions end with the process
    made = secrets.token_urlsafe(32)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(made)
    return made
