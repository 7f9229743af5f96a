"""A backup holds all that must not be lost, and comes back whole or not at all."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import sqlite3
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import migrations
from corpus.backup import Backup, make_backup
from corpus.backup_file import MANIFEST_NAME, check_archive
from corpus.documents import Contact
from corpus.errors import StoreError, UnreadableFileError, UsageError
from corpus.redacting import LIST_NAME, redact
from corpus.redaction import MARK, make_redaction
from corpus.removals import list_removals, take_down
from corpus.restoring import Restored, restore_backup
from corpus.reviewers import list_reviewers, save_reviewer
from corpus.schema import Base
from corpus.store import Store, open_store
from corpus.stored import Incoming
from corpus.submissions import Submissions
from corpus.submissions_records import Action, Sending, Submitter
from corpus.submissions_rows import Decision
from tests.makers import make_statement

PAGE = make_statement(
    "boise-id-2024-equity",
    "Boise opened an office. Call Ana Munoz.",
    place="Boise, ID",
    contact=Contact("Office of Equity", "Ana Muñoz", email="ana@example.org"),
)
SENDER = Submitter("Ana Muñoz", "ana@example.org")


def fill(path: Path, n: int = 3, name: str = "garden") -> Store:
    """A store in use: records, a revision, one taken down, a queue, a decision, a reviewer."""
    store = open_store(path)
    pages = [make_statement(f"{name}-{i}", f"Words of {name} {i}.") for i in range(n)]
    store.add([Incoming(s, "f.jsonl", i, "jsonl") for i, s in enumerate([PAGE, *pages])])
    store.add([Incoming(replace(PAGE, title="Equity in Boise"), "f.jsonl", 1, "jsonl")])
    take_down(store, f"{name}-0", "Asked for.", "Bo")
    queue = Submissions(store)
    for i in range(n):
        queue.submit(Sending(Action.NEW, replace(pages[i], doc_id=f"sent-{name}-{i}"), None, None,
                             SENDER, client_key=f"{name} {i}"))  # fmt: skip
    first = queue.list_pending()[0]
    queue.approve(Decision(first.submission_id, first.version, "Bo"))
    save_reviewer(store, "Bo", "$argon2id$made-up", "bo@example.org")
    return store


def read_all(path: Path, *, but: tuple[str, ...] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table; `but` names columns or tables to leave out."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: sorted(
                connection.execute(
                    f"SELECT {', '.join(c.name for c in table.columns)} FROM {table.name}"
                ).fetchall(),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
            if table.name not in but
        }


def restore(backup: Backup, path: Path, *, may_replace: bool = False) -> Restored:
    return restore_backup(backup.path, path, path.parent / "backups", may_replace=may_replace)


def test_everything_comes_back_as_it_was(tmp_path: Path) -> None:
    path, other = tmp_path / "a" / "mayors.sqlite", tmp_path / "b" / "mayors.sqlite"
    with fill(path):  # still open, as the site's
        backup = make_backup(path, tmp_path / "out")
    restored = restore(backup, other)
    assert restored.kept_path is None
    assert read_all(other, but=("acts",)) == read_all(path, but=("acts",))
    with open_store(other) as store:
        trail = Submissions(store).list_acts()
        assert (trail[0].actor, trail[0].action) == ("mayors restore", "restore")
        with open_store(path) as former:
            assert trail[1:] == Submissions(former).list_acts()
        assert [r.name for r in list_reviewers(store)] == ["Bo"]
        assert len(store.list_revisions(PAGE.doc_id)) == 2


def test_the_file_says_what_it_holds_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    with fill(tmp_path / "mayors.sqlite"):
        backup = make_backup(tmp_path / "mayors.sqlite", tmp_path / "out" / "one.zip")
    assert backup.path == tmp_path / "out" / "one.zip"
    assert backup.path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup.path) as archive:
        assert archive.namelist() == [MANIFEST_NAME, "mayors.sqlite"]
        facts = json.loads(archive.read(MANIFEST_NAME))
    assert (facts["tables"], facts["counts"]["statements"]) == (migrations.list_revisions()[0], 5)
    assert facts["counts"]["submissions"] == 3
    assert check_archive(backup.path) == backup.manifest
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_same_content_makes_the_same_file(tmp_path: Path) -> None:
    with fill(tmp_path / "mayors.sqlite"):
        one = make_backup(tmp_path / "mayors.sqlite", tmp_path / "one.zip")
        two = make_backup(tmp_path / "mayors.sqlite", tmp_path / "two.zip")
    assert one.manifest.files == two.manifest.files
    if one.manifest.made_at == two.manifest.made_at:
        assert one.path.read_bytes() == two.path.read_bytes()


def test_backups_in_a_folder_have_names_of_their_own(tmp_path: Path) -> None:
    with fill(tmp_path / "mayors.sqlite"):
        paths = [make_backup(tmp_path / "mayors.sqlite", tmp_path / "out").path for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(path.parent == tmp_path / "out" for path in paths)


def test_an_older_backup_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.zip"
    letter.write_bytes(b"Dear mayor")
    with fill(tmp_path / "mayors.sqlite"):
        backup = make_backup(tmp_path / "mayors.sqlite", tmp_path / "one.zip")
        backup.path.touch()
        assert make_backup(tmp_path / "mayors.sqlite", tmp_path / "one.zip").path == backup.path
        with pytest.raises(UsageError, match="is not a backup of this program"):
            make_backup(tmp_path / "mayors.sqlite", letter)
    assert letter.read_bytes() == b"Dear mayor"


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nothing to back up\. Run `mayors build`"):
        make_backup(tmp_path / "mayors.sqlite", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "mayors.sqlite"
    fill(path, 200).close()
    data = bytearray(path.read_bytes())
    data[4096 * 4 : 4096 * 8] = b"\x5a" * 4096 * 4
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match=r"damaged.*mayors restore"):
        make_backup(path, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_what_is_there_is_replaced_only_when_told_and_then_kept(tmp_path: Path) -> None:
    old, path = tmp_path / "a" / "mayors.sqlite", tmp_path / "b" / "mayors.sqlite"
    with fill(old, name="old"):
        backup = make_backup(old, tmp_path / "out")
    fill(path, name="new").close()
    before = read_all(path)
    with pytest.raises(UsageError, match=r"holds .*statements.* Add --replace"):
        restore(backup, path)
    assert read_all(path) == before
    restored = restore(backup, path, may_replace=True)
    assert restored.kept_path is not None
    assert read_all(path, but=("acts",)) == read_all(old, but=("acts",))
    restore_backup(restored.kept_path, tmp_path / "c.sqlite", tmp_path)
    assert read_all(tmp_path / "c.sqlite", but=("acts",)) == {
        name: rows for name, rows in before.items() if name != "acts"
    }


def test_whoever_has_the_database_open_sees_the_restored_content(tmp_path: Path) -> None:
    path = tmp_path / "mayors.sqlite"
    with fill(path) as store:
        backup = make_backup(path, tmp_path / "out")
        store.add([Incoming(make_statement("later"), "f")])
        n_waiting = len(Submissions(store).list_pending())
        restore(backup, path, may_replace=True)
        assert store.find_statement("later") is None
        assert len(Submissions(store).list_pending()) == n_waiting
        store.add([Incoming(make_statement("after"), "f")])
        assert store.find_statement("after") is not None


@pytest.mark.parametrize("where", ["the backup's", "the live"])
def test_what_people_had_taken_out_is_taken_out_again(tmp_path: Path, where: str) -> None:
    path = tmp_path / "a" / "mayors.sqlite"
    values = [make_redaction(v) for v in ("Ana Muñoz", "ana@example.org")]
    with fill(path) as store:
        before = make_backup(path, tmp_path / "before.zip")
        redact(store, values, path.with_name(LIST_NAME))
        after = make_backup(path, tmp_path / "after.zip")
    if where == "the live":
        target = path
        restored = restore(before, path, may_replace=True)
        assert (restored.redaction.n_revisions, restored.redaction.n_submissions) == (2, 3)
    else:
        target = tmp_path / "b" / "mayors.sqlite"
        restore(after, target)
        restore(before, target, may_replace=True)
    with open_store(target) as store:
        found = store.find_statement(PAGE.doc_id)
        assert found is not None
        assert found.statement.text == f"Boise opened an office. Call {MARK}."
        assert [r.kind for r in list_removals(store)][:1] == ["person"]
        assert {s.submitter for s in Submissions(store).list_pending()} == {Submitter(MARK, None)}
    files = [p for p in target.parent.iterdir() if p.is_file()]
    written = b"".join(p.read_bytes() for p in files)
    assert [s for s in ("Muñoz", "Munoz", "ana@example.org") if s.encode() in written] == []
    assert len(target.with_name(LIST_NAME).read_text().splitlines()) == 2


def test_a_list_that_cannot_be_read_stops_a_restore(tmp_path: Path) -> None:
    path = tmp_path / "mayors.sqlite"
    with fill(path):
        backup = make_backup(path, tmp_path / "out")
    path.with_name(LIST_NAME).write_text("{half a li")
    before = read_all(path)
    with pytest.raises(StoreError, match="list of redactions"):
        restore(backup, path, may_replace=True)
    assert read_all(path) == before


@pytest.mark.parametrize("damage", ["not a database", "nonsense inside"])
def test_a_damaged_database_is_set_aside_and_replaced(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a" / "mayors.sqlite"
    fill(path, 200).close()
    backup = make_backup(path, tmp_path / "out")
    whole = read_all(path, but=("acts",))
    data = bytearray(path.read_bytes())
    data[: 4096 * 6 if damage == "nonsense inside" else 90] = b"\x5a" * (
        4096 * 6 if damage == "nonsense inside" else 90
    )
    if damage == "nonsense inside":
        data[:4096] = backup_page(backup)
    path.write_bytes(bytes(data))
    with pytest.raises(UsageError, match=r"is damaged\. Stop the site"):
        restore(backup, path)
    kept = restore(backup, path, may_replace=True).kept_path
    assert kept is not None
    assert (kept / "mayors.sqlite").read_bytes() == bytes(data)
    assert read_all(path, but=("acts",)) == whole


def backup_page(backup: Backup) -> bytes:
    with zipfile.ZipFile(backup.path) as archive:
        return archive.read("mayors.sqlite")[:4096]


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same archive with other members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out


def change_manifest(**facts: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST_NAME] = json.dumps(json.loads(members[MANIFEST_NAME]) | facts).encode()

    return change


def add_outside(members: dict[str, bytes]) -> None:
    facts = json.loads(members[MANIFEST_NAME])
    facts["files"]["../evil"] = {"n_bytes": 4, "sha256": "0" * 64}
    members |= {MANIFEST_NAME: json.dumps(facts).encode(), "../evil": b"evil"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_manifest(format=2), "A newer version of this program made the backup"),
        (change_manifest(tables="9999"), "A newer version of this program made the backup"),
        (change_manifest(counts={"statements": 1}), "holds other rows than it says"),
        (change_manifest(files={}), "holds other files than it says"),
        (change_manifest(files=[]), "manifest.json can't be read"),
        (change_manifest(made_at="soon"), "manifest.json can't be read"),
        (lambda m: m.pop("mayors.sqlite"), "holds other files than it says"),
        (lambda m: m.pop(MANIFEST_NAME), "it has no manifest.json"),
        (lambda m: m.update({"mayors.sqlite": b"x" * 90}), "mayors.sqlite is not what was backed"),
        (lambda m: m.update({"../evil": b"evil"}), "holds other files than it says"),
        (add_outside, "holds other files than it says"),
    ],
)
def test_a_file_that_is_not_as_it_says_is_refused_and_nothing_is_changed(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    path = tmp_path / "a" / "b" / "mayors.sqlite"
    with fill(path):
        backup = make_backup(path, tmp_path / "out")
    before = read_all(path)
    with pytest.raises(UnreadableFileError, match=words):
        restore_backup(rewrite(backup.path, change), path, tmp_path / "kept", may_replace=True)
    assert read_all(path) == before
    assert not list(tmp_path.rglob("evil"))
    assert not (tmp_path / "kept").exists()


@pytest.fixture(scope="module")
def small_backup(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    path = tmp_path_factory.mktemp("backup") / "mayors.sqlite"
    with fill(path):
        return make_backup(path, path.with_name("one.zip"))


@given(st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_cut_or_changed_anywhere_it_is_refused_or_still_whole(
    small_backup: Backup, tmp_path: Path, data: st.DataObject
) -> None:
    whole = small_backup.path.read_bytes()
    where = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    if data.draw(st.booleans()):
        del changed[where:]
    else:
        changed[where] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "changed.zip"
    path.write_bytes(bytes(changed))
    try:
        manifest = check_archive(path)
    except UnreadableFileError:
        return
    assert manifest.files == small_backup.manifest.files  # a date or a comment of the archive


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command
    from sqlalchemy import create_engine

    path = tmp_path / "old" / "mayors.sqlite"
    path.parent.mkdir()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = migrations.make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    backup = make_backup(path, tmp_path / "out")
    assert backup.manifest.tables == "0001"
    restore(backup, tmp_path / "new" / "mayors.sqlite")
    with open_store(tmp_path / "new" / "mayors.sqlite") as store:
        assert (store.n_statements(), Submissions(store).list_pending()) == (0, ())


def restore_in_a_child(backup: Backup, path: Path, seconds: float) -> bool:
    """Restore and be killed after a while; whether it was done before that."""
    child = os.fork()
    if child == 0:
        try:
            restore(backup, path, may_replace=True)
        finally:
            os._exit(0)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def test_killed_at_any_moment_the_old_or_the_new_content_is_there(tmp_path: Path) -> None:
    moments, path = random.Random(6), tmp_path / "live" / "mayors.sqlite"
    backups, wholes = [], []
    for name, n in (("one", 40), ("two", 60)):
        source = tmp_path / name / "mayors.sqlite"
        fill(source, n, name).close()
        backups.append(make_backup(source, tmp_path / f"{name}.zip"))
        wholes.append(read_all(source, but=("acts",)))
    restore(backups[0], path)
    started = time.monotonic()
    assert restore_in_a_child(backups[0], path, 60)
    seconds = time.monotonic() - started
    for turn in range(24):
        before = read_all(path, but=("acts",))
        wanted = (wholes.index(before) + 1) % 2
        is_done = restore_in_a_child(backups[wanted], path, moments.uniform(0, 1.3 * seconds))
        after = read_all(path, but=("acts",))
        assert after in (before, wholes[wanted]), f"half a state in turn {turn}"
        assert after == wholes[wanted] or not is_done
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    restore(backups[0], path, may_replace=True)
    assert read_all(path, but=("acts",)) == wholes[0]
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []
    for kept in (path.parent / "backups").glob("*.zip"):
        check_archive(kept)


def test_the_moment_of_a_backup_is_told_in_utc(tmp_path: Path) -> None:
    with fill(tmp_path / "mayors.sqlite"):
        made_at = make_backup(tmp_path / "mayors.sqlite", tmp_path / "out").manifest.made_at
    assert abs(datetime.datetime.now(datetime.UTC) - made_at) < datetime.timedelta(minutes=1)


def test_several_at_once_do_not_disturb_one_another(tmp_path: Path) -> None:
    path = tmp_path / "live" / "mayors.sqlite"
    backups, wholes = [], []
    for name in ("one", "two"):
        source = tmp_path / name / "mayors.sqlite"
        fill(source, 20, name).close()
        backups.append(make_backup(source, tmp_path / f"{name}.zip"))
        wholes.append(read_all(source, but=("acts",)))
    restore(backups[0], path)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(restore, backups[n % 2], path, may_replace=True) for n in range(6)]
        copies = [pool.submit(make_backup, path, tmp_path / "copies") for _ in range(4)]
        kept = [run.result().kept_path for run in runs]
        made = [copy.result().path for copy in copies]
    assert read_all(path, but=("acts",)) in wholes
    assert (len(set(kept)), len(set(made))) == (6, 4)
    for number, copy_path in enumerate(made):
        target = tmp_path / f"copy-{number}.sqlite"
        restore_backup(copy_path, target, tmp_path)
        assert read_all(target, but=("acts",)) in wholes


def test_someone_redacted_while_a_restore_is_prepared_is_taken_out_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus import restoring

    path = tmp_path / "mayors.sqlite"
    with fill(path) as store:
        backup = make_backup(path, tmp_path / "one.zip")
        note = restoring._note

        def redact_meanwhile(*words: object) -> None:
            redact(store, [make_redaction("Ana Muñoz")], path.with_name(LIST_NAME))
            note(*words)  # type: ignore[arg-type]

        monkeypatch.setattr(restoring, "_note", redact_meanwhile)
        restore(backup, path, may_replace=True)
        found = store.find_statement(PAGE.doc_id)
    assert found is not None
    assert found.statement.text == f"Boise opened an office. Call {MARK}."
