"""`mayors restore`: a backup back in its place, and searchable."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from corpus.redacting import read_redactor
from corpus.restoring import Restored, restore_backup
from corpus.search_log import SEARCH_LOG_NAME, forget_texts
from corpus.store import open_store
from search.publishing import publish, store_path
from webapp.cli.backup import FOLDER_NAME
from webapp.protection import SECRET_FILE
from webapp.settings import Settings


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--replace",
    "may_replace",
    is_flag=True,
    help="Put it in the place of what the data directory holds; that is kept as a backup.",
)
@click.pass_obj
def restore_command(settings: Settings, file: Path, *, may_replace: bool) -> None:
    """Put what FILE, a backup, holds into the data directory, and make it searchable.

    Every sum is checked before anything is changed. Killed at any moment, it leaves what was
    there or what is in the backup; then run it again. What people had taken out since the backup
    was made is taken out again. A site that runs goes on and finds the restored statements as
    soon as the index is built; in between, searches may fail.

    Example: mayors restore backups/mayors-2026-05-01-030000.zip
    """
    database_path, console = store_path(settings.data), Console(stderr=True)
    with console.status("Checking and restoring ..."):
        restored = restore_backup(
            file, database_path, settings.data / FOLDER_NAME, may_replace=may_replace
        )
        publish(settings.data, console.print, is_whole=True)
        if restored.n_redactions:  # the generation before is kept as a fallback: it must forget
            publish(settings.data, is_whole=True)
            with open_store(database_path) as store:
                forget_texts(settings.data / SEARCH_LOG_NAME, read_redactor(store))
    _print(settings, restored)


def _print(settings: Settings, restored: Restored) -> None:
    counts, made_at = restored.manifest.counts, restored.manifest.made_at
    click.echo(
        f"Restored the backup of {made_at:%Y-%m-%d %H:%M} UTC. Records: {counts['statements']:,}, "
        f"submissions: {counts.get('submissions', 0):,}. All is searchable now."
    )
    taken = restored.redaction
    if taken.n_revisions or taken.n_submissions:
        click.echo(
            "People's data that had been taken out was taken out again. Revisions changed: "
            f"{taken.n_revisions:,}, submissions changed: {taken.n_submissions:,}."
        )
    if restored.kept_path:
        click.echo(
            f"What was there before is kept in {restored.kept_path}\n"
            "Delete that once all is well: it holds people's data."
        )
    secret_path = settings.data / SECRET_FILE
    if counts.get("submissions") and not settings.secret and not secret_path.exists():
        click.echo(
            "The secret is in no backup. For senders' private links to stay as they are, put the "
            f"former one into {secret_path}, or MAYORS_SECRET, before you start the site."
        )
