"""Excerpts become safe markup, and nothing else does."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from search.results import Excerpt
from webapp.markup import keep_web_url, make_phone_url, mark_spans


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(st.text(alphabet="ab <>&\"'é", max_size=40))
    cuts = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8).map(sorted))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return Excerpt(text, tuple((start, end) for start, end in pairs))


@given(excerpts())
def test_taking_the_marks_away_gives_the_text_back(excerpt: Excerpt) -> None:
    marked = str(mark_spans(excerpt.text, excerpt.spans))
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == excerpt.text


@given(excerpts())
def test_marks_are_balanced_and_are_the_only_tags(excerpt: Excerpt) -> None:
    tags = re.findall(r"<[^>]*>", str(mark_spans(excerpt.text, excerpt.spans)))
    assert tags == ["<mark>", "</mark>"] * (len(tags) // 2)


def test_words_beside_each_other_share_one_mark() -> None:
    excerpt = Excerpt("no ICE raids, no ICE", ((3, 6), (7, 12), (17, 20)))
    assert (
        mark_spans(excerpt.text, excerpt.spans) == "no <mark>ICE raids</mark>, no <mark>ICE</mark>"
    )


def test_only_web_addresses_become_links() -> None:
    urls = ["https://a.org/x", "http://a.org", "javascript:alert(1)", "data:text/html,x", None, ""]
    assert [keep_web_url(url) for url in urls] == ["https://a.org/x", "http://a.org"] + [None] * 4


def test_phone_numbers_can_be_dialled() -> None:
    numbers = ["312-744-4111", "(847) 448-4311 x 22", "+1 505 555 0100", "311"]
    assert [make_phone_url(number) for number in numbers] == [
        "tel:+13127444111",
        "tel:+18474484311",
        "tel:+15055550100",
        "tel:311",
    ]
