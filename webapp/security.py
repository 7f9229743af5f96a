"""What every response carries and every request must pass, whatever the page.

Takes the application and its settings, adds headers after each request and checks host
and size before it. Knows nothing of what the pages say.
"""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from corpus.errors import RefusedHostError
from corpus.messages import Message
from webapp.errors import API_PREFIX
from webapp.settings import Settings

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")
MAX_BODY_BYTES = 256 * 1024
OPEN_TO_ALL = (API_PREFIX, "/search.atom", "/search.csv", "/search.jsonl")
"""Starts of addresses that pages of other sites may read."""

EXPOSED = ("Link", "ETag", "Retry-After", "X-Total-Count", "X-Row-Limit")
"""Headers that scripts of other sites see."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _split_host(host: str) -> str:
    """A Host header without its port.

    >>> _split_host("[::1]:8000"), _split_host("Localhost:80")
    ('[::1]', 'localhost')
    """
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def register_security(app: Flask, settings: Settings) -> None:
    """Check host and size before each request, set headers after it."""
    trusted = frozenset((*LOOPBACK_HOSTS, *settings.hosts))

    def check_request() -> None:
        host = _split_host(request.headers.get("Host", ""))
        if host not in trusted:
            raise RefusedHostError(
                Message(
                    "This site is not called %(host)r. Whoever runs it can add names: "
                    "MAYORS_HOSTS.",
                    host=host,
                )
            )
        if (request.content_length or 0) > MAX_BODY_BYTES:
            raise RequestEntityTooLarge

    def set_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(OPEN_TO_ALL):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    app.before_request(check_request)
    app.after_request(set_headers)
