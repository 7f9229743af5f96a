"""My city: remembered in one cookie that a person can see and clear.

Takes `mine` from the address of any page (a city's address here, its name, or a list of
peers as `PeerChoice` writes it; empty to forget), keeps it in a cookie of the same name and
goes on to the page without it. Gives templates the city and the filter for those like it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line
from corpus.documents import City
from corpus.errors import InvalidQueryError
from search.parameters import PeerChoice, SearchParameters
from webapp.addresses import peers_url, search_url
from webapp.errors import API_PREFIX
from webapp.languages import page_url
from webapp.places import MAX_NAME_LENGTH, find_place

mine = Blueprint("mine", __name__)

COOKIE = "mine"
KEPT_SECONDS = 365 * 24 * 3600
MAX_NAMESAKES = 12


@dataclass(frozen=True, slots=True)
class MyCity:
    """The city a person named as theirs, and the peers they chose for it."""

    city: City
    choice: PeerChoice

    @property
    def url(self) -> str:
        """The page of its peers, as chosen."""
        return peers_url(self.choice)


@dataclass(frozen=True, slots=True)
class PeersFilter:
    """The filter for cities like one: of this search, else of the person's own city.

    Attributes:
        city: whose peers are meant.
        value: the parameter's value.
        is_on: whether it filters now.
        toggle_url: the search with it switched on or off.
        peers_url: the page that shows who is in.
    """

    city: City
    value: str
    is_on: bool
    toggle_url: str
    peers_url: str


def find_my_city() -> MyCity | None:
    """The city in the request's cookie; None where there is none that can be read."""
    return _read_mine(request.cookies.get(COOKIE, ""))


def make_peers_filter(parameters: SearchParameters | None) -> PeersFilter | None:
    """The filter to show on a page; None where no city is known to be meant."""
    parameters = parameters or SearchParameters()
    own = find_my_city()
    choice = parameters.peers or (own.choice if own else None)
    city = load_gazetteer().find_slug(choice.slug) if choice else None
    if choice is None or city is None:
        return None
    toggled = replace(parameters, peers=None if parameters.peers else choice, page=1)
    return PeersFilter(
        city, str(choice), parameters.peers is not None, search_url(toggled), peers_url(choice)
    )


def list_kept_parameters() -> list[tuple[str, str]]:
    """The parameters of this page, for a form that goes on to it with one more."""
    return [(name, value) for name, value in request.args.items(multi=True) if name != COOKIE]


@mine.get("/my-city")
def my_city() -> str:
    """Say which city is remembered and how; let a person name, change or clear it."""
    name = clean_line(request.args.get("name", "")[:MAX_NAME_LENGTH])
    return render_template(
        "my_city.html",
        own=find_my_city(),
        name=name,
        namesakes=load_gazetteer().list_named(name)[:MAX_NAMESAKES] if name else (),
        value=request.cookies.get(COOKIE),
    )


@mine.before_app_request
def _take_mine() -> Response | None:
    """Remember, or forget, the city named in the address; then go on without it."""
    if COOKIE not in request.args or request.path.startswith(API_PREFIX):
        return None
    text = clean_line(request.args[COOKIE][:2000])
    own = _read_mine(text)
    if text and own is None:
        named = urlencode({"name": text[:MAX_NAME_LENGTH]})
        return redirect(page_url(f"/my-city?{named}"), 303)  # type: ignore[return-value]
    rest = urlencode(list_kept_parameters())
    # One slash before it: two would lead to another site.
    path = "/" + quote(request.path.lstrip("/"))
    answer = redirect(page_url(path + (f"?{rest}" if rest else "")), 303)
    if own is None:
        answer.delete_cookie(COOKIE)
    else:
        answer.set_cookie(
            COOKIE,
            str(own.choice),
            max_age=KEPT_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return answer  # type: ignore[return-value]


@mine.after_app_request
def _tell_caches(response: Response) -> Response:
    """Pages name the person's city, so a cache may not give one person's to another."""
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response


def _read_mine(text: str) -> MyCity | None:
    city = find_place(text)
    if city is not None:
        return MyCity(city, PeerChoice(city.slug))
    try:
        choice = PeerChoice.parse(text)
    except InvalidQueryError:
        return None
    city = load_gazetteer().find_slug(choice.slug)
    return MyCity(city, replace(choice, slug=city.slug)) if city else None
