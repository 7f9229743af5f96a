"""Editors' pages of topics: which there are, and how they read in each language.

Takes the form of a topic, checks it, has `webapp.editorial` keep it. A topic's address and
the name that records carry stay what they are; a topic no longer offered keeps its records.
Puts the topics of the site in force for each request.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import clean_line, fold, make_slug
from corpus.editorial import list_versions
from corpus.editorial_records import Subject, TopicText
from corpus.errors import MayorsError, NotHereError
from corpus.messages import Message
from corpus.topics import Topic, load_shipped_topics, topics_in_force, use_topics
from webapp.collection import get_collection
from webapp.editorial import keep, keep_earlier, make_editors_pages, read_line, show
from webapp.languages import look_up_in

topics_pages = make_editors_pages("topics_pages")

ADDRESS = "/review/topics"
MAX_SCOPE = 500


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the list; `state` is "shipped", "changed" or "added"."""

    topic: Topic
    text: TopicText
    state: str
    n_records: int


def register_topics(app: Flask) -> None:
    """Have each request see the topics as they are on this site."""

    def begin() -> None:
        if request.endpoint == "static" or request.blueprint == "service":
            return
        with suppress(MayorsError):  # whatever needs the search says what is wrong with it
            use_topics(get_collection().engine().editorial.topics)

    def end(_error: BaseException | None) -> None:
        use_topics(None)

    app.before_request(begin)
    app.teardown_request(end)


@topics_pages.get(ADDRESS)
def topics() -> Response:
    """Every topic."""
    counts = dict(get_collection().engine().list_values("topic"))
    rows = [_make_row(topic, counts.get(topic.slug, 0)) for topic in topics_in_force().topics]
    return show("review_topics.html", rows=rows)


@topics_pages.get(f"{ADDRESS}/new")
def form() -> Response:
    """The form of a new topic."""
    return _show("", TopicText("", "", "", "", ""), {})


@topics_pages.post(f"{ADDRESS}/new")
def add() -> AnyResponse:
    """Add a topic."""
    text = _read_form("")
    slug = make_slug(text.name)
    problems = _check(slug, text)
    if slug in topics_in_force().by_slug or slug == "new":
        problems["english"] = Message("There is a topic of this name already.")
    if problems:
        return _show("", text, problems, 422)
    return keep(Subject.TOPIC, slug, text, "add", f"{ADDRESS}/{slug}")


@topics_pages.get(f"{ADDRESS}/<slug>")
def one(slug: str) -> Response:
    """One topic with its versions."""
    return _show(slug, _find_text(slug), {})


@topics_pages.post(f"{ADDRESS}/<slug>")
def change(slug: str) -> AnyResponse:
    """Change how a topic reads, put it back as shipped, or bring a version back."""
    act, address = request.form.get("act", ""), f"{ADDRESS}/{slug}"
    former = _find_text(slug)
    if act == "bring back":
        return keep_earlier(Subject.TOPIC, slug, address)
    if act == "as shipped":
        return keep(Subject.TOPIC, slug, None, "as shipped", address)
    text = _read_form(former.name)
    problems = _check(slug, text)
    if problems:
        return _show(slug, text, problems, 422)
    return keep(Subject.TOPIC, slug, text, "change", address)


def _read_form(name: str) -> TopicText:
    """A topic as it is typed; one without a name gets it from how it reads in English."""
    english = read_line("english")
    return TopicText(
        name or fold(english),
        english,
        read_line("spanish"),
        clean_line(request.form.get("scope_english", "")[:MAX_SCOPE]),
        clean_line(request.form.get("scope_spanish", "")[:MAX_SCOPE]),
        is_offered=request.form.get("is_offered") == "1",
    )


def _check(slug: str, text: TopicText) -> dict[str, str]:
    said = {"english": text.english, "spanish": text.spanish}
    said |= {"scope_english": text.scope_english, "scope_spanish": text.scope_spanish}
    problems: dict[str, str] = {n: Message("Write something.") for n, v in said.items() if not v}
    if text.english and not slug:
        problems["english"] = Message("Write a name of letters.")
    for topic in topics_in_force().topics:
        for field, code in (("english", "en"), ("spanish", "es")):
            if topic.slug != slug and fold(look_up_in(code, topic.name)) == fold(said[field]):
                problems[field] = Message("There is a topic of this name already.")
    return problems


def _find_text(slug: str) -> TopicText:
    """How a topic reads now; one that was taken away, how it read last.

    Raises:
        NotHereError: there never was one.
    """
    topic = topics_in_force().by_slug.get(slug)
    if topic is not None:
        return _say_topic(topic)
    versions = list_versions(get_collection().store(), Subject.TOPIC, slug)
    text = next((v.entry for v in versions if isinstance(v.entry, TopicText)), None)
    if text is None:
        raise NotHereError(
            Message("There is no topic %(slug)r. Browse the topics or search instead.", slug=slug)
        )
    return text


def _say_topic(topic: Topic) -> TopicText:
    return TopicText(
        topic.name,
        look_up_in("en", topic.name),
        look_up_in("es", topic.name),
        look_up_in("en", topic.scope),
        look_up_in("es", topic.scope),
        is_offered=topic.is_offered,
    )


def _make_row(topic: Topic, n_records: int) -> TopicRow:
    return TopicRow(topic, _say_topic(topic), _find_state(topic.slug), n_records)


def _find_state(slug: str) -> str:
    topic, shipped = topics_in_force().by_slug.get(slug), load_shipped_topics().by_slug.get(slug)
    if shipped is None:
        return "added" if topic else "gone"
    return "changed" if shipped.name in topics_in_force().said else "shipped"


def _show(slug: str, text: TopicText, problems: dict[str, str], status: int = 200) -> Response:
    store = get_collection().store()
    return show(
        "review_topic.html",
        status,
        slug=slug,
        text=text,
        problems=problems,
        versions=list_versions(store, Subject.TOPIC, slug) if slug else (),
        state=_find_state(slug) if slug else "",
    )
