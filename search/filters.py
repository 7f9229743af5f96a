"""Filters as people write them, resolved to the documents they keep.

Takes `Filters` and a `PostingsIndex`, gives for each field a mask over all documents and
words for the person. "Texas" and "TX", "Rochester" and "rochester-mn", "Tubbs" and
"Michael Tubbs" mean what they mean to people. A field the collection does not have does
not filter; a value nobody has keeps nothing, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.cities import load_gazetteer
from corpus.cleaning import fold, make_slug
from corpus.documents import Kind
from corpus.mayors import load_mayor_names
from corpus.messages import Message
from corpus.topics import find_topic
from index.columns import Column
from index.postings import PostingsIndex
from search.parameters import PeerChoice
from search.peers import make_peer_finder
from search.query import Filters
from search.understood import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALWAYS_FIRST = 100.0
"""Above every sum of scores."""

LANGUAGE_NAMES = {"en": Message("English"), "es": Message("Spanish")}
_LANGUAGE_WORDS = {
    "en": "en", "english": "en", "ingles": "en", "es": "es", "spanish": "es", "espanol": "es",
}  # fmt: skip
FIELD_LABELS = {
    "kind": Message("Kind"),
    "state": Message("State"),
    "city": Message("City"),
    "topic": Message("Topic"),
    "mayor": Message("Mayor"),
    "year": Message("Year"),
    "lang": Message("Language"),
}
FIELD_WORDS = {
    "kind": Message("kind"),
    "state": Message("state"),
    "city": Message("city"),
    "topic": Message("topic"),
    "mayor": Message("mayor"),
    "year": Message("year"),
    "lang": Message("language"),
    "after": Message("after"),
    "before": Message("before"),
}
"""The fields typed in the search box, inside a sentence."""
KIND_LABELS = {
    Kind.STATEMENT: Message("Statement"),
    Kind.INITIATIVE: Message("Initiative"),
    Kind.BEST_PRACTICE: Message("Best practice"),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What filters keep.

    Attributes:
        masks: bool by document number for each field that filters; "days" is the date,
            "peers" the cities like one.
        values: for each field, the column's values that were meant.
        labels: pairs of field and what is shown for it.
        notes: values that nobody has.
    """

    masks: dict[str, NDArray[np.bool_]]
    values: dict[str, tuple[str, ...]]
    labels: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def resolve_filters(filters: Filters, index: PostingsIndex) -> Resolved:
    """Find the documents each field of the filters keeps."""
    masks: dict[str, NDArray[np.bool_]] = {}
    meant: dict[str, tuple[str, ...]] = {}
    labels: list[tuple[str, str]] = []
    notes: list[str] = []
    for name, values in filters.values:
        column = index.columns.get(name)
        if column is None:
            continue
        mask = np.zeros(index.size, dtype=bool)
        for value in values:
            numbers = _FINDERS[name](value, column)
            if not numbers:
                field = FIELD_WORDS[name]
                notes.append(
                    Message("No statement has the %(field)s “%(value)s”.", field=field, value=value)
                )
                labels.append((name, value))
            for number in numbers:
                mask[column.documents(number)] = True
                meant[name] = (*meant.get(name, ()), column.values[number])
                labels.append((name, label_of(name, column.values[number])))
        masks[name] = mask
    if filters.peers and (column := index.columns.get("city")) is not None:
        masks["peers"] = _peers_mask(filters.peers, index, column, notes)
    if (filters.date_from or filters.date_to) and (index.last_days > 0).any():
        masks["days"] = _days_mask(filters, index)
        labels += [("after", str(filters.date_from))] if filters.date_from else []
        labels += [("before", str(filters.date_to))] if filters.date_to else []
    return Resolved(masks, meant, tuple(labels), tuple(notes))


def label_of(name: str, value: str) -> str:
    """How a column's value reads.

    >>> label_of("state", "MN"), label_of("city", "rochester-mn"), label_of("kind", "initiative")
    ('Minnesota', 'Rochester, MN', 'Initiative')
    """
    if name == "topic":  # editors may change these, so that nothing is remembered
        topic = find_topic(value)
        return _say_topic(topic.name) if topic else value
    return _label_of(name, value)


@cache
def _label_of(name: str, value: str) -> str:
    if name == "state":
        return load_gazetteer().state_name(value)
    if name == "city":
        city = load_gazetteer().find_slug(value)
        return city.label if city else value
    if name == "kind":
        return KIND_LABELS[Kind(value)]
    if name == "lang":
        return LANGUAGE_NAMES[value]
    return value


@cache
def _say_topic(name: str) -> Message:
    return Message(name)


def part_mask(part: Part, index: PostingsIndex) -> NDArray[np.bool_] | None:
    """Documents that fit a part understood; None where the collection has no such field."""
    if part.date_from or part.date_to:
        if not (index.last_days > 0).any():
            return None
        return _days_mask(Filters((), part.date_from, part.date_to), index)
    values = (
        ("state", part.states),
        ("city", part.cities or _cities_of_size(part, index)),
        ("mayor", part.mayors),
        ("kind", part.kinds),
        ("lang", part.languages),
        ("topic", part.topics),
    )
    for name, wanted in values:
        if wanted is None or not wanted:
            continue
        column = index.columns.get(name)
        if column is None:
            return None
        mask = np.zeros(index.size, dtype=bool)
        for value in wanted:
            for number in _exactly(value, column):
                mask[column.documents(number)] = True
        return mask
    return np.zeros(index.size, dtype=bool) if index.columns else None


