"""What `benchmarks.load` measured, as a table and as `benchmarks/load.md`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.load import N_CONNECTIONS, N_NEW, N_POPULAR, SECONDS, WARM_UP_SECONDS, Measured
from benchmarks.machine import describe_machine

PAGE_PATH = Path(__file__).parent / "load.md"

_HEADER = ("server", "questions", "answers a second", "times", "median, ms",
           "99th percentile, ms", "errors", "kB an answer")  # fmt: skip


def show_load(measured: Sequence[Measured], console: Console) -> None:
    """Print the table; the ratio is to Datasette's answers to the same questions."""
    table = Table(*_HEADER)
    for row in _rows(measured):
        table.add_row(*row)
    console.print(table)


def write_load_page(measured: Sequence[Measured], n_documents: int) -> Path:
    """Write benchmarks/load.md; give its path."""
    machine = "; ".join(f"{name} {value}" for name, value in describe_machine().items())
    lines = [
        "# Load",
        "",
        f"Made by `make bench-load` (`python -m benchmarks load`): `GET /api/v1/search` over "
        f"{n_documents:,} made-up statements and the shipped ones, asked by wrk with "
        f"{N_CONNECTIONS} connections on the same machine for {SECONDS} s, after "
        f"{WARM_UP_SECONDS} s to warm up; different questions of 2 to 6 words take turns: "
        f"{N_POPULAR} of them, as many ask what many ask, or {N_NEW:,}, of which hardly one is "
        "asked twice. An answer asked for again comes from memory until something is "
        "published; Datasette keeps none. It searches the same statements in FTS5 (`porter`), "
        "opened immutable, "
        "no facets suggested, 10 rows an answer: no facets, excerpts or ranking, no reading of "
        "the question, its words joined by AND. Our answer has all of these.",
        "",
        f"Machine: {machine}.",
        "",
        f"| {' | '.join(_HEADER)} |",
        f"| {' | '.join(['---'] * len(_HEADER))} |",
        *(f"| {' | '.join(row)} |" for row in _rows(measured)),
    ]
    PAGE_PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return PAGE_PATH


def _rows(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    peers = {m.n_questions: m.answers_per_second for m in measured if m.name.startswith("Datas")}
    return [
        (
            m.name,
            f"{m.n_questions:,}",
            f"{m.answers_per_second:,.0f}",
            f"{m.answers_per_second / peers[m.n_questions]:.2g}" if peers else "",
            f"{m.p50_ms:.3g}",
            f"{m.p99_ms:.3g}",
            f"{m.n_errors:,}",
            f"{m.answer_kb:.1f}",
        )
        for m in measured
    ]
