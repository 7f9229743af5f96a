"""Whatever is done to the queue in whatever order, the collection and the trail agree with it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from corpus.errors import NotHereError, OutdatedError
from corpus.removals import find_removal, list_removals, put_back, take_down
from corpus.store import open_store
from corpus.stored import Incoming
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, State, Submission, Submitter
from corpus.submissions_rows import Decision
from tests.makers import make_statement

SENDER = Submitter("Ana", "ana@example.org")
TEXTS = st.sampled_from(["One garden.", "Two gardens.", "Three gardens."])


class Queue(RuleBasedStateMachine):
    """One record stored at first; people send in, correct, decide, undo, take down."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "mayors.sqlite")
        self.store.add([Incoming(make_statement("stored", "At first."), "test")])
        self.queue = Submissions(self.store)
        self.known: dict[str, Submission] = {}
        self.n_sent = 0
        self.n_acts = 0

    def note(self, submission: Submission) -> None:
        self.known[submission.submission_id] = submission
        self.n_acts += 1

    def pick(self, number: int) -> tuple[Submission, Decision]:
        found = list(self.known.values())[number % len(self.known)]
        return found, Decision(found.submission_id, found.version, "Bo")

    @rule(text=TEXTS)
    def send(self, text: str) -> None:
        self.n_sent += 1
        sending = Sending(
            Action.NEW, make_statement("garden", text), submitter=SENDER, note=str(self.n_sent)
        )
        self.note(self.queue.submit(sending).submission)
        assert not self.queue.submit(sending).is_new

    @rule(text=TEXTS)
    def send_correction(self, text: str) -> None:
        self.n_sent += 1
        statement = make_statement("stored", text)
        sending = Sending(
            Action.CORRECTION, statement, "stored", submitter=SENDER, note=str(self.n_sent)
        )
        self.note(self.queue.submit(sending).submission)

    @precondition(lambda self: self.known)
    @rule(number=st.integers(0, 50), act=st.sampled_from(["approve", "decline", "ask", "undo"]))
    def decide(self, number: int, act: str) -> None:
        before, decision = self.pick(number)
        acts = {
            "approve": lambda: self.queue.approve(decision),
            "decline": lambda: self.queue.decline(decision, "No."),
            "ask": lambda: self.queue.ask_back(decision, "Which?"),
            "undo": lambda: self.queue.undo(decision),
        }
        allowed = {
            "approve": before.is_open,
            "decline": before.is_open,
            "ask": before.state is State.PENDING,
            "undo": before.state in (State.APPROVED, State.DECLINED),
        }
        try:
            self.note(acts[act]())
        except OutdatedError as error:
            is_gone = "taken down" in str(error) or "has changed since" in str(error)
            assert not allowed[act] or is_gone
            assert self.queue.find(before.submission_id) == before
        else:
            assert allowed[act]

    @precondition(lambda self: self.known)
    @rule(number=st.integers(0, 50))
    def withdraw(self, number: int) -> None:
        before, decision = self.pick(number)
        if before.is_open:
            self.note(self.queue.withdraw(decision))
        else:
            with pytest.raises(OutdatedError):
                self.queue.withdraw(decision)

    @rule()
    def take_down_and_put_back(self) -> None:
        try:
            take_down(self.store, "stored", "A reason.", "Bo")
        except NotHereError:
            put_back(self.store, "stored", "Bo")
        self.n_acts += 1

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "queue"):
            return
        waiting = {s.submission_id: s for s in self.queue.list_pending()}
        decided = {s.submission_id: s for s in self.queue.list_decided(1000)}
        assert waiting | decided == self.known
        assert len(self.queue.list_acts(limit=100_000)) == self.n_acts
        stored = {s.statement.doc_id for s in self.store.list_current()}
        approved = {s.doc_id for s in self.known.values() if s.state is State.APPROVED}
        gone = {r.doc_id for r in list_removals(self.store) if r.put_back_at is None}
        assert approved - {"stored"} == stored - {"stored"}
        assert ("stored" in stored) == (find_removal(self.store, "stored") is None)
        assert gone & stored == set()
        assert self.store.n_statements() == len(stored)
        for doc_id in stored:
            numbers = [r.revision for r in self.store.list_revisions(doc_id)]
            assert numbers == list(range(len(numbers), 0, -1))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
