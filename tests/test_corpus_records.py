"""What the door of records promises: good records pass whole, bad ones tell all that is wrong."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.cities import load_gazetteer
from corpus.documents import Contact, Kind, Link, PartialDate, Source, Statement
from corpus.errors import InvalidRecordsError
from corpus.records import statement_from_record, statement_to_record

TODAY = datetime.date(2026, 11, 22)
SHIPPED = Path(corpus.__file__).parent / "data" / "statements.jsonl"


def make_record(**changes: object) -> dict[str, object]:
    record: dict[str, object] = {
        "id": "salem-or-2020-letter",
        "kind": "statement",
        "city": "Salem",
        "state": "OR",
        "mayor": "Ann Day",
        "date": "2020-05",
        "title": "A letter",
        "text": "Mayor Ann Day wrote a letter.",
        "topics": ["hate crimes"],
        "language": "en",
        "links": [{"label": "Letter", "url": "https://salem.example.gov/letter"}],
        "contact": {"office": "Mayor's office", "phone": "503-555-0100"},
        "source": {"name": "Salem", "url": "https://salem.example.gov", "retrieved": "2026-11-01"},
    }
    return record | changes


def problems_of(record: dict[str, object]) -> list[tuple[str, object]]:
    with pytest.raises(InvalidRecordsError) as caught:
        statement_from_record(record, today=TODAY)
    return [(problem.field, problem.value) for problem in caught.value.problems]


def test_a_record_becomes_a_statement() -> None:
    checked_on = datetime.date(2026, 11, 1)
    assert statement_from_record(make_record(), today=TODAY) == Statement(
        doc_id="salem-or-2020-letter",
        kind=Kind.STATEMENT,
        title="A letter",
        text="Mayor Ann Day wrote a letter.",
        source=Source("Salem", "https://salem.example.gov", checked_on),
        city=load_gazetteer().find("Salem", "OR"),
        mayor="Ann Day",
        date=PartialDate(2020, 5),
        topics=("hate crimes",),
        links=(Link("Letter", "https://salem.example.gov/letter"),),
        contact=Contact("Mayor's office", phone="503-555-0100", checked_on=checked_on),
    )


def test_the_shipped_records_go_in_and_out_unchanged() -> None:
    for line in SHIPPED.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        statement = statement_from_record(record, today=TODAY)
        written = statement_to_record(statement)
        assert statement_from_record(written, today=TODAY) == statement
        assert {key: written[key] for key in record if key != "contact"} == {
            key: value for key, value in record.items() if key != "contact"
        }


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)
some_words = words.map(lambda text: f"Word {text}")
days = st.dates(datetime.date(1776, 7, 4), TODAY)
urls = st.from_regex(r"https?://[a-z]{1,12}\.org/[a-z0-9/]{0,12}", fullmatch=True)
records = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["statement", "initiative", "best_practice"]),
        "title": some_words,
        "text": some_words,
        "source": st.fixed_dictionaries(
            {"name": some_words, "url": st.none() | urls, "retrieved": days.map(str)}
        ),
    },
    optional={
        "mayor": st.none() | some_words,
        "date": days.flatmap(lambda d: st.sampled_from([str(d), str(d)[:7], str(d)[:4]])),
        "date_is_inferred": st.booleans(),
        "topics": st.lists(st.sampled_from(["youth", "housing", "hate crimes"])),
        "language": st.sampled_from(["en", "es"]),
        "links": st.lists(st.fixed_dictionaries({"label": words, "url": urls}), max_size=3),
        "contact": st.none()
        | st.fixed_dictionaries(
            {}, optional={"office": words, "name": words, "url": urls, "title": words}
        ),
    },
)
places = st.sampled_from(
    [("Salem", "OR"), ("Nowhere Falls", "Minn."), ("U.S. Conference of Mayors", None), (None, None)]
)


@given(records, places)
def test_what_goes_in_comes_out(
    record: dict[str, object], place: tuple[str | None, str | None]
) -> None:
    record = record | {"city": place[0], "state": place[1]}
    statement = statement_from_record(record, today=TODAY)
    written = json.loads(json.dumps(statement_to_record(statement)))
    assert statement_from_record(written, today=TODAY) == statement


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(make_record())), json_values))
def test_no_json_breaks_the_door(changes: dict[str, object]) -> None:
    try:
        statement_from_record(make_record(**changes), today=TODAY)
    except InvalidRecordsError as error:
        remedies = [problem.remedy for problem in error.problems]
    else:
        remedies = ["none needed"]
    assert all(remedies)


def test_all_problems_are_told_at_once() -> None:
    record = make_record(
        title="", date="2020-13", city="Evanston", state=None, topics=["hate crime"], kind="poem"
    )
    assert problems_of(record) == [
        ("title", ""),
        ("state", ""),
        ("date", "2020-13"),
        ("kind", "poem"),
        ("topics", "hate crime"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("date", "1775", "date"),
        ("date", "2028-01-01", "date"),
        ("date", "July 2019", "date"),
        ("state", "ZZ", "state"),
        ("city", None, "city"),
        ("language", "fr", "language"),
        ("id", "has spaces", "id"),
        ("links", [{"label": "x", "url": "javascript:alert(1)"}], "links[1].url"),
        ("links", "https://example.org", "links"),
        ("contact", {"email": "nobody"}, "contact.email"),
        ("contact", {"url": "example.org"}, "contact.url"),
        ("contact", {"phone": "call us"}, "contact.phone"),
        ("source", None, "source"),
        ("source", {"name": ""}, "source.name"),
        ("source", {"name": "x", "retrieved": "yesterday"}, "source.retrieved"),
        ("text", 5, "text"),
        ("text", "\x00\u200b ", "text"),
    ],
)
def test_a_bad_field_is_named(field: str, value: object, named: str) -> None:
    assert [name for name, _ in problems_of(make_record(**{field: value}))] == [named]


def test_an_unknown_topic_is_answered_with_near_ones() -> None:
    with pytest.raises(InvalidRecordsError, match="Did you mean 'hate crimes'"):
        statement_from_record(make_record(topics=["hate crime"]), today=TODAY)


def test_a_record_without_id_gets_the_same_one_each_time() -> None:
    made = statement_from_record(make_record(id=None), today=TODAY).doc_id
    assert made == "salem-or-2020-05-a-letter"
    assert statement_from_record(make_record(id=""), today=TODAY).doc_id == made
    long = [f"{'very ' * 40}{end}" for end in ("long", "longer")]
    ids = {statement_from_record(make_record(id=None, title=t), today=TODAY).doc_id for t in long}
    assert len(ids) == 2


def test_a_body_without_state_is_an_issuer() -> None:
    record = make_record(city="U.S. Conference of Mayors", state=None)
    statement = statement_from_record(record, today=TODAY)
    assert (statement.city, statement.issuer) == (None, "U.S. Conference of Mayors")


def test_control_characters_are_cleaned_away() -> None:
    record = make_record(title="A\x00 letter\u202e", text="One\x1b.\r\n\r\nTwo.")
    statement = statement_from_record(record, today=TODAY)
    assert (statement.title, statement.text) == ("A letter", "One.\n\nTwo.")
