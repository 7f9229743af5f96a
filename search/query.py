"""What is searched: the question taken apart.

Takes `SearchParameters`, gives a `Query` of clauses, exclusions and filters. Knows the
syntax people type; knows nothing of indexes. The syntax:

    words               "a quoted phrase"        -left -"out altogether"
    one OR other        immigra*                 city:Evanston  state:TX  mayor:Tubbs
    topic:homelessness  kind:initiative          lang:es  year:2019  year:2017..2019
    before:2020         after:2019-07            city:"Santa Fe"

OR counts only in capitals, between two operands, with no comma before it ("Portland, OR"
is a place) and not in a question that is all capitals.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from corpus.documents import PartialDate
from corpus.errors import InvalidQueryError, InvalidRecordError
from corpus.messages import Message
from search.parameters import PeerChoice, SearchParameters

FILTER_FIELDS = ("city", "state", "mayor", "topic", "kind", "lang", "year")
DATE_FIELDS = ("before", "after")

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
PART = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:(?P<field>[A-Za-z]+):(?=[^\s:/]))?(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+))'
)
"""A part of a question as typed: a minus, a field, then what is in quotes or one word."""
_FIELD_VALUE_END = re.compile(r"[,;]+$|(?<!\.)\.$")
_RANGE = re.compile(r"(\d{4})?\.\.(\d{4})?")


class AtomKind(StrEnum):
    """How the text of an atom is matched."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


class Atom(NamedTuple):
    """The smallest thing asked for: a word, a phrase, or the beginning of a word."""

    kind: AtomKind
    text: str


class Clause(NamedTuple):
    """One thing a statement should hold: any of the alternatives will do."""

    alternatives: tuple[Atom, ...]


