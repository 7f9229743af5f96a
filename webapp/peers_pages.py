"""The page of a city's peers, and what the city's own page tells of them.

Takes requests, asks the engine for a `PeerGroup`, hands rows with words and links to the
templates. Adding and dropping a city are links and a GET form: the address holds it all.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from corpus.documents import City
from corpus.peers import DISTANCE_SHARE, REGION_SHARE, SIZE_SHARE, TOPICS_SHARE
from search.parameters import PeerChoice, SearchParameters
from search.peers import Member, PeerGroup
from webapp.addresses import peers_url, search_url
from webapp.collection import get_collection
from webapp.my_city import COOKIE, find_my_city
from webapp.peers_words import say_reason
from webapp.pictures import make_pictures
from webapp.places import find_peers
from webapp.tilemap import TileMap
from webapp.timeline import Timeline

peers_pages = Blueprint("peers_pages", __name__)

SHARES = {
    "size": round(100 * SIZE_SHARE),
    "topics": round(100 * TOPICS_SHARE),
    "region": round(100 * REGION_SHARE),
    "distance": round(100 * DISTANCE_SHARE),
}
"""What each likeness counts for, in per cent."""


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A peer as people read it; `change_url` drops it from the group, or adds it."""

    city: City
    percent: int
    reasons: tuple[str, ...]
    n_records: int
    is_added: bool
    change_url: str


@dataclass(frozen=True, slots=True)
class PeersView:
    """A group as people read it, with the links that change it.

    Attributes:
        group: the peers.
        rows: the members.
        next_rows: those just outside.
        restored: each dropped city with the address that takes it back.
        start_url: the group as it is without changes; None if it is that.
        results_url: all records of the members.
        value: the group as the parameter `peers` has it.
        mine_url: makes it the person's own; None where it is.
    """

    group: PeerGroup
    rows: tuple[PeerRow, ...]
    next_rows: tuple[PeerRow, ...]
    restored: tuple[tuple[City, str], ...]
    start_url: str | None
    results_url: str
    value: str
    mine_url: str | None


@dataclass(frozen=True, slots=True)
class CityPictures:
    """Beside a city's records: when they are from, who is like it, and where those are."""

    peers: PeersView | None
    peers_map: TileMap | None
    timeline: Timeline | None
    n_undated: int


@peers_pages.get("/cities/<slug>/peers")
def peers(slug: str) -> str | Response:
    """The cities like one: who, how much and why; with ways to add, drop and search."""
    asked = find_peers(slug, request.args)
    group = asked.group
    if not asked.unknown and peers_url(group.choice) != _own_url():
        return redirect(peers_url(group.choice), 302)
    parameters = SearchParameters(peers=group.choice, per_page=1)
    pictures = make_pictures(get_collection().engine().search(parameters))
    return render_template(
        "peers.html",
        city=group.city,
        peers=make_peers_view(group),
        unknown=tuple(text for _, text in asked.unknown),
        shares=SHARES,
        peers_map=pictures.map,
    )


def make_peers_view(group: PeerGroup) -> PeersView:
    """The words and links of a group."""
    choice, own = group.choice, find_my_city()
    is_changed = bool(choice.added or choice.dropped)
    return PeersView(
        group,
        tuple(_make_row(m, choice.with_dropped(m.peer.city.slug)) for m in group.members),
        tuple(_make_row(m, choice.with_added(m.peer.city.slug)) for m in group.next_members),
        tuple((city, peers_url(choice.with_added(city.slug))) for city in group.dropped),
        peers_url(PeerChoice(choice.slug)) if is_changed else None,
        search_url(SearchParameters(peers=choice)),
        str(choice),
        None if own and own.choice == choice else _mine_url(choice),
    )


def make_city_pictures(city: City) -> CityPictures:
    """What the city's own page shows beside its records."""
    engine = get_collection().engine()
    own = engine.search(SearchParameters(selections=(("city", (city.slug,)),), per_page=1))
    pictures = make_pictures(own)
    group = engine.find_peers(city, PeerChoice(city.slug))
    if not group.members:
        return CityPictures(None, None, pictures.timeline, pictures.n_undated)
    around = make_pictures(engine.search(SearchParameters(peers=group.choice, per_page=1)))
    return CityPictures(make_peers_view(group), around.map, pictures.timeline, pictures.n_undated)


def _make_row(member: Member, changed: PeerChoice) -> PeerRow:
    peer = member.peer
    reasons = tuple(say_reason(reason) for reason in peer.reasons)
    return PeerRow(
        peer.city, peer.percent, reasons, member.n_records, member.is_added, peers_url(changed)
    )


def _own_url() -> str:
    query = request.query_string.decode("ascii", "replace")
    return request.script_root + request.path + (f"?{query}" if query else "")


def _mine_url(choice: PeerChoice) -> str:
    address = peers_url(choice)
    return f"{address}{'&' if '?' in address else '?'}{COOKIE}={choice}"
