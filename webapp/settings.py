"""Every setting, in one typed list: name, default, help.

Takes environment variables named MAYORS_<NAME>, gives `Settings`. The application,
the command line and the documentation read this list; nothing else reads the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set; each field's help stands in its metadata."""

    data: Path = field(
        default=Path("instance"), metadata={"help": "directory of the database and the index"}
    )


_PARSERS = {"Path": Path, "str": str, "int": int}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read MAYORS_<NAME> for every setting; what is unset keeps its default."""
    values = {
        f.name: _PARSERS[str(f.type)](environ[f"MAYORS_{f.name.upper()}"])
        for f in fields(Settings)
        if f"MAYORS_{f.name.upper()}" in environ
    }
    return Settings(**values)
