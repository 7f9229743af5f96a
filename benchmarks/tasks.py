"""What is measured, one task a process: `python -m benchmarks.tasks TASK ARGUMENTS`.

Takes arguments as JSON, prints one line of JSON. Started by `benchmarks.measuring`; what
a task needs is imported inside it, so that the bare interpreter is measured first.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import (
    MEGABYTE,
    folder_mb,
    measure_build,
    measure_questions,
    resident_mb,
)

MIN_BUDGET_SECONDS = 3
STATEMENTS_A_SECOND = 30_000
ADD_SECONDS = 30
"""After which no further statement is added."""

N_ADDED = 3
_ENDINGS = ("alam", "omub", "irep")
STATES = ("TX", "CA", "FL", "IL", "OH", "NY", "MN", "WA")
"""Filters that take turns."""

BARE_MB = resident_mb()


def find_budget(n_documents: int) -> float:
    """How many seconds one system is asked about so many statements, at most.

    >>> find_budget(10_000), find_budget(1_500_000)
    (3, 50.0)
    """
    return max(MIN_BUDGET_SECONDS, n_documents / STATEMENTS_A_SECOND)


def compile_loops() -> dict[str, Any]:
    """Have all machine code at hand, as `make setup` does."""
    from search.machine_code import load_machine_code  # noqa: PLC0415

    load_machine_code()
    return {}


def build(system: str, corpus: str, n: int, folder: str) -> dict[str, Any]:
    """Index the corpus: seconds, memory beyond the bare interpreter, size on disk."""
    import benchmarks.data_directory  # noqa: F401, PLC0415  (ours asks the store what it holds)
    from benchmarks.synthetic import Corpus  # noqa: PLC0415
    from benchmarks.systems import make_system  # noqa: PLC0415

    made = make_system(system)
    texts = Corpus(Path(corpus), n).texts()
    Path(folder).mkdir(parents=True, exist_ok=True)
    found = measure_build(lambda: made.build(texts, Path(folder)))
    return {
        "build_s": found["build_s"],
        "build_mb": round(found["peak_mb"] - BARE_MB, 1),
        "text_mb": round(sum(len(text.encode()) for text in texts) / MEGABYTE, 1),
        "index_mb": round(folder_mb(Path(folder)), 1),
    }


def ask(system: str, corpus: str, n: int, folder: str) -> dict[str, Any]:
    """Open the index, warm up with other questions, ask the questions, look at the memory."""
    from benchmarks.synthetic import N_WARM_UP, Corpus  # noqa: PLC0415
    from benchmarks.systems import make_system  # noqa: PLC0415

    made = make_system(system)
    questions = Corpus(Path(corpus), n).questions()
    started = time.perf_counter()
    made.open(Path(folder))
    opened = time.perf_counter()
    made.ask(questions[0])
    first = time.perf_counter()
    measure_questions(made.ask, questions[1:N_WARM_UP], find_budget(n) / 3)
    found, answers = measure_questions(made.ask, questions[N_WARM_UP:], find_budget(n))
    return {
        **found,
        "open_ms": round((opened - started) * 1e3, 2),
        "first_ms": round((first - opened) * 1e3, 2),
        "rss_mb": round(resident_mb() - BARE_MB, 1),
        "answers": answers,
    }


def profile(corpus: str, n: int, folder: str) -> dict[str, Any]:
    """Where the time of a question goes: [what, median, 99th percentile], in milliseconds.

    A part is asked of all questions before the next one is.
    """
    from benchmarks.synthetic import N_WARM_UP, Corpus  # noqa: PLC0415
    from index.storage import open_index  # noqa: PLC0415
    from search.analysis import find_needs  # noqa: PLC0415
    from search.best import BestFinder  # noqa: PLC0415
    from search.parameters import SearchParameters  # noqa: PLC0415
    from search.query import parse_query  # noqa: PLC0415
    from search.tuning import Tuning  # noqa: PLC0415

    index = open_index(Path(folder))
    finder = BestFinder(index)
    questions = Corpus(Path(corpus), n).questions()
    for question in questions[:N_WARM_UP]:
        needs = find_needs(parse_query(SearchParameters(question, exact=True)), index)
        finder.find(needs, 10, Tuning())
    asked = [SearchParameters(each, exact=True) for each in questions[N_WARM_UP:]]
    parsed, queries = measure_questions(parse_query, asked, find_budget(n))
    looked_up, needs_of = measure_questions(lambda q: find_needs(q, index), queries, find_budget(n))
    parts = {"the syntax of the question": parsed, "its words to terms": looked_up}
    for words, tuning in (
        ("the best 10 by words and pairs", Tuning()),
        ("the same by words alone", Tuning(pair_weight=0)),
    ):
        parts[words], _ = measure_questions(
            lambda needs, tuning=tuning: finder.find(needs, 10, tuning),  # type: ignore[misc]
            needs_of,
            find_budget(n),
        )
    return {"parts": [[name, found["p50_ms"], found["p99_ms"]] for name, found in parts.items()]}


def fill(corpus: str, n: int, data: str) -> dict[str, Any]:
    """Store the corpus: seconds."""
    from benchmarks.data_directory import fill_store  # noqa: PLC0415
    from benchmarks.synthetic import Corpus  # noqa: PLC0415

    started = time.perf_counter()
    fill_store(Corpus(Path(corpus), n), Path(data))
    return {"fill_s": round(time.perf_counter() - started, 1)}


def search(corpus: str, n: int, data: str, filtered: int) -> dict[str, Any]:
    """Ask the product's one door, with or without a state chosen."""
    from benchmarks.synthetic import N_WARM_UP, Corpus  # noqa: PLC0415
    from search.parameters import SearchParameters  # noqa: PLC0415
    from search.publishing import LiveEngine  # noqa: PLC0415

    questions = Corpus(Path(corpus), n).questions()
    chosen = [
        SearchParameters(
            question, (("state", (STATES[number % len(STATES)],)),) if filtered else ()
        )
        for number, question in enumerate(questions)
    ]
    live = LiveEngine(Path(data))
    engine = live.current()
    measure_questions(engine.search, chosen[:N_WARM_UP], find_budget(n) / 3)
    found, pages = measure_questions(engine.search, chosen[N_WARM_UP:], find_budget(n))
    live.close()
    totals = sorted(page.total for page in pages)
    return {
        **found,
        "rss_mb": round(resident_mb() - BARE_MB, 1),
        "median_total": totals[len(totals) // 2],
    }


def add(corpus: str, n: int, data: str) -> dict[str, Any]:
    """Publish a new statement beside a running engine: seconds until that engine finds it."""
    from benchmarks.statements import make_statement  # noqa: PLC0415
    from benchmarks.synthetic import Corpus  # noqa: PLC0415
    from corpus.stored import Incoming  # noqa: PLC0415
    from search.machine_code import load_machine_code  # noqa: PLC0415
    from search.publishing import LiveEngine, publish  # noqa: PLC0415

    load_machine_code()  # as a server does when it starts
    made = Corpus(Path(corpus), n)
    live = LiveEngine(Path(data))
    live.current().ask(made.questions()[0])
    times: list[float] = []
    while len(times) < N_ADDED and sum(times) < ADD_SECONDS:
        number = n + len(times)
        word = f"quetz{_ENDINGS[len(times)]}"
        text = f"The {word} of title\nThe {word} is new.\n\n\n"
        statement = make_statement(number, text, Corpus(Path(corpus), number + 1).facts())
        started = time.perf_counter()
        live.store.add([Incoming(statement, "synthetic", None, "benchmark")], allow_similar=True)
        publish(Path(data))
        hits = live.current().ask(word).hits
        times.append(time.perf_counter() - started)
        if not hits or hits[0].statement.doc_id != statement.doc_id:
            raise RuntimeError(f"The new statement {statement.doc_id} was not found.")
    live.close()
    return {"add_s": round(max(times), 3), "n_added": len(times)}


TASKS = {task.__name__: task for task in (compile_loops, build, ask, profile, fill, search, add)}


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
