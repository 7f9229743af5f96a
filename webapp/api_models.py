"""The JSON interface's answers, as pydantic models.

Takes nothing but the contract; the OpenAPI description is generated from these and from
`webapp.api_parameters`. The answers themselves are made by `search.serialize`; a test holds
the two together.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    """An answer's part: nothing beyond what is described."""

    model_config = ConfigDict(extra="forbid")


class CityModel(_Answer):
    """A place."""

    slug: str = Field(description="Its address here.", examples=["evanston-il"])
    name: str = Field(examples=["Evanston"])
    state: str = Field(description="Two letters.", examples=["IL"])


class ExcerptModel(_Answer):
    """The passage that answers, and where the question's words stand in it."""

    text: str
    spans: list[tuple[int, int]] = Field(
        description="Half-open ranges of characters (Unicode code points) into text."
    )


class SourceModel(_Answer):
    """Where a record was read."""

    name: str
    url: str | None
    retrieved: str | None = Field(description="The day it was read, YYYY-MM-DD.")


class LinkModel(_Answer):
    """A further address a record names."""

    label: str
    url: str


class ContactModel(_Answer):
    """Whom the city itself names as the one to ask."""

    office: str | None
    name: str | None
    title: str | None
    phone: str | None
    email: str | None
    url: str | None
    checked_on: str | None = Field(description="The day it was last checked, YYYY-MM-DD.")
    from_statement: str | None = Field(
        description="The record it was taken from, where that is another one of the same city."
    )


class RecordHead(_Answer):
    """What every list of records tells of each."""

    id: str
    kind: Literal["statement", "initiative", "best_practice"]
    title: str
    city: CityModel | None = Field(description="null for a national body; see issuer.")
    issuer: str | None = Field(description="The national body that spoke.")
    mayor: str | None
    date: str | None = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as precise as known.")
    date_is_inferred: bool = Field(
        description="Whether the date is that of the surrounding page, not of the text itself."
    )
    topics: list[str]
    language: Literal["en", "es"]
    url: str = Field(description="The page of the record.")
    source: SourceModel
    links: list[LinkModel]


class HitModel(RecordHead):
    """A record that matches."""

    excerpt: ExcerptModel
    score: float = Field(description="Comparable within one answer only.")
    contact: ContactModel | None


class StatementAnswer(RecordHead):
    """A record, whole."""

    text: str = Field(description="Blank lines part its paragraphs.")
    revision: int = Field(description="Counted from 1; a changed text makes a new one.")
    revised_at: str = Field(description="When this revision was made, UTC.")
    contact: ContactModel | None


class CityAnswer(CityModel):
    """A city with its contacts and records, newest first."""

    population: int | None
    latitude: float | None
    longitude: float | None
    url: str = Field(description="The page of the city.")
    contacts: list[ContactModel]
    statements: list[RecordHead]


class TopicModel(_Answer):
    """A topic of the controlled vocabulary."""

    slug: str
    name: str
    scope: str = Field(description="What belongs to it.")
    count: int = Field(description="Records that carry it.")
    url: str


class TopicsAnswer(_Answer):
    """Every topic with records, by name."""

    topics: list[TopicModel]


class FacetValueModel(_Answer):
    """A value of a facet, with the number of matches that have it."""

    value: str
    label: str
    count: int
    url: str = Field(description="The same search with this value switched on or off.")


class TypedFilter(_Answer):
    """A field typed in the question, such as city:evanston."""

    field: str
    label: str


class PartModel(_Answer):
    """One thing understood of the question's plain words."""

    key: str = Field(description="Its name for the parameter plain.", examples=["state:TX"])
    field: str = Field(
        description="city, state, region, mayor, kind, lang, size, date, like or instrument."
    )
    label: str = Field(description="The same in words.", examples=["Texas"])
    is_filter: bool = Field(
        description="Whether it keeps other records out; else what fits only ranks higher."
    )
    remove_url: str = Field(description="The same search with this read as plain words.")


class CorrectionModel(_Answer):
    """A word no record holds, and the one searched for in its place."""

    typed: str = Field(examples=["sanctury"])
    searched: str = Field(examples=["sanctuary"])


class OfferModel(_Answer):
    """A word few records hold, another that was perhaps meant, and the search for that."""

    typed: str = Field(examples=["layers"])
    offered: str = Field(examples=["lawyers"])
    url: str


class InterpretationModel(_Answer):
    """What was understood of the question."""

    terms: list[str] = Field(description="Words searched.")
    excluded: list[str]
    ignored: list[str] = Field(description="Words passed over, such as 'the'.")
    filters: list[TypedFilter] = Field(description="Fields typed in the question.")
    notes: list[str] = Field(description="Anything not taken literally, in sentences.")
    parts: list[PartModel] = Field(description="What was understood of plain words.")
    added: list[str] = Field(description="Related terms that were searched too and matched.")
    corrections: list[CorrectionModel]
    offer: OfferModel | None = Field(
        description="A question that would be answered much better; null where there is none."
    )
    exact_url: str | None = Field(
        description="The same search for exactly these words; null where it is that already."
    )


class PageLinks(_Answer):
    """This page and its neighbours; null where there is none."""

    self: str
    next: str | None
    prev: str | None
    first: str
    last: str


class SearchAnswer(_Answer):
    """One page of the answer to a question."""

    query: str
    interpretation: InterpretationModel
    total: int = Field(description="All matches, not only those on this page.")
    page: int
    per_page: int
    took_ms: float
    links: PageLinks
    facets: dict[str, list[FacetValueModel]]
    pinned: list[HitModel] = Field(
        description="What editors chose for this question, on its first page; may be a hit, too."
    )
    hits: list[HitModel]


class ParameterProblem(_Answer):
    """A parameter at fault."""

    parameter: str
    detail: str


class Problem(_Answer):
    """What went wrong, after RFC 9457."""

    type: str = Field(description="The kind of problem; its address explains it.")
    title: str
    status: int
    detail: str = Field(description="What is wrong, with which value, and what to do next.")
    instance: str = Field(description="This one occurrence, for reports.")
    errors: list[ParameterProblem] = Field(
        default_factory=list, description="Each parameter at fault."
    )
