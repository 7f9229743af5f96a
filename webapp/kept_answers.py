"""Searches of the JSON interface, answered from memory for whoever asks the same next.

Many ask what many ask, and programs ask again. Stands before the application: a request
that was answered before, byte for byte, gets the same answer and costs the application
nothing. An answer holds for one engine and one day: what is published, or decided by an
editor, makes a new engine, and with it everything kept goes. What was not asked for longest
goes first. Conditional requests and those with cookies always reach the application.
"""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import MayorsError
from search.engine import SearchEngine
from webapp.collection import Collection

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/api/v1/search"
MAX_BYTES = 32 * 1024 * 1024
"""Of answers a process keeps: some thousand."""

_TELLING = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_ENCODING")
"""What an answer depends on beside the address."""

_NOT_OURS = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")

Asked = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class KeptAnswers:
    """The application with answers kept before it; safe to share by threads."""

    def __init__(
        self, application: WSGIApplication, collection: Collection, max_bytes: int = MAX_BYTES
    ) -> None:
        self._application = application
        self._collection = collection
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._engine: SearchEngine | None = None
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()
        self._n_bytes = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or by the application."""
        asked = _read(environ)
        engine = self._find_engine() if asked else None
        if asked is None or engine is None:
            return self._application(environ, start_response)
        answer = self._find(engine, asked)
        if answer is None:
            answer = self._ask(environ)
            self._keep(engine, asked, answer)
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    def _find_engine(self) -> SearchEngine | None:
        try:
            return self._collection.engine()
        except MayorsError:  # the application says what is wrong
            return None

    def _ask(self, environ: WSGIEnvironment) -> Answer:
        told: list[tuple[str, tuple[tuple[str, str], ...]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> object:
            told.append((status, tuple(headers)))
            return None

        chunks = self._application(environ, start)  # type: ignore[arg-type]
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        return Answer(*told[-1], body)

    def _find(self, engine: SearchEngine, asked: Asked) -> Answer | None:
        with self._lock:
            if engine is not self._engine or asked not in self._answers:
                return None
            self._answers.move_to_end(asked)
            return self._answers[asked]

    def _keep(self, engine: SearchEngine, asked: Asked, answer: Answer) -> None:
        """Keep an answer, and let go of the oldest ones where there is no room."""
        is_public = all(name.lower() != "set-cookie" for name, _ in answer.headers)
        if not answer.status.startswith("200") or not is_public:
            return
        with self._lock:
            if engine is not self._engine:
                self._engine, self._n_bytes = engine, 0
                self._answers.clear()
            if asked in self._answers or _size_of(asked, answer) > self._max_bytes:
                return
            self._answers[asked] = answer
            self._n_bytes += _size_of(asked, answer)
            while self._n_bytes > self._max_bytes:
                self._n_bytes -= _size_of(*self._answers.popitem(last=False))


def _read(environ: WSGIEnvironment) -> Asked | None:
    """What is asked, as far as the answer depends on it; None where none is kept for it."""
    if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET":
        return None
    if environ.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    if any(name in environ for name in _NOT_OURS):
        return None
    today = datetime.datetime.now(datetime.UTC).date()  # "last year" goes by it
    told = (str(environ.get(name, "")) for name in _TELLING)
    return (environ.get("QUERY_STRING", ""), today.isoformat(), *told)


def _size_of(asked: Asked, answer: Answer) -> int:
    return len(answer.body) + sum(map(len, asked))
