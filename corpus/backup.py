"""A backup made while the site runs: one file, checked before it gets its name.

Takes the path of the database and where to, gives a `Backup`. In it are the database as it
stands at one moment (statements, revisions, submissions, the audit trail, reviewers, what
editors decided) and the list of redactions. Not in it: the index, which is built anew; counts of
questions, which are dropped in time anyway; and the secret that signs sessions and private links,
which with the database would let its finder pass for a reviewer. `corpus.restoring` is the way
back.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from corpus.backup_file import (
    DATABASE_NAME,
    Manifest,
    check_archive,
    find_facts,
    read_manifest,
    write_archive,
)
from corpus.errors import StoreError, UnreadableFileError, UsageError
from corpus.redacting import LIST_NAME, load_list, save_list
from corpus.schema import Base
from corpus.snapshot import copy_database
from corpus.staging import open_staging, sync_folder

SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup and what it holds."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """The migration a database is at, and its rows by table."""

    tables: str
    counts: Mapping[str, int]


def make_backup(database_path: Path, target: Path) -> Backup:
    """Back the database up to a file (its name ends in .zip) or into a folder, under a name of now.

    An older backup of that name is replaced once the new one is whole and checked.

    Raises:
        StoreError: there is no database, or it is damaged, or there is no room for a copy.
        UsageError: the target can't be written, or is something else than a backup.
    """
    if not database_path.exists():
        raise StoreError(
            f"There is no database at {database_path} yet, so there is nothing to back up. Run "
            "`mayors build`, or set MAYORS_DATA to the directory that holds it."
        )
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    is_file = target.suffix.lower() == SUFFIX and not target.is_dir()
    if is_file and target.exists():
        _refuse_other(target)
    try:
        with open_staging(database_path.parent, ".backup-") as folder:
            manifest = _copy_all(database_path, folder, now)
            path = _write(target, manifest, folder, is_file=is_file)
            return Backup(path, manifest)
    except OSError as error:
        raise UsageError(
            f"The backup {target} can't be written ({error.strerror}). Name a file or folder on a "
            "disk with room for it, where this user may write."
        ) from error


def inspect_database(path: Path) -> DatabaseFacts:
    """Check a copy of the database through and through, and count its rows.

    Raises:
        StoreError: it is damaged, or not a database of ours.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
            if told != "ok" or orphan:
                raise StoreError(_damaged(path, told if told != "ok" else f"orphan {orphan}"))
            (tables,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            counts = {
                table.name: connection.execute(
                    str(select(func.count()).select_from(table))
                ).fetchone()[0]
                for table in Base.metadata.sorted_tables
                if table.name in held
            }
    except (sqlite3.Error, TypeError) as error:
        raise StoreError(_damaged(path, str(error))) from error
    return DatabaseFacts(tables, counts)


def _copy_all(database_path: Path, folder: Path, now: datetime.datetime) -> Manifest:
    """The database as it stands now, then the list: it may only be newer than the database."""
    copy_database(database_path, folder / DATABASE_NAME)
    facts = inspect_database(folder / DATABASE_NAME)
    redactions = load_list(database_path.with_name(LIST_NAME))
    names = [DATABASE_NAME]
    if redactions:
        save_list(redactions, folder / LIST_NAME)
        names.append(LIST_NAME)
    files = {name: find_facts(folder / name) for name in names}
    return Manifest(now, facts.tables, facts.counts, files)


def _write(target: Path, manifest: Manifest, folder: Path, *, is_file: bool) -> Path:
    """Write beside the name it gets, read all of it back, then give it the name."""
    directory = target.parent if is_file else target
    with open_staging(directory, ".backup-") as beside:
        part = beside / DATABASE_NAME
        write_archive(part, manifest, folder)
        if check_archive(part) != manifest:
            raise StoreError(_damaged(part, "it reads back as something else"))
        path = part.replace(target) if is_file else _name_by_time(part, target, manifest.made_at)
        sync_folder(directory)
    return path


def _name_by_time(part: Path, folder: Path, moment: datetime.datetime) -> Path:
    """Put a file into a folder under a name that no other one has."""
    for number in count(1):
        path = folder / f"mayors-{moment:%Y-%m-%d-%H%M%S}{f'-{number}' if number > 1 else ''}.zip"
        try:
            os.link(part, path)
        except FileExistsError:
            continue
        except OSError:  # a disk without links
            if path.exists():
                continue
            part.replace(path)
        return path
    raise AssertionError  # count() never ends


def _refuse_other(target: Path) -> None:
    try:
        read_manifest(target)
    except UnreadableFileError as error:
        raise UsageError(
            f"{target} is there and is not a backup of this program, so it is not replaced. "
            "Name another file, or a folder."
        ) from error


def _damaged(path: Path, what: str) -> str:
    return (
        f"The database is damaged ({path.name}: {what}). Stop the site and put the newest backup "
        "in its place: mayors restore FILE --replace"
    )
