"""A person's own data, taken out everywhere and kept from coming back.

Takes names, e-mail addresses and telephone numbers; removes them from every revision,
submission and act, and remembers salted sums of them, never the values. `corpus.adding`
asks a `Redactor` about each record on its way in, so that no file and no restored backup
brings them back. Addresses of records (their ids) are not changed: those that hold a name
are told.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from corpus.cleaning import clean_line, fold
from corpus.errors import UsageError
from corpus.schema import RedactionRow

MARK = "[removed]"
"""What stands where something was taken out of a text."""

MAX_WORDS = 8
_MIN_DIGITS = 7
_PHONE_DIGITS = 10

_EMAIL = re.compile(r"[^@\s<>\"',;()]+@[^@\s<>\"',;()]+[^@\s<>\"',;().]")
_PHONE = re.compile(r"\+?\(?\d[\d\s().+-]{5,20}\d")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_KEPT = frozenset({"id", "kind", "language", "state", "date", "retrieved", "checked_on"})
"""Fields that name the record or hold no words of anybody."""

_WHOLE = frozenset({"name", "phone", "email", "url", "mayor"})
"""Fields that are worth nothing in part: they are emptied."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """A value that must not be stored, as its salted sum.

    `kind` is email, phone or words; `n_words` is how many words a name has, else 0.
    """

    kind: str
    n_words: int
    salt: str
    digest: str


def make_redaction(value: str) -> Redaction:
    """The redaction of a name of two words or more, an e-mail address or a number.

    Raises:
        UsageError: the value is too short to be looked for without harm.

    >>> make_redaction("office@example.gov").kind, make_redaction("Dr. Ana  Muñoz").n_words
    ('email', 3)
    """
    value = clean_line(value)
    digits = re.sub(r"\D", "", value)
    words = _WORD.findall(value)
    if _EMAIL.fullmatch(value):
        kind, normal, n_words = "email", value.casefold(), 0
    elif len(digits) >= _MIN_DIGITS and not re.search(r"[^\W\d]", value):
        kind, normal, n_words = "phone", digits[-_PHONE_DIGITS:], 0
    elif 2 <= len(words) <= MAX_WORDS and not digits:
        kind, normal, n_words = "words", _normalise(words), len(words)
    else:
        raise UsageError(
            f"{value!r} can't be looked for without taking out too much. Give a whole name (two to "
            f"{MAX_WORDS} words), an e-mail address or a telephone number."
        )
    salt = secrets.token_hex(8)
    return Redaction(kind, n_words, salt, _sum(salt, normal))


class Redactor:
    """Takes what is on a list of redactions out of texts and records."""

    def __init__(self, redactions: Iterable[Redaction]) -> None:
        self._redactions = tuple(redactions)

    def __bool__(self) -> bool:
        return bool(self._redactions)

    def redact_text(self, text: str) -> str:
        """The text with a mark for each thing taken out; the text itself if there is none.

        >>> Redactor([make_redaction("Ana Munoz")]).redact_text("Ask Ana Muñoz, please.")
        'Ask [removed], please.'
        """
        spans = sorted(span for item in self._redactions for span in _find_spans(item, text))
        pieces, cursor = [], 0
        for start, end in spans:
            if start >= cursor:
                pieces += [text[cursor:start], MARK]
            cursor = max(cursor, end)
        return "".join([*pieces, text[cursor:]]) if spans else text

    def redact_record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """A record, or a part of one, without what is on the list; still a whole record."""
        if not self._redactions:
            return dict(record)
        return {name: self._redact_field(name, value) for name, value in record.items()}

    def _redact_field(self, name: str, value: Any) -> Any:
        if name in _KEPT or value is None:
            return value
        if name == "links":
            links = [(link, self.redact_record(link)) for link in value]
            return [new for _, new in links if new["url"] is not None]
        if name == "source":
            source = self.redact_record(value)
            return source | {"name": source["name"] or MARK}
        if isinstance(value, Mapping):
            return self.redact_record(value)
        if not isinstance(value, str):
            return value
        redacted = self.redact_text(value)
        return None if name in _WHOLE and redacted != value else redacted


def load_redactor(connection: Connection) -> Redactor:
    """What the store's list takes out."""
    rows = connection.execute(
        select(RedactionRow.kind, RedactionRow.n_words, RedactionRow.salt, RedactionRow.digest)
    )
    return Redactor(Redaction(*row) for row in rows)


def _find_spans(item: Redaction, text: str) -> list[tuple[int, int]]:
    """Where the text holds it."""
    if item.kind == "email":
        found = [(m.span(), m[0].casefold()) for m in _EMAIL.finditer(text)]
    elif item.kind == "phone":
        matches = list(_PHONE.finditer(text))
        found = [(m.span(), re.sub(r"\D", "", m[0])[-_PHONE_DIGITS:]) for m in matches]
    else:
        words = list(_WORD.finditer(text))
        runs = [words[start : start + item.n_words] for start in range(len(words))]
        found = [
            ((run[0].start(), run[-1].end()), _normalise([word[0] for word in run]))
            for run in runs
            if len(run) == item.n_words
        ]
    return [span for span, normal in found if _sum(item.salt, normal) == item.digest]


def _normalise(words: Sequence[str]) -> str:
    return " ".join(fold(word) for word in words)


def _sum(salt: str, normal: str) -> str:
    return hashlib.sha256(f"{salt}:{normal}".encode()).hexdigest()
