# What a newcomer guesses: make demo, install, format, check, test, wheel.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SCHEMA = $(VENV)/repository/bin/check-jsonschema --builtin-schema
MINUTES ?= 20
CUT_ROWS ?= 1000000
ROWS ?= 1000000
EXAMPLES ?= 3000
LENGTH ?= full
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

.PHONY: $(shell sed -nE 's/^([a-z-]+):.*/\1/p' $(MAKEFILE_LIST))  # no target here is a file of that name

help:  ## say what the targets do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  \1\t/' | expand -t 16

$(VENV)/core: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/core $@

$(VENV)/browser: $(VENV)/dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[browser]'
	@touch $@

$(VENV)/docs: $(VENV)/dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

demo: $(VENV)/core  ## run the main job on sample data, into demo-output/
	$(BIN)/rebalance inspect sample_data/alpaca_tasks.jsonl --by category --floor 20
	$(BIN)/rebalance split sample_data/alpaca_tasks.jsonl --by category -d demo-output/parts/
	$(BIN)/rebalance balance demo-output/parts/train.jsonl --by category --cap 100 --floor 20 \
	  -o demo-output/train-balanced.jsonl
	$(BIN)/rebalance weights demo-output/parts/train.jsonl --by category --scheme balanced \
	  -o demo-output/train-weighted.jsonl
	cat sample_data/chat_messages.jsonl \
	  | $(BIN)/rebalance balance - --by meta.task --equal median -o - -q \
	  | $(BIN)/rebalance inspect - --by meta.task
	@printf '\nNow with your own file:\n\n  source %s/activate\n  rebalance inspect your.jsonl\n\n' $(BIN)

loop: $(VENV)/core  ## run the guide's loop: gaps, requests, validate, evaluate, into demo-output/loop/
	$(BIN)/python docs/run_page.py docs/guides/loop-over-evaluation.md demo-output/loop

install: $(VENV)/dev  ## make the virtual environment with all tools

generate: $(VENV)/dev  ## write again what is made from the code: schemas, stub, option tables, completion, man pages and more
	$(BIN)/python tools/make_schemas.py
	$(BIN)/python tools/make_stub.py
	$(BIN)/python tools/option_tables.py
	$(BIN)/python tools/make_completions.py
	$(BIN)/python tools/make_man_pages.py
	$(BIN)/python tools/code_map.py
	$(BIN)/python tools/stable_surface.py

schemas: $(VENV)/dev  ## write the JSON Schemas of the reports again, as generate does
	$(BIN)/python tools/make_schemas.py

format: $(VENV)/dev  ## rewrite the code in the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(VENV)/dev  ## style, lint and types; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy rebalance cli tests
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin rebalance cli
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 --exclude rebalance/system/posix.py rebalance cli

docs: $(VENV)/docs  ## build the documentation into site/, and check its links
	@$(BIN)/python tools/page_links.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict  # not --quiet, which counts no warnings
	@$(BIN)/python -m pytest -m site tests/site

test: $(VENV)/dev  ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

coverage: $(VENV)/dev  ## run the tests, and fail where they reach too little of the code by themselves
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --cov --cov-report=term

test-orjson: $(VENV)/dev  ## run the tests of what reads rows without simdjson, which `test` uses
	REBALANCE_PARSER=orjson $(BIN)/python -m pytest --numprocesses auto --dist loadgroup tests/rows \
	  tests/splitting tests/property $(wildcard tests/cli/test_bad_input.py \
	  tests/cli/test_inspect*.py tests/cli/test_balance*.py tests/cli/test_split*.py tests/cli/test_odd_*.py)

test-browser: $(VENV)/browser docs  ## open pages in Chromium, and keep their pictures in browser-pictures/
	tests/browser/install.sh
	$(BIN)/python -m pytest -m browser tests/browser

$(VENV)/trainers/ready: tests/trainers/requirements.txt pyproject.toml
	@test -x $(VENV)/trainers/bin/python || $(PYTHON) -m venv $(VENV)/trainers
	@$(VENV)/trainers/bin/python -m pip install --quiet --disable-pip-version-check \
	  --requirement tests/trainers/requirements.txt --editable .
	@touch $@

test-trainers: $(VENV)/trainers/ready  ## run the tests with PyTorch, transformers, TRL and Keras, in their own environment
	$(VENV)/trainers/bin/python -m pytest -c tests/trainers/pytest.ini --rootdir . tests/trainers

$(VENV)/clusters/ready: tests/clusters/requirements.txt pyproject.toml
	@test -x $(VENV)/clusters/bin/python || $(PYTHON) -m venv $(VENV)/clusters
	@$(VENV)/clusters/bin/python -m pip install --quiet --disable-pip-version-check \
	  --requirement tests/clusters/requirements.txt --editable .
	@touch $@

test-clusters: $(VENV)/clusters/ready  ## run the tests with Ray clusters on this machine, in their own environment
	tests/clusters/install.sh
	$(VENV)/clusters/bin/python -m pytest -c tests/clusters/pytest.ini --rootdir . tests/clusters

