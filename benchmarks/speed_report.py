"""The figures of `benchmarks.speed` as a table, as verdicts and as `benchmarks/speed.md`.

Takes figures, gives text. A figure that falls short of its target is shown as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.speed import OURS, Figures
from benchmarks.tasks import find_budget
from index.passages import MAX_ENCODED

PAGE_PATH = Path(__file__).parent / "speed.md"

_COLUMNS = (
    ("build_s", "build s"),
    ("build_mb", "build MB"),
    ("p50_ms", "p50 ms"),
    ("p99_ms", "p99 ms"),
    ("open_ms", "open ms"),
    ("first_ms", "first ms"),
    ("rss_mb", "memory MB"),
    ("index_mb", "disk MB"),
    ("same_answers", "as ours"),
)
_RATIOS = ("build_s", "p50_ms", "p99_ms")

_HOW = """# Speed

Made by `make bench` (`python -m benchmarks speed --n {n}`). Each measurement runs alone in a
fresh process; all read the same strings: {n:,} made-up statements, {text_mb:,.0f} MB, of a
vocabulary of 200,000 words (Zipf-Mandelbrot, exponent 1.05, shift 2.7), log-normal lengths
with a mean of 90. Questions are 2 to 6 words of one statement, of rank 30 and rarer; any of
the words counts, the 10 best are wanted. 50 questions warm up, then 500 others are asked
once each, for at most {budget:.0f} s; tokenising a question is included.

- **build s**: strings in memory to an index on disk; ours is also flushed to the disk, read
  back, every checksum verified, and published by a rename.
- **build MB**: the most held during it, the strings included; **memory MB**: held after
  the questions. Both beyond a bare interpreter, pages of mapped files included.
- **open** and **first**: being ready to answer, and the first question, with all modules
  imported. Our loops are compiled before, once, as `make setup` does; what a system compiles in
  each process is in its first.
- **as ours**: the share of our 10 best that a system gives too.
- tantivy: two writing threads, `en_stem`, positions, no count of matches, so that it may
  skip. bm25s: numba for scoring and selection, PyStemmer. SQLite FTS5: `porter`, contentless,
  no journal, merged. scikit-learn: TfidfVectorizer and the cosine, up to 100,000 statements.
- Ours indexes title, text, topics, place and mayor as fields of their own with positions and
  seven facet columns; the others see the same words as one field, and keep no columns.
"""

_WHY = """The first two parts are Python and do not grow with the collection: they are what keeps
a small collection's median from being a third of a compiled engine's. Documents are numbered
by length, and blocks of them that can't hold any of the best are passed over by stored bounds;
what remains of a question of frequent words are some hundred thousand postings. Pairs of
words, which no peer scores, are counted for the best 40 by words: their positions lie all over
the file, and the 40th best is a lower bar than the 10th. (Words alone are asked last, of memory
that is warm by then.)

Building, one thread takes documents apart in Python, four microseconds each, while another
numbers their tokens; the distinct words are folded, sorted and stemmed all at once; then both
cores count postings and write files, two at a time. A tenth of a second is what any build
waits for: the cities that statements are of.
Up to 50,000 statements a build without the encoder makes LSA, too: 10,000 wait for that. Its
memory has a floor: modules, compiled loops and the vocabulary weigh more than the text of a
small collection. The largest files' pages come as questions read them, 64 kB at a time since
files are written so; the same floor, some 160 MB, stays beside them, which is why a small
collection takes more memory than its index on disk."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside what it should be."""

    claim: str
    figure: str
    is_met: bool


def show_table(figures: Figures, console: Console) -> None:
    """Print the table with ratios, and the verdicts."""
    header, *rows = _rows(figures)
    table = Table(*header, title=f"{figures['n']:,} statements")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for verdict in judge(figures):
        console.print(
            f"{'reached' if verdict.is_met else 'MISSED '}  {verdict.claim}: {verdict.figure}"
        )


def write_page(figures: Figures) -> Path:
    """Write benchmarks/speed.md; give its path."""
    header, *rows = _rows(figures)
    machine = "; ".join(f"{name} {value}" for name, value in figures["machine"].items())
    ours = figures["systems"][OURS]
    parts = [
        _HOW.format(n=figures["n"], text_mb=ours["text_mb"], budget=find_budget(figures["n"])),
        f"Machine: {machine}.\n",
        "## Side by side\n",
        _markdown([header, *rows]),
        "In brackets: how many times as much as ours.\n",
        "## The whole search\n",
        _describe_whole(figures),
        "## Growth\n",
        _markdown(
            [("statements", "build, s", "median, ms", "99th percentile, ms")]
            + [
                (f"{row['n']:,}", *(f"{row[name]:.3g}" for name in _RATIOS))
                for row in figures["growth"]
            ]
        ),
        "## Against what was aimed at\n",
        _markdown(
            [("", "reached", "figure")]
            + [(v.claim, "yes" if v.is_met else "**no**", v.figure) for v in judge(figures)]
        ),
        "## Where the time of a question goes\n",
        _markdown(
            [("", "median, ms", "99th percentile, ms")]
            + [(name, f"{p50:.3g}", f"{p99:.3g}") for name, p50, p99 in figures["profile"]]
        ),
        _WHY,
    ]
    PAGE_PATH.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    return PAGE_PATH


