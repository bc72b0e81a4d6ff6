# What a user and a developer type. `make` alone lists it.
#   make datasets RUNS='path/*/results.csv' OUT=somewhere CONFIG=my.toml ARGS='--max-per-problem 2'

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS ?=
OUT ?=
CONFIG ?=
ENGINE ?=
ARGS ?=
SQL ?=
DIR := $(or $(OUT),datasets)

# through the environment, so that no quote in a path is the shell's
export SQL RUNS OUT CONFIG DIR
.DEFAULT_GOAL := help
.PHONY: help datasets query shell summary test test-all test-spark test-trainers test-inspect lint bench examples flow clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.installed-spark: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spark]'
	@touch $@

# without what they need to train: PyTorch is some gigabytes
$(VENV)/.installed-trainers: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt \
	    trl transformers safetensors
	@touch $@

# apart: other tests want to see what is said without it
$(VENV)-inspect/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV)-inspect
	@$(VENV)-inspect/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	    -e '.[inspect]' pytest
	@touch $@

datasets: $(if $(filter spark,$(ENGINE)),$(VENV)/.installed-spark,$(VENV)/.installed)  ## build the datasets (RUNS=, OUT=, CONFIG=, ENGINE=spark, ARGS=)
	@$(BIN)/python build.py datasets $(if $(CONFIG),--config "$$CONFIG") \
	    $(if $(RUNS),--runs "$$RUNS") $(if $(OUT),--out "$$OUT") $(if $(ENGINE),--engine $(ENGINE)) $(ARGS)

query: $(VENV)/.installed  ## ask the newest build (SQL='select ...'; without it the size of each mix)
	@$(BIN)/python build.py query $(if $(SQL),"$$SQL") --dir "$$DIR" $(ARGS)

shell: $(VENV)/.installed  ## a SQL shell over the newest build
	@$(BIN)/python build.py shell --dir "$$DIR"

summary: $(VENV)/.installed  ## the summary of the newest build
	@$(BIN)/python build.py summary --dir "$$DIR"

test: $(VENV)/.installed-dev lint  ## lint and run the tests
	@$(BIN)/python -m pytest -n auto --dist worksteal -m 'not slow and not spark and not trainers and not inspect'

test-all: $(VENV)/.installed-dev lint  ## the slow tests too
	@$(BIN)/python -m pytest -n auto --dist worksteal -m 'not spark and not trainers and not inspect'

test-spark: $(VENV)/.installed-spark  ## the tests on Spark; needs Java
	@$(BIN)/python -m pytest -m spark -rs

test-trainers: $(VENV)/.installed-trainers  ## TRL's own preparation of the files, without PyTorch
	@$(BIN)/python -m pytest -m trainers -rs

test-inspect: $(VENV)-inspect/.installed  ## packed logs (.eval), as inspect_ai writes them
	@$(VENV)-inspect/bin/python -m pytest -m inspect -rs tests/test_inspect.py

lint: $(VENV)/.installed-dev  ## ruff and mypy for Python, sqlfluff for sql/
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 0 sql

bench: $(VENV)/.installed  ## the build beside Polars, pandas and Hugging Face datasets (ARGS='--rows 10000000')
	@$(BIN)/python benchmarks/run.py $(ARGS)

examples: $(VENV)/.installed  ## make the example runs again (the same bytes)
	@$(BIN)/python examples/make_runs.py

flow: $(VENV)/.installed  ## draw docs/flow.svg and the table of steps from the headers of sql/
	@$(BIN)/python docs/flow.py

clean:  ## remove the virtual environment and caches (never a dataset)
	@rm -rf $(VENV) $(VENV)-inspect .pytest_cache .ruff_cache .mypy_cache dist
