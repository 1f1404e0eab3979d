# Two commands do everything: `make demo` and `make test`. Both make the virtual environment they need;
# `make install` makes that alone. The install is editable: what runs is this checkout.
VENV   ?= .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
# Where the environment forbids it, every process of ours would compile the whole project anew, half a second each.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test lint types check docs bench clean again

install: $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/gazette demo $(ARGS)

test: $(VENV)/.installed
	$(BIN)/pytest -q --numprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

check: lint types test

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.crawling $(ARGS)

clean:
	rm -rf $(VENV) demo-data build dist .pytest_cache .mypy_cache .ruff_cache

# `pip install .` has put a copy in the place of the checkout: portals that are written here would not run.
ifneq ($(wildcard $(VENV)/lib/python3*/site-packages/crawler/__init__.py),)
$(VENV)/.installed: again
endif

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Gazette needs Python 3.11 or later, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
