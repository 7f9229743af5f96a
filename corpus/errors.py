"""All our errors, as one tree.

    MayorsError
    ├── InvalidRecordError    a record's field can't be taken as it is
    ├── InvalidRecordsError   several can't: all the problems of one record
    ├── UnreadableFileError   a file can't be read as what it claims to be
    ├── StoreError            the database is missing, damaged or read-only
    ├── IndexMissingError     there is no index yet
    ├── IndexDamagedError     an index is there and can't be trusted
    ├── ModelMissingError     the language model's files are not there
    ├── AddressInUseError     the server can't listen where it was told to
    ├── InvalidQueryError     a question can't be understood or is out of bounds
    ├── BadParametersError    parameters of an address can't be used, each named
    ├── OutdatedError         a submission was changed or decided by someone else meanwhile
    ├── NotHereError          what an address names is not in the collection
    ├── RefusedHostError      a request came under a name that is not ours
    └── UsageError            a command was called with something it can't use

Each message says what is wrong, with which value, and what to do next. Classes
become words for people in two places only: `webapp.cli` and `webapp.errors`.
"""

from __future__ import annotations


class MayorsError(Exception):
    """Base of every error this project raises on purpose."""


class InvalidRecordError(MayorsError):
    """A field of a record can't be taken.

    Attributes:
        field: the field's name as the file spells it.
        value: what stood there.
        remedy: what a person should write instead.
    """

    def __init__(self, field: str, value: object, remedy: str) -> None:
        self.field = field
        self.value = value
        self.remedy = remedy
        super().__init__(f"{field}: {value!r} can't be used. {remedy}")


class InvalidRecordsError(MayorsError):
    """A record can't be taken; tells everything that is wrong with it at once.

    Attributes:
        problems: one error a field.
    """

    def __init__(self, problems: tuple[InvalidRecordError, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class UnreadableFileError(MayorsError):
    """A file can't be read as what it claims to be."""


class StoreError(MayorsError):
    """The database is missing, damaged, locked or read-only."""


class IndexMissingError(MayorsError):
    """There is no index where one was expected."""


class IndexDamagedError(MayorsError):
    """An index is there, but its files are not what was published."""


class ModelMissingError(MayorsError):
    """The language model's files are not installed, or not the official ones."""


class AddressInUseError(MayorsError):
    """The server can't listen where it was told to."""


class InvalidQueryError(MayorsError):
    """A question is out of bounds.

    Attributes:
        parameter: the name of the parameter at fault, as in the URL.
    """

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


class UsageError(MayorsError):
    """A command was called with something it can't use."""


class BadParametersError(MayorsError):
    """Parameters of an address can't be used.

    Attributes:
        problems: pairs of the parameter's name and what to write instead.
    """

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(words for _, words in problems))


class OutdatedError(MayorsError):
    """A submission is no longer as the person who acts saw it, or may not be acted on so."""


class NotHereError(MayorsError):
    """A record, city or topic an address names is not in the collection."""


class RefusedHostError(MayorsError):
    """A request came under a name that is not ours."""
