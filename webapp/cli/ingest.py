"""`mayors ingest`: files of statements into the corpus, or what would come of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from corpus.ingest import IngestOptions, IngestReport, ingest, ingest_shipped
from corpus.snapshot import open_snapshot
from corpus.store import Store, open_store
from search.publishing import ensure_built, store_path
from webapp.cli.ingest_report import print_report, report_to_json
from webapp.settings import Settings


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Only show what would be stored.")
@click.option("--strict", "is_strict", is_flag=True, help="Store nothing at all if any row is bad.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option(
    "--allow-similar",
    is_flag=True,
    help="Store also what seems to be there already in other words.",
)
@click.pass_obj
def ingest_command(  # noqa: PLR0913  (an argument an option)
    settings: Settings,
    paths: tuple[Path, ...],
    *,
    is_dry_run: bool,
    is_strict: bool,
    as_json: bool,
    allow_similar: bool,
) -> None:
    """Read statements from PATHS into the corpus and make them searchable.

    PATHS are saved pages (.html, .txt), spreadsheets (.csv), JSON Lines in the schema of
    `mayors export` (.jsonl), or directories of such files. Reading a file again changes
    nothing; a changed text becomes a new revision. A record that seems to be stored
    already in other words (same city, about the same date, similar text) is listed and
    left out. Bad rows are listed with their line, and the others stored; the exit status
    is then 1.

    Example: mayors ingest page.html --dry-run
    """
    path, options = store_path(settings.data), IngestOptions(is_strict, allow_similar)
    if is_dry_run:
        with open_snapshot(path) as store:
            report = _ingest(paths, store, options)
    else:
        with open_store(path) as store:
            report = _ingest(paths, store, options)
        ensure_built(settings.data, _tell)
    if as_json:
        click.echo(json.dumps(report_to_json(report)))
    else:
        print_report(report, is_dry_run=is_dry_run)
    sys.exit(1 if report.problems else 0)


def _ingest(paths: tuple[Path, ...], store: Store, options: IngestOptions) -> IngestReport:
    ingest_shipped(store)
    with _progress(len(paths)) as (progress, task):

        def show(path: Path) -> None:
            progress.update(task, description=f"Reading {path.name} ...", advance=1)

        return ingest(paths, store, options, show)


@contextmanager
def _progress(n_paths: int) -> Iterator[tuple[Progress, TaskID]]:
    """A bar on standard error, on a terminal only, gone when done."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task("Opening the database ...", total=n_paths + 1)


def _tell(message: str) -> None:
    """What is being done, for a person who waits."""
    if sys.stderr.isatty():
        click.echo(message, err=True)
