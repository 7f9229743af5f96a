"""`mayors reviewer`: who may decide on what is sent in."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from corpus.cleaning import clean_line
from corpus.errors import UsageError
from corpus.reviewers import list_reviewers, remove_reviewer, save_reviewer
from corpus.store import open_store
from search.publishing import store_path
from webapp.contribute_form import is_email
from webapp.settings import Settings
from webapp.signin import MAX_PASSWORD, MIN_PASSWORD, hash_password

MAX_NAME = 60


@click.group("reviewer")
def reviewer_command() -> None:
    """Make, list and remove reviewers' accounts.

    Example: mayors reviewer add "Ana Ruiz" --email ana@example.org
    """


@reviewer_command.command("add")
@click.argument("name")
@click.option("--email", help="Where to write when something new waits; without it, nowhere.")
@click.password_option(help=f"At least {MIN_PASSWORD} characters; asked for if not given.")
@click.pass_obj
def add(settings: Settings, name: str, email: str | None, password: str) -> None:
    """Make an account, or give the one of this name a new password, which ends its sessions."""
    name = clean_line(name)
    if not name or len(name) > MAX_NAME:
        raise UsageError(f"The name {name!r} can't be used. Give one of 1 to {MAX_NAME} letters.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UsageError(
            f"The password has {len(password)} characters. Use {MIN_PASSWORD} to {MAX_PASSWORD}, "
            "a few words for example."
        )
    if email and not is_email(email):
        raise UsageError(f"{email!r} is no e-mail address. Give one such as ana@example.org.")
    with open_store(store_path(settings.data)) as store:
        is_new = save_reviewer(store, name, hash_password(password), email)
    click.echo(f"{name} {'can sign in' if is_new else 'has a new password'} at /review.")


@reviewer_command.command("list")
@click.pass_obj
def show(settings: Settings) -> None:
    """List the accounts."""
    with open_store(store_path(settings.data)) as store:
        reviewers = list_reviewers(store)
    table = Table("Name", "E-mail", "Since")
    for reviewer in reviewers:
        table.add_row(reviewer.name, reviewer.email or "", f"{reviewer.added_at:%Y-%m-%d}")
    Console().print(table)


@reviewer_command.command("remove")
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove an account; its sessions end at once, what it decided stays."""
    with open_store(store_path(settings.data)) as store:
        if not remove_reviewer(store, name):
            raise UsageError(f"There is no reviewer {name!r}. See them with: mayors reviewer list")
    click.echo(f"{name} can't sign in any more.")
