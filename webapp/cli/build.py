"""`mayors build`: store and index from nothing or from what is there."""

from __future__ import annotations

import time

import click
from rich.console import Console

from search.publishing import ensure_built, publish
from webapp.settings import Settings


@click.command("build")
@click.pass_obj
def build_command(settings: Settings) -> None:
    """Read the shipped corpus into the database and build the index anew.

    Example: mayors build
    """
    console = Console(stderr=True)
    started = time.perf_counter()
    with console.status("Building ..."):
        if not ensure_built(settings.data, console.print):
            publish(settings.data, console.print, is_whole=True)
    click.echo(f"Built in {settings.data} in {time.perf_counter() - started:.1f} s.")
