"""Settings come from the environment and say what is wrong with them."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from corpus.errors import UsageError
from webapp.cli.serve import check_environment
from webapp.settings import Settings, load_settings


def test_what_is_unset_keeps_its_default() -> None:
    assert load_settings({}) == Settings()


def test_every_setting_is_read_from_the_environment() -> None:
    environ = {
        "MAYORS_DATA": "/srv/data",
        "MAYORS_ENV": "production",
        "MAYORS_HOST": "0.0.0.0",
        "MAYORS_PORT": "80",
        "MAYORS_HOSTS": "Search.example.org, other.example.org",
        "MAYORS_WORKERS": "3",
        "MAYORS_THREADS": "5",
        "MAYORS_PROXIES": "1",
        "MAYORS_CONTACT": "mailto:a@example.org",
        "MAYORS_SECRET": "s" * 40,
        "MAYORS_SEARCH_LOG_DAYS": "30",
        "MAYORS_SMTP_HOST": "mail.example.org",
        "MAYORS_SMTP_PORT": "465",
        "MAYORS_SMTP_USER": "site",
        "MAYORS_SMTP_PASSWORD": "p",
        "MAYORS_SMTP_SECURITY": "tls",
        "MAYORS_SMTP_SENDER": "site@example.org",
    }
    assert {name.removeprefix("MAYORS_").lower() for name in environ} == {
        setting.name for setting in fields(Settings)
    }
    assert load_settings(environ) == Settings(
        data=Path("/srv/data"),
        env="production",
        host="0.0.0.0",
        port=80,
        hosts=("search.example.org", "other.example.org"),
        workers=3,
        threads=5,
        proxies=1,
        contact="mailto:a@example.org",
        secret="s" * 40,
        search_log_days=30,
        smtp_host="mail.example.org",
        smtp_port=465,
        smtp_user="site",
        smtp_password="p",
        smtp_security="tls",
        smtp_sender="site@example.org",
    )


def test_every_setting_has_a_help() -> None:
    assert all(setting.metadata["help"] for setting in fields(Settings))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MAYORS_PORT", "http", "MAYORS_PORT is 'http'; it must be a whole number"),
        ("MAYORS_ENV", "prod", "MAYORS_ENV is 'prod'; use one of development, production"),
        ("MAYORS_SECRET", "short", "MAYORS_SECRET has 5 characters; use at least 32"),
        ("MAYORS_SEARCH_LOG_DAYS", "-1", "give a number of days, or 0 for no log"),
        ("MAYORS_SMTP_SECURITY", "ssl", "'ssl'; use one of starttls, tls, none"),
        ("MAYORS_SMTP_HOST", "mail.example.org", "give the address that mail comes from"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        load_settings({name: value})


def test_only_production_may_be_reached_from_elsewhere() -> None:
    check_environment(Settings(host="127.0.0.1"))
    named = Settings(env="production", host="0.0.0.0", hosts=("a.example.org",))
    check_environment(replace(named, secret="x" * 32))
    with pytest.raises(UsageError, match="MAYORS_SECRET is not set"):
        check_environment(named)
    with pytest.raises(UsageError, match="for production only"):
        check_environment(Settings(host="0.0.0.0"))
    with pytest.raises(UsageError, match="MAYORS_HOSTS is not set"):
        check_environment(Settings(env="production", host="0.0.0.0"))
