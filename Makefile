# Targets for people who work on the portal; `make help` lists them.
.PHONY: help messages
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

messages: ## collect source strings, keep the Dutch, compile
	uv run manage.py collect_messages
