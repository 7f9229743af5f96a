"""What is searched: the question taken apart.

Takes `SearchParameters`, gives a `Query` of clauses and filters. Knows the syntax
people type (quotes, minus, OR, field names); knows nothing of indexes.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.parameters import SearchParameters


@dataclass(frozen=True, slots=True)
class Query:
    """A question, parsed."""

    parameters: SearchParameters


def parse_query(parameters: SearchParameters) -> Query:
    """Take a question apart."""
    return Query(parameters)
