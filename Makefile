# Everything sets itself up in .venv; only Python 3.11 or newer and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock

.DEFAULT_GOAL := help
.PHONY: help run test lint check bench eval learn lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

run: $(VENV)/run ## run the bot: with a token in .env on Telegram, else the playground in a browser
	$(BIN)/python -m bot

test: $(VENV)/dev ## run every test; ARGS="..." is handed on to pytest
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev ## ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/run ## check the dialogs: names, promises, stories, words
	$(BIN)/python -m bot check

bench: $(VENV)/dev ## run the benchmarks and print their tables
	$(BIN)/python -m benchmarks

eval: $(VENV)/run ## how well typed text is understood, on the development sets
	$(BIN)/python -m evaluation

learn: $(VENV)/run ## learn the questions and hints anew, after changing their words
	$(BIN)/python -m bot learn

lock: $(VENV)/dev ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -q -o $(RUN_LOCK)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -q -o $(DEV_LOCK)

clean: ## remove what make has made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(RUN_LOCK) | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(RUN_LOCK)
	@touch $@

$(VENV)/dev: $(DEV_LOCK) | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(DEV_LOCK)
	@touch $@ $(VENV)/run
