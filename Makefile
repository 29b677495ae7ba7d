# What a newcomer types. `make demo` and `make test` set everything up by themselves; a second run is quick.

PYTHON := .venv/bin/python
STAMP := .venv/ready

# Compiled once, each module is quick to load in the hundreds of processes that the checks start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo run test soak bench clean

# Six laptops' notes become one challenge and a letter in Word, in the folder demo/; then the window, if there is a screen.
demo: $(STAMP)
	.venv/bin/slireviewer demo demo
	@if .ci/screen; then \
	    SLIREVIEWER_PASSPHRASE="sample challenge" .venv/bin/slireviewer demo/laptops/michael-strowell.slir; fi

run: $(STAMP)
	.venv/bin/slireviewer

test: $(STAMP)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder

# Long searches for rare faults, with many more examples.
soak: $(STAMP)
	SLIREVIEWER_EXAMPLES=soak $(PYTHON) -m pytest -m soak

# Times, each beside its floor in the same run.
bench: $(STAMP)
	$(PYTHON) -m pytest tests/bench -s -m bench

clean:
	rm -rf .venv demo dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find slireviewer tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): .ci/set-up .ci/system_libraries.py pyproject.toml requirements-dev.txt
	.ci/set-up
	touch $(STAMP)
