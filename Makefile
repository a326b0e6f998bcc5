# Build, test and work on the book. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
COMPARED := .venv-compare
NODE_MODULES := node_modules/.package-lock.json
PYODIDE := book/_vendor/pyodide-tried
BIOME := node_modules/.bin/biome
SITE := _build/html-complete
MUTMUT := mutmut==3.8.1
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"

# Those that are stored as they ran; an exercise is stored unrun.
NOTEBOOKS ?= $(sort $(shell find book -name '*.ipynb' -not -path '*/.*' \
                            -not -path 'book/exercises/*'))
PACKAGE := $(shell find src/convlab -type f -not -name '*.pyc')
PAGES := $(shell find book -type f -not -path '*/_vendor/*' -not -path '*/.*' \
                -not -path '*/__pycache__/*')

.DELETE_ON_ERROR:
.PHONY: help book html dist links catalogues test test-package test-site quick bench \
        compare installs geometries mutants lint format lab live notebooks clean

help: ## list these commands
	@echo "make COMMAND, where COMMAND is one of"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1	\2/p' Makefile

book: html ## build the book and serve it here
	@$(BIN)/python book/_site/serve.py

# JupyterLab refuses to run as root, the usual user of a container, unless told to.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# What its list of files leaves out: the site, the solved notebooks, and the pages in
# Markdown but 0-start.md. Links to them work.
UNLISTED := ['_*', 'api', 'explorers', 'solutions', '[!0]*.md', '*.bib']

# JupyterLab shows a stored drawing only if it trusts the notebook.
lab: $(INSTALLED) ## open the notebooks in JupyterLab
	@$(BIN)/jupyter trust --log-level=ERROR $(NOTEBOOKS) >/dev/null
	@echo "Opening book/0-start.md in JupyterLab"
	@$(BIN)/jupyter lab --notebook-dir=book --LabApp.default_url=/lab/tree/0-start.md \
	    --LabApp.app_settings_dir=book/_site/jupyterlab \
	    --ContentsManager.hide_globs="$(UNLISTED)" $(AS_ROOT) $(LABFLAGS)

html: $(SITE) ## execute and build the book; warnings are errors

dist: $(SITE) ## make all that a reader can download, and offer it on the site
	@SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null)} \
	    PYTHONPATH=book/_site $(BIN)/python -m export
	@echo "Testing what was made"
	@$(BIN)/python -m pytest -q tests/site/dist

