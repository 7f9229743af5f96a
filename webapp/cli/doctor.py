"""`mayors doctor`: is everything there that a good answer needs?"""

from __future__ import annotations

import click

from corpus.errors import MayorsError
from search.publishing import describe_state
from webapp.settings import Settings


@click.command("doctor")
@click.pass_obj
def doctor_command(settings: Settings) -> None:
    """Say whether the language model, the database and the index are there and whole.

    Exit status 1 if something is missing, with what to do.

    Example: mayors doctor
    """
    try:
        lines = describe_state(settings.data)
    except MayorsError as error:
        lines = [(False, str(error))]
    for is_well, words in lines:
        click.echo(f"{'ok     ' if is_well else 'missing'} {words}")
    if not all(is_well for is_well, _ in lines):
        raise SystemExit(1)
