# The commands people type. `make run` and `make test` set up what they need, once.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first of these that is Python 3.11 or newer.
PYTHONS := $(PYTHON) python3 python3.13 python3.14 python3.12 python3.11 python
BIN := .venv/bin
# One test more at once than there are cores: tests/conftest.py.
PARALLEL := $(BIN)/pytest -n auto --dist worksteal
LOCK := requirements/dev.txt
HISTORIES := 10000
# So many of them in the emulator of AWS, where each takes seconds.
EMULATED := 100
SEED := $(shell date +%s)
FILES := 10000
READY := .venv/.ready
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
# What a function's libraries want and the Lambda runtime has.
IN_RUNTIME := botocore urllib3
# Tools in environments of their own: local/articles/local/tools.py.
TOOLS := sam cfn-lint checkov lambda bench api clients content pages rehearsal

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is compiled once starts sooner each time: tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## What can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(READY) ## The site on this machine, with the files of content/; PORT, S3_PORT and CONTENT override
	@exec $(BIN)/articles run

.PHONY: test
test: $(READY) ## All tests but the proofs
	@$(PARALLEL) -m "not proof and not soak and not emulator"

.PHONY: prove
prove: $(READY) ## The proofs, as long as every change has to bear them: crashes, races, histories, hostile files
	@$(PARALLEL) -m "proof and not soak and not emulator"

.PHONY: coverage
coverage: $(READY) ## Which lines the tests reach, proofs left out
	@$(PARALLEL) -m "not proof and not soak" --cov --cov-report=term

.PHONY: soak
soak: $(READY) ## The proofs at length, which takes too long for every change: each crash in moto, and many histories
	@HISTORIES=$(HISTORIES) SEED=$(SEED) FILES=$(FILES) $(PARALLEL) -m "proof and not emulator"
	@HISTORIES=$(EMULATED) SEED=$(SEED) $(PARALLEL) -m emulator

.PHONY: e2e
e2e: $(READY) ## The tests from upload to page; STACK=NAME runs those that a deployed stack must pass against that one
	@$(BIN)/pytest -q $(if $(STACK),--stack=$(STACK) tests/e2e/test_site.py,tests/e2e)

.PHONY: mutants
mutants: $(READY) ## Defects of the protocol, made on purpose: the tests must catch each
	@$(BIN)/python -m tests.mutants

.PHONY: load
load: $(READY) ## FILES files uploaded to a local stack at once: is each live, and how soon?
	@FILES=$(FILES) $(BIN)/pytest -n 0 -m soak tests/e2e/test_load.py

.PHONY: check
check: lint types test prove ## What has to be green before a commit

.PHONY: lint
lint: $(READY) ## Style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: types
types: $(READY) ## Static types
	@$(BIN)/mypy

.PHONY: check-template
check-template: $(READY) ## template.yaml by cfn-lint, SAM and checkov, and what `sam build` makes of it
	@$(BIN)/python tests/template/check.py

.PHONY: check-pages
check-pages: $(READY) ## Every page of content/ by vnu, html-validate, axe, Lighthouse and others, in three browsers
	@$(BIN)/python tests/pages/check.py

.PHONY: check-api
check-api: $(READY) ## What is answered over HTTP, by Schemathesis, REDbot, feed parsers, aiohttp and generated clients
	@$(BIN)/python tests/api/check.py $(CHECK)

.PHONY: check-wheel
check-wheel: $(READY) ## `articles` as others install it: the wheel on the lowest and highest Python, hook and action
	@$(BIN)/python -m tests.installed.check

.PHONY: check-sam-local
check-sam-local: $(READY) ## `sam local` in containers beside the local stack: the same answers to every event and request
	@$(BIN)/python tests/sam_local/check.py $(CHECK)

.PHONY: rehearse
rehearse: $(READY) ## template.yaml deployed to an emulator of AWS: upload, serve, update, fail, take down, by docs/operations.md
	@$(BIN)/python -m tests.rehearsal.check $(CHECK)

.PHONY: bench
bench: $(READY) ## Benchmarks beside their peers, into docs/benchmarks.md; PART=NAME for one part alone
	@$(BIN)/python -m bench $(PART)

.PHONY: build
build: $(READY) ## What would be deployed, in .aws-sam/
	@$(BIN)/python tests/template/check.py build

.PHONY: deps
deps: ## The locks, made anew by uv from pyproject.toml and requirements/*.in
	@$(COMPILE) --upgrade --group dev pyproject.toml -o $(LOCK)
	@$(COMPILE) -c $(LOCK) pyproject.toml -o requirements/command.txt
	@$(COMPILE) -c $(LOCK) $(IN_RUNTIME:%=--no-emit-package %) --group publishing -o layers/publishing/requirements.txt
	@$(COMPILE) -c $(LOCK) --group search -o layers/search/requirements.txt
	@for tool in $(TOOLS); do $(COMPILE) --upgrade requirements/$$tool.in -o requirements/$$tool.txt || exit; done

# uv where there is one, else pip; both take only what the lock names, by its hash, and resolve nothing: an older pip
# would look for the newest `name[extra]` where the lock has `name`.
$(READY): $(LOCK) pyproject.toml
	@python=; for each in $(PYTHONS); do \
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$each; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "articles: Python 3.11 to 3.14 is needed; PYTHON=/path/to/python names one that is not on the PATH" >&2; \
		exit 1; \
	fi; \
	if command -v uv >/dev/null 2>&1; then \
		set -e; \
		uv venv -q --allow-existing --python "$$python" .venv; \
		VIRTUAL_ENV=.venv uv pip install -q --no-deps --require-hashes -r $(LOCK); \
		VIRTUAL_ENV=.venv uv pip install -q --no-deps --no-build-isolation -e .; \
		VIRTUAL_ENV=.venv uv pip check -q; \
	else \
		if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
			echo "articles: $$python has no venv module (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; \
		fi; \
		set -e; \
		echo "setting up .venv, once: about a minute"; \
		"$$python" -m venv .venv; \
		$(BIN)/python -m pip install -q --no-deps --require-hashes -r $(LOCK); \
		$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .; \
		$(BIN)/python -m pip check >/dev/null; \
	fi
	@touch $@

.PHONY: clean
clean: ## Remove what was made here
	@rm -rf .venv .venv-tools .aws-sam .sam-local .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .schemathesis
