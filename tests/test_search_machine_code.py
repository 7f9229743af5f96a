"""Nobody waits for the compiler: what set-up compiles is all that publishing and asking need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import gc, sys
from itertools import product
from pathlib import Path
from numba.core.dispatcher import Dispatcher
from search.machine_code import load_machine_code
from search.publishing import LiveEngine, publish
from tests.makers import fill_store, make_statement

def compiled():
    found = [each for each in gc.get_objects() if isinstance(each, Dispatcher)]
    return {f"{each.py_func.__name__} {kinds}" for each in found for kinds in each.signatures}

load_machine_code()
before = compiled()
data = Path(sys.argv[1])
many_words = " ".join(map("".join, product("bcdfghjklmnpqrstvw", repeat=3)))
statement = make_statement("a", "The mayor of a city spoke of raids.", place="Mesa, AZ")
fill_store(data, statement, make_statement("c", many_words))
live = LiveEngine(data)
live.current().ask("raids in the city")
fill_store(data, make_statement("b", "A shelter opened.", place="Tucson, AZ"))
live.current().ask('"shelter opened" -raids')
live.close()
print("\\n".join(sorted(compiled() - before)))
"""


def test_after_set_up_the_first_statement_and_question_wait_for_no_compiler(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == ["", ""]
