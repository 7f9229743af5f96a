"""An exported line back to a `RecordHistory`, with nothing in it believed.

Takes a line of JSON as `corpus.export` writes it, gives the history or an error that names what
is wrong. Records are held to the rules of `corpus.records`, but for topics that have left the
vocabulary since.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from corpus.bodies import statement_from_body
from corpus.documents import Statement
from corpus.errors import InvalidRecordError, InvalidRecordsError, UnreadableFileError
from corpus.histories import RecordHistory
from corpus.records import HISTORY_FIELD, statement_from_record, statement_to_record
from corpus.removals import PERSON, RECORD
from corpus.stored import Provenance, StoredStatement
from corpus.submissions_records import Removal

_SUM = re.compile(r"[0-9a-f]{64}")


def read_history(line: str) -> RecordHistory:
    """Read one line of an export.

    Raises:
        UnreadableFileError: it is none, is cut off or was changed so that it fits no more.
    """
    try:
        return _read_line(json.loads(line))
    except json.JSONDecodeError as error:
        raise UnreadableFileError("it is cut off or is no JSON") from error
    except InvalidRecordsError as error:
        raise UnreadableFileError(str(error.problems[0])) from error
    except InvalidRecordError as error:
        raise UnreadableFileError(str(error)) from error
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableFileError(f"a part is missing or is no such thing ({error!r})") from error


def _read_line(value: dict[str, Any]) -> RecordHistory:
    if HISTORY_FIELD not in value:
        raise UnreadableFileError(
            f"it has no {HISTORY_FIELD}, so it is no export; `mayors ingest` reads such records"
        )
    record = {name: part for name, part in value.items() if name != HISTORY_FIELD}
    return _read_parts(record, value[HISTORY_FIELD])


def _read_parts(record: Mapping[str, Any], told: Mapping[str, Any]) -> RecordHistory:
    parts = told["revisions"]
    revisions = [_read_revision(part, part["record"]) for part in parts[:-1]]
    revisions.append(_read_revision(parts[-1], record))
    numbers = [stored.revision for stored in revisions]
    if numbers[0] < 1 or sorted(set(numbers)) != numbers:
        raise UnreadableFileError(f"its revisions are numbered {numbers}")
    doc_id = revisions[-1].statement.doc_id
    if {stored.statement.doc_id for stored in revisions} != {doc_id}:
        raise UnreadableFileError("its revisions are of several records")
    removals = tuple(_read_removal(part, doc_id) for part in told["removals"])
    n_records, removed_at = told["records"], told["removed_at"]
    if not isinstance(n_records, int):
        raise UnreadableFileError("it does not say how many records there are")
    return RecordHistory(
        tuple(revisions), removals, _moment(removed_at) if removed_at else None, n_records
    )


def _read_revision(part: Mapping[str, Any], record: Mapping[str, Any]) -> StoredStatement:
    path, line, reader, sha256 = (part[name] for name in ("path", "line", "reader", "sha256"))
    texts = [path, reader, sha256]
    if not all(isinstance(text, str) for text in texts) or not _SUM.fullmatch(sha256):
        raise UnreadableFileError("path, reader or sha256 is no such text")
    if type(part["revision"]) is not int or not (line is None or type(line) is int):
        raise UnreadableFileError("revision or line is no number")
    "".join(texts).encode()  # half a character can't be stored
    provenance = Provenance(path, line, reader, _moment(part["ingested_at"]), sha256)
    return StoredStatement(_read_statement(record), part["revision"], provenance)


def _read_statement(record: Mapping[str, Any]) -> Statement:
    try:
        statement_from_record(record)
    except InvalidRecordsError as error:
        if any(p.field != "topics" or not isinstance(p.value, str) for p in error.problems):
            raise
    statement = statement_from_body(record)
    if statement_to_record(statement) != record:
        raise UnreadableFileError("its record has other fields than an exported one")
    json.dumps(record, ensure_ascii=False).encode()
    return statement


def _read_removal(part: Mapping[str, Any], doc_id: str) -> tuple[int, Removal]:
    kind, title, reason = part["kind"], part["title"], part["reason"]
    if kind not in {RECORD, PERSON} or not isinstance(title, str) or not isinstance(reason, str):
        raise UnreadableFileError("a line of the log of removals is none")
    (title + reason).encode()
    put_back = part["put_back_at"]
    removed_at, put_back_at = _moment(part["removed_at"]), _moment(put_back) if put_back else None
    return int(part["number"]), Removal(kind, doc_id, title, reason, removed_at, put_back_at)


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise UnreadableFileError(f"the moment {text} has no time zone")
    return moment.astimezone(datetime.UTC)
