"""A record's text for its own page: sentences to point to, words of a question marked.

Takes a statement and the question a person comes with, gives markup by paragraph and
sentence. Without a question, or with one that can't be asked, nothing is marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from corpus.documents import Statement
from corpus.errors import InvalidQueryError
from search.anchors import Sentence, find_anchor, list_paragraphs
from search.parameters import SearchParameters
from search.results import Marks
from webapp.addresses import passage_url, search_url
from webapp.collection import get_collection
from webapp.markup import mark_spans

Spans = Iterable[tuple[int, int]]
N_OF_CITY = 5


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence, its words marked; `is_answer` where it belongs to the passage that answers."""

    anchor: str
    html: Markup
    is_answer: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record's title and text, ready to print.

    Attributes:
        question: what is marked; "" where nothing is asked.
        is_marked: whether any word of it stands here.
        title: the title.
        paragraphs: the sentences of each paragraph.
        passage_url: the address of the passage that answers; None where none does.
        results_url: the search the person comes from; None where nothing is asked.
    """

    question: str
    is_marked: bool
    title: Markup
    paragraphs: tuple[tuple[MarkedSentence, ...], ...]
    passage_url: str | None
    results_url: str | None


def make_record_view(statement: Statement, question: str) -> RecordView:
    """The text of a record with the words of a question marked."""
    marks = _find_marks(statement, question)
    asked = question if marks is not None else ""
    marks = marks or Marks()
    text = statement.text
    start = text.find(marks.passage) if marks.passage else len(text)
    end = start + len(marks.passage)
    paragraphs = tuple(
        tuple(
            MarkedSentence(
                each.anchor,
                mark_spans(text[each.start : each.end], _within(marks.text_spans, each)),
                each.start < end and start < each.end,
            )
            for each in sentences
        )
        for sentences in list_paragraphs(text)
    )
    anchor = find_anchor(text, marks.passage)
    return RecordView(
        asked,
        bool(marks.title_spans or marks.text_spans),
        mark_spans(statement.title, marks.title_spans),
        paragraphs,
        passage_url(statement.doc_id, asked, anchor) if anchor else None,
        search_url(SearchParameters(asked)) if asked else None,
    )


def list_of_city(statement: Statement, left_out: Iterable[Statement]) -> tuple[Statement, ...]:
    """The newest other records of a record's city, without some that are shown anyway."""
    if statement.city is None:
        return ()
    shown = {statement.doc_id, *(other.doc_id for other in left_out)}
    of_city = SearchParameters(
        selections=(("city", (statement.city.slug,)),),
        sort="date",
        per_page=N_OF_CITY + len(shown),
    )
    hits = get_collection().engine().search(of_city).hits
    others = [hit.statement for hit in hits if hit.statement.doc_id not in shown]
    return tuple(others[:N_OF_CITY])


def _find_marks(statement: Statement, question: str) -> Marks | None:
    if not question:
        return None
    try:
        return get_collection().engine().mark_statement(statement, question)
    except InvalidQueryError:
        return None  # a search would say what is wrong; the record can be read all the same


def _within(spans: Spans, sentence: Sentence) -> list[tuple[int, int]]:
    """The spans of a text that touch a sentence, counted from its beginning."""
    return [
        (max(start, sentence.start) - sentence.start, min(end, sentence.end) - sentence.start)
        for start, end in spans
        if start < sentence.end and sentence.start < end
    ]
