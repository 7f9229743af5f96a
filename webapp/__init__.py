"""How do people see it? Pages, JSON and the command line over `search` and `corpus`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.settings import Settings


def create_app(settings: Settings) -> Flask:
    """The web application over one data directory; opens nothing until it is asked.

    Raises:
        UsageError: the settings contradict each other.
    """
    from webapp.application import make_application  # noqa: PLC0415  the CLI needs no Flask

    return make_application(settings)