def keep_parts(
    parts: Iterable[Part], documents: NDArray[np.int32], index: PostingsIndex
) -> NDArray[np.bool_]:
    """Which documents pass the parts that filter: those of one field are OR, fields are AND."""
    by_field: dict[str, NDArray[np.bool_]] = {}
    for part in parts:
        mask = part_mask(part, index) if part.is_filter else None
        if mask is not None:
            known = by_field.get(part.field)
            by_field[part.field] = mask if known is None else known | mask
    kept = np.ones(len(documents), dtype=bool)
    for mask in by_field.values():
        kept &= mask[documents]
    return kept


def part_weights(part: Part, index: PostingsIndex) -> NDArray[np.float64]:
    """How well each document fits a part, from 0 to 1."""
    if not part.weights:
        mask = part_mask(part, index)
        return np.zeros(index.size) if mask is None else mask.astype(np.float64)
    weights = np.zeros(index.size)
    column = index.columns.get("city")
    if column is not None:
        for slug, weight in part.weights:
            for number in _exactly(slug, column):
                weights[column.documents(number)] = weight
    return weights


def lift_parts(
    parts: Iterable[Part],
    question: str,
    documents: NDArray[np.int32],
    index: PostingsIndex,
    boost: float,
) -> NDArray[np.float64]:
    """What the parts that keep nobody out add to the scores of documents that fit them.

    Where the whole question is a name that is a city's and a state's, as "New York", the
    city comes first.
    """
    lifts = np.zeros(len(documents))
    for part in parts:
        if not part.is_filter:
            lifts += boost * part_weights(part, index)[documents]
            is_whole = not (question[: part.start] + question[part.end :]).strip()
            if is_whole and part.cities and part.states:
                lifts += ALWAYS_FIRST * part_weights(replace(part, states=()), index)[documents]
    return lifts


def _cities_of_size(part: Part, index: PostingsIndex) -> tuple[str, ...]:
    """The slugs of the collection's cities whose population lies within a part's bounds."""
    if part.min_population is None and part.max_population is None:
        return ()
    low, high = part.min_population or 0, part.max_population or 10**9
    column = index.columns.get("city")
    cities = {slug: load_gazetteer().find_slug(slug) for slug in column.values} if column else {}
    return tuple(
        slug for slug, city in cities.items() if city and low <= (city.population or -1) <= high
    )


def _peers_mask(
    choice: PeerChoice, index: PostingsIndex, column: Column, notes: list[str]
) -> NDArray[np.bool_]:
    """Documents of a city's peers; none, and a note, where the city is no known place."""
    mask = np.zeros(index.size, dtype=bool)
    city = load_gazetteer().find_slug(choice.slug)
    if city is None:
        words = "There is no city “%(slug)s”, so it has no peers."
        notes.append(Message(words, slug=choice.slug))
        return mask
    for slug in make_peer_finder(index).find(city, choice).slugs:
        for number in _exactly(slug, column):
            mask[column.documents(number)] = True
    return mask


def _days_mask(filters: Filters, index: PostingsIndex) -> NDArray[np.bool_]:
    """Documents whose span of days overlaps; undated ones are out."""
    mask: NDArray[np.bool_] = index.last_days > 0
    if filters.date_from:
        mask &= index.last_days >= filters.date_from.earliest.toordinal()
    if filters.date_to:
        mask &= index.first_days <= filters.date_to.latest.toordinal()
    return mask


def _exactly(value: str, column: Column) -> list[int]:
    number = column.values.find(value)
    return [] if number is None else [number]


def _find_kind(value: str, column: Column) -> list[int]:
    slug = make_slug(value).replace("-", "_")
    return _exactly(slug, column) or _exactly(slug.removesuffix("s"), column)


def _find_state(value: str, column: Column) -> list[int]:
    code = load_gazetteer().find_state(value)
    return _exactly(code, column) if code else []


def _find_city(value: str, column: Column) -> list[int]:
    """A slug, "Rochester, MN", or every city of that name."""
    exact = _exactly(make_slug(value), column)
    if exact:
        return exact
    city = load_gazetteer().resolve(value)
    if city and ("," in value or "(" in value):
        return _exactly(city.slug, column)
    named = (*load_gazetteer().list_named(value), *((city,) if city else ()))
    slugs = dict.fromkeys(city.slug for city in named)
    return [number for slug in slugs for number in _exactly(slug, column)]


def _find_mayor(value: str, column: Column) -> list[int]:
    """The full name, another spelling of it, or every mayor whose name holds these words."""
    canonical = [
        n for name in load_mayor_names().find_canonical(value) for n in _exactly(name, column)
    ]
    if canonical:
        return canonical
    words = set(fold(value).split())
    names = enumerate(column.values)
    return [number for number, name in names if words and words <= set(fold(name).split())]


def _find_language(value: str, column: Column) -> list[int]:
    return _exactly(_LANGUAGE_WORDS.get(fold(value), value), column)


_FINDERS: dict[str, Callable[[str, Column], list[int]]] = {
    "kind": _find_kind,
    "state": _find_state,
    "city": _find_city,
    "topic": lambda value, column: _exactly(make_slug(value), column),
    "mayor": _find_mayor,
    "year": _exactly,
    "lang": _find_language,
}
