"""`mayors redact`: a person's own data out of everything, on request."""

from __future__ import annotations

import click

from corpus.redacting import LIST_NAME, RedactionReport, apply_list, read_redactor, redact
from corpus.redaction import make_redaction
from corpus.search_log import SEARCH_LOG_NAME, forget_texts
from corpus.store import open_store
from search.publishing import publish, store_path
from webapp.settings import Settings


@click.command("redact")
@click.argument("values", nargs=-1)
@click.option("--again", is_flag=True, help="Apply the list of earlier redactions once more.")
@click.pass_obj
def redact_command(settings: Settings, values: tuple[str, ...], *, again: bool) -> None:
    """Take VALUES out of every record, revision and submission, and keep them out.

    VALUES are whole names, e-mail addresses and telephone numbers. They are remembered as
    salted sums in redactions.jsonl of the data directory; backups hold that list, and `mayors
    restore` applies it. Decisions and the public log say that something was taken out.

    Example: mayors redact "Ana Ruiz" ana@example.org "(208) 555-0142"
    """
    if bool(values) == again:
        raise click.UsageError("Give what to take out, or --again alone.")
    redactions = [make_redaction(value) for value in values]
    list_path = settings.data / LIST_NAME
    with open_store(store_path(settings.data)) as store:
        report = apply_list(store, list_path) if again else redact(store, redactions, list_path)
        forget_texts(settings.data / SEARCH_LOG_NAME, read_redactor(store))
    if report.n_revisions:
        for _ in range(2):  # the generation before is kept as a fallback: it must forget, too
            publish(settings.data, is_whole=True)
    _print(report)


def _print(report: RedactionReport) -> None:
    click.echo(
        f"Taken out of {report.n_revisions:,} revisions of {len(report.doc_ids):,} records and of "
        f"{report.n_submissions:,} submissions."
    )
    for doc_id in report.doc_ids:
        click.echo(f"  {doc_id}")
    for doc_id in report.ids_with_name:
        click.echo(
            f"The address of the record {doc_id} still holds it. Take the record down at "
            f"/review/statements/{doc_id} if it must go, too.",
            err=True,
        )