links: $(INSTALLED) ## check that every link out of the book still works
	@echo "Following the links out of the book"
	@$(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
	    --path-output _build/links --builder linkcheck --quiet

catalogues: $(INSTALLED) ## write what is to be translated, INTO=de for German too
	@echo "Writing the catalogues of the pages"
	@$(BIN)/python book/_site/catalogues.py $(INTO)

test: lint html test-package test-site ## check style, then code, notebooks and site

# One thread for each worker, of BLAS and of convlab.fast; its tests patch in two. The
# files come in the order of their names, in which both workers end at the same time.
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile \
    --no-loadscope-reorder

# With --jobs=2 these run while the book is built, on the core that it leaves idle.
test-package: lint
	@echo "Testing the package and the solutions"
	@$(PYTEST) --nbval --nbval-cell-timeout=60 --doctest-modules \
	    --doctest-glob=README.md --ignore tests/site \
	    tests book/solutions book/_site src README.md

test-site: test-package $(SITE)
	@echo "Looking for a browser"
	@$(BIN)/python book/_site/find_browser.py
	@echo "Testing the site, and the notebooks as they ran for it"
	@$(PYTEST) tests/site

quick: lint ## check style and types, and test the package: under a minute
	@echo "Testing the package"
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow" --ignore tests/site tests

bench: $(SITE) ## time the explorers and the live cells of the built site
	@PYTHONPATH=book/_site $(BIN)/python benchmarks/pages.py $(BENCHFLAGS)

compare: $(COMPARED)/installed ## benchmark convlab.fast against PyTorch, JAX and SciPy
	@PYTHONPATH=src $(COMPARED)/bin/python benchmarks/conv.py $(COMPAREFLAGS)

$(COMPARED)/installed: requirements-bench.txt
	@echo "Installing what it is compared with, into $(COMPARED): a few minutes"
	@$(PYTHON) -m venv $(COMPARED)
	@$(COMPARED)/bin/python -m pip install -q --disable-pip-version-check -r $<
	@touch $@

installs: $(INSTALLED) ## run every command by which readers install convlab
	@echo "Installing it, each time in a new environment: a few minutes"
	@$(BIN)/python -m pytest tests/installs.py

geometries: $(INSTALLED) ## compare 10,000 random layers with the literal sums
	@echo "Drawing 10,000 layers: a few minutes"
	@$(BIN)/python -m pytest tests/test_properties.py -k literal_sums \
	    --hypothesis-profile=new --hypothesis-show-statistics

mutants: $(INSTALLED) ## plant 3000 small bugs in the numerical code, and test each
	@$(BIN)/python -m pip install -q --disable-pip-version-check \
	    -c requirements.txt $(MUTMUT)
	@echo "Testing the mutants: about half an hour"
	@$(BIN)/mutmut run --max-children 2
	@echo "These survived; tests/mutants.md says why:"
	@$(BIN)/mutmut results | grep survived || true

lint: $(NODE_MODULES) ## check style, format, types and the direction of imports
	@echo "Checking style, format, types and imports"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/mypy --no-error-summary
	@$(WITH_NODE) $(BIOME) check --error-on-warnings

format: $(NODE_MODULES) ## fix style and format
	@echo "Mending style and format"
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet
	@$(WITH_NODE) $(BIOME) check --error-on-warnings --write

live: ## fetch Pyodide for the pages again, if the first try failed
	@rm -f $(PYODIDE)
	@$(MAKE) --no-print-directory $(PYODIDE)

notebooks: $(INSTALLED) ## run the notebooks, store outputs, generate the exercises
	@echo "Running the notebooks and storing their outputs"
	@$(BIN)/jupyter nbconvert --config book/_site/nbconvert_config.py $(NOTEBOOKS)
	@echo "Making the exercises from their solutions"
	@$(BIN)/python book/_site/make_exercises.py

clean: ## remove everything built, fetched or installed
	@echo "Removing _build, book/_vendor, mutants, node_modules and every $(VENV)"
	@rm -rf _build book/_vendor mutants node_modules $(VENV) $(COMPARED)

$(INSTALLED): requirements.lock pyproject.toml book/_site/ipython_kernel_config.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or later is needed, and $(PYTHON) is older. Where it has" \
	        "another name: make html PYTHON=python3.11"; exit 1; }
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages: a minute or two"
	@$(BIN)/python -m pip install -q --disable-pip-version-check \
	    --require-hashes -r requirements.lock
	@echo "Installing convlab"
	@$(BIN)/python -m pip install -q --disable-pip-version-check \
	    --no-build-isolation --no-deps -e .
	@mkdir -p $(VENV)/etc/ipython
	@cp book/_site/ipython_kernel_config.json $(VENV)/etc/ipython # or kernels warn of TCP
	@touch $@

# The Node.js on the PATH will do, unless it is too old for the packages we install.
NODE_IS_NEW := node -e "const [a, b] = process.versions.node.split('.'); \
    process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)"

$(NODE_MODULES): package.json package-lock.json .npmrc requirements-node.txt $(INSTALLED)
	@$(WITH_NODE) $(NODE_IS_NEW) 2>/dev/null || \
	    { echo "Installing Node.js, into $(VENV)"; $(BIN)/python -m pip install -q \
	        --disable-pip-version-check --require-hashes -r requirements-node.txt; }
	@echo "Installing the packages of package-lock.json"
	@$(WITH_NODE) npm ci --loglevel=error
	@touch $@

# The book builds without Pyodide too, only without live cells, so this is tried once.
$(PYODIDE): package.json book/_site/fetch_pyodide.py $(wildcard book/_site/live/compile.*) \
            | $(NODE_MODULES)
	@mkdir -p $(@D)
	@$(BIN)/python book/_site/fetch_pyodide.py
	@touch $@

# A file saved while the book builds is newer than this stamp, so make builds it again.
$(SITE): $(NODE_MODULES) $(PYODIDE) $(PAGES) $(PACKAGE) _config.yml _toc.yml
	@echo "Executing and building the book"
	@rm -rf _build/html/downloads # those of the previous build
	@mkdir -p _build && touch _build/started
	@$(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
	    --path-output . --all -W -n --keep-going --quiet
	@mv _build/started $@
