"""Answers a second over HTTP: the product beside Datasette, and under other servers.

Takes a number of statements, serves the same ones by each server in turn, asks varied
questions with wrk; writes `benchmarks/load.md`. Everything runs on one machine, wrk too.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus
from urllib.request import urlopen

import click

from benchmarks.data_directory import fill_store
from benchmarks.datasette_database import TABLE, write_datasette_database
from benchmarks.synthetic import write_corpus
from search.publishing import ensure_built

HERE = Path(__file__).parent
N_CONNECTIONS = 16
N_NEW = 5_000
"""Questions of which hardly one is asked twice while a server is measured."""

N_POPULAR = 500
"""Questions asked again and again, as people do."""

WARM_UP_SECONDS = 5
SECONDS = 20

_STARTS_WITHIN = 120
_BINARIES = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Server:
    """Something that answers questions: how it is started, and where it is asked."""

    name: str
    command: tuple[str, ...]
    path: str = "/api/v1/search?q={}"
    n_questions: int = N_NEW
    package: str = "flask"
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """How a server answered; times in milliseconds."""

    name: str
    n_questions: int
    answers_per_second: float
    p50_ms: float
    p99_ms: float
    n_errors: int
    answer_kb: float


def measure_load(n_documents: int) -> list[Measured]:
    """Ask each server that is installed; the product as shipped comes first.

    Raises:
        click.ClickException: wrk is missing, or a server does not start.
    """
    if shutil.which("wrk") is None:
        raise click.ClickException("wrk is missing. On Debian or Ubuntu: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="mayors-load-") as name:
        folder = Path(name)
        questions = prepare(folder, n_documents)
        servers = [server for server in list_servers(folder) if find_spec(server.package)]
        return [measure_server(server, questions, folder) for server in servers]


def prepare(folder: Path, n_documents: int) -> list[str]:
    """Make a data directory and Datasette's database in a folder; give the questions."""
    _tell(f"Making, storing and indexing {n_documents:,} statements ...")
    corpus = write_corpus(folder / "corpus", n_documents, N_NEW)
    fill_store(corpus, folder / "data")
    ensure_built(folder / "data", _tell)
    write_datasette_database(folder / "data", folder / "statements.db")
    questions = corpus.questions()
    shutil.rmtree(corpus.folder)
    return questions


def list_servers(folder: Path) -> list[Server]:
    """The product as shipped, Datasette, the product under other servers."""
    serve = (str(_BINARIES / "mayors"), "serve")
    granian = (
        *(str(_BINARIES / "granian"), "--interface", "wsgi", "--workers", "2", "--no-ws"),
        *("--log-level", "error", "--factory", "benchmarks.load_application:make_application"),
    )
    datasette = (
        *(str(_BINARIES / "datasette"), "serve", "-i", str(folder / "statements.db")),
        *("--setting", "suggest_facets", "off"),
    )
    found = f"/statements/{TABLE}.json?_shape=objects&_size=10&_search={{}}"
    return [
        *(
            server
            for n in (N_POPULAR, N_NEW)
            for server in (
                Server("`mayors serve`, as shipped", serve, n_questions=n),
                Server("Datasette, FTS5", datasette, found, n, "datasette"),
            )
        ),
        *(
            Server(
                f"gunicorn, {workers} workers with {threads} threads",
                serve,
                environment={"MAYORS_WORKERS": str(workers), "MAYORS_THREADS": str(threads)},
            )
            for workers, threads in ((1, 16), (2, 1), (2, 8), (2, 16), (4, 4))
        ),
        *(
            Server(
                f"granian, 2 workers with {threads} threads",
                (*granian, "--blocking-threads", str(threads)),
                package="granian",
            )
            for threads in (1, 4)
        ),
    ]


def measure_server(server: Server, questions: list[str], folder: Path) -> Measured:
    """Start a server over what was prepared in a folder, warm it up, ask it.

    Raises:
        click.ClickException: it does not start.
    """
    port = _find_port()
    _tell(f"{server.name} ...")
    paths = folder / "paths.txt"
    paths.write_text(
        "\n".join(server.path.format(quote_plus(q)) for q in questions[: server.n_questions]) + "\n"
    )
    environment = os.environ | {"MAYORS_DATA": str(folder / "data")} | server.environment
    with subprocess.Popen(
        (*server.command, "--port", str(port)),
        env=environment,
        stdout=subprocess.DEVNULL,
        cwd=HERE.parent,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}{server.path.format(quote_plus(questions[0]))}", process)
            _run_wrk(address, paths, WARM_UP_SECONDS)
            told = _run_wrk(address, paths, SECONDS)
        finally:
            process.terminate()
    return Measured(
        server.name,
        server.n_questions,
        round(told["n_answers"] / told["seconds"], 1),
        told["p50_ms"],
        told["p99_ms"],
        int(told["n_errors"]),
        round(told["mb"] * 1000 / max(told["n_answers"], 1), 1),
    )


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < ends_at:
        try:
            with urlopen(url) as answer:
                json.load(answer)
                return
        except HTTPError as error:
            raise click.ClickException(f"{url} is answered with {error.code}.") from error
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise click.ClickException(f"{url} is not answered.")


def _find_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _run_wrk(address: str, paths: Path, seconds: int) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{N_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-s", str(HERE / "load.lua"), address, "--", str(paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
