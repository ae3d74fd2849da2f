# Two commands do everything on a fresh Debian or Ubuntu: `make run` and `make test`. Elsewhere see README.md.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
export PATH := $(CURDIR)/.setup/node/bin:$(HOME)/.cargo/bin:$(PATH)
export CARGO_TERM_PROGRESS_WHEN ?= never

# The shell's program with the pages built in; a plain build would look for the development server.
DESKTOP := --features custom-protocol
UI_SOURCES := $(shell git ls-files ui 2>/dev/null)

# What `run` needs depends on whether there is a display to open the window on; each has a stamp of its own.
SHOWN := $(if $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter-out Linux,$(shell uname))),run,serve)

# Setting up comes first.
.NOTPARALLEL:
.PHONY: help run serve test lint bench bench-ui screenshots package test-package clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

run: .setup/$(SHOWN) ui/dist/index.html ## Set up what is missing and open the window (without a display: the same UI in a browser)
	@if [[ $(SHOWN) == run ]]; then \
	  cargo run --locked $(DESKTOP) -p hooktrail-desktop; \
	else \
	  echo "There is no display here: building and starting \`hooktrail serve\`, minutes the first time; open the address that it prints in a browser."; \
	  cargo run --locked -q -p hooktrail-cli -- serve; \
	fi

serve: .setup/serve ui/dist/index.html ## Receive, and show the UI in a browser (ARGS: its options)
	@echo "Building and starting \`hooktrail serve\`: minutes the first time."
	@cargo run --locked -q -p hooktrail-cli -- serve $(ARGS)

test: .setup/test ui/dist/index.html ## Set up what is missing and run every test
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets $(DESKTOP) -- -D warnings
	npm --prefix ui run --silent check
	npm --prefix ui run --silent test
	cargo build --locked -p hooktrail-cli
	cargo build --locked $(DESKTOP) -p hooktrail-desktop
	cargo test --locked --workspace $(DESKTOP)
	npm --prefix ui run --silent e2e
	node --test tests/verifier/*.test.mjs
	node --test tests/window/*.test.mjs

lint: .setup/test ui/dist/index.html ## Formatting, clippy and types only
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets $(DESKTOP) -- -D warnings
	npm --prefix ui run --silent check

bench: .setup/test ## Throughput beside a yardstick of the same run
	cargo bench --locked -p hooktrail-tests

bench-ui: .setup/test ui/dist/index.html ## The page with a million captures beside a hundred rows, in Chromium and in the window
	cargo build --locked --profile measured -p hooktrail-tests --example folder
	cargo build --locked --profile measured -p hooktrail-cli
	cargo build --locked --profile measured $(DESKTOP) -p hooktrail-desktop
	node tests/bench/ui/main.mjs

screenshots: .setup/test ui/dist/index.html ## A picture of every view, dark and light, large and small, into ui/screenshots
	cargo build --locked -p hooktrail-cli
	node --test tests/pictures/take.mjs

package: .setup/package ui/dist/index.html ## Build the Debian and the Fedora package, into target/package
	@.ci/package

test-package: package ## Install the Debian package into a clean Debian, use it and remove it (as root; some minutes)
	lintian --fail-on error target/package/*.deb
	node --test tests/package/*.test.mjs

clean: ## Remove everything that was built or set up here
	rm -rf target ui/dist ui/node_modules .setup

.setup/run .setup/serve .setup/test .setup/package: .setup/%: .ci/setup
	@.ci/setup $*
	@mkdir -p .setup && touch $@

ui/node_modules/.package-lock.json: ui/package-lock.json
	@echo "Fetching the packages of the user interface (npm ci)"
	@npm --prefix ui ci --no-audit --no-fund --loglevel=error
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(filter-out ui/package-lock.json,$(UI_SOURCES))
	@echo "Building the user interface"
	@npm --prefix ui run --silent build
	@touch $@
