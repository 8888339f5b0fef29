# `make run` serves the office in config.yaml; `make test` runs the whole suite. Both set up what is
# missing first. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := queue_monitor kiosk display alerts
CHECKED := $(PACKAGES) tools $(wildcard bench tests)
VENDOR := queue_monitor/static/vendor
CATALOGUES := $(foreach package,$(PACKAGES),$(wildcard $(package)/translations/*/LC_MESSAGES/*.po))
COMPILED := $(CATALOGUES:.po=.mo)
WORKERS ?= 2
ARGS ?=
UV := 0.13.9

# The tests start many processes; where nothing compiled may be kept, each compiles all there is.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run demo check format-check lint types imports fast-tests test bench soak \
        screenshots moda charts effect lock format clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(BIN)/.installed $(VENDOR)/.copied $(COMPILED) ## .venv and browser libraries, from the locks

run: setup ## serve the office in config.yaml
	$(BIN)/queue-monitor serve $(ARGS)

demo: setup ## a simulated day on the real server
	$(BIN)/queue-monitor demo $(ARGS)

check: setup format-check lint types imports fast-tests ## style, types, layers, fast tests

format-check:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy $(CHECKED)

imports:
	$(BIN)/lint-imports --no-logo

fast-tests:
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal \
		-m "not slow and not browser"

test: setup .moda/.installed ## every test, those with real servers and browsers too
	tools/browser-setup
	tools/broker-setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal \
		--hypothesis-profile thorough $(ARGS)

bench: setup ## measure, each figure beside a limit measured in the same run
	$(BIN)/python -m bench $(ARGS)

soak: setup ## minutes of kill -9 under load, then 600 while notices go out
	$(BIN)/python -m bench.soak $(ARGS)
	$(BIN)/python -m bench.deliveries

screenshots: setup ## the pictures in docs/, taken from the running product
	tools/browser-setup
	$(BIN)/python -m tests.kiosk.printing.gallery
	$(BIN)/python -m tools.screenshots $(ARGS)
	$(BIN)/python -m pytest tests/browser/test_gallery.py --keep-gallery

moda: setup .moda/.installed ## Taiwan's accessibility rules (MODA, AA) over every page
	tools/browser-setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/support/test_moda.py \
		tests/browser/test_every_page.py -k "not -en]" $(ARGS)

charts: setup ## draw the charts in docs/alerts.md from the code's own table
	$(BIN)/python -m tools.state_chart

effect: setup ## 200 simulated days with and without reallocation, written to docs/effect.md
	$(BIN)/python -m tools.effect_report $(ARGS)

format: setup ## rewrite the sources in the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove everything that make made; an office's data stays
	rm -rf $(VENV) .venv-lock .moda node_modules $(VENDOR) build dist test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find $(PACKAGES) tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find $(PACKAGES) -name '*.mo' -delete 2>/dev/null || true

# --- set-up -------------------------------------------------------------------------------------

$(BIN)/python:
	tools/make-venv $(VENV)

# --no-deps: the lock is the whole list, and pip then asks for nothing that is not in it.
$(BIN)/.installed: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python -m pip install -q --no-build-isolation --no-deps -e .
	$(BIN)/python -m pip check -q
	touch $@

# Taiwan's accessibility checker lies apart: its pathspec is older than the one mypy needs, and no
# lock can hold both.
.moda/.installed: requirements-moda.lock | $(BIN)/.installed
	rm -rf .moda
	$(BIN)/python -m pip install -q --require-hashes --no-deps --no-warn-conflicts --target .moda \
		-r requirements-moda.lock
	touch $@

node_modules/.installed: package.json package-lock.json .npmrc
	npm ci --no-progress --loglevel=error
	touch $@

$(VENDOR)/.copied: node_modules/.installed tools/vendor.py | $(BIN)/python
	$(BIN)/python -m tools.vendor
	touch $@

%.mo: %.po | $(BIN)/.installed
	$(BIN)/pybabel -q compile -i $< -o $@

# --- locks --------------------------------------------------------------------------------------

# The locks hold names, versions and hashes alone, for every platform: no registry, no path. The
# machine's own pip settings are left out, so that the hashes are those of the public packages.
UV_COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL .venv-lock/bin/uv pip compile -q \
	--no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.venv-lock/bin/uv: Makefile
	tools/make-venv .venv-lock
	.venv-lock/bin/python -m pip install -q uv==$(UV)
	touch $@

lock: .venv-lock/bin/uv ## resolve again (ARGS=--upgrade for newer versions)
	$(UV_COMPILE) $(ARGS) -o requirements.lock pyproject.toml
	$(UV_COMPILE) $(ARGS) --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(UV_COMPILE) $(ARGS) --group moda -o requirements-moda.lock
	npm install --package-lock-only --no-progress --loglevel=error
	node tools/strip-lock.mjs
