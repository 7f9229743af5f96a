"""How well files are read: `python -m tests.ingest_quality [FOLDER EXPECTED]` prints it.

Takes files and a table of the statements they must give, gives precision and recall of
city, mayor, date and kind. A statement is found by its file and city; each of its other
facts is right or wrong. Without arguments the files of tests/data/ingest are read, and the
page that the collection began with where it lies beside the checkout.
"""

from __future__ import annotations

import csv
import datetime
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from corpus.doubts import KnownMayors, list_doubts
from corpus.readers import iter_results
from corpus.readers.results import ReadProblem, ReadStatement

FIELDS = ("city", "mayor", "date", "kind")
TODAY = datetime.date(2026, 11, 22)
ROOT = Path(__file__).parents[1]
INGEST = (ROOT / "tests/data/ingest", ROOT / "tests/data/ingest_expected.csv")
SHARED = (ROOT.parent / "shared/pages", ROOT / "tests/data/shared_pages.csv")


@dataclass(frozen=True, order=True)
class Seen:
    """A statement as the table tells it, or a refusal with words of its reason as city."""

    path: str
    city: str
    mayor: str
    date: str
    kind: str
    outcome: str


@dataclass(frozen=True)
class Quality:
    """Shares from 0 to 1 of one field."""

    precision: float
    recall: float


def read_folder(folder: Path) -> Iterator[Seen]:
    """What each file of a folder gives, prose without a city left out."""
    mayors = KnownMayors([])
    for result in iter_results(folder, today=TODAY):
        for read in result.statements:
            if read.statement.city is not None:
                yield _see(read, folder, mayors)
        for problem in result.problems:
            yield _refuse(problem, folder)


def _see(read: ReadStatement, folder: Path, mayors: KnownMayors) -> Seen:
    statement = read.statement
    return Seen(
        read.path.removeprefix(f"{folder}/"),
        statement.city.label if statement.city else "",
        statement.mayor or "",
        str(statement.date or ""),
        statement.kind.value,
        "queued" if list_doubts(read, mayors) else "ready",
    )


def _refuse(problem: ReadProblem, folder: Path) -> Seen:
    path = problem.path.removeprefix(f"{folder}/")
    return Seen(path, problem.remedy, "", "", "", "refused")


def load_expected(path: Path) -> list[Seen]:
    """The table of expected statements."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Seen(**row) for row in csv.DictReader(file)]


def measure(seen: Iterable[Seen], expected: Iterable[Seen]) -> dict[str, Quality]:
    """Precision and recall of each field; what is refused counts in neither."""
    found, wanted = _count(seen), _count(expected)
    right = found & wanted
    return {
        field: Quality(
            _share(right, found, field),
            _share(right, wanted, field),
        )
        for field in FIELDS
    }


def _count(seen: Iterable[Seen]) -> Counter[tuple[str, str, str, str]]:
    return Counter(
        (field, s.path, s.city, getattr(s, field))
        for s in seen
        if s.outcome != "refused"
        for field in FIELDS
        if getattr(s, field)
    )


def _share(
    part: Counter[tuple[str, str, str, str]], whole: Counter[tuple[str, str, str, str]], field: str
) -> float:
    n_whole = sum(n for key, n in whole.items() if key[0] == field)
    return sum(n for key, n in part.items() if key[0] == field) / n_whole if n_whole else 1.0


def main() -> None:
    """Print a table for each folder, and what differs from the expected."""
    given = [(Path(sys.argv[1]), Path(sys.argv[2]))] if len(sys.argv) > 2 else [INGEST, SHARED]
    for folder, table in given:
        if not folder.exists():
            click.echo(f"{folder} is not here; skipped.")
            continue
        seen, expected = list(read_folder(folder)), load_expected(table)
        n_files = sum(path.is_file() for path in folder.rglob("*"))
        click.echo(f"{folder}: {n_files} files, {len(expected)} lines expected")
        click.echo("field   precision  recall")
        for field, quality in measure(seen, expected).items():
            click.echo(f"{field:7} {quality.precision:9.3f} {quality.recall:7.3f}")
        facts = {s for s in expected if s.outcome != "refused"}
        found = {s for s in seen if s.outcome != "refused"}
        for sign, odd in (("missing", facts - found), ("not expected", found - facts)):
            for s in sorted(odd):
                click.echo(
                    f"{sign}: {s.path}: {s.city}, {s.mayor}, {s.date}, {s.kind}, {s.outcome}"
                )


if __name__ == "__main__":
    main()
