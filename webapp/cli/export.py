"""`mayors export`: the whole corpus as JSON Lines or CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import click

from corpus.errors import StoreError, UsageError
from corpus.export import write_csv, write_jsonl
from corpus.store import open_store
from corpus.stored import StoredStatement
from search.publishing import store_path
from webapp.settings import Settings

Writer = Callable[[Iterable[StoredStatement], TextIO], int]

_WRITERS: dict[str, Writer] = {"jsonl": write_jsonl, "csv": write_csv}


@click.command("export")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_WRITERS)),
    default="jsonl",
    show_default=True,
    help="jsonl holds whole records and reads in again unchanged; csv is for spreadsheets.",
)
@click.option(
    "--output",
    "output_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output; it is replaced in one step.",
)
@click.pass_obj
def export_command(settings: Settings, format_name: str, output_path: Path | None) -> None:
    """Write every statement of the corpus, as it stands now, to standard output.

    CSV is UTF-8 with a header row. A cell a spreadsheet would take for a formula gets an
    apostrophe in front. Links and a few lesser fields are in jsonl alone.

    Example: mayors export --format csv --output statements.csv
    """
    path = store_path(settings.data)
    if not path.exists():
        raise StoreError(
            f"There is no database at {path} yet. Run `mayors build`, or set MAYORS_DATA to the "
            "directory that holds it."
        )
    write = _WRITERS[format_name]
    with open_store(path) as store:
        if output_path is None:
            _make_utf8(sys.stdout)
            write(store.list_current(), sys.stdout)
            return
        count = _write_file(write, store.list_current(), output_path)
    click.echo(f"{count:,} records written to {output_path}.", err=True)


def _make_utf8(stream: TextIO) -> None:
    """Write UTF-8 whatever the locale, and line ends as they are."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")


def _write_file(write: Writer, statements: Iterable[StoredStatement], path: Path) -> int:
    """Write beside the file, then put it in its place: it is never half there."""
    part_path = path.with_name(f"{path.name}.part")
    try:
        try:
            with part_path.open("w", encoding="utf-8", newline="") as file:
                count = write(statements, file)
            part_path.replace(path)
        finally:
            part_path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{path} can't be written ({error.strerror}). Name a file in a directory that exists "
            "and can be written."
        ) from error
    return count
