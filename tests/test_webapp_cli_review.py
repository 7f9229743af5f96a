"""The commands about reviewers, people's data and old contacts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.documents import Contact
from corpus.reviewers import find_reviewer
from corpus.store import open_store
from corpus.stored import Incoming
from search.publishing import ensure_built, store_path
from tests.makers import make_statement
from webapp.cli import main
from webapp.signin import is_password

OLD = make_statement(
    "boise-id-2020-equity",
    "Ask Ana Muñoz about it.",
    place="Boise, ID",
    contact=Contact(
        "Office of Equity", "Ana Muñoz", phone="208-555-0142", checked_on=datetime.date(2020, 1, 2)
    ),
)
FRESH = replace(
    OLD,
    doc_id="boise-id-2026-parks",
    text="Parks are open.",
    contact=Contact("Parks", email="parks@example.org", checked_on=datetime.date(9999, 1, 1)),
)


@pytest.fixture
def data_path(tmp_path: Path) -> Path:
    with open_store(store_path(tmp_path)) as store:
        store.add([Incoming(OLD, "a"), Incoming(FRESH, "a")], allow_similar=True)
    return tmp_path


def mayors(data_path: Path, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, words, input=typed, env={"MAYORS_DATA": str(data_path)})


def test_a_reviewer_is_added_listed_renewed_and_removed(data_path: Path) -> None:
    add = ("reviewer", "add", "Ana Ruiz", "--email", "ana@example.org")
    added = mayors(data_path, *add, typed="twelve quiet lamps\ntwelve quiet lamps\n")
    assert (added.exit_code, "Ana Ruiz can sign in" in added.output) == (0, True)
    with open_store(store_path(data_path)) as store:
        account = find_reviewer(store, "Ana Ruiz")
        assert account is not None
        assert is_password(account.password_hash, "twelve quiet lamps")
        assert account.password_hash.startswith("$argon2id$")
        assert account.email == "ana@example.org"
    again = mayors(data_path, "reviewer", "add", "Ana Ruiz", "--password", "other quiet lamps")
    assert "has a new password" in again.output
    assert "Ana Ruiz" in mayors(data_path, "reviewer", "list").output
    assert mayors(data_path, "reviewer", "remove", "Ana Ruiz").exit_code == 0
    gone = mayors(data_path, "reviewer", "remove", "Ana Ruiz")
    assert (gone.exit_code, "There is no reviewer" in gone.output) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Bo", "--password", "short"), "The password has 5 characters"),
        ((" ", "--password", "twelve quiet lamps"), "can't be used"),
        (("Bo", "--email", "bo", "--password", "twelve quiet lamps"), "is no e-mail address"),
    ],
)
def test_a_wrong_account_is_refused_in_words(
    data_path: Path, words: tuple[str, ...], told: str
) -> None:
    refused = mayors(data_path, "reviewer", "add", *words)
    assert (refused.exit_code, told in refused.output) == (2, True)


def test_a_persons_data_is_taken_out_and_the_search_is_told(data_path: Path) -> None:
    ensure_built(data_path, lambda _words: None)
    assert "Muñoz" in mayors(data_path, "search", "Muñoz", "--json").output
    done = mayors(data_path, "redact", "Ana Munoz", "208 555 0142")
    assert done.exit_code == 0, done.output
    assert "Taken out of 1 revisions of 1 records" in done.output
    assert OLD.doc_id in done.output
    written = [path for path in data_path.rglob("*") if path.is_file()]
    assert [p for p in written if b"555-0142" in p.read_bytes()] == []
    assert [p for p in written if "muñoz".encode() in p.read_bytes().lower()] == []
    assert [p for p in written if b"munoz" in p.read_bytes().lower()] == []
    found = mayors(data_path, "search", "equity boise", "--json").output
    assert "555-0142" not in found
    assert '"Ana Mu' not in found
    again = mayors(data_path, "redact", "--again")
    assert "Taken out of 0 revisions" in again.output
    assert mayors(data_path, "redact").exit_code == 2
    assert mayors(data_path, "redact", "Ana").exit_code == 2


def test_old_contacts_are_listed_the_oldest_first(data_path: Path) -> None:
    told = mayors(data_path, "contacts", "--csv")
    assert told.output.splitlines() == [
        "Checked,City,Office,Contact,Records",
        '2020-01-02,"Boise, ID",Office of Equity,"Ana Muñoz, 208-555-0142",boise-id-2020-equity',
    ]
    assert "not checked for 365 days" in mayors(data_path, "contacts").output
