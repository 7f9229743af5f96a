"""The process that answers: gunicorn around the application, quiet, stopping gracefully.

Takes settings and a listening socket, returns when it is told to stop. Each worker makes
its own application, so that no database connection crosses a fork.
"""

from __future__ import annotations

import gc
import socket
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from corpus.errors import MayorsError
from search.machine_code import load_machine_code
from webapp import create_app
from webapp.collection import get_collection
from webapp.settings import Settings

GRACE_SECONDS = 10
MAX_REQUEST_LINE = 8190
"""Bytes of method and address together; the most gunicorn reads."""


_PATIENCE, _MANY = 0.002, 10
"""Seconds a worker waits at most before it takes one more connection, half of them if it has so
many already: the more it has, the longer, but never so long that those it has wait for it."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Says in words what is wrong with a request too large to be read at all.

    And leaves new connections to those workers that have fewer.
    """

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless another worker has done so meanwhile.

        All workers are woken by each new one, and connections stay: else who happens to be first
        has them all, and answers alone, half as fast, while the others sleep.
        """
        if self.cfg.workers > 1:
            time.sleep(_PATIENCE * self.nr_conns / (self.nr_conns + _MANY))
        super().accept(listener)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Refuse before the application sees it."""
        if isinstance(exc, LimitRequestLine):
            words = (
                f"The address is too long: at most {MAX_REQUEST_LINE:,} bytes are "
                "read. Shorten the question to the words that matter."
            )
            util.write_error(client, 414, "URI Too Long", words)
        elif isinstance(exc, LimitRequestHeaders):
            words = "The request carries too many or too long headers. Send fewer."
            util.write_error(client, 431, "Request Header Fields Too Large", words)
        else:
            super().handle_error(req, client, addr, exc)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, settings: Settings, listener_number: int) -> None:
        self._settings = settings
        self._listener_number = listener_number
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._listener_number}",
            "worker_class": "webapp.server.Worker",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "graceful_timeout": GRACE_SECONDS,
            "limit_request_line": MAX_REQUEST_LINE,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "mayors",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        application = create_app(self._settings)
        # The first question a worker gets reads the model and the word lists: ask it now.
        with application.app_context(), suppress(MayorsError):
            get_collection().engine().ask("mayors")
        load_machine_code()
        _leave_garbage_alone()
        return application


def _leave_garbage_alone() -> None:
    """Look for unreachable objects more rarely: a third of a search's time went into that.

    What is loaded by now stays for good and need never be looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def run_server(settings: Settings, listener_number: int) -> None:
    """Answer on an open listening socket, named by its file descriptor, until stopped."""
    _Server(settings, listener_number).run()
