"""Time and memory of one piece of work, each in a process of its own.

Takes the name of a task of `benchmarks.tasks` and what it needs, runs it in a fresh
interpreter, gives the numbers it printed. Memory is what the kernel counts as resident;
over several processes shared pages are counted once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

Numbers = dict[str, float]
Question = TypeVar("Question")
Answer = TypeVar("Answer")

MEGABYTE = 1e6
_SAMPLE_SECONDS = 0.1
_ROOT = Path(__file__).parents[1]


class TaskError(RuntimeError):
    """A measured process failed; its own words stand above on stderr."""


def run_task(task: str, **arguments: str | int) -> dict[str, Any]:
    """Run a task in a fresh interpreter and give what it measured.

    Raises:
        TaskError: the process failed.
    """
    command = [sys.executable, "-m", "benchmarks.tasks", task, json.dumps(arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=_ROOT)
    if done.returncode:
        raise TaskError(f"{task} of {arguments} ended with {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def resident_mb() -> float:
    """What this process holds in memory now."""
    return _status_kb("VmRSS") * 1024 / MEGABYTE


def measure_build(work: Callable[[], None]) -> Numbers:
    """Seconds a piece of work takes, and the most that it and its children hold meanwhile."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    most = [0.0]
    stopped = threading.Event()
    watcher = threading.Thread(target=_watch_children, args=(most, stopped), daemon=True)
    watcher.start()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    stopped.set()
    watcher.join()
    peak = max(_status_kb("VmHWM") * 1024 / MEGABYTE, most[0])
    return {"build_s": round(seconds, 2), "peak_mb": round(peak, 1)}


def measure_questions(
    ask: Callable[[Question], Answer], questions: Sequence[Question], budget_seconds: float
) -> tuple[Numbers, list[Answer]]:
    """Ask each question once, until they are through or the time is up."""
    times: list[float] = []
    answers: list[Answer] = []
    ends_at = time.perf_counter() + budget_seconds
    for question in questions:
        started = time.perf_counter()
        answers.append(ask(question))
        ended = time.perf_counter()
        times.append(ended - started)
        if ended > ends_at:
            break
    return {**summarise(times), "n_questions": len(times)}, answers


def summarise(times: Sequence[float]) -> Numbers:
    """Median and 99th percentile in milliseconds, by the nearest rank.

    >>> summarise([0.001, 0.002, 0.003])
    {'p50_ms': 2.0, 'p99_ms': 3.0}
    """
    ordered = sorted(times)
    ranks = {"p50_ms": 0.5, "p99_ms": 0.99}
    last = len(ordered) - 1
    return {n: round(ordered[min(last, int(r * len(ordered)))] * 1e3, 3) for n, r in ranks.items()}


def folder_mb(folder: Path) -> float:
    """What the files under a folder take."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / MEGABYTE


def _watch_children(most: list[float], stopped: threading.Event) -> None:
    while not stopped.wait(_SAMPLE_SECONDS):
        processes = _list_family(os.getpid())
        if len(processes) > 1:
            most[0] = max(most[0], sum(map(_proportional_mb, processes)))


def _list_family(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            for child in path.read_text(encoding="ascii").split():
                found += _list_family(int(child))
        except OSError:
            continue  # it has ended meanwhile
    return found


def _proportional_mb(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return _find_kb(text, "Pss") * 1024 / MEGABYTE


def _status_kb(name: str) -> int:
    return _find_kb(Path("/proc/self/status").read_text(encoding="ascii"), name)


def _find_kb(text: str, name: str) -> int:
    line = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1])
