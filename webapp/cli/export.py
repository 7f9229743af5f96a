"""`mayors export`: the whole corpus as JSON Lines, CSV or a SQLite file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from corpus.errors import StoreError, UsageError
from corpus.export import write_csv, write_jsonl
from corpus.export_sqlite import write_sqlite
from corpus.histories import list_histories
from corpus.staging import open_staging
from corpus.store import Store, open_store
from search.publishing import store_path
from webapp.settings import Settings

JSONL, CSV, SQLITE = "jsonl", "csv", "sqlite"

_ENDINGS = {".jsonl": JSONL, ".csv": CSV, ".sqlite": SQLITE, ".sqlite3": SQLITE, ".db": SQLITE}


@click.command("export")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([JSONL, CSV, SQLITE]),
    help="Taken from the name of the file if it is not given; jsonl without a file.",
)
@click.option(
    "--output",
    "output_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output; it is replaced in one step.",
)
@click.option(
    "--revisions",
    "has_revisions",
    is_flag=True,
    help="In CSV, a row for each revision.",
)
@click.pass_obj
def export_command(
    settings: Settings, format_name: str | None, output_path: Path | None, *, has_revisions: bool
) -> None:
    """Write every statement of the corpus, with its revisions and where it was read.

    jsonl holds everything, records that were taken down too, and `mayors import` makes the same
    site of it: it is for handing over. csv and sqlite are for the public: csv for spreadsheets,
    records as they stand (a cell a spreadsheet would take for a formula gets an apostrophe in
    front); sqlite for Datasette, tables of statements, revisions, sources, contacts, topics and
    cities with full-text search. Nothing about senders or reviewers is in any of them.

    Example: mayors export --output statements.csv
    """
    path = store_path(settings.data)
    if not path.exists():
        raise StoreError(
            f"There is no database at {path} yet. Run `mayors build`, or set MAYORS_DATA to the "
            "directory that holds it."
        )
    ending = output_path.suffix.lower() if output_path else ""
    chosen = format_name or _ENDINGS.get(ending, JSONL)
    if has_revisions and chosen != CSV:
        raise UsageError("--revisions is for --format csv; the others hold them always.")
    if output_path is None and chosen == SQLITE:
        raise UsageError("A SQLite file can't go to standard output; name it with --output.")
    with open_store(path) as store:
        if output_path is None:
            stream = _make_utf8(sys.stdout)
            _write_text(store, chosen, has_revisions=has_revisions, stream=stream)
            return
        count = _write_file(store, chosen, output_path, has_revisions=has_revisions)
    click.echo(f"{count:,} records written to {output_path}.", err=True)


def _write_text(store: Store, chosen: str, *, has_revisions: bool, stream: TextIO) -> int:
    histories = list_histories(store)
    if chosen == CSV:
        return write_csv(histories, stream, has_revisions=has_revisions)
    return write_jsonl(histories, stream)


def _make_utf8(stream: TextIO) -> TextIO:
    """Write UTF-8 whatever the locale, and line ends as they are."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")
    return stream


def _write_file(store: Store, chosen: str, path: Path, *, has_revisions: bool) -> int:
    """Write beside the file, then put it in its place: it is never half there."""
    try:
        path.parent.stat()
        with open_staging(path.parent, ".export-") as folder:
            part_path = folder / path.name
            if chosen == SQLITE:
                count = write_sqlite(list_histories(store), part_path)
            else:
                with part_path.open("w", encoding="utf-8", newline="") as stream:
                    count = _write_text(store, chosen, has_revisions=has_revisions, stream=stream)
            part_path.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} can't be written ({error.strerror}). Name a file in a directory that exists "
            "and can be written."
        ) from error
    return count
