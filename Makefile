# Everything there is to do here. `make` alone lists it.
# One target folder, outside the clone, so that a fresh clone builds warm; nothing depends on what is in it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
export CARGO_TARGET_DIR ?= $(HOME)/.cache/muster/target

# Always the same set of packages: with another one, cargo builds the dependencies again with other features.
NATIVE := --workspace --exclude frontend
WASM := --package frontend --lib --target wasm32-unknown-unknown
# The toolchain that scripts/set-up has chosen.
USE := source $(CARGO_TARGET_DIR)/toolchain.sh &&

.PHONY: help run test lint bench conformance watch site set-up set-up-run rust-test browser-test
.NOTPARALLEL:

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: set-up-run site ## build Muster and start it; ARGS="--listen 0.0.0.0:3000" and so on go to it
	@$(USE) cargo build --release --package server --bin muster
	@exec $(CARGO_TARGET_DIR)/release/muster $(ARGS)

test: lint site rust-test browser-test ## check everything, as CI does

lint: set-up ## formatting and clippy, for this machine and for WASM
	@$(USE) cargo fmt --all --check
	@$(USE) cargo clippy $(NATIVE) --all-targets -- -D warnings
	@$(USE) cargo clippy $(WASM) -- -D warnings

bench: set-up site ## measure beside the bare databases; ARGS="--devices 10000,100000" and so on go to it
	@$(USE) cargo build --release --quiet --package server --package bench --bin muster --bin bench
	@$(CARGO_TARGET_DIR)/release/bench $(ARGS)

conformance: site ## ask a public SCIM tester, which comes from PyPI
	@$(USE) cargo build --quiet $(NATIVE) --bin muster
	@scripts/scim-conformance $(ARGS)

watch: set-up-run ## build and restart on every change; ARGS go to muster
	@$(USE) cargo xtask watch -- $(ARGS)

set-up-run:
	@scripts/set-up run

set-up:
	@scripts/set-up test

# What the browser loads. Built as `cargo xtask` is, but with the features of everything else.
site:
	@$(USE) cargo build --quiet $(NATIVE) --bin xtask
	@$(USE) $(CARGO_TARGET_DIR)/debug/xtask site

rust-test: site
	@$(USE) cargo test $(NATIVE)

browser-test: site
	@$(USE) cargo build --quiet $(NATIVE) --bin muster
	@cd end2end && node_modules/.bin/playwright test $(ARGS)
