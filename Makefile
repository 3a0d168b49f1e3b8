# The contest desk. `make help` lists what there is.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-to-run
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench lock messages clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

$(RUN_STAMP): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked requirements …"
	@$(PIP) -r requirements.txt
	@touch $@

$(STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing what tests and lint need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard contest/locale/*/LC_MESSAGES/django.po))
%.mo: %.po $(RUN_STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

setup: $(STAMP) $(CATALOGUES) ## prepare .venv

demo: $(RUN_STAMP) $(CATALOGUES) ## serve the demo contest on 127.0.0.1:8000 (PORT= to change)
	@CONTEST_MODE=demo $(BIN)/python manage.py migrate --verbosity 0
	@CONTEST_MODE=demo $(BIN)/python manage.py createcachetable --verbosity 0
	@CONTEST_MODE=demo $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@CONTEST_MODE=demo $(BIN)/python manage.py load_demo
	@echo "演示站：http://127.0.0.1:$(PORT)/ （Ctrl-C 结束）"
	@export CONTEST_MODE=demo; $(BIN)/python manage.py work & trap "kill $$!" EXIT; \
	    $(BIN)/gunicorn contest.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --no-control-socket --log-level warning

# One process more than there are cores: some of them always wait for a browser or a server.
test: setup ## run the tests (browser tests need Chromium)
	@$(BIN)/python -m pytest --numprocesses $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder

lint: setup ## check style, types, layers, templates, migrations, deployment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy contest tests benchmarks
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djade --target-version 5.2 --check $$(git ls-files "templates/*.html")
	@$(BIN)/djlint --lint --quiet templates
	@CONTEST_MODE=development $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=contest.invalid \
	    $(BIN)/python manage.py check --deploy --fail-level INFO

bench: setup ## measure, as ratios in one run
	@CONTEST_MODE=test $(BIN)/python -m benchmarks

lock: ## renew the locks from requirements*.in (needs uv)
	uv pip compile requirements.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --quiet -o requirements.txt
	uv pip compile requirements-dev.in --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --quiet -o requirements-dev.txt

messages: setup ## collect the sentences to translate (needs GNU gettext)
	@CONTEST_MODE=development $(BIN)/python manage.py makemessages --locale en --no-location --no-wrap --ignore .venv --ignore var --ignore tests --ignore benchmarks --verbosity 0
	@for file in contest/locale/*/LC_MESSAGES/django.po; do msgattrib --no-obsolete --no-wrap --output-file $$file $$file; done

clean: ## take away what was built; the demo's data stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis contest/locale/*/LC_MESSAGES/*.mo
