# For GNU make 3.81 or newer. Nothing here asks a question or reads standard input.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.ready
HOST_LOCK := docs/deploy/host/requirements.txt
PYTHONS := python3.13 python3.12 python3.11 python3 python
ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# French words come out right whatever the locale of the terminal.
export PYTHONUTF8 := 1

.PHONY: help setup test demo up bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv with everything, at the versions of requirements.lock
	@echo 'Ready: $(BIN)/dixminutes'

test: $(READY) ## lint, types, imports, content, all tests (PYTEST_ARGS="-k tip")
	@$(NEED_BROWSER)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/dixminutes check
	$(BIN)/pytest -n 2 -rs $(PYTEST_ARGS)
	@$(HAS_BROWSER) || echo '$(NO_BROWSER)'

demo: $(READY) ## play a first day, then serve phones to try (PORT=8000, FRESH=1 starts over, WHATSAPP=1)
	@$(BIN)/dixminutes demo $(if $(filter-out 0,$(FRESH)),--fresh) \
	  $(if $(filter-out 0,$(WHATSAPP)),--whatsapp) </dev/null

up: $(READY) ## run everything on this machine, as .env says
	@$(BIN)/dixminutes up </dev/null

bench: $(READY) ## measure this machine
	@$(BIN)/dixminutes bench </dev/null

lock: $(READY) ## write the locked versions again (UPGRADE=1 takes newer ones)
	$(PIP) uv==0.13.9
	$(COMPILE) --group dev pyproject.toml -o requirements.lock
	$(COMPILE) --group build -c requirements.lock pyproject.toml -o $(HOST_LOCK)

clean: ## remove .venv and caches; never var/, which holds your data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build
	rm -rf dixminutes.egg-info

HAS_BROWSER := test -n "$$CHROMIUM" || command -v chromium >/dev/null 2>&1 || \
	command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
NO_BROWSER := Not run: browser tests. Install Chromium (Debian: apt-get install chromium) \
	or set CHROMIUM=/path.
NEED_BROWSER := test "$$REQUIRE_BROWSER" != 1 || $(HAS_BROWSER) || { echo '$(NO_BROWSER)' >&2; exit 1; }

# An existing .venv that still works is kept and brought up to the lock.
$(READY): requirements.lock pyproject.toml
	@if ! $(BIN)/python -c '$(ENOUGH)' >/dev/null 2>&1 || ! test -x $(BIN)/pip; then \
	  for python in $(if $(PYTHON),$(PYTHON),$(PYTHONS)); do \
	    if "$$python" -c '$(ENOUGH)' >/dev/null 2>&1; then \
	      echo "Making .venv with $$python (once, a minute or two)..."; \
	      exec "$$python" -m venv --clear .venv; \
	    fi; \
	  done; \
	  echo "Needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv)," \
	    "or name one: make setup PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $(READY)
