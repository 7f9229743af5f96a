"""`python -m benchmarks`: the door to every benchmark."""

from __future__ import annotations

import os
from pathlib import Path

import click

from benchmarks.relevance import write_report
from benchmarks.vectors import write_shipped_vectors
from webapp.settings import load_settings


@click.group()
def main() -> None:
    """Measure the product beside others."""


@main.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
def relevance(shared: Path) -> None:
    """Judge every collection under SHARED/collections and the questions in SHARED/relevance.

    Writes benchmarks/relevance.md.
    """
    click.echo(f"Written: {write_report(shared, load_settings(os.environ).data / 'vectors')}")


@main.command()
def vectors() -> None:
    """Encode the passages of the shipped corpus anew, for index/data."""
    click.echo(f"Written: {write_shipped_vectors()}")


if __name__ == "__main__":
    main()
