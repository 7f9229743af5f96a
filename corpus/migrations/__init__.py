"""How the tables of the store came to be: Alembic scripts, run by `upgrade`.

Takes an open connection inside a transaction, leaves the tables at the newest
revision. Needs no ini file, so that it runs from a checkout and an installed
package alike. To write the next script: change `corpus.schema`, add
`versions/NNNN_what.py` by hand after the pattern of 0001 and raise HEAD_REVISION;
a test compares the outcome with the schema.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def make_config() -> Config:
    """Alembic's settings: where the scripts lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision, inside the caller's transaction."""
    config = make_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def list_revisions() -> tuple[str, ...]:
    """The names of all migrations this version knows, newest first."""
    scripts = ScriptDirectory.from_config(make_config())
    return tuple(script.revision for script in scripts.walk_revisions())
