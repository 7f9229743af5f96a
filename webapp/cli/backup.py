"""`mayors backup`: all that must not be lost in one file, while the site runs."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.backup import make_backup
from search.publishing import store_path
from webapp.settings import Settings

FOLDER_NAME = "backups"
"""Where in the data directory backups go when nothing else is named."""


@click.command("backup")
@click.argument(
    "target", required=False, metavar="[FILE or FOLDER]", type=click.Path(path_type=Path)
)
@click.pass_obj
def backup_command(settings: Settings, target: Path | None) -> None:
    """Write a backup: all statements, submissions, decisions and accounts as they stand now.

    The site may run meanwhile. A FILE ends in .zip and is replaced if it is an older backup; in
    a FOLDER each backup gets a name with its time; without either it goes to the folder backups
    of the data directory. It is checked before it gets its name. Keep it on another disk, and
    private: it holds senders' addresses. The secret that signs private links is not in it: keep
    MAYORS_SECRET, or the file secret of the data directory, where you keep passwords.

    Example: mayors backup /mnt/backups
    """
    made = make_backup(store_path(settings.data), target or settings.data / FOLDER_NAME)
    counts = made.manifest.counts
    size = made.path.stat().st_size / 1e6
    click.echo(
        f"Backed up and checked. Records: {counts['statements']:,}, revisions: "
        f"{counts['revisions']:,}, submissions: {counts.get('submissions', 0):,}."
    )
    click.echo(f"{made.path} ({size:,.1f} MB). Put it back with: mayors restore {made.path}")