def judge(figures: Figures) -> list[Verdict]:
    """Each target with what was measured."""
    systems: dict[str, Figures] = figures["systems"]
    ours, whole = systems[OURS], figures["whole"]
    peers = [system for name, system in systems.items() if name != OURS]
    median, slowest = (min(peer[name] for peer in peers) for name in ("p50_ms", "p99_ms"))
    plain, in_state = whole["search"], whole["search_in_state"]
    first, last = figures["growth"][0], figures["growth"][-1]
    verdicts = [
        _at_most("build: memory at most 6 times the text", ours["build_mb"], 6 * ours["text_mb"]),
        _at_most("median ahead of every peer's", ours["p50_ms"], median),
        _at_most("99th percentile ahead of every peer's", ours["p99_ms"], slowest),
        _at_most("median at most a third of the best peer's", ours["p50_ms"], median / 3),
        _at_most("99th percentile at most half of the best", ours["p99_ms"], slowest / 2),
        _at_most("whole search: median at most 10 ms", plain["p50_ms"], 10),
        _at_most("whole search: 99th percentile at most 30 ms", plain["p99_ms"], 30),
        _at_most("no slower with a state chosen", in_state["p50_ms"], plain["p50_ms"]),
        _at_most("open in under 100 ms", ours["open_ms"], 100),
        _at_most("memory at most the index on disk", ours["rss_mb"], ours["index_mb"]),
    ]
    if "add_s" in whole:
        verdicts.append(_at_most("added and found within a second", whole["add_s"], 1))
    if first is not last:
        times = last["n"] / first["n"]
        verdicts.append(
            _at_most("the median grows slower than n", last["p50_ms"] / first["p50_ms"], times)
        )
    if "tantivy" in systems:
        other = systems["tantivy"]
        verdicts += [
            _at_most(
                "build: 1.3 times tantivy's throughput", ours["build_s"], other["build_s"] / 1.3
            ),
            _at_most(
                "at most 2.5 times tantivy on disk", ours["index_mb"], 2.5 * other["index_mb"]
            ),
        ]
    return verdicts


def _at_most(claim: str, figure: float, bound: float) -> Verdict:
    return Verdict(claim, f"{figure:,.4g} (at most {bound:,.4g})", figure <= bound)


def _rows(figures: Figures) -> list[tuple[str, ...]]:
    systems: dict[str, Figures] = figures["systems"]
    ours = systems[OURS]
    header = ("system", *(words for _, words in _COLUMNS))
    return [header] + [
        (name, *(_cell(system, ours, column) for column, _ in _COLUMNS))
        for name, system in systems.items()
    ]


def _cell(system: Figures, ours: Figures, column: str) -> str:
    text = f"{system[column]:,.3g}" if system[column] < 1000 else f"{system[column]:,.0f}"
    if column in _RATIOS and system is not ours and ours[column]:
        return f"{text} ({system[column] / ours[column]:.2g})"
    return text


def _describe_whole(figures: Figures) -> str:
    whole: dict[str, Any] = figures["whole"]
    rows: list[Sequence[str]] = [("", "median, ms", "99th percentile, ms", "median matches")]
    for name, words in (("search", "no filter"), ("search_in_state", "a state chosen")):
        found = whole[name]
        row = (f"{found['p50_ms']:.3g}", f"{found['p99_ms']:.3g}", f"{found['median_total']:,}")
        rows.append((words, *row))
    added = (
        f"A new statement was stored, published and found in {whole['add_s']:.3g} s (the slowest "
        f"of {whole['n_added']}). "
        if "add_s" in whole
        else ""
    )
    return (
        "`SearchEngine.search` over an index of the same statements and a store that holds "
        "them: understanding, filters, facets over all matches, the excerpts of a page of 10. "
        "The index is of words alone; `mayors build` encodes passages up to "
        f"{MAX_ENCODED:,} statements.\n\n{_markdown(rows)}\n{added}"
        f"Storing all statements took {whole['fill_s']:,.0f} s.\n"
    )


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"| {' | '.join(['---'] * len(rows[0]))} |", *lines[1:]]) + "\n"
