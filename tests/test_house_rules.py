"""The rules of the house, held by walking its own syntax trees."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from corpus import errors
from index.postings import PostingsIndex
from webapp.cli import COMMANDS
from webapp.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "search", "webapp")
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "search": {"search", "index", "corpus"},
    "webapp": {"webapp", "search", "corpus"},
}
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]


def imported_packages(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "import_module"
            and isinstance(node.args[0], ast.Constant)
        ):
            names.add(str(node.args[0].value).split(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_imports_go_down_only(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    imported = imported_packages(ast.parse(path.read_text(encoding="utf-8")))
    assert imported & set(PACKAGES) <= MAY_IMPORT[package]


def lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    docstring = ast.get_docstring(node, clean=False) or ""
    body = lines[node.lineno - 1 : node.end_lineno]
    code = [line for line in body if line.strip() and not line.strip().startswith("#")]
    return len(code) - (docstring.count("\n") + 1 if docstring else 0)


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_files_and_functions_hold_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of_code(node, text.splitlines()) > 40
    ]
    assert text.count("\n") <= 300
    assert long == []
    assert path.name == "__init__.py" or ast.get_docstring(tree)


def test_no_pickle_and_no_module_named_like_the_standard_library() -> None:
    import sys

    for path in SOURCES:
        assert "pickle" not in imported_packages(ast.parse(path.read_text(encoding="utf-8"))), path
        assert path.parent.parent != ROOT or path.stem not in sys.stdlib_module_names - {
            "__init__",
        }, path


def error_classes(base: type[Exception]) -> Iterator[type[Exception]]:
    for child in base.__subclasses__():
        yield child
        yield from error_classes(child)


def test_the_drawn_tree_of_errors_names_every_one() -> None:
    drawn = set(re.findall(r"\w+Error", errors.__doc__ or ""))
    assert {e.__name__ for e in error_classes(errors.MayorsError)} | {"MayorsError"} <= drawn


def test_the_readme_names_every_command_and_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`mayors {name}" not in readme] == []
    assert [f.name for f in fields(Settings) if f"MAYORS_{f.name.upper()}" not in readme] == []


def test_the_readme_and_the_architecture_name_every_package() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for package in PACKAGES:
        docstring = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text()))
        assert docstring is not None
        assert docstring.split("?")[0] + "?" in text


def test_the_repository_names_no_machine_and_no_registry() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if tracked == [""]:
        pytest.skip("not a git checkout")
    hosts = re.compile(r"(pypi|pythonhosted|npmjs|debian)\.(org|com)|/(work|farm)/")
    for name in tracked:
        path = ROOT / name
        if name and path.is_file() and path.suffix in {".py", ".md", ".toml", ".txt", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            if path.name != Path(__file__).name:
                assert not hosts.search(text), name


def test_a_question_goes_at_most_six_calls_from_view_to_postings(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trace a real request; ARCHITECTURE.md lists the same steps in order."""
    import inspect

    paths: list[list[str]] = []
    real = PostingsIndex.postings

    def traced(self: PostingsIndex, term_number: int) -> object:
        frames = [f for f in inspect.stack()[1:] if not f.function.startswith("<")]
        ours = [f for f in frames if Path(f.filename).is_relative_to(ROOT)]
        inside = [f for f in ours if Path(f.filename).relative_to(ROOT).parts[0] in PACKAGES]
        paths.append([f.function for f in reversed(inside)])
        return real(self, term_number)

    monkeypatch.setattr(PostingsIndex, "postings", traced)
    assert app.test_client().get("/search?q=raids").status_code == 200
    steps = paths[0][paths[0].index("search") :]  # what serves the languages comes before the view
    assert len(steps) <= 6, steps
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = text[text.index("## The path of a question") :].split("\n## ")[0]
    assert re.findall(r"^\d+\. `(\w+)`", told, re.MULTILINE) == steps
