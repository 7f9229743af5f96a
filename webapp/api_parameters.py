"""The parameters a search takes, as a pydantic model.

Takes nothing but the contract; `webapp.addresses` checks requests against `SearchRequest`,
and the OpenAPI description is generated from it and from `webapp.api_models`.
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
    peers: str = Field(
        "",
        max_length=MAX_QUERY_LENGTH,
        description="Only cities like one: its address here, such as dayton-oh. After commas, "
        "cities to add, and with a minus before them cities to drop.",
        examples=["dayton-oh,mesa-az,-akron-oh"],
    )
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
        description="1 to search exactly my words: nothing is understood, added or corrected, "
        "and every word must be there; otherwise 0.",
        examples=[True],
    )
    plain: list[str] = Field(
        default_factory=list,
        description="Something understood of the question to be read as plain words instead, "
        "by the key it has in interpretation.parts: plain=state:TX no longer keeps other states "
        "out. Repeat it for any of several; keys of nothing understood are passed over.",
        json_schema_extra={"examples": [["state:TX"]]},
    )
