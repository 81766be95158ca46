# The two commands: `make demo` runs the product, `make test` its tests. Nothing is needed but Python 3.11 and make.

PYTHON ?= python3
PY := .venv/bin/python
PYTEST_WORKERS ?= 2
PYTEST_ARGS ?=
PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

.DEFAULT_GOAL := help
.PHONY: help demo test check bench clean environment browser libraries

help:
	@echo "make demo    start the product with its demo data; Ctrl-C stops it, the data stay"
	@echo "make test    run the tests; STRICT=1 makes a missing browser or PDF library a failure"
	@echo "make check   format, lint, types, migrations, deployment settings"
	@echo "make bench   run every benchmark beside its floor"
	@echo "make clean   delete the local state, with its data, and the environment"

demo: environment libraries
	@exec $(PY) manage.py up

# The tests that need the machine for themselves come first, so that the last line counts all the others.
test: environment browser libraries
	@CHROMIUM="$${CHROMIUM:-$$($(find_browser))}"; export CHROMIUM; \
	BILLING_STRICT="$(STRICT)"; export BILLING_STRICT; \
	alone=0; $(PY) -m pytest -m alone $(PYTEST_ARGS) || alone=$$?; \
	if [ $$alone -eq 5 ]; then alone=0; fi; \
	$(PY) -m pytest -n $(PYTEST_WORKERS) -m "not alone" $(PYTEST_ARGS) && exit $$alone

check: environment
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	@$(as_if_deployed) $(PY) -m mypy .
	@$(as_if_deployed) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(as_if_deployed) $(PY) manage.py check --deploy --fail-level WARNING

bench: environment
	@$(PY) benchmarks/run_all.py

clean:
	@if [ -e .venv/installed.lock ]; then $(PY) -m billing_platform.local.removal .run; fi
	rm -rf .run .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A copy of the lock file inside the environment says what is installed there: nothing to do, and no network needed,
# while the two are the same.
environment:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed. Name one: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	@cmp -s requirements.lock .venv/installed.lock && $(PY) -c "" 2>/dev/null || { \
		echo "Installing the packages of requirements.lock into .venv ..."; \
		{ $(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { \
			echo "$(PYTHON) cannot make a virtual environment (Debian, Ubuntu: apt install python3-venv)." >&2; \
			exit 1; }; } && \
		$(PY) -m pip install --quiet --disable-pip-version-check uv && \
		$(PY) -m uv pip sync --quiet --python $(PY) --require-hashes requirements.lock && \
		cp requirements.lock .venv/installed.lock || { \
			echo "The packages could not be installed (reason above). The first start needs the network, later ones do not;" \
				"behind a certificate of your own set UV_SYSTEM_CERTS=1 or SSL_CERT_FILE." >&2; exit 1; }; }

browser:
	@if [ -z "$${CHROMIUM:-$$($(find_browser))}" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests ..."; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core \
			>/dev/null || echo "Chromium could not be installed; its tests will be skipped." >&2; \
	fi

# PDFs are made with libraries of the system. Without them everything else works, and every page that would offer a PDF
# says what is missing.
libraries: environment
	@if ! $(has_pdf_libraries) && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing the libraries that PDFs are made with ..."; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(PDF_PACKAGES) >/dev/null || \
			echo "The libraries for PDFs could not be installed; PDFs are off." >&2; \
	fi

has_pdf_libraries = $(PY) -c 'import sys; from common.pdf import missing_packages; sys.exit(bool(missing_packages()))'
find_browser = for name in $(BROWSERS); do command -v $$name && break; done

# Addresses that nothing answers at: these two checks read settings and code only.
as_if_deployed = env HTTPS=1 DEBUG=0 DATABASE_URL="postgresql://app@/billing?host=/nonexistent" \
	OWNER_DATABASE_URL="postgresql://owner@/billing?host=/nonexistent" REDIS_URL="redis://localhost:1/0" \
	EMAIL_URL="smtp://localhost:25" ALLOWED_HOSTS=".billing.example" SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')"
