# The commands of the README. Everything lives in .venv and data/; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_HOME := $(CURDIR)
export CL_DATA_DIR ?= $(CURDIR)/data
export CL_DAGSTER_DIR ?= $(CL_DATA_DIR)/dagster
export DAGSTER_DISABLE_TELEMETRY := 1

.PHONY: setup run ui test lint docs translations wheel lock clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: setup
	$(BIN)/python deploy/sample_timeline.py

ui: setup
	$(BIN)/python deploy/sample_timeline.py --if-empty
	$(BIN)/python deploy/web_ui.py

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup
	$(BIN)/python deploy/docs.py

translations: setup
	$(BIN)/python deploy/translations.py

wheel: setup
	$(BIN)/python deploy/wheel.py

lock: setup
	$(BIN)/python deploy/lock.py

clean:
	rm -rf .venv data
