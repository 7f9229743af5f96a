"""`mayors judge`: grow the judged questions, one statement at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from corpus.documents import Statement
from search.engine import SearchEngine
from search.evaluation.collection import Topic
from search.evaluation.pooling import Judgements, pool_statements
from search.publishing import LiveEngine
from webapp.settings import Settings

ANSWERS = ("2", "1", "0", "s", "q")
LEGEND = "2 answers it, 1 related and useful, 0 no, s skip, q stop"


class _StopError(Exception):
    """The judge has had enough."""


@click.command("judge")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.argument("questions", nargs=-1)
@click.option("--type", "kind", default="", help="Type to note for new questions.")
@click.option(
    "--export-trec",
    "trec_file",
    type=click.File("w", encoding="utf-8"),
    help="Only write all judgements to this file as TREC qrels (- for standard output).",
)
@click.pass_obj
def judge_command(
    settings: Settings,
    *,
    directory: Path,
    questions: tuple[str, ...],
    kind: str,
    trec_file: TextIO | None,
) -> None:
    """Judge statements for QUESTIONS and record it in DIRECTORY.

    For each question (its text, or its id if it was asked before; none: they are asked for)
    the first statements of several rankings are shown, those already judged left out.
    Judgements are written at once; stop at any time and go on later.

    Example: mayors judge judged "help for renters" --type keyword
    """
    judgements = Judgements.open(directory)
    if trec_file is not None:
        trec_file.write(judgements.trec_lines())
        return
    live = LiveEngine(settings.data)
    before = len(judgements.qrels)
    try:
        for question in questions or _ask_for_questions():
            topic = judgements.topic_of(question) or judgements.add_topic(question, kind)
            _judge_question(topic, judgements, live.current())
    except (_StopError, click.Abort):
        click.echo()
    finally:
        live.close()
    n_new = len(judgements.qrels) - before
    click.echo(f"Judged now: {n_new}; in {directory / 'qrels.tsv'}: {len(judgements.qrels)}.")


def _ask_for_questions() -> Iterator[str]:
    while question := click.prompt("Question (empty to end)", default="", show_default=False):
        yield question


def _judge_question(topic: Topic, judgements: Judgements, engine: SearchEngine) -> None:
    pool = pool_statements(topic.text, engine)
    waiting = judgements.unjudged(topic, pool)
    click.echo(f"\n{topic.query_id}: {topic.text}")
    click.echo(f"{len(pool)} statements pooled, {len(waiting)} to judge. {LEGEND}.")
    for number, statement in enumerate(waiting, 1):
        _show(statement, f"{number}/{len(waiting)}")
        answer = click.prompt("Judgement", type=click.Choice(ANSWERS), show_choices=True)
        if answer == "q":
            raise _StopError
        if answer != "s":
            judgements.judge(topic, statement.doc_id, int(answer))


def _show(statement: Statement, place_in_row: str) -> None:
    place = statement.city.label if statement.city else statement.issuer
    facts = (statement.kind, place, statement.mayor, statement.date)
    click.echo(f"\n[{place_in_row}] {statement.doc_id}")
    click.secho(statement.title, bold=True)
    click.echo(" · ".join(str(fact) for fact in facts if fact))
    click.echo(statement.text)
