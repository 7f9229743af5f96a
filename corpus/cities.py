"""The gazetteer: which place a text means, one slug a place.

Takes data/us_cities.csv (GeoNames, CC BY 4.0) and data/city_aliases.csv, gives `City`
records. Rows stay plain until asked for, so that loading takes milliseconds. Readers,
the store and the search all resolve places here and nowhere else.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.cleaning import clean_line, fold, make_slug
from corpus.documents import City
from corpus.errors import InvalidRecordError
from corpus.messages import join_or
from corpus.states import find_state, load_states

CITIES_PATH = Path(__file__).parent / "data" / "us_cities.csv"
ALIASES_PATH = Path(__file__).parent / "data" / "city_aliases.csv"

_DISPLAY_NAMES = {("New York City", "NY"): "New York", ("San Jose", "CA"): "San José"}
"""Where the gazetteer's name is not the one the city itself goes by."""

_LONG_FORMS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SHORT_WORD = re.compile(r"\b(st|ste|ft|mt)\b")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LEAD = re.compile(r"(?:the )?(?:city|town|village) of (?:the )?")
_MARKED_STATE = re.compile(r"(.+?)\s*(?:,\s*(.+)|\((.+)\))")
_PROMINENT_POPULATION = 100_000
_PROMINENT_RATIO = 10
_MIN_LETTERS = 4
_LONG_NAME = 9

_Row = tuple[str, str, int, float, float]


class Gazetteer:
    """All places known, found by name and state in whatever spelling people use."""

    def __init__(self, rows: Iterable[_Row], aliases: Iterable[tuple[str, str, str]]) -> None:
        self._rows: dict[tuple[str, str], _Row] = {}
        self._states_by_key: dict[str, list[str]] = {}
        self._alias_keys: set[tuple[str, str]] = set()
        for row in sorted(rows, key=lambda r: -r[2]):
            self._add(_name_key(row[0]), row)
        for alias, state, name in aliases:
            key = _name_key(alias)
            if (key, state) not in self._rows:
                self._alias_keys.add((key, state))
                self._add(key, self._rows[_name_key(name), state])
        self._cities: dict[tuple[str, str], City] = {}

    def _add(self, key: str, row: _Row) -> None:
        state = row[1]
        if (key, state) not in self._rows:
            self._rows[key, state] = row
            self._states_by_key.setdefault(key, []).append(state)

    def find(self, name: str, state: str) -> City | None:
        """The city of that name in that state (code, name or AP abbreviation), or None.

        >>> load_gazetteer().find("St Paul", "Minn.").slug
        'saint-paul-mn'
        >>> load_gazetteer().find("NYC", "new york").label
        'New York, NY'
        """
        code = find_state(state)
        if code is None:
            return None
        key = _name_key(name)
        for candidate in (key, _LEAD.sub("", key)):
            row = self._rows.get((candidate, code))
            if row is not None:
                return self._city(row)
        return None

    def find_slug(self, slug: str) -> City | None:
        """The city an address names, or None.

        >>> load_gazetteer().find_slug("rochester-mn").label
        'Rochester, MN'
        """
        name, _, code = slug.rpartition("-")
        return self.find(name.replace("-", " "), code) if code.upper() in load_states() else None

    def resolve(self, text: str) -> City | None:
        """The city a text names: "Evanston, IL", "Evanston (IL)", "Evanston Ill.", "DC".

        A bare name counts when it is the only place so called or stands far above its
        namesakes; a name several cities share is None.

        >>> load_gazetteer().resolve("Evanston (IL)").slug, load_gazetteer().resolve("DC").slug
        ('evanston-il', 'washington-dc')
        >>> load_gazetteer().resolve("Springfield") is None
        True
        """
        text = clean_line(text).strip(" ,;:")
        for name, state in _list_readings(text):
            found = self.find(name, state)
            if found:
                return found
        is_marked = _MARKED_STATE.fullmatch(text) is not None
        return (
            None if is_marked and _name_key(text) not in self._states_by_key else self._bare(text)
        )

    def _bare(self, text: str) -> City | None:
        key = _name_key(text)
        aliased = [s for s in self._states_by_key.get(key, ()) if (key, s) in self._alias_keys]
        if len(aliased) == 1:
            return self.find(text, aliased[0])
        named = self.list_named(text)
        return named[0] if len(named) == 1 else self.find_prominent(text)

    def find_prominent(self, name: str) -> City | None:
        """The one large city people mean by a bare name, or None.

        It has at least 100,000 people and ten times those of the next so called.

        >>> load_gazetteer().find_prominent("Boston").label
        'Boston, MA'
        >>> load_gazetteer().find_prominent("Portland") is None
        True
        """
        named = self.list_named(name)
        if not named or (named[0].population or 0) < _PROMINENT_POPULATION:
            return None
        rivals = [city.population or 0 for city in named[1:]]
        is_alone = all((named[0].population or 0) >= _PROMINENT_RATIO * p for p in rivals)
        return named[0] if is_alone else None

    def list_named(self, name: str) -> tuple[City, ...]:
        """Every city of that name or alias, the largest first.

        >>> [city.state for city in load_gazetteer().list_named("Columbus")][:2]
        ['OH', 'GA']
        """
        key = _name_key(name)
        cities = {self._city(self._rows[key, state]) for state in self._states_by_key.get(key, ())}
        return tuple(sorted(cities, key=lambda city: (-(city.population or 0), city.slug)))

    def list_near(self, text: str, limit: int = 3) -> tuple[City, ...]:
        """The cities that a place which is not known was perhaps meant as, the nearest first.

        Spelled with one other letter, or two in a long name or where its state is told (the
        distance is that of `search.spelling`); with a word more or less; of another state.

        >>> [city.label for city in load_gazetteer().list_near("Cincinatti, OH")]
        ['Cincinnati, OH']
        >>> [city.label for city in load_gazetteer().list_near("Salt Lake, Utah")]
        ['Salt Lake City, UT', 'South Salt Lake, UT', 'North Salt Lake, UT']
        """
        text = clean_line(text).strip(" ,;:")
        readings = [(name, find_state(state)) for name, state in _list_readings(text)]
        told = [reading for reading in readings if reading[1]]
        for name, state in told or [(text, None), *readings]:
            costs = self._find_costs(name, state)
            if costs:
                break
        ranked = sorted(costs, key=lambda city: (costs[city], -(city.population or 0), city.slug))
        return tuple(ranked[:limit])

    def _find_costs(self, name: str, state: str | None) -> dict[City, int]:
        """How far each city is that a name may be meant as."""
        key = _LEAD.sub("", _name_key(name))
        costs: dict[City, int] = {}
        for near, cost in _list_near_keys(key, self._states_by_key, has_state=state is not None):
            for code in self._states_by_key[near]:
                is_elsewhere = state not in (None, code)
                if not is_elsewhere or near == key:
                    costs.setdefault(self._city(self._rows[near, code]), cost + is_elsewhere)
        return costs

    def find_state(self, text: str) -> str | None:
        """The code of the state a text names, or None."""
        return find_state(text)

    def state_name(self, code: str) -> str:
        """The full name of a state's code.

        Raises:
            KeyError: no state has this code.
        """
        return load_states()[code].name

    def list_aliases(self, city: City) -> tuple[str, ...]:
        """Other keys (folded names) the city is found by.

        >>> load_gazetteer().list_aliases(load_gazetteer().resolve("Philadelphia, PA"))
        ('filadelfia', 'phila', 'philly')
        """
        return tuple(
            sorted(
                key
                for key, state in self._alias_keys
                if state == city.state and self._city(self._rows[key, state]) == city
            )
        )

    def _city(self, row: _Row) -> City:
        name, state, population, latitude, longitude = row
        if (name, state) not in self._cities:
            shown = _DISPLAY_NAMES.get((name, state), name)
            slug = make_slug(f"{shown} {state}".replace("ʻ", "'"))
            self._cities[name, state] = City(slug, shown, state, population, latitude, longitude)
        return self._cities[name, state]


