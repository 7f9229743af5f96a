"""The peers of a city in the JSON interface: its parameters and its answer, as models.

Takes nothing but the contract; `webapp.api` describes its view with these, and
`search.serialize_peers` makes the answer. A test holds the two together.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from webapp.api_models import CityModel


class PeersRequest(BaseModel):
    """What a person changes of a city's peers."""

    model_config = ConfigDict(extra="forbid")

    add: list[str] = Field(
        default_factory=list,
        description="A city to add, by its address here or its name and state. "
        "Repeat it for several.",
        json_schema_extra={"examples": [["mesa-az"]]},
    )
    drop: list[str] = Field(
        default_factory=list,
        description="A city to leave out, likewise.",
        json_schema_extra={"examples": [["akron-oh"]]},
    )


class LikenessModel(BaseModel):
    """One way in which two cities are alike, with the facts behind it."""

    model_config = ConfigDict(extra="forbid")

    fact: Literal["size", "topics", "region", "distance"]
    likeness: float = Field(description="From 0 to 1.")
    is_reason: bool = Field(description="Whether it is strong enough to be told as a reason.")
    ratio: float | None = Field(description="size: the peer's population, the city's being 1.")
    topics: list[str] | None = Field(description="topics: those both write about, by address.")
    area: str | None = Field(
        description="region: the Census division, or else the region, both lie in."
    )
    km: float | None = Field(description="distance: in a straight line.")


class SizedCityModel(CityModel):
    """A place and how many people live there."""

    population: int | None


class PeerModel(SizedCityModel):
    """A city like another one."""

    match: float = Field(
        description="How alike they are, from 0 to 1: the mean of the likenesses, size "
        "counting half. It says nothing of how good a city is."
    )
    likenesses: list[LikenessModel]
    records: int = Field(description="Its records here.")
    is_added: bool = Field(description="Whether the request added it.")
    url: str = Field(description="The page of the city.")


class PeersAnswer(BaseModel):
    """The cities like one, the most alike first. This is no ranking of cities."""

    model_config = ConfigDict(extra="forbid")

    city: SizedCityModel
    peers: str = Field(
        description="The same group as the parameter peers of a search has it.",
        examples=["dayton-oh,mesa-az,-akron-oh"],
    )
    members: list[PeerModel]
    next: list[PeerModel] = Field(description="The most alike of those left out.")
    dropped: list[CityModel]
    candidates: int = Field(description="Cities with records, the city itself left out.")
    median_population: int | None = Field(description="Of the members.")
    median_population_of_candidates: int | None
    search_url: str = Field(description="All records of the members.")
