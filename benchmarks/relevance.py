"""Relevance on public collections and on our own judged questions, as one page.

Takes the folder of collections, writes `benchmarks/relevance.md`. The other systems'
figures stand in `baselines.csv`: measured once, on the same files, with the same
measures, and not run again here.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from search.evaluation.collection import read_collection
from search.evaluation.evaluate import MEASURES, Report, evaluate

HERE = Path(__file__).parent
ENGLISH = ("time", "cranfield", "cacm", "scifact", "politifact")
COLLECTIONS = (*ENGLISH, "xquad-es")

_HEAD = """# Relevance

Made by `make bench-relevance`; the collections lie outside this repository. One setting for
every collection. Measures by ir-measures; every judged question counts, one that finds
nothing with 0. A question is asked through the product's own parser and ranked by its own
engine over an index written to disk and opened again.
"""


def write_report(shared: Path) -> Path:
    """Judge every collection and write the page; give its path."""
    reports = {}
    for name in COLLECTIONS:
        print(f"{name} ...", file=sys.stderr)
        language = "es" if name.endswith("-es") else "en"
        reports[name] = evaluate(read_collection(shared / "collections" / name, language), language)
    ours = evaluate(read_collection(shared / "relevance" / "dev", "en"), "en")
    path = HERE / "relevance.md"
    parts = [_HEAD, _against_others(reports), _all_measures(reports), _own_questions(ours)]
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _against_others(reports: dict[str, Report]) -> str:
    with (HERE / "baselines.csv").open(encoding="utf-8", newline="") as file:
        others = [
            (row["system"], {name: float(row[name]) for name in COLLECTIONS})
            for row in csv.DictReader(file)
        ]
    mine = {name: report.measures["nDCG@10"] for name, report in reports.items()}
    lines = ["## nDCG@10 beside others\n", _row("system", *COLLECTIONS, "mean of the five English")]
    lines.append(_row(*["---"] * (len(COLLECTIONS) + 2)))
    for system, values in [*others, ("**this product, words**", mine)]:
        mean = sum(values[name] for name in ENGLISH) / len(ENGLISH)
        lines.append(_row(system, *(f"{values[name]:.3f}" for name in COLLECTIONS), f"{mean:.3f}"))
    return "\n".join(lines) + "\n"


def _all_measures(reports: dict[str, Report]) -> str:
    names = [str(measure) for measure in MEASURES]
    lines = ["## Every measure of this product\n"]
    lines.append(_row("collection", "documents", "questions", *names, "questions a second"))
    lines.append(_row(*["---"] * (len(names) + 4)))
    for name, report in reports.items():
        figures = [f"{report.measures[measure]:.3f}" for measure in names]
        rate = f"{report.queries_per_second:,.0f}"
        lines.append(_row(name, f"{report.n_documents:,}", f"{report.n_queries:,}", *figures, rate))
    return "\n".join(lines) + "\n"


def _own_questions(report: Report) -> str:
    names = [str(measure) for measure in MEASURES]
    lines = [
        f"## Our own {report.n_queries} judged questions over the shipped "
        f"{report.n_documents} statements\n",
        _row("questions", *names),
        _row(*["---"] * (len(names) + 1)),
    ]
    for name, measures in {"all": report.measures, **report.by_type}.items():
        lines.append(_row(name, *(f"{measures[measure]:.3f}" for measure in names)))
    lines.append("\nBM25 (bm25s, same fields) is at 0.609 nDCG@10 and 0.773 RR@10 on these.")
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
