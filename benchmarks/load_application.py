"""The application for servers that want it by name; settings come from the environment."""

from __future__ import annotations

import os

from flask import Flask

from webapp import create_app
from webapp.settings import load_settings


def make_application() -> Flask:
    """The product's application, its first question asked, as `mayors serve` does it."""
    application = create_app(load_settings(os.environ))
    application.test_client().get("/api/v1/search?q=mayors")
    return application
