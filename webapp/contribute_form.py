"""The form of a record: what a person typed, to a record and back.

Takes the fields of a form, gives a `Draft` that can be shown again as it was typed, and a
checked `Statement` or words for each field at fault. Reviewers' pages use the same form.
The rules are those of `corpus.records`; only how places and links are typed is told here.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from corpus.cities import load_gazetteer
from corpus.cleaning import clean_line, clean_text
from corpus.documents import City, Statement
from corpus.errors import InvalidRecordsError
from corpus.languages import detect_language
from corpus.messages import Message
from corpus.records import statement_from_record, statement_to_record

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MAX_LINE = 300
MAX_TEXT = 20_000
MAX_NAMESAKES = 12
MAX_LINKS = 20

SENT_IN = "Sent in through this site"
"""The source of a record whose sender names none."""

_URL = re.compile(r"https?://\S+$")

_WANTED = {
    "place": Message("Name the city and its state, such as Toledo, OH."),
    "kind": Message("Choose what it is."),
    "title": Message("Give it a title of one line."),
    "text": Message("Tell in a few sentences what was said or done."),
    "date": Message("Write it as 2024, 2024-05 or 2024-05-17, at most a year ahead."),
    "topics": Message("Choose topics from the list."),
    "links": Message("Write one whole address a line, each starting with https://."),
    "contact_phone": Message("Give a telephone number with its digits."),
    "contact_email": Message("Give an e-mail address, such as office@example.gov."),
    "contact_url": Message("Give a whole address that starts with https://."),
    "contact_checked_on": Message("Write the day as 2024-05-17, not a later one than today."),
    "source_url": Message("Give a whole address that starts with https://."),
    "name": Message("Give your name."),
    "email": Message("Give your work e-mail address, such as you@example.gov."),
    "note": Message("Say in a few words what is wrong."),
}
"""What each field takes, to be told where something else stands in it."""

_TOO_LONG = Message("This is too long; shorten it.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was typed."""

    place: str = ""
    kind: str = ""
    mayor: str = ""
    title: str = ""
    date: str = ""
    text: str = ""
    topics: tuple[str, ...] = ()
    language: str = ""
    links: str = ""
    contact_office: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_url: str = ""
    contact_checked_on: str = ""
    source_name: str = ""
    source_url: str = ""
    name: str = ""
    email: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a draft: a statement, or words for the fields at fault.

    `namesakes` are the cities a place typed without its state may mean, or those spelled
    much like it.
    """

    statement: Statement | None
    problems: dict[str, str]
    namesakes: tuple[City, ...] = ()


def read_draft(form: MultiDict[str, str]) -> Draft:
    """The fields of a form; what is no field of ours is passed over."""
    values: dict[str, object] = {f.name: form.get(f.name, "") for f in fields(Draft)}
    values["topics"] = tuple(dict.fromkeys(form.getlist("topics")))
    return Draft(**values)  # type: ignore[arg-type]


def make_draft(statement: Statement) -> Draft:
    """A record as the form shows it."""
    contact, source = statement.contact, statement.source
    named = [part for part in ("office", "name", "title", "phone", "email", "url") if contact]
    return Draft(
        place=statement.city.label if statement.city else statement.issuer or "",
        kind=statement.kind.value,
        mayor=statement.mayor or "",
        title=statement.title,
        date=str(statement.date or ""),
        text=statement.text,
        topics=statement.topics,
        language=statement.language,
        links="\n".join(f"{link.label} {link.url}" for link in statement.links),
        source_name=source.name,
        source_url=source.url or "",
        contact_checked_on=str(contact.checked_on or "") if contact else "",
        **{f"contact_{part}": getattr(contact, part) or "" for part in named},
    )


def check_draft(draft: Draft, base: Statement | None = None) -> Checked:
    """Check a draft as a record; `base` is the one it corrects, whose other facts it keeps."""
    problems = _find_long(draft)
    if draft.contact_checked_on > _today():
        problems["contact_checked_on"] = _WANTED["contact_checked_on"]
    record, namesakes = _make_record(draft, base)
    if record["city"] is None:
        problems.setdefault("place", _WANTED["place"])
        record |= {"city": "Evanston", "state": "IL"}  # so that the rest is checked, too
    statement = None
    try:
        statement = statement_from_record(record)
    except InvalidRecordsError as error:
        for problem in error.problems:
            name = _field_of(problem.field)
            problems.setdefault(name, _WANTED.get(name, problem.remedy))
    return Checked(None if problems else statement, problems, namesakes)


def check_sender(draft: Draft) -> dict[str, str]:
    """Words for what is missing of who sends it."""
    problems: dict[str, str] = {}
    if not clean_line(draft.name):
        problems["name"] = _WANTED["name"]
    if not is_email(clean_line(draft.email)):
        problems["email"] = _WANTED["email"]
    return problems


def check_note(draft: Draft) -> dict[str, str]:
    """Words for what is missing of a remark."""
    return {} if clean_text(draft.note) else {"note": _WANTED["note"]}


def sort_problems(problems: dict[str, str]) -> dict[str, str]:
    """Problems in the order of the form's fields.

    >>> list(sort_problems({"email": "", "date": ""}))
    ['date', 'email']
    """
    return {f.name: problems[f.name] for f in fields(Draft) if f.name in problems}


def is_email(text: str) -> bool:
    """Whether mail can be sent there.

    >>> is_email("you@example.gov"), is_email("you@example.gov, all@example.gov")
    (True, False)
    """
    return bool(re.fullmatch(r"[^@\s<>\"',;:()\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text))


def is_known_place(statement: Statement) -> bool:
    """Whether the gazetteer holds the record's city; a national body counts as known."""
    return statement.city is None or statement.city.population is not None


