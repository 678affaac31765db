# The commands of the README. Everything lives in .venv and data/; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_HOME := $(CURDIR)
export CL_DATA_DIR ?= $(CURDIR)/data
export CL_DAGSTER_DIR ?= $(CL_DATA_DIR)/dagster
export DAGSTER_DISABLE_TELEMETRY := 1

.PHONY: setup dev run ui test lint docs translations wheel lock clean

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

setup: .venv/.ready
dev: .venv/.ready-dev

# What an officer's machine needs; pip itself is one of the pinned packages.
.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	touch $@

# What tests, checks and packaging need besides.
.venv/.ready-dev: .venv/.ready requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

run: setup
	$(BIN)/python deploy/sample_timeline.py

ui: setup
	$(BIN)/python deploy/sample_timeline.py --if-empty
	$(BIN)/python deploy/web_ui.py

test: dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: dev
	$(BIN)/python deploy/docs.py

translations: dev
	$(BIN)/python deploy/translations.py

wheel: dev
	$(BIN)/python deploy/wheel.py

lock: dev
	$(BIN)/python deploy/lock.py

clean:
	rm -rf .venv data