$(VENV)/remote/ready: tests/remote/requirements.txt pyproject.toml
	@test -x $(VENV)/remote/bin/python || $(PYTHON) -m venv $(VENV)/remote
	@$(VENV)/remote/bin/python -m pip install --quiet --disable-pip-version-check \
	  --requirement tests/remote/requirements.txt --editable .
	@touch $@

test-remote: $(VENV)/remote/ready  ## run the tests with a server of S3 on this machine, in their own environment
	$(VENV)/remote/bin/python -m pytest tests/remote

test-shells: $(VENV)/dev  ## run the tests of completion in bash, zsh and fish, and of man pages
	tests/shells/install.sh
	$(BIN)/python -m pytest --numprocesses 2 tests/shells

$(VENV)/pipelines/ready: tests/pipelines/requirements.txt pyproject.toml
	@test -x $(VENV)/pipelines/bin/python || $(PYTHON) -m venv $(VENV)/pipelines
	@$(VENV)/pipelines/bin/python -m pip install --quiet --disable-pip-version-check \
	  --requirement tests/pipelines/requirements.txt --editable .
	@touch $@

test-pipelines: $(VENV)/pipelines/ready  ## run the examples with DVC and Snakemake, in their own environment
	$(VENV)/pipelines/bin/python -m pytest -c tests/pipelines/pytest.ini --rootdir . tests/pipelines

fuzz: $(VENV)/dev  ## try all commands with random options and files, for MINUTES (20), from SEED (any)
	$(BIN)/python -m tests.fuzz.cuts $(CUT_ROWS) $(SEED)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

fuzz-parsers: $(VENV)/dev  ## hold simdjson against orjson on ROWS (1,000,000) random rows, from SEED (any)
	$(BIN)/python -m tests.fuzz.parsers $(ROWS) $(SEED)

simulations: $(VENV)/dev  ## check what the numbers promise by simulation; LENGTH=short repeats less
	REBALANCE_SIMULATIONS=$(LENGTH) $(BIN)/python -m pytest -m simulation --numprocesses auto tests/simulations

properties: $(VENV)/dev  ## run EXAMPLES (3,000) cases of each property test, where `test` runs 50
	REBALANCE_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -m fuzz --numprocesses auto tests/property tests/fuzz

$(VENV)/repository/ready: tests/repository/requirements.txt
	@test -x $(VENV)/repository/bin/python || $(PYTHON) -m venv $(VENV)/repository
	@$(VENV)/repository/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

check-repository: $(VENV)/repository/ready  ## lint workflows, action, hooks, forms of issues, citation
	$(VENV)/repository/bin/actionlint
	$(VENV)/repository/bin/zizmor --offline --pedantic --quiet .
	$(SCHEMA) vendor.github-workflows .github/workflows/*.yml
	$(SCHEMA) custom.github-workflows-require-timeout .github/workflows/*.yml
	$(SCHEMA) vendor.github-actions action.yml
	$(SCHEMA) vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(SCHEMA) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA) vendor.dependabot .github/dependabot.yml
	$(SCHEMA) vendor.citation-file-format CITATION.cff

$(VENV)/packaging/ready: tests/packaging/requirements.txt
	@test -x $(VENV)/packaging/bin/python || $(PYTHON) -m venv $(VENV)/packaging
	@$(VENV)/packaging/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

package: $(VENV)/packaging/ready  ## build what is released into dist/, twice, and check it
	$(VENV)/packaging/bin/python tests/packaging/distributions.py

wheel: package  ## install the wheel with pip, uv and pipx, each in an empty home, and try it
	$(VENV)/packaging/bin/python tests/packaging/wheel.py

sdist: package  ## run tests where the source distribution is unpacked
	$(VENV)/packaging/bin/python tests/packaging/sdist.py

test-container: $(VENV)/dev  ## build the image of the Containerfile, and run it read-only and not as root
	tests/container/install.sh
	tests/container/build.sh $(CURDIR)/$(VENV)/container
	REBALANCE_CONTAINERS=$(CURDIR)/$(VENV)/container $(BIN)/python -m pytest tests/container

test-versions: $(VENV)/packaging/ready  ## try the core on all Pythons there are, with the lowest and newest dependencies
	$(VENV)/packaging/bin/python tests/packaging/versions.py

benchmark: $(VENV)/core  ## measure our commands and other tools on generated data, and keep the figures
	$(BIN)/python benchmarks/bench.py

benchmark-compare:  ## say what got slower since a run whose figures are in BEFORE
	$(BIN)/python benchmarks/compare.py $(BEFORE)

bench: benchmark  ## measure all else that docs/performance.md and docs/reliability.md tell, too
	$(BIN)/python benchmarks/near_duplicates.py
	$(BIN)/python benchmarks/validate.py
	$(BIN)/python benchmarks/categories.py
	$(BIN)/python benchmarks/tokens.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/shards.py
	$(BIN)/python benchmarks/split_shards.py

evidence: $(VENV)/trainers/ready  ## train small models under each scheme, ten seeds, and print macro-F1 (half an hour)
	$(VENV)/trainers/bin/python benchmarks/evidence.py

pictures: $(VENV)/core  ## draw the pictures of the documentation again
	$(BIN)/python docs/draw_pictures.py

clean:  ## remove what the targets made
	rm -rf $(VENV) build dist demo-output browser-pictures site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
