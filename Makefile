# make run: the page with the shipped library; make test: everything CI checks.
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 7860
EXTRAS_RUN := .
EXTRAS_DEV := .[dev,train,spark]

# uv does not read pip's variables and settings: hand them on.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
export UV_INDEX_URL ?= $(or $(PIP_INDEX_URL),$(shell python3 -m pip config get global.index-url 2>/dev/null))
export SSL_CERT_FILE ?= $(PIP_CERT)
ifeq ($(strip $(UV_INDEX_URL)),)
unexport UV_INDEX_URL
endif
ifeq ($(strip $(SSL_CERT_FILE)),)
unexport SSL_CERT_FILE
endif

.PHONY: run test check lint types layers unit eval bench kills clean

run: $(VENV)/.installed
	$(VENV)/bin/policymatch serve --port $(PORT)

test: $(VENV)/.installed-dev system check

check: lint types layers unit

lint: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.installed-dev
	$(VENV)/bin/mypy

layers: $(VENV)/.installed-dev
	$(VENV)/bin/lint-imports

unit: $(VENV)/.installed-dev
	$(VENV)/bin/pytest

eval: $(VENV)/.installed-dev
	$(PY) -m eval.run

bench: $(VENV)/.installed-dev
	$(PY) -m eval.bench

kills: $(VENV)/.installed-dev
	POLICYMATCH_KILLS=200 $(VENV)/bin/pytest tests/test_index_crash.py

.PHONY: system
system:
	@sh scripts/system-packages.sh

$(VENV)/bin/uv:
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/uv
	$(VENV)/bin/uv pip install --quiet --python $(PY) --constraint constraints.txt --editable "$(EXTRAS_RUN)"
	@# Compile what every start loads now, even where Python is told not to: it halves the first start and, there, all.
	@env -u PYTHONDONTWRITEBYTECODE $(PY) -c "import assistant.graph, assistant.ui.page, chromadb"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(VENV)/bin/uv pip install --quiet --python $(PY) --constraint constraints.txt --editable "$(EXTRAS_DEV)"
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
