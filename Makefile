# Needs python3.11 or newer with its venv module, and make. Nothing has to be activated first.
# Another Python: `make run PYTHON=python3.12`. More for a tool: `make test ARGS="-k invitation"`.
PYTHON ?= python3
ARGS ?=
V := .venv
PY := $(V)/bin/python
PACKAGES := surveys chatbot feedback
TYPED := $(PACKAGES) tests $(wildcard benchmarks migrations wsgi.py)
PIP := $(PY) -m pip install -q --disable-pip-version-check --root-user-action=ignore --use-pep517
UV := VIRTUAL_ENV=$(CURDIR)/$(V) UV_SYSTEM_CERTS=true UV_HTTP_TIMEOUT=180 $(V)/bin/uv
# Compiled modules are kept whatever the caller's habit: tests and worker start many processes.
export PYTHONDONTWRITEBYTECODE :=
# The demonstration's rules: refused by any server that holds real answers (docs/settings).
DEMO := FEEDBACK_ENV=$${FEEDBACK_ENV:-development}

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run seed test check check-deep bench format lock static clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /\1|/' \
	  | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: $(V)/.ok-base ## set up what is missing, then serve the demonstration story
	@$(DEMO) $(V)/bin/feedback run $(ARGS)

seed: $(V)/.ok-base ## fill the demonstration story (ARGS=--again: from the start)
	@$(DEMO) $(V)/bin/feedback seed $(ARGS)

test: $(V)/.ok-dev ## all tests, the long counts scaled to minutes
	@$(PY) -m pytest -q -n 2 $(ARGS)

# The house tests that walk every page are left to `make test`, which runs all of them.
check: $(V)/.ok-dev ## style, types, spelling and the rules of the house
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy $(TYPED)
	@$(V)/bin/codespell
	@$(PY) -m pytest -q tests/house $(foreach one,matrix pages looking,--ignore=tests/house/test_$(one).py)

check-deep: $(V)/.ok-dev ## all tests with the long counts in full (hours; some need root)
	@$(PY) -m bandit -q -r $(PACKAGES) -ll
	@FEEDBACK_DEEP=1 $(PY) -m pytest -q -n 2 -o timeout=7200 $(ARGS)
	@$(PY) -m benchmarks.mutants --strict --only word_masks,patterns,scan,candidates,second_look,wording,office,screening
	@$(PY) -m benchmarks.mutants --only alarms

bench: $(V)/.ok-dev ## where the README's figures come from
	@$(PY) -m benchmarks $(ARGS)

format: $(V)/.ok-dev ## lay the code out as `make check` wants it
	@$(PY) -m ruff check -q --fix . ; $(PY) -m ruff format .

lock: $(V)/bin/uv ## maintainer: settle every version anew (ARGS=--upgrade: the newest)
	@for set in base production dev; do \
	  case $$set in base) extra= ;; production) extra="--extra postgres --extra redis" ;; \
	    dev) extra="--extra postgres --extra redis --extra dev" ;; esac; \
	  [ $$set = base ] && held= || held="--constraints requirements-base.lock"; \
	  env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(UV) pip compile -q --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --extra build --extra semantic $$extra $$held $(ARGS) \
	    --output-file requirements-$$set.lock pyproject.toml || exit 1; \
	done
	@! grep -nE '://|--(index-url|extra-index-url|find-links)' requirements-*.lock \
	  || { echo "A lock file names an address: take it out before committing."; exit 1; }

static: ## maintainer: build CSS and scripts into static/ (needs Node; the result is committed)
	@command -v npm >/dev/null || { echo "make static needs Node and npm; nothing else does."; exit 1; }
	@[ -x static/src/build.sh ] || { echo "static/src/build.sh is missing."; exit 1; }
	@static/src/build.sh

clean: ## remove the virtual environment and caches; answers and keys in instance/ stay
	rm -rf $(V) .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov mutants build dist
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The set-up, once per change of a lock file. uv first, pip where uv cannot reach an index that
# pip's own settings name. A lock file is complete, so nothing else is looked for (--no-deps).
$(V)/bin/uv: requirements-uv.lock
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Python is missing. Install python3 (3.11 or newer) and python3-venv."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer; '$(PYTHON)' is `$(PYTHON) --version 2>&1`."; \
	  echo "If another is installed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; \
	  exit 1; }
	@if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  echo "Setting up $(V) (once, a minute or two) ..."; $(PYTHON) -m venv --clear $(V); fi
	@$(PIP) --require-hashes -r requirements-uv.lock
	@touch $@

$(V)/.ok-%: requirements-%.lock pyproject.toml $(V)/bin/uv
	@echo "Installing requirements-$*.lock ..."
	@$(UV) pip install -q --compile-bytecode --no-deps --require-hashes -r requirements-$*.lock || { \
	  echo "uv could not; trying pip, which takes longer ..."; \
	  $(PIP) --no-deps --require-hashes -r requirements-$*.lock; }
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@
