"""`python -m benchmarks`: the door to every benchmark."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from benchmarks.load import measure_load
from benchmarks.load_report import show_load, write_load_page
from benchmarks.relevance import write_report
from benchmarks.speed import measure_speed
from benchmarks.speed_report import show_table, write_page
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


@main.command()
@click.option("--n", "n_documents", type=click.IntRange(100), default=1_000_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, no table.")
def speed(n_documents: int, *, as_json: bool) -> None:
    """Build and ask beside other engines, over so many made-up statements.

    Writes benchmarks/speed.md. Peers that are not installed are left out: make bench-setup.
    """
    figures = measure_speed(n_documents)
    if as_json:
        click.echo(json.dumps(figures))
    else:
        show_table(figures, _console())
    click.echo(f"Written: {write_page(figures)}", err=True)


@main.command()
@click.option("--n", "n_documents", type=click.IntRange(100), default=100_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, no table.")
def load(n_documents: int, *, as_json: bool) -> None:
    """Ask the product and Datasette over HTTP with wrk, and the product under other servers.

    Writes benchmarks/load.md. Needs wrk; on Debian or Ubuntu: apt-get install wrk.
    """
    measured = measure_load(n_documents)
    if as_json:
        servers = {entry.name: asdict(entry) for entry in measured}
        click.echo(json.dumps({"n": n_documents, "servers": servers}))
    else:
        show_load(measured, _console())
    click.echo(f"Written: {write_load_page(measured, n_documents)}", err=True)


def _console() -> Console:
    """As wide as the terminal; wide enough for a table where there is none."""
    return Console(width=None if sys.stdout.isatty() else 140)


if __name__ == "__main__":
    main()
