# Everything that a person who works on Convenor runs. `make run` and `make test` need Python 3.11 and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 5
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test test-postgresql soak check format bench reference messages screenshots clean

run: $(VENV)/installed ## Start the bot; with no token set, the playground at http://127.0.0.1:8080/
	$(BIN)/convenor run

test: $(VENV)/installed-dev ## Run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not soak and not again"

test-postgresql: $(VENV)/installed-dev ## Run the core's tests once more, on PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m again

soak: $(VENV)/installed-dev ## Run the slow tests; SOAK=short for a shortened run
	$(BIN)/python -m pytest -m soak --timeout 900

check: $(VENV)/installed-dev ## Style, types, and the arrows of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev ## Put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-dev ## Measure, as written down in docs/benchmarks.md
	$(BIN)/python -m bench

reference: $(VENV)/installed ## Write the pages of docs/ that are made from the code
	$(BIN)/convenor reference docs

messages: $(VENV)/installed ## Gather the texts to translate into bot/locale, and compile the catalogues
	$(BIN)/convenor messages .

screenshots: $(VENV)/installed-dev ## Take the pictures in docs/images anew (needs Chromium)
	$(BIN)/python docs/images/make.py

clean: ## Remove what make made; the data folder stays
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Convenor needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@
