"""Ingest that is killed again and again: `python -m tests.ingest_crashes FOLDER DATABASE N SEED`.

Forks a child that ingests the folder into the database, kills it (SIGKILL) after a random
moment, N times; then lets one come to its end. Prints how many were killed in the middle.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from corpus.ingest import IngestOptions, ingest
from corpus.store import open_store


def run(folder: Path, database: Path) -> None:
    """Ingest once."""
    with open_store(database) as store:
        ingest([folder], store, IngestOptions())


def crash(folder: Path, database: Path, seconds: float) -> bool:
    """Whether a child was killed before it was done."""
    child = os.fork()
    if child == 0:
        run(folder, database)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    """Crash, crash, then finish."""
    folder, database = Path(sys.argv[1]), Path(sys.argv[2])
    moments = random.Random(int(sys.argv[4]))
    run(folder, database.with_name("first.sqlite"))  # all is imported and warm from here on
    n_killed = sum(
        crash(folder, database, moments.uniform(0.005, 0.6)) for _ in range(int(sys.argv[3]))
    )
    run(folder, database)
    sys.stdout.write(f"{n_killed}\n")


if __name__ == "__main__":
    main()
