"""The queue keeps what it acknowledged, once, and lets one reviewer decide."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import NotHereError, OutdatedError
from corpus.removals import find_removal, list_removals, put_back, take_down
from corpus.store import Store, open_store
from corpus.stored import Incoming, Outcome
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, State, Submission, Submitter
from corpus.submissions_rows import Decision
from tests.makers import make_statement

ANA = Submitter("Ana Ruiz", "ana@example.org")
GARDENS = make_statement(
    "boise-id-2024-gardens",
    "Boise opened twelve community gardens on vacant lots.",
    title="Gardens on vacant lots",
    place="Boise, ID",
    when="2024-05",
)
STORED = make_statement(
    "boise-id-2023-welcome", "Boise is a welcoming city.", place="Boise, ID", when="2023"
)
CORRECTED = replace(STORED, text="Boise has been a welcoming city since 2017.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mayors.sqlite") as opened:
        opened.add([Incoming(STORED, "test")])
        yield opened


@pytest.fixture
def queue(store: Store) -> Submissions:
    return Submissions(store)


def new(**facts: object) -> Sending:
    return replace(Sending(Action.NEW, GARDENS, submitter=ANA, reader="form"), **facts)  # type: ignore[arg-type]


def correction() -> Sending:
    return Sending(Action.CORRECTION, CORRECTED, STORED.doc_id, submitter=ANA, reader="form")


def by(submission: Submission, name: str = "Bo") -> Decision:
    return Decision(submission.submission_id, submission.version, name)


def texts(store: Store) -> dict[str, str]:
    return {s.statement.doc_id: s.statement.text for s in store.list_current()}


def test_what_is_sent_waits_and_nobody_finds_it(queue: Submissions, store: Store) -> None:
    sent = queue.submit(new())
    assert sent.is_new
    assert (sent.submission.state, sent.submission.version) == (State.PENDING, 1)
    assert (sent.submission.statement, sent.submission.submitter) == (GARDENS, ANA)
    assert queue.list_pending() == (sent.submission,)
    assert texts(store) == {STORED.doc_id: STORED.text}


def test_the_same_sent_twice_by_a_double_click_is_there_once(queue: Submissions) -> None:
    first = queue.submit(new(client_key="form 1"))
    assert [queue.submit(new(client_key="form 1")), queue.submit(new(client_key="form 2"))] == [
        replace(first, is_new=False)
    ] * 2
    assert len(queue.list_pending()) == 1
    other = queue.submit(new(submitter=Submitter("Cy", "cy@example.org")))
    assert other.is_new


def test_what_a_command_read_again_is_not_queued_again_even_if_declined(
    queue: Submissions,
) -> None:
    read = Sending(Action.NEW, GARDENS, note="city: 0.4", path="page.html", reader="html")
    first = queue.submit(read).submission
    queue.decline(by(first), "It is an advertisement.")
    assert not queue.submit(read).is_new
    assert queue.list_pending() == ()


def test_an_approved_record_is_in_the_collection_with_its_provenance(
    queue: Submissions, store: Store
) -> None:
    sent = queue.submit(new()).submission
    approved = queue.approve(by(sent))
    stored = store.find_statement(GARDENS.doc_id)
    assert stored is not None
    assert stored.statement == GARDENS
    assert stored.provenance.path == f"submission {sent.submission_id}"
    assert stored.provenance.reader == "review"
    assert (approved.state, approved.decided_by) == (State.APPROVED, "Bo")
    assert (approved.doc_id, approved.revision) == (GARDENS.doc_id, 1)
    assert queue.list_pending() == ()


def test_a_reviewers_words_are_what_is_stored(queue: Submissions, store: Store) -> None:
    sent = queue.submit(new()).submission
    queue.approve(by(sent), replace(GARDENS, text="Boise opened 12 gardens."))
    assert texts(store)[GARDENS.doc_id] == "Boise opened 12 gardens."


def test_a_new_record_never_overwrites_another_one(queue: Submissions, store: Store) -> None:
    sent = queue.submit(new(statement=replace(GARDENS, doc_id=STORED.doc_id))).submission
    assert queue.approve(by(sent)).doc_id == f"{STORED.doc_id}-2"
    assert texts(store)[STORED.doc_id] == STORED.text


def test_a_correction_is_a_revision_and_undoing_it_is_one_too(
    queue: Submissions, store: Store
) -> None:
    approved = queue.approve(by(queue.submit(correction()).submission))
    assert (approved.revision, texts(store)) == (2, {STORED.doc_id: CORRECTED.text})
    undone = queue.undo(by(approved))
    assert (undone.state, undone.decided_by, undone.revision) == (State.PENDING, None, None)
    assert [s.statement.text for s in store.list_revisions(STORED.doc_id)] == [
        STORED.text,
        CORRECTED.text,
        STORED.text,
    ]


def test_a_new_record_undone_is_gone_and_can_be_approved_again(
    queue: Submissions, store: Store
) -> None:
    sent = queue.submit(new()).submission
    undone = queue.undo(by(queue.approve(by(sent))))
    assert texts(store) == {STORED.doc_id: STORED.text}
    assert store.n_statements() == 1
    assert [r.doc_id for r in list_removals(store)] == [GARDENS.doc_id]
    assert queue.approve(by(undone)).doc_id == GARDENS.doc_id
    assert set(texts(store)) == {STORED.doc_id, GARDENS.doc_id}
    assert find_removal(store, GARDENS.doc_id) is None


def test_an_approval_is_not_undone_over_a_later_change(queue: Submissions, store: Store) -> None:
    approved = queue.approve(by(queue.submit(correction()).submission))
    store.add([Incoming(replace(STORED, text="Changed elsewhere."), "test")])
    with pytest.raises(OutdatedError, match="has changed since this was approved"):
        queue.undo(by(approved))
    assert texts(store) == {STORED.doc_id: "Changed elsewhere."}


def test_an_approval_that_changed_nothing_is_undone_without_harm(
    queue: Submissions, store: Store
) -> None:
    approved = queue.approve(by(queue.submit(replace(correction(), statement=STORED)).submission))
    queue.undo(by(approved))
    assert [s.statement for s in store.list_revisions(STORED.doc_id)] == [STORED]


def test_two_reviewers_at_once_one_wins_and_the_other_is_told(
    queue: Submissions, store: Store
) -> None:
    for n in range(5):
        sent = queue.submit(new(statement=replace(GARDENS, doc_id=f"garden-{n}"))).submission
        barrier = threading.Barrier(2)
        told: list[object] = []

        def decide(name: str, sent: Submission = sent, barrier: threading.Barrier = barrier,
                   told: list[object] = told) -> None:  # fmt: skip
            barrier.wait()
            try:
                act = by(sent, name)
                done = queue.approve(act) if name == "Bo" else queue.decline(act, "No.")
                told.append(done.state)
            except OutdatedError as error:
                told.append(str(error))

        threads = [threading.Thread(target=decide, args=(name,)) for name in ("Bo", "Di")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        states = [t for t in told if isinstance(t, State)]
        words = [t for t in told if not isinstance(t, State)]
        assert (len(states), len(words)) == (1, 1)
        winner = "Bo" if states == [State.APPROVED] else "Di"
        assert f"by {winner}" in str(words[0])
        assert (f"garden-{n}" in texts(store)) == (winner == "Bo")


def test_what_its_sender_changed_meanwhile_is_not_approved_unseen(queue: Submissions) -> None:
    seen = queue.submit(new()).submission
    queue.correct(by(seen, "sender"), new(statement=replace(GARDENS, text="Quite other words.")))
    with pytest.raises(OutdatedError, match="changed while you looked at it"):
        queue.approve(by(seen))


def test_a_question_is_answered_by_a_correction(queue: Submissions) -> None:
    asked = queue.ask_back(by(queue.submit(new()).submission), "Which lots?")
    assert (asked.state, asked.reason) == (State.ASKED, "Which lots?")
    assert queue.list_pending() == (asked,)
    answered = queue.correct(by(asked, "sender"), new(note="On Orchard Street."))
    assert (answered.state, answered.note) == (State.PENDING, "On Orchard Street.")


def test_what_is_withdrawn_can_not_be_approved(queue: Submissions, store: Store) -> None:
    withdrawn = queue.withdraw(by(queue.submit(new()).submission, "sender"))
    with pytest.raises(OutdatedError, match="withdrawn, by sender"):
        queue.approve(by(withdrawn))
    assert set(texts(store)) == {STORED.doc_id}


def test_every_act_is_in_the_audit_trail(queue: Submissions) -> None:
    sent = queue.submit(new()).submission
    queue.confirm(sent.submission_id)
    queue.confirm(sent.submission_id)
    declined = queue.decline(by(sent), "Not a mayor’s.")
    approved = queue.approve(by(queue.undo(by(declined, "Di"))))
    queue.undo(by(approved))
    acts = [(act.actor, act.action, act.details) for act in queue.list_acts(sent.submission_id)]
    assert acts[::-1] == [
        ("sender", "submit", "form"),
        ("sender", "confirm", ""),
        ("Bo", "decline", "Not a mayor’s."),
        ("Di", "undo", ""),
        ("Bo", "approve", ""),
        ("Bo", "undo", ""),
    ]


def test_a_remark_is_settled_and_changes_no_record(queue: Submissions, store: Store) -> None:
    remark = Sending(
        Action.REMARK, None, None, "boise-id", ANA, "The office has another number now."
    )
    approved = queue.approve(by(queue.submit(remark).submission))
    assert (approved.state, approved.revision) == (State.APPROVED, None)
    assert texts(store) == {STORED.doc_id: STORED.text}


def test_near_duplicates_of_what_is_stored_are_named(queue: Submissions) -> None:
    again = replace(STORED, doc_id="other", text="Boise is a welcoming city for all.")
    assert [d.doc_id for d in queue.find_duplicates(again)] == [STORED.doc_id]
    assert queue.find_duplicates(GARDENS) == ()
    assert [d.doc_id for d in queue.find_duplicates(STORED)] == [STORED.doc_id]
    assert queue.find_duplicates(STORED, besides=STORED.doc_id) == ()


def test_what_waits_is_held_against_what_is_stored_and_what_waits_besides(
    queue: Submissions,
) -> None:
    body = replace(GARDENS, doc_id="b", city=None, issuer="A League of Mayors")
    told = [
        new(),
        new(statement=replace(GARDENS, doc_id="again", title="Twelve gardens")),
        new(statement=STORED),
        new(statement=body),
        new(statement=replace(body, doc_id="b2", title="The league’s gardens")),
        correction(),
        Sending(Action.REMARK, place="boise-id", submitter=ANA, note="The number is dead."),
    ]
    ids = [queue.submit(sending).submission.submission_id for sending in told]
    near = queue.find_near(queue.list_pending())
    assert {n: [s.doc_id for s in near[n].stored] for n in near if near[n].stored} == {
        ids[2]: [STORED.doc_id]
    }
    assert {n: [s.submission_id for s in near[n].waiting] for n in near if near[n].waiting} == {
        ids[0]: [ids[1]],
        ids[1]: [ids[0]],
        ids[3]: [ids[4]],
        ids[4]: [ids[3]],
    }
    assert queue.find_near([]) == {}


def test_what_is_taken_down_is_found_by_nobody_and_logged(store: Store) -> None:
    version = store.content_version()
    take_down(store, STORED.doc_id, "The city asked for it.", "Bo")
    assert (texts(store), store.find_statement(STORED.doc_id)) == ({}, None)
    assert store.content_version() != version
    removal = find_removal(store, STORED.doc_id)
    assert removal is not None
    assert (removal.title, removal.reason) == (STORED.title, "The city asked for it.")
    with pytest.raises(NotHereError):
        take_down(store, STORED.doc_id, "Again.", "Bo")
    put_back(store, STORED.doc_id, "Bo")
    assert texts(store) == {STORED.doc_id: STORED.text}
    assert find_removal(store, STORED.doc_id) is None
    assert list_removals(store)[0].put_back_at is not None
    with pytest.raises(OutdatedError):
        put_back(store, STORED.doc_id, "Bo")


def test_a_file_read_again_does_not_bring_back_what_was_taken_down(store: Store) -> None:
    take_down(store, STORED.doc_id, "The city asked for it.", "Bo")
    report = store.add([Incoming(CORRECTED, "test")])
    assert [r.outcome for r in report.results] == [Outcome.REMOVED]
    assert texts(store) == {}


def test_a_correction_of_what_was_taken_down_is_refused(queue: Submissions, store: Store) -> None:
    sent = queue.submit(correction()).submission
    take_down(store, STORED.doc_id, "The city asked for it.", "Bo")
    with pytest.raises(OutdatedError, match="was taken down"):
        queue.approve(by(sent))
    assert queue.find(sent.submission_id) == sent


def test_there_is_no_submission_of_another_name(queue: Submissions) -> None:
    with pytest.raises(NotHereError):
        queue.approve(Decision("nothing", 1, "Bo"))
    assert queue.find("nothing") is None
