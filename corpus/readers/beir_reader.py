"""Judged collections in BEIR's layout: corpus.jsonl with _id, title and text.

Takes a folder, gives `TextDocument`s to `search.evaluation`. Such a folder holds no
statements, so `read_documents` refuses it and names the command that takes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.documents import TextDocument
from corpus.errors import UnreadableFileError

CORPUS_NAME = "corpus.jsonl"
QUERIES_NAME = "queries.jsonl"


def is_collection(folder: Path) -> bool:
    """Whether a folder holds the documents of a judged collection."""
    path = folder / CORPUS_NAME
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return '"_id"' in file.readline()


def is_judged_folder(folder: Path) -> bool:
    """Whether a folder holds judged queries, with or without documents of its own."""
    return is_collection(folder) or (folder / QUERIES_NAME).is_file()


def read_collection_documents(folder: Path, language: str = "en") -> Iterator[TextDocument]:
    """The documents of a collection, in the order of the file.

    Raises:
        UnreadableFileError: the file is missing, or a line of it is no document.
    """
    path = folder / CORPUS_NAME
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _read_document(path, number, line, language)
    except OSError as error:
        raise UnreadableFileError(
            f"{path} can't be opened: {error.strerror}. A judged collection needs "
            f"{CORPUS_NAME}, {QUERIES_NAME} and qrels.tsv in one folder."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path} is not in UTF-8. Save it so and try again.") from error


def _read_document(path: Path, number: int, line: str, language: str) -> TextDocument:
    try:
        record = json.loads(line)
        doc_id, title, text = record["_id"], record.get("title"), record["text"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFileError(
            f"{path}, line {number}: not a JSON object with _id and text. "
            "Correct the line, or get the file again if it is cut off."
        ) from error
    return TextDocument(str(doc_id), str(title or ""), str(text or ""), language)
