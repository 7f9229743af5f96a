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
    contact: str = field(
        default="",
        metadata={
            "help": "where to report a security problem (mailto: or https: address); "
            "without it there is no security.txt"
        },
    )

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
    return settings
