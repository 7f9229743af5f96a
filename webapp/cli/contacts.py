"""`mayors contacts`: which contacts nobody has checked for long."""

from __future__ import annotations

import csv
import datetime
import sys

import click
from rich.console import Console
from rich.table import Table

from corpus.contact_ages import AgedContact, list_old_contacts
from corpus.export import guard_cell
from corpus.store import open_store
from search.publishing import store_path
from webapp.settings import Settings


@click.command("contacts")
@click.option(
    "--older-than",
    "n_days",
    type=click.IntRange(min=0),
    default=365,
    show_default=True,
    help="Days since it was last checked.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@click.pass_obj
def contacts_command(settings: Settings, n_days: int, *, as_csv: bool) -> None:
    """List contacts that were not checked for long, the oldest first.

    Correct one with "Correct this" on its record's page; whatever is sent counts as checked.

    Example: mayors contacts --older-than 365
    """
    today = datetime.datetime.now(datetime.UTC).date()
    with open_store(store_path(settings.data)) as store:
        found = list_old_contacts(store, today - datetime.timedelta(days=n_days))
    rows = [_make_row(entry) for entry in found]
    header = ("Checked", "City", "Office", "Contact", "Records")
    if as_csv:
        csv.writer(sys.stdout).writerows([header, *(map(guard_cell, row) for row in rows)])
        return
    table = Table(*header, title=f"{len(rows):,} contacts not checked for {n_days:,} days")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _make_row(entry: AgedContact) -> tuple[str, ...]:
    contact = entry.contact
    ways = (contact.name, contact.phone, contact.email, contact.url)
    return (
        contact.checked_on.isoformat() if contact.checked_on else "never",
        entry.place,
        contact.office or "",
        ", ".join(way for way in ways if way),
        ", ".join(named.doc_id for named in entry.records),
    )
