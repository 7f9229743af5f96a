"""Speed beside other engines: product and peers one after another in one process tree.

Takes a number of statements, makes them (`benchmarks.synthetic`), runs every measurement
in a process of its own (`benchmarks.tasks`), gives the figures as plain numbers;
`benchmarks.speed_report` shows and judges them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import describe_machine
from benchmarks.measuring import run_task
from benchmarks.synthetic import Corpus, write_corpus
from benchmarks.systems import list_systems
from benchmarks.tasks import N_ADDED
from search.building import has_encoder

OURS = "mayors"
GROWTH = (10_000, 100_000, 1_000_000)
"""Numbers of statements of the growth curve, up to the one asked for."""

Figures = dict[str, Any]

_STARTED = time.perf_counter()


def measure_speed(n_documents: int) -> Figures:
    """Everything, in an order that leaves one process running at a time."""
    run_task("compile_loops")
    with tempfile.TemporaryDirectory(prefix="mayors-speed-") as name:
        folder = Path(name)
        corpus = _make_corpus(folder, n_documents)
        data = folder / "data"
        _tell(f"Storing {n_documents:,} statements ...")
        filled = _run("fill", corpus, data=str(data))
        systems = {
            system: _measure_system(system, corpus, data / "index" if system == OURS else None)
            for system in list_systems(n_documents)
        }
        _compare_answers(systems)
        parts = _run("profile", corpus, folder=str(data / "index"))
        whole = _measure_whole(corpus, data)
        growth = [_measure_growth(folder, n) for n in GROWTH if n < n_documents]
        growth.append({"n": n_documents, **_keep_curve(systems[OURS])})
        return {
            "n": n_documents,
            "machine": describe_machine(),
            "systems": systems,
            "whole": whole | filled,
            "profile": parts["parts"],
            "growth": growth,
        }


def _make_corpus(folder: Path, n_documents: int) -> Corpus:
    _tell(f"Making {n_documents:,} statements ...")
    return write_corpus(folder / f"corpus-{n_documents}", n_documents)


def _measure_system(system: str, corpus: Corpus, folder: Path | None = None) -> Figures:
    folder = folder or corpus.folder.parent / f"{system}-{corpus.n_documents}"
    _tell(f"{system}: building ...")
    built = _run("build", corpus, system=system, folder=str(folder))
    _tell(f"{system}: asking ...")
    return built | _run("ask", corpus, system=system, folder=str(folder))


def _measure_whole(corpus: Corpus, data: Path) -> Figures:
    _tell("The whole search, without and with a state chosen ...")
    found = {
        name: _run("search", corpus, data=str(data), filtered=filtered)
        for name, filtered in (("search", 0), ("search_in_state", 1))
    }
    if has_encoder(corpus.n_documents + N_ADDED):
        return found  # the first to be added would wait for the passages of all others
    _tell("Adding statements ...")
    return found | _run("add", corpus, data=str(data))


def _measure_growth(folder: Path, n_documents: int) -> Figures:
    system = _measure_system(OURS, _make_corpus(folder, n_documents))
    return {"n": n_documents, **_keep_curve(system)}


def _keep_curve(figures: Figures) -> Figures:
    return {name: figures[name] for name in ("build_s", "p50_ms", "p99_ms")}


def _compare_answers(systems: dict[str, Figures]) -> None:
    """Replace each system's answers by the share of ours that it gives too."""
    ours = systems[OURS]["answers"]
    for figures in systems.values():
        answers = figures.pop("answers")
        shares = [
            len(set(mine) & set(theirs)) / len(mine)
            for mine, theirs in zip(ours, answers, strict=False)
            if mine
        ]
        figures["same_answers"] = round(sum(shares) / max(len(shares), 1), 3)


def _run(task: str, corpus: Corpus, **arguments: str | int) -> Figures:
    return run_task(task, corpus=str(corpus.folder), n=corpus.n_documents, **arguments)


def _tell(words: str) -> None:
    print(f"{time.perf_counter() - _STARTED:6.1f} s  {words}", file=sys.stderr, flush=True)
