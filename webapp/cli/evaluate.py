"""`mayors evaluate`: relevance, measured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from corpus.documents import LANGUAGES
from search.building import has_encoder
from search.evaluation.collection import read_collection
from search.evaluation.evaluate import ENGINES, Report, evaluate
from webapp.settings import Settings


@click.command("evaluate")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the collection's documents.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="words: without the language model. [default: what the product uses here]",
)
@click.pass_obj
def evaluate_command(
    settings: Settings, directory: Path, *, as_json: bool, language: str, engine: str | None
) -> None:
    """Measure relevance on the judged questions in DIRECTORY.

    DIRECTORY holds queries.jsonl, qrels.tsv and corpus.jsonl, as BEIR has them; without
    corpus.jsonl the shipped corpus is judged.

    Example: mayors evaluate collections/cranfield --json
    """
    console = Console(stderr=True)
    with console.status(f"Indexing and asking {directory.name} ..."):
        collection = read_collection(directory, language)
        chosen = engine or ("full" if has_encoder(len(collection.documents)) else "words")
        report = evaluate(collection, language, chosen, settings.data / "vectors")
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        Console().print(_make_table(report))


def _make_table(report: Report) -> Table:
    title = (
        f"{report.collection}: {report.n_queries} questions over {report.n_documents:,} "
        f"documents, {report.queries_per_second:,.0f} a second"
    )
    table = Table("questions", *report.measures, title=title)
    for name, means in {"all": report.measures, **report.by_type}.items():
        table.add_row(name, *(f"{value:.3f}" for value in means.values()))
    return table
