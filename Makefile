# `make` sets everything up and reads corpus/ into outputs/. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= corpus
OUT ?= outputs
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := run

.PHONY: run
run: setup  ## read corpus/ into outputs/ (the default; only what changed is done again)
	$(BIN)/pipeline run $(CORPUS) --out $(OUT)

.PHONY: setup
setup: $(INSTALLED) tesseract  ## virtual environment, pinned packages, Tesseract

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.PHONY: tesseract
tesseract:
	@sh setup/tesseract.sh

.PHONY: test-tools
test-tools:
	@for tool in setup/fonts.sh setup/postgres.sh setup/chromium.sh; do if [ -f $$tool ]; then sh $$tool; fi; done

.PHONY: test
test: setup test-tools  ## all tests and nothing slow
	$(BIN)/python -m pytest

.PHONY: check
check: setup  ## static checks: format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: audit
audit: run  ## what this run changes against the accepted baseline
	$(BIN)/pipeline diff $(CORPUS)/accepted.jsonl $(OUT) || [ $$? -eq 1 ]

.PHONY: accept
accept: run  ## make the present outputs the accepted baseline
	$(BIN)/pipeline accept --out $(OUT) --baseline $(CORPUS)/accepted.jsonl

.PHONY: corpus
corpus: setup test-tools  ## typeset the sample reviews again (needs CJK fonts)
	$(BIN)/python corpus/typeset.py

.PHONY: docs
docs: setup  ## bring the generated parts of the documents up to date
	$(BIN)/pipeline schemas docs/schemas
	$(BIN)/python docs/build.py

.PHONY: pictures
pictures: run test-tools  ## take the README's pictures from the corpus's own pages
	$(BIN)/python docs/pictures.py $(OUT)

.PHONY: bench
bench: setup  ## accuracy and speed into docs/ (slow)
	$(BIN)/python -m tests.bench

.PHONY: fuzz
fuzz: setup  ## 200 hostile and damaged files beside good ones (slow)
	$(BIN)/python -m tests.fuzz

.PHONY: lock
lock:  ## pin the packages of pyproject.toml with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --python-version 3.11 --universal --all-extras --group dev pyproject.toml -o requirements.lock

.PHONY: clean
clean:  ## remove outputs/
	rm -rf $(OUT)

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12
