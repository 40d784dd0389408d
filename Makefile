# Rollcall: make help says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BUILD ?= .build
PREFIX ?= /usr/local
SUITE ?= all
KILLS ?= 300
RESCUES ?= 100
SEED ?= 1
ENGINE ?= sqlite
RELEASE := swift build -c release --scratch-path $(BUILD)

.PHONY: help setup build demo test torture lint format bench accuracy evaluate train install docs clean

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: ## Install the Debian and Python packages that build and tests need
	@scripts/setup test

build: ## Build the release binary
	@scripts/setup build
	$(RELEASE) --product rollcall

demo: build ## A live console of several hundred simulated directories
	@exec $(BUILD)/release/rollcall demo

test: setup lint ## Build everything and run every test
	@BUILD="$(BUILD)" scripts/test

torture: ## Kill workers at random and named moments, hundreds of times, and check what was promised; KILLS=n SEED=n ENGINE=sqlite|postgres
	swift build --scratch-path $(BUILD) --product JobsTorture
	swift build --scratch-path $(BUILD) --product PipelinesTorture
	$(BUILD)/debug/JobsTorture --engine $(ENGINE) --kills $(KILLS) --seed $(SEED)
	$(BUILD)/debug/JobsTorture --engine $(ENGINE) --rescues $(RESCUES)
	$(BUILD)/debug/JobsTorture --engine $(ENGINE) --notices $(KILLS) --seed $(SEED)
	$(BUILD)/debug/PipelinesTorture --engine $(ENGINE) --kills $(KILLS) --seed $(SEED)
	ROLLCALL_OUTAGE=30 swift test --scratch-path $(BUILD) --no-parallel --filter 'FaultTests.swift|OutageTests.swift'

lint: ## Check the formatting of every Swift file
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks

format: ## Format every Swift file
	swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

bench: ## Benchmarks against peers; SUITE=html|jobs|pipelines|probe|watch|planner|store|console|matching|entities|crawl for one, JSON=1 for machines
	@scripts/setup bench >&2
	@Benchmarks/run "$(SUITE)"

accuracy: ## Verdicts and incidents against the truth; SUITE=farm|pages|html for one, JSON=1 for machines
	@scripts/setup test >&2
	@Benchmarks/accuracy "$(SUITE)"

evaluate: ## What is said of real pages of sites never seen, against the truth; SUITE=forms|courts|attorneys|pagination|contacts|addresses|structured|validation|dedupe, or of the simulated web: farm|redesigns|onboarding; JSON=1 for machines
	@scripts/setup build >&2
	@Benchmarks/evaluate "$(SUITE)"

train: ## Make the model that maps form fields again from the pages in ROLLCALL_DATA, to the bit
	@scripts/setup build >&2
	swift build -c release --scratch-path $(BUILD) --product OnboardingEvaluation
	$(BUILD)/release/OnboardingEvaluation train Sources/CFormModel/FormModel.bin

install: build ## Install the binary below PREFIX (default /usr/local)
	install -D -m 755 $(BUILD)/release/rollcall $(DESTDIR)$(PREFIX)/bin/rollcall

docs: ## Write the pages that are generated from code: configuration and metrics
	@scripts/setup build
	swift build --scratch-path $(BUILD) --product rollcall
	@BUILD="$(BUILD)" scripts/docs

clean: ## Remove what was built
	rm -rf $(BUILD)
