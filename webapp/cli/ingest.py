"""`mayors ingest`: files of statements into the corpus, or what would come of it."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corpus.editorial_topics import topics_of
from corpus.errors import UnreadableFileError
from corpus.ingest import (
    IngestOptions,
    IngestReport,
    ingest_results,
    ingest_shipped,
    read_path,
)
from corpus.page_versions import find_version
from corpus.readers.dispatch import count_files, iter_file_results
from corpus.readers.results import ReadProblem, ReadResult
from corpus.readers.sniffing import sniff_suffix
from corpus.readers.source_file import SourceFile, read_limited
from corpus.record_fields import is_web_address
from corpus.snapshot import open_snapshot
from corpus.store import Store, open_store
from search.publishing import ensure_built, store_path
from webapp.cli.ingest_report import print_report, report_to_json
from webapp.settings import Settings

STANDARD_INPUT = "-"

Show = Callable[[str], None]


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
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
    paths: tuple[str, ...],
    *,
    is_dry_run: bool,
    is_strict: bool,
    as_json: bool,
    allow_similar: bool,
) -> None:
    """Read statements from PATHS into the corpus and make them searchable.

    PATHS are pages (.html, .txt, .md), documents (.pdf, .docx, .odt), spreadsheets (.csv,
    .xlsx), JSON Lines in the schema of `mayors export` (.jsonl), saved sites (.warc),
    archives (.zip), directories of all these, addresses of pages or sitemaps
    (https://...), or - for standard input. What a page does not say plainly waits for a
    reviewer. Reading a file again changes nothing, so that a run that was cut off is
    simply run again; a changed text becomes a new revision. A record that seems to be
    stored already in other words (same city, about the same date, similar text) is listed
    and left out. Bad rows are listed with their line, and the others stored; the exit
    status is then 1.

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


def _ingest(paths: tuple[str, ...], store: Store, options: IngestOptions) -> IngestReport:
    ingest_shipped(store)
    with topics_of(store), _progress(paths) as show:

        def read_all() -> Iterator[ReadResult]:
            for path in paths:
                show(f"Reading {path} ...")
                for result in _read(path, store):
                    yield result
                    show("")

        return ingest_results(read_all(), store, options)


def _read(path: str, store: Store) -> Iterator[ReadResult]:
    """The results of one argument, whatever it names."""
    today = datetime.datetime.now(datetime.UTC).date()
    if path == STANDARD_INPUT:
        yield from _read_input(today)
    elif is_web_address(path):
        from corpus.readers.visiting import Visitor  # noqa: PLC0415  (addresses only)
        from corpus.readers.web_reader import iter_web_results  # noqa: PLC0415

        visitor = Visitor()
        try:
            yield from iter_web_results(path, visitor, lambda url: find_version(store, url), today)
        finally:
            visitor.close()
    else:
        yield from read_path(Path(path))


def _read_input(today: datetime.date) -> Iterator[ReadResult]:
    name = "standard input"
    try:
        data = read_limited(sys.stdin.buffer, name)
    except UnreadableFileError as error:
        yield ReadResult(problems=(ReadProblem(name, None, "file", name, str(error)),))
        return
    yield from iter_file_results(SourceFile(name, sniff_suffix(data), data, today))


@contextmanager
def _progress(paths: tuple[str, ...]) -> Iterator[Show]:
    """A bar on standard error, on a terminal only, gone when done.

    What is yielded takes words to show, or none to count a document.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Opening the database ...", total=_count(paths))

        def show(words: str) -> None:
            if words:
                bar.update(task, description=words)
            else:
                bar.advance(task)

        yield show


def _count(paths: tuple[str, ...]) -> int | None:
    """How many documents there are; None where that shows only while they are read."""
    if any(path == STANDARD_INPUT or is_web_address(path) for path in paths):
        return None
    try:
        return sum(count_files(Path(path)) for path in paths)
    except UnreadableFileError:
        return None


def _tell(message: str) -> None:
    """What is being done, for a person who waits."""
    if sys.stderr.isatty():
        click.echo(message, err=True)