def _list_readings(text: str) -> Iterator[tuple[str, str]]:
    """A text as a name and a state after it, whether or not they are any.

    >>> list(_list_readings("Evanston (IL)")), list(_list_readings("Bend Oregon"))
    ([('Evanston', 'IL')], [('Bend', 'Oregon')])
    """
    match = _MARKED_STATE.fullmatch(text)
    if match:
        yield match[1], match[2] or match[3]
        return
    words = text.split()
    for n_state_words in (1, 2):
        if len(words) > n_state_words:
            yield " ".join(words[:-n_state_words]), " ".join(words[-n_state_words:])


def _list_near_keys(key: str, keys: Iterable[str], *, has_state: bool) -> Iterator[tuple[str, int]]:
    """Names near one, each with how far it is, the nearest first."""
    if len(key) < _MIN_LETTERS:
        return
    n_edits = (1 if len(key) < _LONG_NAME else 2) + (has_state and len(key) > _MIN_LETTERS)
    near = process.extract(
        key, list(keys), scorer=OSA.distance, score_cutoff=min(n_edits, 2), limit=None
    )
    costs = {name: int(cost) for name, cost, _ in near}
    if has_state:
        for name in keys:
            if f" {key} " in f" {name} " or f" {name} " in f" {key} ":
                costs.setdefault(name, 2)
    yield from sorted(costs.items(), key=lambda pair: pair[1])


def _name_key(name: str) -> str:
    key = name.lower() if name.isascii() else fold(name).replace("ʻ", "'")
    if not key.isalpha():
        key = _NOT_WORD.sub(" ", key.replace("'", "").replace(".", "")).strip()
    return _SHORT_WORD.sub(lambda m: _LONG_FORMS[m[0]], key) if "t" in key else key


def make_city(name: str, state: str) -> City:
    """The gazetteer's city, or a place it does not hold: its population is None.

    Raises:
        InvalidRecordError: the state is none, or the name is not like a place's.

    >>> make_city("Lake Wobegon", "Minn.")
    City(slug='lake-wobegon-mn', name='Lake Wobegon', state='MN', population=None, latitude=None, \
longitude=None)
    """
    code = find_state(state)
    if code is None:
        raise InvalidRecordError("state", state, "Write a state as its two-letter code, e.g. MN.")
    name = clean_line(name)
    known = load_gazetteer().find(name, code)
    if known is not None:
        return known
    if not make_slug(name) or not name[0].isalpha() or len(name) > 60:
        raise InvalidRecordError("city", name, "Write the city's name alone, e.g. Rochester.")
    return City(make_slug(f"{name} {code}"), name, code)


def describe_unknown(city: City) -> str:
    """Words about a place the gazetteer does not hold, with the cities that may be meant.

    >>> describe_unknown(make_city("Evnaston", "IL"))
    'Evnaston, IL is not among the places known here (is Evanston, IL meant?)'
    """
    near = [other.label for other in load_gazetteer().list_near(city.label)]
    meant = f" (is {join_or(near)} meant?)" if near else ""
    return f"{city.label} is not among the places known here{meant}"


@functools.cache
def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer, read once."""
    with CITIES_PATH.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        rows = [(r[1], r[2], int(r[3]), float(r[4]), float(r[5])) for r in reader]
    with ALIASES_PATH.open(encoding="utf-8", newline="") as file:
        aliases = [(r[0], r[1], r[2]) for r in csv.reader(file)][1:]
    return Gazetteer(rows, aliases)
