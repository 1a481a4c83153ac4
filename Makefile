# `make run` and `make test` need Python 3.11 or newer, pip and make; everything else they fetch.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi

# Three at a time keep two cores busy, as browsers and servers are waited for.
SIDE_BY_SIDE := -n 3 --dist loadscope

.PHONY: help run serve set-up test check bare-debian engines restore-drills kill-drills slowly fuzz libraries deploy-check lock python .venv/installed .venv/installed-dev

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: .venv/installed ## the demonstration, with its clock, at http://127.0.0.1:5000
	@exec env HOMECARE_DATABASE=demonstration $(FLASK) demo --serve

serve: .venv/installed ## the real thing, with its clock; starts empty
	@exec env HOMECARE_DATABASE=real $(FLASK) serve

set-up: .venv/installed ## fetches the libraries and starts nothing

# Compiled once and kept: a third of the processor's time went into compiling anew at every start of
# homecare, and every worker's tests, where a machine says that Python may not keep it.
test bare-debian: export PYTHONDONTWRITEBYTECODE :=

test: .venv/installed-dev ## every test on SQLite, browsers included, and on PostgreSQL what could be otherwise there
	@$(PYTHON) tests/needs.py
	$(BIN)/pytest --database=sqlite --note-statements $(SIDE_BY_SIDE)
	$(BIN)/pytest --database=postgresql --only-databases $(SIDE_BY_SIDE)

check: .venv/installed-dev ## lint, types, imports, page templates, scripts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint homecare/templates --lint --quiet
	$(BIN)/oxlint --quiet homecare/static
	$(MAKE) bare-debian
	$(MAKE) test

bare-debian: .venv/installed-dev ## the set-up, tried in a bare Debian made for it
	@$(PYTHON) tests/needs.py --bare-debian
	$(BIN)/pytest -rs -n 2 --dist loadscope tests/setting_up/bare_debian.py

engines: .venv/installed-dev ## a walk in WebKitGTK and Firefox, apart from the tests; ENGINES="webkit" for one
	@$(PYTHON) set_up.py requirements.txt requirements-dev.txt requirements-engines.txt
	@$(PYTHON) tests/engines/needs.py
	$(BIN)/python -m tests.engines.walk $(ENGINES)

restore-drills: .venv/installed-dev ## twenty backups of random data on each database and across, each restored and compared; some minutes
	@$(PYTHON) tests/needs.py
	$(BIN)/python -m tests.backups.drills 20

kill-drills: .venv/installed-dev ## web server and clock killed 1,000 times on each database under writes (KILLS=1000); some minutes
	@$(PYTHON) tests/needs.py
	$(BIN)/python -m tests.kills.drill $(or $(KILLS),1000)
	$(BIN)/python -m tests.kills.cluster $(or $(CLUSTER_KILLS),200)

slowly: .venv/installed-dev ## the tests of phones and desks in a browser, where everything comes late; half an hour
	@$(PYTHON) tests/needs.py
	$(BIN)/python -m pytest -p tests.waiting.slowly --database=sqlite -n 6 --dist loadscope -m browser $(or $(TESTS),tests/phone tests/today tests/desk tests/letters tests/accounts tests/browser/test_second_step.py tests/browser/test_library.py)

fuzz: .venv/installed-dev ## 100,000 requests of chance to every address, as everybody (CASES=100000)
	$(BIN)/python -m tests.fuzz.run $(or $(CASES),100000)

libraries: .venv/installed-dev ## libraries with a newer version, and those with a known hole; needs the network
	$(BIN)/uv pip list --python=$(BIN)/python --outdated --no-cache
	$(BIN)/uv tool run --no-cache pip-audit --strict --disable-pip --require-hashes -r requirements.txt

deploy-check: .venv/installed-dev ## Dockerfile, compose.yaml and units, read by the programs that know them; needs the network
	$(BIN)/python -m tests.deploy.check

PIN := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-cache $(if $(UPGRADE),--upgrade)
lock: .venv/installed ## pin requirements*.in again; UPGRADE=yes for the newest of each
	$(PIN) requirements.in -o requirements.txt
	$(PIN) requirements-dev.in -o requirements-dev.txt
	$(PIN) requirements-engines.in -o requirements-engines.txt
	printf 'uv\nsetuptools\n' | $(filter-out --upgrade,$(PIN)) --upgrade - -o requirements-uv.txt

# Both look each time whether .venv is whole, which takes a twentieth of a second.
.venv/installed: python
	@$(PYTHON) set_up.py requirements.txt

.venv/installed-dev: python
	@$(PYTHON) set_up.py requirements.txt requirements-dev.txt

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "homecare needs Python 3.11 or newer, and $(PYTHON) is not; where another one is installed: PYTHON=python3.12 make run, say"; exit 1; }
