"""Crashes at random moments: `python -m tests.crashes` makes 200 of them and counts losses.

A child submits, approves, ingests and publishes, and says so on a pipe once each is
acknowledged; it is killed (SIGKILL) at a random moment. After each crash the parent looks:
is all that was acknowledged there, is anything there twice or half, is the index whole?
Whatever was not acknowledged is tried again by the next child, as a person would.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from corpus.store import Store, open_store
from corpus.stored import Incoming
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, State, Submitter
from corpus.submissions_rows import Decision
from index.storage import current_generation, verify_index
from search.publishing import index_path, publish, store_path, verify
from tests.makers import make_statement

ROUNDS = 200
SENDER = Submitter("Ana Ruiz", "ana@example.org")


@dataclass
class Tally:
    """What was acknowledged so far, and what was found wrong."""

    submitted: dict[int, str] = field(default_factory=dict)
    approved: set[int] = field(default_factory=set)
    ingested: set[int] = field(default_factory=set)
    n_killed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def next_job(self) -> int:
        """The first job not yet acknowledged to its end."""
        return max((*self.approved, *self.ingested, -1)) + 1


def title_of(job: int) -> str:
    return f"Garden number {job}"


def work(data_path: Path, first: int, pipe: int) -> None:
    """Do one job after the other until killed: every third is a file, the others are sent in."""
    with open_store(store_path(data_path)) as store:
        for job in range(first, first + 10_000):
            statement = make_statement(
                f"garden-{job}", f"Words of garden {job}.", place="Boise, ID"
            )
            if job % 3 == 2:
                store.add([Incoming(statement, "gardens.jsonl", job, "jsonl")], allow_similar=True)
            else:
                approve(store, job, pipe)
            os.write(pipe, f"{'I' if job % 3 == 2 else 'A'} {job} -\n".encode())
            if job % 4 == 3:
                publish(data_path)


def approve(store: Store, job: int, pipe: int) -> None:
    queue = Submissions(store)
    statement = make_statement(f"sent-{job}", f"Words of garden {job}.", title=title_of(job))
    sending = Sending(
        Action.NEW, statement, submitter=SENDER, reader="test", client_key=f"job {job}"
    )
    sent = queue.submit(sending).submission
    os.write(pipe, f"S {job} {sent.submission_id}\n".encode())
    if sent.is_open:
        queue.approve(Decision(sent.submission_id, sent.version, "Bo"))


def crash(data_path: Path, tally: Tally, seconds: float) -> None:
    """Let a child work for a while, kill it, note what it said was done."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        work(data_path, tally.next_job, writer)
        os._exit(0)
    os.close(writer)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as said:
        for line in said.read().splitlines():
            word, job, number = line.split()
            if word == "S":
                tally.submitted[int(job)] = number
            else:
                (tally.approved if word == "A" else tally.ingested).add(int(job))
    _, status = os.waitpid(child, 0)
    tally.n_killed += os.WIFSIGNALED(status)


def look(data_path: Path, tally: Tally) -> None:
    """Note what is lost, twice or half there."""
    with closing(sqlite3.connect(store_path(data_path))) as connection:
        (told,) = connection.execute("PRAGMA integrity_check").fetchone()
        if told != "ok":
            tally.faults.append(f"the database: {told}")
    with open_store(store_path(data_path)) as store:
        look_at_store(store, tally)
    if current_generation(index_path(data_path))[0] is not None:
        verify_index(index_path(data_path))


def look_at_store(store: Store, tally: Tally) -> None:
    queue = Submissions(store)
    stored = {s.statement.doc_id: s for s in store.list_current()}
    sent = {s.submission_id: s for s in (*queue.list_pending(), *queue.list_decided(100_000))}
    lost = [job for job, number in tally.submitted.items() if number not in sent]
    lost += [job for job in tally.approved if f"sent-{job}" not in stored]
    lost += [job for job in tally.ingested if f"garden-{job}" not in stored]
    tally.faults += [f"job {job} was acknowledged and is lost" for job in lost]
    titles = Counter(s.statement.title for s in stored.values())
    titles += Counter(s.statement.title for s in sent.values() if s.statement and s.is_open)
    tally.faults += [f"{title} is there {n} times" for title, n in titles.items() if n > 1]
    by_review = {s.statement.doc_id for s in stored.values() if s.provenance.reader == "review"}
    approved = {s.doc_id for s in sent.values() if s.state is State.APPROVED}
    tally.faults += [f"{doc_id} is half approved" for doc_id in by_review ^ approved]
    submits = Counter(
        a.submission_id for a in queue.list_acts(limit=100_000) if a.action == "submit"
    )
    tally.faults += [f"{number} was noted {n} times" for number, n in submits.items() if n != 1]
    tally.faults += [f"{number} has no trail" for number in sent if number not in submits]


def run(data_path: Path, rounds: int, seed: int) -> Tally:
    """Crash so often; at the end, publish and verify as the next start would."""
    moments, tally = random.Random(seed), Tally()
    with open_store(store_path(data_path)) as store:
        store.n_statements()
    for _ in range(rounds):
        crash(data_path, tally, moments.uniform(0.01, 0.7))
        look(data_path, tally)
    publish(data_path)
    verify(data_path)
    return tally


def main() -> None:
    """Make the crashes and say what came of them; status 1 if anything was wrong."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), rounds, seed=2026)
    sys.stdout.write(
        f"{tally.n_killed} processes killed; {len(tally.submitted)} submissions, "
        f"{len(tally.approved)} approvals and {len(tally.ingested)} ingested records were "
        f"acknowledged; {len(tally.faults)} faults\n"
    )
    for fault in dict.fromkeys(tally.faults):
        sys.stdout.write(f"  {fault}\n")
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
