"""Reading the fields of an unchecked mapping, gathering every problem.

Takes what JSON, CSV or a form gave, gives cleaned values of known types. Knows how
text, days, addresses and lists are written; knows nothing of records' meaning (that is
`corpus.records`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from corpus.cleaning import clean_line, clean_text
from corpus.errors import InvalidRecordError, InvalidRecordsError

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[A-Za-z]{2,}")
_MAX_LINE = 2_000
_MAX_TEXT = 200_000


class FieldReader:
    """Reads one mapping; a field that can't be taken reads as empty and is remembered."""

    def __init__(
        self,
        values: Mapping[str, object],
        prefix: str = "",
        problems: list[InvalidRecordError] | None = None,
    ) -> None:
        self._values = values
        self._prefix = prefix
        self._problems: list[InvalidRecordError] = [] if problems is None else problems

    def add_problem(self, field: str, value: object, remedy: str) -> None:
        """Remember that a field can't be taken."""
        self._problems.append(InvalidRecordError(self._prefix + field, value, remedy))

    def finish(self) -> None:
        """End the reading.

        Raises:
            InvalidRecordsError: if there was any problem.
        """
        if self._problems:
            raise InvalidRecordsError(tuple(self._problems))

    def read_line(self, field: str, *, is_required: bool = False) -> str:
        """Text on one line, cleaned; empty if there is none."""
        return clean_line(self._read_string(field, _MAX_LINE, is_required=is_required))

    def read_text(self, field: str, *, is_required: bool = False) -> str:
        """Text in paragraphs, cleaned; empty if there is none."""
        return clean_text(self._read_string(field, _MAX_TEXT, is_required=is_required))

    def _read_string(self, field: str, limit: int, *, is_required: bool) -> str:
        value = self._values.get(field)
        if value is not None and not isinstance(value, str):
            self.add_problem(field, value, "Write it as text, in quotation marks.")
        elif is_required and not clean_line(value or ""):
            self.add_problem(field, value, f"Give the record a {field}.")
        elif value and len(value) > limit:
            self.add_problem(
                field,
                f"{value[:40]}...",
                f"It has {len(value):,} characters; shorten it to {limit:,}.",
            )
        elif value:
            return value.encode("utf-8", "ignore").decode("utf-8")
        return ""

    def read_choice(self, field: str, choices: Sequence[str], *, default: str | None) -> str:
        """One of the choices, in lower case; `default` if there is none."""
        value = self.read_line(field).lower().replace(" ", "_")
        if value in choices:
            return value
        if value or default is None:
            if isinstance(self._values.get(field), str | None):
                self.add_problem(
                    field, self._values.get(field), f"Use one of {', '.join(choices)}."
                )
            return choices[0]
        return default

    def read_flag(self, field: str) -> bool:
        """Whether a field says true; false if there is none."""
        value = self._values.get(field)
        if value is not None and not isinstance(value, bool):
            self.add_problem(field, value, "Write true or false.")
        return value is True

    def read_list(self, field: str) -> tuple[object, ...]:
        """The members of a list; empty if there is none."""
        value = self._values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.add_problem(field, value, "Write it as a list, in square brackets.")
            return ()
        return tuple(value)

    def read_part(self, field: str) -> FieldReader | None:
        """A reader of the mapping that stands in a field, or None if there is none."""
        value = self._values.get(field)
        if value is None:
            return None
        return self.read_member(field, value)

    def read_member(self, field: str, value: object) -> FieldReader | None:
        """A reader of one mapping inside this one, or None if it is something else."""
        if isinstance(value, Mapping):
            return FieldReader(value, f"{self._prefix}{field}.", self._problems)
        self.add_problem(field, value, "Write it as an object, in braces.")
        return None

    def read_url(self, field: str, *, is_required: bool = False) -> str | None:
        """An http or https address, or None."""
        text = self.read_line(field, is_required=is_required)
        if text and not is_web_address(text):
            self.add_problem(field, text, "Give a whole address that starts with https://.")
            return None
        return text or None

    def read_email(self, field: str) -> str | None:
        """An e-mail address, or None."""
        text = self.read_line(field).removeprefix("mailto:")
        if text and not _EMAIL.fullmatch(text):
            self.add_problem(field, text, "Give an e-mail address, e.g. office@example.gov.")
            return None
        return text or None

    def read_day(self, field: str) -> datetime.date | None:
        """A day written YYYY-MM-DD, or None."""
        text = self.read_line(field)
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.add_problem(field, text, "Write the day as YYYY-MM-DD.")
            return None


def is_web_address(text: str) -> bool:
    """Whether a text is a whole http or https address.

    >>> is_web_address("https://example.org/a"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    has_host = bool(parts.hostname)
    return parts.scheme in {"http", "https"} and has_host and not re.search(r"[\s<>\"]", text)
