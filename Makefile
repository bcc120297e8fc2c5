# The one place for everything that is done with this project. PYTHON is the interpreter that makes the environment,
# VENV where it is; T picks tests: make test T=tests/cli
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
T ?= tests
READY := $(VENV)/.ready
# the tests that hold an expected output
GOLDEN := tests/test_documentation.py tests/cli tests/test_examples.py tests/rules/test_wording.py tests/test_readme.py tests/test_size_page.py tests/metering/test_layouts_page.py tests/documents/test_pictures.py
# mutation testing happens in a folder where only the named modules are mutated; J is how many mutants are tried at a time
MUTATION := build/mutation
J ?= 1

.PHONY: help install test test-all lint format types examples pythons schema rules docs golden lock mutate bench check clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

install: $(READY) ## the environment, with all that the tests need

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

test: $(READY) ## the quick tests; T=PATH for some of them
	$(BIN)/python -m pytest -q -n 2 -m "not slow" $(T)

test-all: $(READY) ## all tests: properties, oracles, fuzzing, processes, growth too; T=PATH for some of them
	$(BIN)/python -m pytest -q -n 2 $(T)

lint: $(READY) ## ruff (rules and formatting), and the order of the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo --no-cache

format: $(READY) ## put the code into its format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(READY) ## mypy, strict
	$(BIN)/mypy

examples: $(READY) ## every example through the main commands
	$(BIN)/python tools/examples.py

pythons: $(READY) ## install for the other Pythons that are at hand, and run the examples there
	$(BIN)/python tools/pythons.py

schema: $(READY) ## write docs/site.schema.json, docs/schemas/ and the keys of docs/site-file.md anew
	$(BIN)/python tools/schemas.py

rules: $(READY) ## write docs/rules.md anew
	$(BIN)/evsite rules --format markdown > docs/rules.md

docs: $(READY) ## build the documentation into site/, a page for each rule; a link to nowhere is an error
	$(BIN)/python -c "import mkdocs, material, mkdocstrings_handlers" 2> /dev/null || $(BIN)/python -m pip install --quiet --editable '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

golden: $(READY) ## write the expected outputs of the tests and of the README anew; read the difference before you commit it
	EVSITE_GOLDEN=write $(BIN)/python -m pytest -q -n 2 $(GOLDEN)

lock: $(READY) ## lock what the action installs, after a change of the dependencies; U=--upgrade for the newest versions
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python tools/lock.py $(U)

mutate: $(READY) ## mutation testing of some modules or families: M="evsite.analysis.dwell evsite.rules.overcurrent"
	$(if $(M),,$(error name a module: make mutate M=evsite.analysis.dwell))
	@rm -rf $(MUTATION) && mkdir -p $(MUTATION)
	@ln -s $(addprefix $(CURDIR)/,src tests docs examples README.md) $(MUTATION)
	@sed 's|^only_mutate = .*|only_mutate = [$(foreach name,$(subst .,/,$(M)),"src/$(name).py", "src/$(name)/*",)]|' \
	  pyproject.toml > $(MUTATION)/pyproject.toml
	cd $(MUTATION) && $(abspath $(BIN))/mutmut run --max-children $(J)
	cd $(MUTATION) && $(abspath $(BIN))/python $(CURDIR)/tools/survivors.py

bench: $(READY) ## the benchmarks
	for file in benchmarks/bench_*.py; do $(BIN)/python $$file; done

check: test-all lint types examples ## what a change has to pass

clean: ## remove what can be made again
	rm -rf $(VENV) mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site
