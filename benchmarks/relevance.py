"""Relevance on public collections and on our own judged questions, as one page.

Takes the folder of collections, writes `benchmarks/relevance.md`. The other systems'
figures stand in `baselines.csv`: measured once, on the same files, with the same
measures, and not run again here.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from benchmarks.ablation import floors_table, measure_floors, measure_parts, parts_table
from search.evaluation.collection import read_collection
from search.evaluation.evaluate import ENGINES, MEASURES, Report, evaluate

HERE = Path(__file__).parent
DATA = HERE.parent / "tests" / "data"
ENGLISH = ("time", "cranfield", "cacm", "scifact", "politifact")
COLLECTIONS = (*ENGLISH, "xquad-es")

_OWN = {
    "dev": "Our own 40 judged questions",
    "twins": "The same questions in the other language (36 Spanish, 4 English)",
}

_HEAD = """# Relevance

Made by `make bench-relevance`; the collections lie outside this repository. One setting for
every collection. Measures by ir-measures; every judged question counts, one that finds
nothing with 0. A question is understood, parsed and ranked by the product's own code over
an index written to disk and opened again; "words" is without the sentence encoder, "full"
with it. On our own questions BM25 (bm25s, same fields) is at 0.609 nDCG@10 and 0.773 RR@10,
the fusion of MiniLM and BM25 by reciprocal rank at 0.629 and 0.797.
"""


def write_report(shared: Path, vectors_path: Path) -> Path:
    """Judge every collection with both engines and write the page; give its path."""
    reports: dict[str, dict[str, Report]] = {engine: {} for engine in ENGINES}
    for engine in ENGINES:
        for name in COLLECTIONS:
            print(f"{name}, {engine} ...", file=sys.stderr)
            language = "es" if name.endswith("-es") else "en"
            collection = read_collection(shared / "collections" / name, language)
            reports[engine][name] = evaluate(collection, language, engine, vectors_path)
    folders = (shared / "relevance" / "dev", DATA / "twins")
    own = [
        evaluate(read_collection(folder, "en"), "en", engine, vectors_path)
        for folder in folders
        for engine in ENGINES
    ]
    path = HERE / "relevance.md"
    parts = [_HEAD, _against_others(reports), *map(_all_measures, reports.values())]
    parts += [*map(_own_questions, own), *_ablation(shared, vectors_path)]
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _ablation(shared: Path, vectors_path: Path) -> tuple[str, str]:
    """Both tables of what each part adds."""
    own = [
        read_collection(folder, "en") for folder in (shared / "relevance" / "dev", DATA / "twins")
    ]
    figures = {}
    for name in COLLECTIONS:
        print(f"{name}, part by part ...", file=sys.stderr)
        language = "es" if name.endswith("-es") else "en"
        collection = read_collection(shared / "collections" / name, language)
        figures[name] = measure_parts(collection, vectors_path)
    for collection in own:
        print(f"{collection.name}, part by part ...", file=sys.stderr)
        figures[collection.name] = measure_parts(collection, vectors_path)
    unanswerable = (DATA / "empty.txt").read_text(encoding="utf-8").splitlines()
    floors = measure_floors(own, unanswerable, vectors_path)
    return parts_table(figures), floors_table(floors, len(unanswerable))


def _against_others(reports: dict[str, dict[str, Report]]) -> str:
    with (HERE / "baselines.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (row["system"], {name: float(row[name]) for name in COLLECTIONS})
            for row in csv.DictReader(file)
        ]
    rows += [
        (
            f"**this product, {engine}**",
            {name: report.measures["nDCG@10"] for name, report in of_engine.items()},
        )
        for engine, of_engine in reports.items()
    ]
    lines = ["## nDCG@10 beside others\n", _row("system", *COLLECTIONS, "mean of the five English")]
    lines.append(_row(*["---"] * (len(COLLECTIONS) + 2)))
    for system, values in rows:
        mean = sum(values[name] for name in ENGLISH) / len(ENGLISH)
        lines.append(_row(system, *(f"{values[name]:.3f}" for name in COLLECTIONS), f"{mean:.3f}"))
    return "\n".join(lines) + "\n"


def _all_measures(reports: dict[str, Report]) -> str:
    names = [str(measure) for measure in MEASURES]
    engine = next(iter(reports.values())).engine
    lines = [f"## Every measure of this product, {engine}\n"]
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
        f"## {_OWN[report.collection]} over the shipped {report.n_documents} statements, "
        f"{report.engine}\n",
        _row("questions", *names),
        _row(*["---"] * (len(names) + 1)),
    ]
    for name, measures in {"all": report.measures, **report.by_type}.items():
        lines.append(_row(name, *(f"{measures[measure]:.3f}" for measure in names)))
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
