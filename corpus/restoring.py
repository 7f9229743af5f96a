"""A backup back into a data directory, in one transaction, redactions applied again.

Takes a backup's file and the path of the database, gives a `Restored`. Everything is checked
and prepared in a folder beside the database; then one transaction replaces what the database
holds, so that a kill at any moment leaves the old content or the new one, and a site that runs
goes on. What was there before is kept as a backup of its own, made while nobody else may write.
"""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, delete, insert, select

from corpus import migrations
from corpus.backup import inspect_database, make_backup
from corpus.backup_file import DATABASE_NAME, Manifest, read_manifest, unpack
from corpus.database import (
    BUSY_SECONDS,
    reading,
    translated_errors,
    writing,
)
from corpus.errors import StoreError, UnreadableFileError, UsageError
from corpus.redacting import LIST_NAME, RedactionReport, apply_list, load_list, save_list
from corpus.redaction import Redaction
from corpus.removals import note_act
from corpus.schema import Base, RedactionRow
from corpus.staging import open_staging, sync_folder
from corpus.store import Store, open_store
from corpus.submissions_records import Act

_TELLING = ("statements", "submissions", "reviewers")
"""Tables that are empty in a data directory nobody has used."""

_COMMAND = "mayors restore"
_DAMAGED = "The database in the backup {} {}. Nothing was changed. Take another backup."


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `kept_path` holds what was there before, None where nothing was."""

    manifest: Manifest
    redaction: RedactionReport
    n_redactions: int
    kept_path: Path | None


def restore_backup(
    backup_path: Path, database_path: Path, kept_folder: Path, *, may_replace: bool = False
) -> Restored:
    """Make the database hold what a backup holds, but for what was redacted since.

    Publishing is up to the caller. `kept_folder` gets what was there before.

    Raises:
        UnreadableFileError: it is not a backup of ours, is damaged, or a newer program made it.
        UsageError: there are statements already and they may not be replaced.
        StoreError: the database or the list of redactions fails.
    """
    manifest = read_manifest(backup_path)
    _refuse_newer(backup_path, manifest)
    is_damaged = _is_damaged(database_path)
    if not may_replace:
        _refuse_full(database_path, is_damaged=is_damaged)
    try:
        with open_staging(database_path.parent, ".restore-") as folder:
            unpack(backup_path, manifest, folder)
            _check_database(backup_path, manifest, folder / DATABASE_NAME)
            redactions = _gather_redactions(folder, database_path, is_damaged=is_damaged)
            if redactions:  # first: from now on nothing brings these values back
                save_list(redactions, database_path.with_name(LIST_NAME))
            with open_store(folder / DATABASE_NAME) as store:
                report = apply_list(store, database_path.with_name(LIST_NAME))
                _note(store, manifest)
            kept = _put_in_place(folder, database_path, kept_folder, is_damaged=is_damaged)
    except OSError as error:
        raise StoreError(
            f"The backup can't be unpacked beside {database_path} ({error.strerror}). Nothing was "
            "changed. Make room there, or set MAYORS_DATA to a directory that can be written."
        ) from error
    return Restored(manifest, report, len(redactions), kept)


def _refuse_newer(path: Path, manifest: Manifest) -> None:
    if manifest.tables not in migrations.list_revisions():
        raise UnreadableFileError(
            f"A newer version of this program made the backup {path} (its tables are at "
            f"{manifest.tables!r}). Bring the program up to date, then restore it."
        )


def _refuse_full(database_path: Path, *, is_damaged: bool) -> None:
    if is_damaged:
        raise UsageError(
            f"The database {database_path} is damaged. Stop the site, then run the same with "
            "--replace: the damaged files are kept beside it."
        )
    if not database_path.exists():
        return
    with open_store(database_path) as store, reading(store.engine) as connection:
        used = _list_used(connection)
    if used:
        raise UsageError(
            f"{database_path.parent} is in use: its database holds {' and '.join(used)}. Nothing "
            "was changed. Add --replace to put the backup in their place (they are kept as a "
            "backup of their own), or set MAYORS_DATA to a new directory."
        )


def _list_used(connection: Connection) -> list[str]:
    """The telling tables that hold anything."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in _TELLING]
    return [t.name for t in tables if connection.execute(select(t).limit(1)).first()]


