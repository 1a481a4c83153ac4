# `make run` and `make test` need Python 3.11 or newer, pip and make; everything else they fetch.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
# uv is quick; pip, which knows a machine's own settings, is the second try.
INSTALL := VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes -r

# Three at a time keep two cores busy, as browsers and servers are waited for.
SIDE_BY_SIDE := -n 3 --dist loadscope

.PHONY: help run serve test check lock

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: .venv/installed ## the demonstration, with its clock, at http://127.0.0.1:5000
	@exec env HOMECARE_DATABASE=demonstration $(FLASK) demo --serve

serve: .venv/installed ## the real thing, with its clock; starts empty
	@exec env HOMECARE_DATABASE=real $(FLASK) serve

test: .venv/installed-dev ## every test, on SQLite and on PostgreSQL, browsers included
	@$(PYTHON) tests/needs.py
	$(BIN)/pytest --database=sqlite $(SIDE_BY_SIDE)
	$(BIN)/pytest --database=postgresql --only-databases $(SIDE_BY_SIDE)

check: .venv/installed-dev ## lint, types, imports, page templates, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint homecare/templates --lint --quiet
	$(MAKE) test

lock: .venv/bin/uv ## pin requirements*.in again
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements-dev.in -o requirements-dev.txt

# A bare Debian Python has no ensurepip, so venv fails there; virtualenv brings its own pip.
.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "homecare needs Python 3.11 or newer; set PYTHON=python3.12, say"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(PYTHON) -m pip install -q --user virtualenv 2>/dev/null || $(PYTHON) -m pip install -q --break-system-packages virtualenv; $(PYTHON) -m virtualenv -q .venv; }
	@$(BIN)/pip install -qq uv

.venv/installed: requirements.txt | .venv/bin/uv
	@echo "Installing homecare's libraries into .venv …"
	@$(INSTALL) requirements.txt || $(BIN)/pip install -q --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@$(INSTALL) requirements-dev.txt || $(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	@touch $@
