"""The JSON interface's shapes: its parameters and its answers, as pydantic models.

Takes nothing but the contract; `webapp.addresses` checks requests against
`SearchRequest`, and the OpenAPI description is generated from all of them.
The answers themselves are made by `search.serialize`; a test holds the two together.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from search.parameters import MAX_PAGE, MAX_PER_PAGE, MAX_QUERY_LENGTH

_DATE = r"^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"


def _selection(what: str, example: str) -> list[str]:
    values: list[str] = Field(
        default_factory=list,
        description=f"{what} Repeat it for any of several.",
        json_schema_extra={"examples": [[example]]},
    )
    return values


class SearchRequest(BaseModel):
    """The parameters of a search; every one may be left out."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    q: str = Field(
        "",
        max_length=MAX_QUERY_LENGTH,
        description=f"The question, in words, at most {MAX_QUERY_LENGTH:,} characters. Understands "
        '"quoted phrases", -exclusion, OR, prefix*, and city: state: mayor: topic: kind: lang: '
        "year: before: after:.",
        examples=["responses to ICE raids"],
    )
    page: int = Field(
        1,
        ge=1,
        le=MAX_PAGE,
        description=f"The page of results, a whole number from 1 to {MAX_PAGE}.",
        examples=[1],
    )
    per_page: int = Field(
        10,
        ge=1,
        le=MAX_PER_PAGE,
        description=f"Hits on a page, a whole number from 1 to {MAX_PER_PAGE}.",
        examples=[10],
    )
    sort: Literal["relevance", "date"] = Field(
        "relevance",
        description="The order: relevance (best first) or date (newest first).",
        examples=["date"],
    )
    city: list[str] = _selection("A city, by its address here.", "evanston-il")
    state: list[str] = _selection("A state, by its two letters.", "MN")
    topic: list[str] = _selection("A topic, by its address here.", "immigration-enforcement")
    kind: list[Literal["statement", "initiative", "best_practice"]] = Field(
        default_factory=list,
        description="The kind of record: statement, initiative or best_practice. "
        "Repeat it for any of several.",
        json_schema_extra={"examples": [["initiative"]]},
    )
    mayor: list[str] = _selection("A mayor's full name.", "Kim Norton")
    lang: list[Literal["en", "es"]] = Field(
        default_factory=list,
        description="The language of the text, en or es. Repeat it for either.",
        json_schema_extra={"examples": [["es"]]},
    )
    year: list[str] = _selection("A year of four digits.", "2019")
    date_from: str = Field(
        "",
        alias="from",
        pattern=_DATE,
        description="The first day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2019-07"],
    )
    date_to: str = Field(
        "",
        alias="to",
        pattern=_DATE,
        description="The last day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2019-07-31"],
    )
    exact: bool = Field(
        False,
        description="Whether words are searched exactly as typed: 1, or 0 for their forms too.",
        examples=[True],
    )


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


class InterpretationModel(_Answer):
    """What was understood of the question."""

    terms: list[str] = Field(description="Words searched.")
    excluded: list[str]
    ignored: list[str] = Field(description="Words passed over, such as 'the'.")
    filters: list[TypedFilter] = Field(description="Fields typed in the question.")
    notes: list[str] = Field(description="Anything not taken literally, in sentences.")


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
