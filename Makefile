# Targets for people who work on the portal; `make help` lists them.
SHELL := /bin/bash
RUN := uv run
TEMPLATES := templates
# Their unique constraints cannot fail on rows that stand: two grew weaker, two are on a table made just before. The last
# drops columns that no released version reads.
SAFE_MIGRATIONS := 0002_what_a_state_asks 0007_roles_of_teams 0013_conflicts_have_states 0015_one_log_of_conflicts
ROOMS := accounts notifications organisations files questions exports projects calls valorisation network portal
TEST_DATABASE ?= postgres://postgres@127.0.0.1:5432/innovet
TEST_REDIS ?= redis://127.0.0.1:6379/15

.PHONY: setup run worker demo test test-pg test-e2e fmt lint types arch templates migrations messages vendor lock bench ci clean help
.DEFAULT_GOAL := help

setup: ## install everything that development needs
	uv sync --all-extras

run: ## start the portal on this machine (the same as the README says)
	$(RUN) manage.py start

worker: ## a worker with beat, beside a web server of your own
	$(RUN) celery -A innovet worker --beat --pool threads --concurrency 2 --loglevel info

demo: ## tell the demo story in an empty database
	$(RUN) manage.py demo

test: ## the whole suite on SQLite, without services
	$(RUN) pytest -n 2

test-pg: ## the suite on PostgreSQL and Redis (TEST_DATABASE, TEST_REDIS)
	DATABASE_URL=$(TEST_DATABASE) REDIS_URL=$(TEST_REDIS) $(RUN) pytest -n 2 --migrations -m "not e2e and not slow or postgres or redis"

test-e2e: ## the browser tests
	$(RUN) pytest -m e2e

fmt: ## put code and templates in the house's form
	$(RUN) ruff check --fix-only --quiet .
	$(RUN) ruff format .
	git ls-files -z '$(TEMPLATES)/*.html' | xargs -0 -r $(RUN) djade --target-version 6.1 || true

lint: ## ruff and the import contracts
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports --no-cache

types: ## mypy, strict
	INNOVET_MODE=test $(RUN) mypy

arch: ## the architecture tests: layers, matrix, sizes, templates, Dutch
	$(RUN) pytest -n 2 tests/architecture

templates: ## djlint and djade
	$(RUN) djlint --lint --quiet $(TEMPLATES)
	git ls-files -z '$(TEMPLATES)/*.html' | xargs -0 -r $(RUN) djade --check --target-version 6.1

migrations: ## migrations in step, in one line, safe to roll out (DATABASE_URL: as PostgreSQL runs them)
	INNOVET_MODE=test $(RUN) manage.py makemigrations --check --dry-run
	INNOVET_MODE=test $(RUN) manage.py lintmigrations --ignore-initial-migrations --include-apps $(ROOMS) --ignore-name $(SAFE_MIGRATIONS) --quiet ok ignore \
		$(if $(DATABASE_URL),,--exclude-migration-test NOT_NULL) # SQLite writes every changed table anew

messages: ## collect source strings, keep the Dutch, compile
	$(RUN) manage.py collect_messages

vendor: ## rebuild static/vendor from npm packages (needs Node)
	cd vendor && npm install --no-package-lock --no-audit --no-fund && node build.mjs

lock: ## pin the packages in pyproject.toml (make lock UPGRADE=1 takes newer ones)
	$(RUN) --no-sync python .ci/lock.py $(if $(UPGRADE),--upgrade)

bench: ## measure the pages and write docs/performance.md
	$(RUN) python -m tests.benchmarks

ci: ## everything .ci/run checks, on a machine that has the tools
	.ci/checks

clean: ## remove caches and reports
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage var screenshots
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14
