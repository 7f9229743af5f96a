"""How `mayors ingest` tells what it did: tables for people, one object for programs.

Takes an `IngestReport`; prints it, or turns it to JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from corpus.cleaning import clean_line
from corpus.doubts import describe
from corpus.ingest import IngestedStatement, IngestReport
from corpus.stored import Outcome

_COLUMNS = ("City", "Mayor", "Date", "Kind", "Title", "Outcome")

_MIN_WIDTHS = {"City": 12, "Mayor": 8, "Date": 10, "Kind": 13, "Title": 10, "Outcome": 9}
"""What each column keeps on a terminal of 80 characters."""

_STYLES = {
    "added": "green",
    "changed": "cyan",
    "similar": "yellow",
    "queued": "yellow",
    "kept out": "red",
}

_LISTED = frozenset({Outcome.SIMILAR, Outcome.QUEUED, Outcome.REMOVED})
"""What is listed row by row also when it is no dry run."""


def report_to_json(report: IngestReport) -> dict[str, object]:
    """The report as a program reads it."""
    return {
        "records": [_record_to_json(item) for item in report.statements],
        "notes": [
            {"path": note.path, "line": note.line, "message": note.message} for note in report.notes
        ],
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "field": problem.field,
                "value": problem.value,
                "remedy": problem.remedy,
            }
            for problem in report.problems
        ],
    }


def _record_to_json(item: IngestedStatement) -> dict[str, object]:
    statement, similar = item.read.statement, item.result.similar_to if item.result else None
    city = statement.city
    return {
        "id": statement.doc_id,
        "city": {"name": city.name, "state": city.state} if city else None,
        "issuer": statement.issuer,
        "mayor": statement.mayor,
        "date": str(statement.date) if statement.date else None,
        "date_is_inferred": statement.date_is_inferred,
        "kind": statement.kind.value,
        "title": statement.title,
        "text": statement.text,
        "topics": list(statement.topics),
        "language": statement.language,
        "links": [{"label": link.label, "url": link.url} for link in statement.links],
        "path": item.read.path,
        "line": item.read.line,
        "outcome": item.result.outcome.value if item.result else "kept out",
        "guesses": [
            {
                "field": guess.field,
                "value": guess.value,
                "confidence": guess.confidence,
                "evidence": guess.evidence,
            }
            for guess in item.read.guesses
        ],
        "doubts": [f"{doubt.field}: {doubt.evidence}" for doubt in item.doubts],
        "similar_to": {"id": similar.doc_id, "title": similar.title, "score": similar.score}
        if similar
        else None,
    }


def print_report(report: IngestReport, *, is_dry_run: bool) -> None:
    """Tell a person what became of each record and what to mend.

    A dry run lists every record; otherwise those that were stored or are unchanged are
    counted only.
    """
    listed = [
        item
        for item in report.statements
        if is_dry_run or item.result is None or item.result.outcome in _LISTED
    ]
    if listed:
        _print_rows(_COLUMNS, [_record_row(item) for item in listed])
    for sentence in (*_list_similar(report), *_list_queued(report)):
        click.echo(sentence)
    for note in report.notes:
        click.echo(f"Note: {_place(note.path, note.line)}: {note.message}")
    if report.problems:
        click.echo("")
        _print_rows(
            ("File", "Line", "Field", "Value", "What to do"),
            [
                (p.path, str(p.line or ""), p.field, _one_line(p.value), p.remedy)
                for p in report.problems
            ],
        )
    click.echo("")
    for sentence in _list_sentences(report, is_dry_run=is_dry_run):
        click.echo(sentence)


def _list_sentences(report: IngestReport, *, is_dry_run: bool) -> list[str]:
    counts = ", ".join(
        f"{report.counts[outcome]:,} {outcome}"
        for outcome in Outcome
        if outcome is not Outcome.REMOVED or report.counts[outcome]
    )
    n_rows = len({(p.path, p.line) for p in report.problems})
    sentences = [
        f"{'Dry run, nothing stored: ' if is_dry_run else ''}{counts}, {n_rows:,} refused."
    ]
    if report.counts[Outcome.SIMILAR]:
        sentences.append(
            "Similar records seem to tell what a stored one tells and were left out; "
            "store them too with --allow-similar."
        )
    if report.counts[Outcome.QUEUED]:
        sentences.append(
            "Queued records are not shown: they wait for a reviewer, because a reading was unsure."
        )
    if report.n_kept_out:
        sentences.append(
            f"{report.n_kept_out:,} sound records were kept out by --strict; mend the rows above "
            "or leave it off."
        )
    if report.has_changed:
        sentences.append(
            "Run it again without --dry-run to store them."
            if is_dry_run
            else 'They are searchable now: mayors search "..." or mayors serve.'
        )
    return sentences


def _record_row(item: IngestedStatement) -> tuple[str, ...]:
    statement = item.read.statement
    place = statement.city.label if statement.city else statement.issuer or "(no city)"
    date = str(statement.date) if statement.date else "(undated)"
    return (
        place,
        statement.mayor or "(no mayor)",
        f"{date} (inferred)" if statement.date_is_inferred else date,
        statement.kind.value,
        statement.title,
        _outcome_words(item),
    )


def _outcome_words(item: IngestedStatement) -> str:
    return item.result.outcome.value if item.result else "kept out"


def _list_similar(report: IngestReport) -> list[str]:
    return [
        f"Similar: {item.result.doc_id} seems to tell what {similar.doc_id} tells "
        f"(score {similar.score:.2f})."
        for item in report.statements
        if item.result and (similar := item.result.similar_to)
    ]


def _list_queued(report: IngestReport) -> list[str]:
    return [
        f"Queued: {item.result.doc_id}: {describe(item.doubts)}."
        for item in report.statements
        if item.result and item.result.outcome is Outcome.QUEUED
    ]


def _print_rows(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table on a terminal; elsewhere a line a row, its cells between tabs."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            click.echo("\t".join(row))
        return
    table = Table(
        *(Column(name, min_width=_MIN_WIDTHS.get(name)) for name in columns),
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for row in rows:
        style = next((s for word, s in _STYLES.items() if row[-1].startswith(word)), None)
        table.add_row(*map(Text, row), style=style)
    Console().print(table)


def _one_line(text: str) -> str:
    """A raw value, fit for a terminal."""
    return clean_line(text.encode("utf-8", "replace").decode())


def _place(path: str, line: int | None) -> str:
    return f"{path}, line {line}" if line else path
