"""Cities as people name them in an address: one of them, or who is among the peers of one.

Takes an address or a name, gives the `City`; takes the parameters `add` and `drop`, gives
the `PeerGroup` they make and what in them names no one city. For pages and JSON alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line
from corpus.documents import City
from corpus.errors import BadParametersError
from corpus.messages import Message
from search.parameters import PeerChoice
from search.peers import PeerGroup
from webapp.collection import get_collection
from webapp.lookup import find_known_city

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MAX_NAME_LENGTH = 100
CHANGES = ("add", "drop")
"""The parameters that change who is among the peers."""


@dataclass(frozen=True, slots=True)
class AskedPeers:
    """A group as an address asks for it; `unknown` pairs a parameter and what names no city."""

    group: PeerGroup
    unknown: tuple[tuple[str, str], ...]


def find_place(text: str) -> City | None:
    """The one city that an address here or a name means; None if there is none, or several."""
    text = clean_line(text[:MAX_NAME_LENGTH])
    gazetteer = load_gazetteer()
    return gazetteer.find_slug(text) or gazetteer.resolve(text) if text else None


def find_peers(slug: str, args: MultiDict[str, str]) -> AskedPeers:
    """The peers of a city, with what an address adds and drops.

    Raises:
        NotHereError: no such place is known.
        InvalidQueryError: it adds and drops too many.
    """
    city = find_known_city(slug)
    known: dict[str, list[str]] = {name: [] for name in CHANGES}
    unknown = []
    for name in CHANGES:
        for text in filter(None, map(clean_line, args.getlist(name))):
            place = find_place(text)
            if place:
                known[name].append(place.slug)
            else:
                unknown.append((name, text[:MAX_NAME_LENGTH]))
    choice = PeerChoice(city.slug, tuple(known["add"]), tuple(known["drop"]))
    checked = PeerChoice.parse(str(choice))
    return AskedPeers(get_collection().engine().find_peers(city, checked), tuple(unknown))


def refuse_unknown(asked: AskedPeers, args: MultiDict[str, str]) -> PeerGroup:
    """The group, for programs, whose mistakes are not passed over.

    Raises:
        BadParametersError: a parameter is none of ours, or names no one city.
    """
    problems: list[tuple[str, str]] = [
        (name, Message("There is no parameter %(name)r. Use: add, drop.", name=name))
        for name in args
        if name not in CHANGES
    ]
    problems += [
        (
            name,
            Message(
                "%(name)s can't be %(text)r. Name one city with its state, such as mesa-az.",
                name=name,
                text=text,
            ),
        )
        for name, text in asked.unknown
    ]
    if problems:
        raise BadParametersError(tuple(problems))
    return asked.group
