# make serve  builds the site and serves it      make test  proves that nothing on it is stale
# `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
RUN := $(VENV)/bin/python
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
PAGE ?=

export SITE_COMMIT ?= $(shell git rev-parse --short HEAD 2>/dev/null || echo "not recorded")
export SITE_VERSIONS ?= $(shell sed -nE 's/^(torch|transformers|scikit-learn|numpy|mkdocs-material)==(.*)/\1 \2/p' constraints.txt | paste -sd, - | sed 's/,/, /g')
export NO_MKDOCS_2_WARNING := 1
export HF_HUB_DISABLE_PROGRESS_BARS := 1
export TOKENIZERS_PARALLELISM := false
export HF_HUB_OFFLINE := 1
export JUPYTER_PLATFORM_DIRS := 1

.PHONY: help serve site ci test test-hub check record portable as-printed study lint bench models screenshot clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

$(VENV)/.site: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5) and "This site needs Python 3.11.5 or newer; %s is %s. Name another one: make PYTHON=python3.12 …" % (sys.executable, sys.version.split()[0]))'
	@echo "Setting up $(VENV); the first time takes a few minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.site
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

serve: $(VENV)/.site ## build the site and serve it on 127.0.0.1:8000
	@echo "The site will be at http://127.0.0.1:$(PORT)/ (stop it with Ctrl+C)."
	@$(RUN) -m tools.commands.publish --serve 127.0.0.1:$(PORT)

site: $(VENV)/.site ## build the site into site/; any broken link or stale number stops it
	@$(RUN) -m mkdocs build --strict --clean --site-dir .site-new
	@$(RUN) -m tools.commands.publish .site-new
	@rm -rf site && mv .site-new site && echo "Built: site/index.html"

ci: lint test ## what CI runs, on GitHub and by .ci/run

test: $(VENV)/.test ## run every listing, build the site, look at it in a browser
ifeq ($(BROWSER),no)
	@echo "BROWSER=no: the tests in a real browser are left out."
	@$(RUN) -m pytest -m "not browser"
else
	@command -v $(BROWSERS) >/dev/null || { echo "make test needs a browser: install Chromium (on Debian: apt-get install chromium), or leave its tests out with BROWSER=no make test." >&2; exit 1; }
	@mkdir -p .cache; echo "The browser's tests run beside the others; what they say comes last."
	@$(RUN) -m pytest -m browser tests >.cache/browser.log 2>&1 & browser=$$!; \
	$(RUN) -m pytest -m "not browser"; others=$$?; \
	wait $$browser; browser=$$?; cat .cache/browser.log; \
	test $$others -eq 0 && test $$browser -eq 0
endif

check: $(VENV)/.test ## check the pages that changed since they last passed, with their tests; one with PAGE=docs/…, all with ALL=yes
	@$(RUN) -m tools.commands.check $(or $(PAGE),$(if $(ALL),all))

record: $(VENV)/.test ## write the outputs and figures, of one page with PAGE=docs/…
	@test -z "$(PAGE)" -o -f "$(PAGE)" || { echo "no page $(PAGE)" >&2; exit 1; }
	@$(RUN) -m pytest -q --record --ignore-glob="*.ipynb" $(or $(PAGE),docs README.md)
	@test -n "$(PAGE)" || $(RUN) -m tools.commands.notebook

portable: $(VENV)/.test ## run all listings and their tests as on other processors, and write the table of what moves
	@$(RUN) -m tools.commands.portable $(PAGE)

as-printed: $(VENV)/.test ## run every command that a page prints, each in a process of its own
	@AS_PRINTED=all $(RUN) -m pytest -q tests/engine/test_portable.py -k as_printed

models: $(VENV)/.site ## fetch the public models (180 MB) into .models/, once; FROM=hub takes them from the hub, MODELS="gpt2 …" others
	@$(if $(FROM),HF_HUB_OFFLINE=0) HF_HUB_DISABLE_PROGRESS_BARS=0 $(RUN) -m snippets.lab.public $(MODELS) $(if $(FROM),--from $(FROM)) $(if $(MAY_BE_GONE),--may-be-gone)

test-hub: $(VENV)/.site ## run the full-size public models, over a network; RECORD=yes keeps the outputs
	@HF_HUB_OFFLINE=0 $(RUN) -m tools.commands.hub $(if $(RECORD),--record)

study: $(VENV)/.site ## run what is missing or stale of a recorded study: make study STUDY=two-regimes WORKERS=2; REPEAT=yes compares
	@test -n "$(STUDY)" || { echo "make study needs a study, by its page's name: make study STUDY=timeline, STUDY=two-regimes, or STUDY=all" >&2; exit 1; }
	@$(RUN) -m snippets.studies $(if $(REPEAT),repeat,run) $(STUDY) --workers $(or $(WORKERS),1) $(if $(AGAIN),--again)

lint: $(VENV)/.test ## ruff (rules and format) and spelling
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .
	@$(RUN) -m codespell_lib README.md docs snippets tools tests

bench: $(VENV)/.test ## time what a contributor waits for; PAGES=500 adds a build of 500 synthetic pages
	@$(RUN) -m tools.commands.bench $(PAGES)

screenshot: $(VENV)/.test ## redraw the README's picture from the built site
	@$(RUN) -m tools.commands.screenshot "ideas/attention-masks/#causal" docs/assets/screenshot.png

clean: ## remove what can be made again
	@rm -rf site .site-new .cache $(VENV)
