# Two commands do all the set-up on a fresh Debian machine with Python 3.11 and make:
#   make demo    the whole road on a world of demonstration portals, then the app in your browser
#   make test    lint, types and every test
# and one installs the program for use, without either:
#   make install
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test install quick lint types lock wheel clean

demo: $(STAMP)
	$(BIN)/nianbao demo

test: $(STAMP) lint types
	scripts/install_test_tools.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

install: $(STAMP)

# The part to run all day: nothing marked slow or browser.  Three processes, as many tests wait for a portal's delay.
# What Python compiles is kept, also where the shell says otherwise: each process that tests start would else compile all.
quick: export PYTHONDONTWRITEBYTECODE =
quick: $(STAMP)
	$(BIN)/python -m pytest -n 3 --dist loadgroup -m "not slow and not browser"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

$(STAMP): requirements.lock pyproject.toml scripts/make_venv.sh
	PYTHON=$(PYTHON) scripts/make_venv.sh $(VENV)
	touch $@

# Renew the locked versions from the ranges in pyproject.toml.
lock:
	$(BIN)/pip-compile --quiet --strip-extras --all-extras --generate-hashes --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --output-file requirements.lock pyproject.toml

wheel: $(STAMP)
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) dist build demo-data .pytest_cache .mypy_cache .ruff_cache