def _make_record(
    draft: Draft, base: Statement | None
) -> tuple[dict[str, object], tuple[City, ...]]:
    record = statement_to_record(base) if base else {"id": None, "date_is_inferred": False}
    place, namesakes = _find_place(draft.place, base)
    contact = {
        part: getattr(draft, f"contact_{part}") or None
        for part in ("office", "name", "title", "phone", "email", "url")
    }
    text = clean_text(draft.text)
    return record | place | {
        "kind": draft.kind,
        "mayor": draft.mayor,
        "title": draft.title,
        "date": draft.date,
        "date_is_inferred": bool(base and base.date_is_inferred and draft.date == str(base.date)),
        "text": text,
        "topics": list(draft.topics),
        "language": draft.language or detect_language(text),
        "links": _read_links(draft.links),
        "contact": contact | {"checked_on": _checked_on(draft, contact, base)},
        "source": _make_source(draft, base),
    }, namesakes  # fmt: skip


def _checked_on(draft: Draft, contact: dict[str, str | None], base: Statement | None) -> str | None:
    """The day the contact was last checked: as typed, else today, unless it stands as it was."""
    former = base.contact if base else None
    former_day = str(former.checked_on or "") if former else ""
    typed = draft.contact_checked_on.strip()
    if typed and typed != former_day:
        return typed
    if former and all((getattr(former, name) or None) == v for name, v in contact.items()):
        return former_day or None
    return _today() if any(contact.values()) else None


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _make_source(draft: Draft, base: Statement | None) -> dict[str, str | None]:
    source = base.source if base else None
    if source and (source.name, source.url or "") == (draft.source_name, draft.source_url):
        retrieved = source.retrieved.isoformat() if source.retrieved else None
        return {"name": source.name, "url": source.url, "retrieved": retrieved}
    return {"name": draft.source_name or SENT_IN, "url": draft.source_url, "retrieved": _today()}


def _find_place(
    text: str, base: Statement | None
) -> tuple[dict[str, str | None], tuple[City, ...]]:
    """City and state as a record has them, or the cities that may be meant."""
    text = clean_line(text[:MAX_LINE])
    if base is not None and text == (base.city.label if base.city else base.issuer):
        return {"city": base.city.name if base.city else base.issuer,
                "state": base.city.state if base.city else None}, ()  # fmt: skip
    gazetteer = load_gazetteer()
    city = gazetteer.find_slug(text) or gazetteer.resolve(text) if text else None
    if city is not None:
        return {"city": city.name, "state": city.state}, ()
    name, comma, state = (part.strip() for part in text.rpartition(","))
    code = gazetteer.find_state(state) if comma else None
    if name and code:
        return {"city": name, "state": code}, ()
    meant = gazetteer.list_named(text) or gazetteer.list_near(text)
    return {"city": None, "state": None}, meant[:MAX_NAMESAKES]


def _read_links(text: str) -> list[dict[str, str]]:
    links = []
    for line in text.splitlines()[:MAX_LINKS]:
        words = line.strip()
        found = _URL.search(words)
        label = words[: found.start()].strip(" :-–") if found else ""
        if words:
            links.append({"label": label, "url": found[0] if found else words})
    return links


def _field_of(field: str) -> str:
    """The form's name of a record's field.

    >>> _field_of("contact.email"), _field_of("links[2].url"), _field_of("state")
    ('contact_email', 'links', 'place')
    """
    name = re.sub(r"\[.*", "", field).replace(".", "_")
    return {"city": "place", "state": "place", "source_name": "source_url"}.get(name, name)


def _find_long(draft: Draft) -> dict[str, str]:
    limits = {"text": MAX_TEXT, "note": MAX_TEXT, "links": MAX_TEXT, "topics": MAX_LINE}
    return {
        f.name: _TOO_LONG
        for f in fields(Draft)
        if len(getattr(draft, f.name)) > limits.get(f.name, MAX_LINE)
    }