def _check_database(backup_path: Path, manifest: Manifest, path: Path) -> None:
    try:
        facts = inspect_database(path)
    except StoreError as error:
        raise UnreadableFileError(_DAMAGED.format(backup_path, "is damaged")) from error
    if (facts.tables, facts.counts) != (manifest.tables, manifest.counts):
        raise UnreadableFileError(_DAMAGED.format(backup_path, "holds other rows than it says"))


def _gather_redactions(
    folder: Path, database_path: Path, *, is_damaged: bool
) -> tuple[Redaction, ...]:
    """Every redaction known here or to the backup, each once."""
    found = [*load_list(database_path.with_name(LIST_NAME)), *load_list(folder / LIST_NAME)]
    paths = [folder / DATABASE_NAME]
    if database_path.exists() and not is_damaged:
        paths.append(database_path)
    for path in paths:
        with open_store(path) as store:
            found += _list_redactions(store)
    return tuple({redaction.digest: redaction for redaction in found}.values())


def _list_redactions(store: Store) -> list[Redaction]:
    columns = (RedactionRow.kind, RedactionRow.n_words, RedactionRow.salt, RedactionRow.digest)
    query = select(*columns).order_by(RedactionRow.redacted_at, RedactionRow.digest)
    with reading(store.engine) as connection:
        return [Redaction(*row) for row in connection.execute(query)]


def _note(store: Store, manifest: Manifest) -> None:
    """In the audit trail: all that comes after the backup was made is missing above this line."""
    now = datetime.datetime.now(datetime.UTC)
    details = f"backup of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    with writing(store.engine) as connection:
        note_act(connection, Act(now, _COMMAND, "restore", None, None, details))


def _put_in_place(
    folder: Path, database_path: Path, kept_folder: Path, *, is_damaged: bool
) -> Path | None:
    """Replace what the database holds; give where the former content is kept."""
    kept: list[Path] = []
    if is_damaged:
        kept.append(_set_aside(database_path, kept_folder))

    def keep(connection: Connection) -> None:
        if _list_used(connection):
            name = f"before-restore-{datetime.datetime.now(datetime.UTC):%Y-%m-%d-%H%M%S-%f}.zip"
            kept.append(make_backup(database_path, kept_folder / name).path)

    with open_store(database_path) as store:
        _replace_content(store.engine, folder / DATABASE_NAME, keep)
        list_path = database_path.with_name(LIST_NAME)
        if set(load_list(list_path)) - set(_list_redactions(store)):
            apply_list(store, list_path)  # someone was redacted while this was prepared
    return kept[0] if kept else None


def _replace_content(engine: Engine, source_path: Path, keep: Callable[[Connection], None]) -> None:
    """Empty every table and fill it from another database, all in one transaction.

    `keep` is called when nobody else can write any more and nothing has changed yet.
    """
    others = MetaData()
    with translated_errors(engine), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA secure_delete = ON")  # what was there before is overwritten
        driver.execute("ATTACH DATABASE ? AS restored", (str(source_path),))
        writer = connection.execution_options(writes=True)
        with writer.begin():
            keep(writer)
            for table in reversed(Base.metadata.sorted_tables):
                writer.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                rows = select(table.to_metadata(others, schema="restored"))
                writer.execute(insert(table).from_select(list(table.columns.keys()), rows))
        driver.execute("DETACH DATABASE restored")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _is_damaged(database_path: Path) -> bool:
    """Whether there is a database that can't be read or holds nonsense."""
    if not database_path.exists():
        return False
    try:
        with closing(sqlite3.connect(database_path, timeout=BUSY_SECONDS)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        return name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))


def _set_aside(database_path: Path, kept_folder: Path) -> Path:
    """Copy a damaged database with its log, then remove it: a kill in between loses nothing."""
    kept_folder.mkdir(parents=True, exist_ok=True)
    with open_staging(kept_folder, ".damaged-") as staging:
        folder = kept_folder / f"damaged-{datetime.datetime.now(datetime.UTC):%Y-%m-%d-%H%M%S-%f}"
        copies = staging / "copies"
        copies.mkdir()
        paths = [database_path.with_name(database_path.name + end) for end in ("", "-wal", "-shm")]
        for path in paths:
            if path.exists():
                shutil.copy2(path, copies / path.name)
                with (copies / path.name).open("rb+") as copy:
                    os.fsync(copy.fileno())
        copies.rename(folder)
    sync_folder(kept_folder)
    for path in paths:
        path.unlink(missing_ok=True)
    return folder
