"""What was acknowledged survives a crash at any moment; `python -m tests.crashes` makes 200."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT_PATH


def test_no_crash_loses_doubles_or_halves_anything() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashes", "8"],
        cwd=ROOT_PATH,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("8 processes killed")
    assert done.stdout.endswith("; 0 faults\n")
