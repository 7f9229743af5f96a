"""Every setting, in one typed list: name, default, help.

Takes environment variables named MAYORS_<NAME>, gives `Settings`. The application,
the command line and the documentation read this list; nothing else reads the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.errors import UsageError

ENVIRONMENTS = ("development", "production")
SMTP_SECURITIES = ("starttls", "tls", "none")
MIN_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set; each field's help stands in its metadata."""

    data: Path = field(
        default=Path("instance"), metadata={"help": "directory of the database and the index"}
    )
    env: str = field(
        default="development",
        metadata={
            "help": "development binds only to this machine; production may bind anywhere and "
            "then needs MAYORS_HOSTS"
        },
    )
    host: str = field(default="127.0.0.1", metadata={"help": "address `mayors serve` listens on"})
    port: int = field(default=8000, metadata={"help": "port `mayors serve` listens on"})
    hosts: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "names people reach the site by, separated by commas, besides this "
            "machine's own; requests for other names are refused"
        },
    )
    workers: int = field(default=2, metadata={"help": "processes that answer requests"})
    threads: int = field(
        default=4, metadata={"help": "requests each process answers at the same time"}
    )
    proxies: int = field(
        default=0,
        metadata={
            "help": "how many proxies of your own stand in front; what the last ones say of the "
            "client's address and protocol is then believed, which throttles need"
        },
    )
    contact: str = field(
        default="",
        metadata={
            "help": "where to report a security problem (mailto: or https: address); "
            "without it there is no security.txt"
        },
    )
    secret: str = field(
        default="",
        metadata={
            "help": "signs sessions and private links, at least 32 random characters; needed in "
            "production, elsewhere one is made in the data directory"
        },
    )
    search_log_days: int = field(
        default=90,
        metadata={
            "help": "days that counts of questions are kept for reviewers, without any address or "
            "person; 0 keeps none"
        },
    )
    smtp_host: str = field(default="", metadata={"help": "mail server; without it no mail is sent"})
    smtp_port: int = field(default=587, metadata={"help": "port of the mail server"})
    smtp_user: str = field(default="", metadata={"help": "name to sign in to the mail server with"})
    smtp_password: str = field(default="", metadata={"help": "password to sign in with"})
    smtp_security: str = field(
        default="starttls",
        metadata={"help": "how mail is encrypted: starttls, tls, or none"},
    )
    smtp_sender: str = field(default="", metadata={"help": "address that mail comes from"})

    @property
    def is_production(self) -> bool:
        """Whether the strict rules hold."""
        return self.env == "production"


def _read_names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in text.split(",") if name.strip())


_PARSERS: dict[str, Callable[[str], Any]] = {
    "Path": Path,
    "str": str,
    "int": int,
    "tuple[str, ...]": _read_names,
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read MAYORS_<NAME> for every setting; what is unset keeps its default.

    Raises:
        UsageError: a value can't be used; names the variable.

    >>> load_settings({"MAYORS_PORT": "9000"}).port
    9000
    """
    values = {}
    for setting in fields(Settings):
        name = f"MAYORS_{setting.name.upper()}"
        if name not in environ:
            continue
        try:
            values[setting.name] = _PARSERS[str(setting.type)](environ[name])
        except ValueError as error:
            raise UsageError(
                f"{name} is {environ[name]!r}; it must be a whole number. "
                "Change it or leave it unset."
            ) from error
    settings = Settings(**values)
    if settings.env not in ENVIRONMENTS:
        raise UsageError(f"MAYORS_ENV is {settings.env!r}; use one of {', '.join(ENVIRONMENTS)}.")
    _check_mail(settings)
    if settings.search_log_days < 0:
        raise UsageError(
            f"MAYORS_SEARCH_LOG_DAYS is {settings.search_log_days}; give a number of days, or 0 "
            "for no log."
        )
    if settings.secret and len(settings.secret) < MIN_SECRET:
        raise UsageError(
            f"MAYORS_SECRET has {len(settings.secret)} characters; use at least {MIN_SECRET} "
            "random ones."
        )
    return settings


def _check_mail(settings: Settings) -> None:
    if settings.smtp_security not in SMTP_SECURITIES:
        raise UsageError(
            f"MAYORS_SMTP_SECURITY is {settings.smtp_security!r}; use one of "
            f"{', '.join(SMTP_SECURITIES)}."
        )
    if settings.smtp_host and "@" not in settings.smtp_sender:
        raise UsageError(
            f"MAYORS_SMTP_SENDER is {settings.smtp_sender!r}; MAYORS_SMTP_HOST is set, so give the "
            "address that mail comes from."
        )
