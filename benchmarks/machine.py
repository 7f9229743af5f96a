"""What the measurements were made on: processor, memory, versions; no names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "numba", "tantivy", "bm25s", "PyStemmer", "scikit-learn")


def describe_machine() -> dict[str, str]:
    """Facts by name, in the order they are shown."""
    facts = {
        "processor": f"{_find('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{round(int(_find('/proc/meminfo', 'MemTotal').split()[0]) / 1e6)} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
    }
    for package in PACKAGES:
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            continue
    return facts


def _find(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith(name)), "unknown")