class Filters(NamedTuple):
    """What a statement must be, as typed; within a field any of the values will do."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    date_from: PartialDate | None = None
    date_to: PartialDate | None = None
    peers: PeerChoice | None = None


_NO_FILTERS = Filters()


class Query(NamedTuple):
    """A question, parsed.

    `typed` are filters from the question's text, `chosen` those of the address; both apply.
    `text` is what is searched as typed, punctuation too: neither filters nor exclusions.
    """

    parameters: SearchParameters
    text: str = ""
    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Atom, ...] = ()
    typed: Filters = _NO_FILTERS
    chosen: Filters = _NO_FILTERS
    notes: tuple[str, ...] = ()


def parse_query(parameters: SearchParameters) -> Query:
    """Take a question apart.

    Raises:
        InvalidQueryError: a date or a year in it names none; names the parameter.
    """
    chosen = Filters(
        parameters.selections,
        _partial_date(parameters.date_from, "from"),
        _partial_date(parameters.date_to, "to"),
        parameters.peers,
    )
    words = parameters.q.split(" ")
    if "".join(words).isalnum() and "OR" not in words:  # most questions are words alone
        texts = [word for word in words if word]
        clauses = tuple([Clause((Atom(AtomKind.WORD, word),)) for word in texts])
        return Query(parameters, " ".join(texts), clauses, chosen=chosen)
    reading = _Reading(parameters.q)
    return Query(
        parameters,
        " ".join(reading.texts),
        tuple(reading.clauses),
        tuple(reading.excluded),
        reading.filters(),
        chosen,
        tuple(reading.notes),
    )


class _Reading:
    """The parts of one question as they are read from left to right."""

    def __init__(self, text: str) -> None:
        self.clauses: list[Clause] = []
        self.excluded: list[Atom] = []
        self.notes: list[str] = []
        self.texts: list[str] = []
        self._values: dict[str, list[str]] = {}
        self._dates = _NO_FILTERS
        self._or_is_waiting = False
        self._or_counts = any(letter.islower() for letter in text)
        self._may_join = False
        text = text.translate(_QUOTES)
        if text.count('"') % 2:
            self.notes.append(Message("A quotation mark has no partner, so it was ignored."))
            before, _, after = text.rpartition('"')
            text = f"{before} {after}"
        for match in PART.finditer(text):
            self._read(match)
        if self._or_is_waiting:
            self.clauses.append(Clause((Atom(AtomKind.WORD, "OR"),)))
            self.texts.append("OR")

    def filters(self) -> Filters:
        """The filters typed so far."""
        if not self._values:
            return self._dates
        values = tuple(
            (name, tuple(self._values[name])) for name in FILTER_FIELDS if name in self._values
        )
        return self._dates._replace(values=values)

    def _read(self, match: re.Match[str]) -> None:
        quoted, word = match["quoted"], match["word"]
        name = (match["field"] or "").lower()
        if name and self._read_field(name, quoted if quoted is not None else word):
            return
        if name:
            word, quoted = match.group().lstrip("-"), None
        if quoted is not None:
            self._take(Atom(AtomKind.PHRASE, quoted), is_excluded=bool(match["minus"]))
        elif word == "OR" and self._or_counts and self._may_join:
            self._or_is_waiting = True
            return
        else:
            self._take_word(word, is_excluded=bool(match["minus"]))
        if not match["minus"]:
            self.texts.append(match.group())

    def _take_word(self, word: str, *, is_excluded: bool) -> None:
        stem = word[:-1]
        if word.endswith("*") and len(stem) >= 2 and stem.isalnum():
            self._take(Atom(AtomKind.PREFIX, stem), is_excluded=is_excluded)
        else:
            self._take(Atom(AtomKind.WORD, word), is_excluded=is_excluded)
        self._may_join = self._may_join and not word.endswith((",", ";"))

    def _take(self, atom: Atom, *, is_excluded: bool) -> None:
        if not any(character.isalnum() for character in atom.text):
            return
        if is_excluded:
            self.excluded.append(atom)
            self._or_is_waiting = self._may_join = False
        elif self._or_is_waiting:
            self.clauses[-1] = Clause((*self.clauses[-1].alternatives, atom))
            self._or_is_waiting = False
            self._may_join = True
        else:
            self.clauses.append(Clause((atom,)))
            self._may_join = True

    def _read_field(self, name: str, value: str) -> bool:
        """Take `name:value` as a filter; False if there is no such field."""
        value = _FIELD_VALUE_END.sub("", value)
        if name in DATE_FIELDS:
            self._read_date(name, value)
        elif name == "year" and (bounds := _RANGE.fullmatch(value)):
            for side, year in zip(("after", "before"), bounds.groups(), strict=True):
                if year:
                    self._read_date(side, year, "year", is_inclusive=True)
        elif name in FILTER_FIELDS:
            if name == "year":
                _partial_date(value, "year", only_year=True)
            self._values.setdefault(name, []).append(value)
        else:
            known = ", ".join((*FILTER_FIELDS, *DATE_FIELDS))
            words = Message(
                "There is no field called “%(name)s”, so “%(name)s:%(value)s” was searched as "
                "words. Fields are: %(known)s.",
                name=name,
                value=value,
                known=known,
            )
            self.notes.append(words)
            return False
        self._may_join = False
        return True

    def _read_date(
        self, side: str, value: str, parameter: str = "", *, is_inclusive: bool = False
    ) -> None:
        bound = _partial_date(value, parameter or side, only_year=is_inclusive)
        if side == "after":
            self._dates = self._dates._replace(date_from=bound)
        else:
            self._dates = self._dates._replace(date_to=bound)


def _partial_date(text: str, parameter: str, *, only_year: bool = False) -> PartialDate | None:
    if not text:
        return None
    try:
        found = PartialDate.parse(text)
    except InvalidRecordError as error:
        if only_year:
            raise InvalidQueryError(parameter, _year_wanted(parameter, text)) from error
        words = Message(
            "%(parameter)s is %(text)r; write a date such as 2019, 2019-07 or 2019-07-11.",
            parameter=parameter,
            text=text,
        )
        raise InvalidQueryError(parameter, words) from error
    if only_year and found.month is not None:
        raise InvalidQueryError(parameter, _year_wanted(parameter, text))
    return found


def _year_wanted(parameter: str, text: str) -> Message:
    return Message(
        "%(parameter)s is %(text)r; write a year such as 2019.", parameter=parameter, text=text
    )
