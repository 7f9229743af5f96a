"""`mayors search`: a question at the command line."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.text import Text

from search.parameters import MAX_PER_PAGE, SearchParameters
from search.publishing import LiveEngine
from search.results import Hit, ResultPage
from search.serialize import page_to_json
from webapp.settings import Settings


@click.command("search")
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/search answers.")
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_PER_PAGE),
    default=10,
    show_default=True,
    help="How many hits at most.",
)
@click.pass_obj
def search_command(settings: Settings, question: str, *, as_json: bool, limit: int) -> None:
    """Print the best answers to QUESTION, each with its source and the city's contact.

    Example: mayors search "responses to ICE raids" --limit 3
    """
    engine = LiveEngine(settings.data).current()
    page = engine.search(SearchParameters(question, per_page=limit))
    if as_json:
        click.echo(json.dumps(page_to_json(page), ensure_ascii=False))
    else:
        _print_page(page)


def _print_page(page: ResultPage) -> None:
    console = Console(highlight=False)
    for note in page.interpretation.notes:
        console.print(note, style="yellow")
    for part in page.interpretation.parts:
        console.print(f"Read as {part.label}{' only' if part.is_filter else ', preferred'}.")
    for typed, searched in page.interpretation.corrections:
        console.print(f"“{typed}” was searched as “{searched}”.", style="yellow")
    if page.interpretation.offer:
        console.print(f"Did you mean “{page.interpretation.offer.question}”?", style="yellow")
    if page.pinned:
        console.print("Chosen by the editors\n", style="dim")
        for hit in page.pinned:
            _print_hit(console, hit)
    if not page.total:
        console.print("No statement matches. Try fewer or other words.")
        return
    console.print(f"{page.total} statements, the best {len(page.hits)} first\n", style="dim")
    for hit in page.other_hits:
        _print_hit(console, hit)


def _print_hit(console: Console, hit: Hit) -> None:
    statement = hit.statement
    place = statement.city.label if statement.city else statement.issuer or ""
    facts = [place, statement.mayor and f"Mayor {statement.mayor}", statement.date]
    console.print(Text(statement.title, style="bold"))
    console.print(" · ".join(str(fact) for fact in facts if fact), style="dim")
    excerpt = Text(hit.excerpt.text)
    for start, end in hit.excerpt.spans:
        excerpt.stylize("bold yellow", start, end)
    console.print(excerpt)
    console.print(f"Source: {statement.source.name} {statement.source.url or ''}", soft_wrap=True)
    console.print(f"Contact: {_contact_line(hit)}\n", soft_wrap=True)


def _contact_line(hit: Hit) -> str:
    if hit.contact is None:
        return "none known"
    contact = hit.contact.contact
    parts = (contact.office, contact.name, contact.title, contact.phone, contact.email, contact.url)
    return ", ".join(part for part in parts if part)
