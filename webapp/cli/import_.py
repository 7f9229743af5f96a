"""`mayors import`: another site's export, made the same site here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from corpus.errors import UnreadableFileError
from corpus.importing import ImportReport, import_lines
from corpus.redacting import LIST_NAME, apply_list
from corpus.store import open_store
from search.publishing import publish, store_path
from webapp.settings import Settings

MAX_LINE = 50_000_000
"""Characters of one record with its history."""


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.pass_obj
def import_command(settings: Settings, file: TextIO) -> None:
    """Bring in FILE, which `mayors export` wrote as JSON Lines elsewhere; - is standard input.

    Records keep their addresses, revisions and origins, what was taken down stays down, and the
    public log says why. All of it comes in or nothing; stopped halfway, run it again. Use a data
    directory of its own: a record that is there already with another history is not mixed with
    it. A list of redactions there (redactions.jsonl) is applied on the way in.

    Example: MAYORS_DATA=new-site mayors import corpus.jsonl
    """
    console = Console(stderr=True)
    with console.status("Importing ..."), open_store(store_path(settings.data)) as store:
        redaction = apply_list(store, settings.data / LIST_NAME)
        report = import_lines(_read_lines(file), Path(file.name).name, store)
        publish(settings.data, console.print, is_whole=bool(redaction.n_revisions))
        if redaction.n_revisions:  # the generation before is kept as a fallback: it must forget
            publish(settings.data, is_whole=True)
    _print(report)


def _read_lines(file: TextIO) -> Iterator[str]:
    """Each line as it comes.

    Raises:
        UnreadableFileError: it is no text, or a line has no end.
    """
    try:
        while line := file.readline(MAX_LINE):
            if len(line) == MAX_LINE:
                raise UnreadableFileError(
                    f"{file.name} has a line of more than {MAX_LINE:,} characters, so it is no "
                    "export. Name a file that `mayors export` wrote."
                )
            yield line
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{file.name} is no UTF-8 text, so it is no export. Name a .jsonl file that `mayors "
            "export` wrote; a .zip file of `mayors backup` is for `mayors restore`."
        ) from error


def _print(report: ImportReport) -> None:
    click.echo(
        f"Records: {report.n_records:,}; added: {report.n_added:,}, changed: {report.n_changed:,}, "
        f"here already: {report.n_unchanged:,}. All is searchable now."
    )
    if report.n_redacted:
        click.echo(
            "Records from which something was taken out, as the list of redactions here says: "
            f"{report.n_redacted:,}."
        )
