"""The file of a backup: what is in it, written, checked, unpacked.

A zip archive with these members and no others:

    manifest.json       when it was made, of which tables, how many rows; size and sum of each file
    mayors.sqlite       the database, whole
    redactions.jsonl    the list of redactions, where there is one

Takes files, gives an archive whose bytes depend on their content alone; takes an archive,
gives a `Manifest` and files whose sums are checked. Nothing in an archive is believed: names
are compared and never used as paths, no more is unpacked than the manifest says.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from corpus.errors import UnreadableFileError
from corpus.redacting import LIST_NAME

FORMAT = 1
"""Raised whenever the members of a backup change their meaning."""

DATABASE_NAME = "mayors.sqlite"
MANIFEST_NAME = "manifest.json"

_MAX_MANIFEST = 1 << 20
_CHUNK = 1 << 20
_OLDEST = (1980, 1, 1, 0, 0, 0)
_FAILURES = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError,
    TypeError, ValueError, AttributeError,
)  # fmt: skip
"""What reading a file raises that is no archive, or a damaged one."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and SHA-256 of a member."""

    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `tables` is the migration its database is at, `counts` are its rows."""

    made_at: datetime.datetime
    tables: str
    counts: Mapping[str, int]
    files: Mapping[str, FileFacts]


def find_facts(path: Path) -> FileFacts:
    """Size and sum of a file."""
    with path.open("rb") as stream:
        return FileFacts(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def write_archive(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the manifest's files from a folder to a new archive, safe on disk, for this user alone.

    Raises:
        OSError: it can't be written.
    """
    facts = {"format": FORMAT} | asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            text = json.dumps(facts, indent=2, sort_keys=True) + "\n"
            archive.writestr(_make_info(MANIFEST_NAME), text)
            for name in sorted(manifest.files):
                with (
                    (folder / name).open("rb") as source,
                    archive.open(_make_info(name), "w", force_zip64=True) as member,
                ):
                    while chunk := source.read(_CHUNK):
                        member.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def read_manifest(path: Path) -> Manifest:
    """What a backup says it holds.

    Raises:
        UnreadableFileError: it is not a backup of ours, is damaged, or a newer program made it.
    """
    with _opened(path) as archive:
        return _read_manifest(path, archive)


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write every file of a backup into a folder, each with its sum checked.

    Raises:
        UnreadableFileError: a member is not what the manifest says.
        OSError: the folder can't be written.
    """
    for name, facts in manifest.files.items():
        with (folder / name).open("wb") as target:
            _copy_member(path, name, facts, target)
            target.flush()
            os.fsync(target.fileno())


def check_archive(path: Path) -> Manifest:
    """Check every sum of a backup; give what it holds.

    Raises:
        UnreadableFileError: it is not a backup of ours, is damaged, or a newer program made it.
    """
    manifest = read_manifest(path)
    with Path(os.devnull).open("wb") as nowhere:
        for name, facts in manifest.files.items():
            _copy_member(path, name, facts, nowhere)
    return manifest


def _copy_member(path: Path, name: str, facts: FileFacts, target: IO[bytes]) -> None:
    with _opened(path) as archive:
        digest, n_bytes = hashlib.sha256(), 0
        try:
            with archive.open(name) as member:
                while n_bytes <= facts.n_bytes and (chunk := member.read(_CHUNK)):
                    digest.update(chunk)
                    n_bytes += len(chunk)
                    target.write(chunk)
        except _FAILURES as error:
            raise UnreadableFileError(_damaged(path, f"{name} can't be unpacked")) from error
    if (n_bytes, digest.hexdigest()) != (facts.n_bytes, facts.sha256):
        raise UnreadableFileError(_damaged(path, f"{name} is not what was backed up"))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise UnreadableFileError(
            f"The backup {path} can't be read ({error.strerror}). Check its name and that this "
            "user may read it."
        ) from error
    except _FAILURES as error:
        raise UnreadableFileError(
            f"{path} is not a backup, or its end is missing. Name a .zip file that `mayors backup` "
            "wrote (what `mayors export` wrote is for `mayors import`); if it is one, copy it "
            "again or take another one."
        ) from error
    with archive:
        yield archive


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST_NAME not in names or archive.getinfo(MANIFEST_NAME).file_size > _MAX_MANIFEST:
        raise UnreadableFileError(
            f"{path} is a zip archive, but not a backup: it has no {MANIFEST_NAME}. Name a file "
            "that `mayors backup` wrote."
        )
    try:
        facts: dict[str, Any] = json.loads(archive.read(MANIFEST_NAME))
        number = int(facts["format"])
        if number > FORMAT:
            raise UnreadableFileError(
                f"A newer version of this program made the backup {path} (format {number}, this "
                f"version knows {FORMAT}). Bring the program up to date, then restore it."
            )
        manifest = Manifest(
            datetime.datetime.fromisoformat(facts["made_at"]).astimezone(datetime.UTC),
            str(facts["tables"]),
            {str(name): int(count) for name, count in facts["counts"].items()},
            {str(name): _read_facts(part) for name, part in facts["files"].items()},
        )
    except _FAILURES as error:
        raise UnreadableFileError(_damaged(path, f"{MANIFEST_NAME} can't be read")) from error
    is_known = DATABASE_NAME in manifest.files and set(manifest.files) <= {DATABASE_NAME, LIST_NAME}
    if not is_known or sorted(names) != sorted([MANIFEST_NAME, *manifest.files]):
        raise UnreadableFileError(_damaged(path, "it holds other files than it says"))
    return manifest


def _read_facts(part: Mapping[str, Any]) -> FileFacts:
    return FileFacts(int(part["n_bytes"]), str(part["sha256"]))


def _damaged(path: Path, what: str) -> str:
    return (
        f"The backup {path} is damaged: {what}. Nothing was changed. Copy it again from where it "
        "is kept, or take another one."
    )


def _make_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _OLDEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
