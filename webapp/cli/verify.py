"""`mayors verify`: is the index what was published?"""

from __future__ import annotations

import click

from search.publishing import verify
from webapp.settings import Settings


@click.command("verify")
@click.pass_obj
def verify_command(settings: Settings) -> None:
    """Check the sum of every file of the index, and that it is of the database's content.

    Example: mayors verify
    """
    names = verify(settings.data)
    click.echo(f"{len(names)} files checked, all as published.")
