# Everything a person does with this project, one line of help each. Needs Python >= 3.11, make and a network for the first run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help setup demo up test check format docs bench load lock clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/runtime.stamp: requirements/build.txt requirements/runtime.txt pyproject.toml
	@echo "setting up $(VENV) (once; about a minute)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --no-build-isolation --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/runtime.stamp
	@echo "adding what the tests need (once)" >&2
	@$(PIP) install --no-build-isolation --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/runtime.stamp ## create the environment that runs the service

demo: $(VENV)/runtime.stamp ## live a whole resolution, from sponsorship to the report, and show it
	@$(BIN)/resolute demo

up: $(VENV)/runtime.stamp ## start the whole local stack in the foreground (Ctrl-C stops it)
	@$(BIN)/resolute up

test: $(VENV)/dev.stamp ## prove the project: every test, on a real engine and a real PostgreSQL
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

check: $(VENV)/dev.stamp ## format, lint, strict types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## put the code into its one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/dev.stamp ## write the generated tables of the reference anew, and bring the translators' catalogues up to date
	@$(BIN)/python -m tests.reference
	@$(BIN)/python -m tests.catalogues

bench: $(VENV)/dev.stamp ## measure what a fact costs beside the engine's floor, and what reading costs
	@$(BIN)/python -m tests.benchmarks
	@$(BIN)/python -m tests.reading_speed

load: $(VENV)/dev.stamp ## measure signed facts through HTTP, engine and ledger, over loopback
	@$(BIN)/python -m tests.load

lock: $(VENV)/dev.stamp ## pin the requirements again, by hash
	@for name in build runtime dev; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/$$name.txt requirements/$$name.in; done

clean: ## remove the environment and what was built
	rm -rf $(VENV) build *.egg-info
