# Bijstandsmonitor: every task of this project. `just` lists them.

venv := ".venv"
python := if os_family() == "windows" { venv / "Scripts/python.exe" } else { venv / "bin/python" }
any_python := if path_exists(python) == "true" { python } else if os_family() == "windows" { "python" } else { "python3" }
set windows-shell := ["powershell.exe", "-NoLogo", "-NoProfile", "-Command"]
on_2_cores := "-n 2 --dist loadfile --no-loadscope-reorder"

# List the tasks.
default:
    @just --list --unsorted

# Run both demonstration studies to their reports, in build/.
demo: (install "requirements.lock")
    {{ python }} -m monitor demo

# The same with the figures by municipality, the audit of everything together, a report for each municipality, and a site of all in build/site/.
demo-all: (install "requirements.lock")
    {{ python }} -m monitor demo --whole

# Run one study: just run path/to/study.yaml
run +arguments: (install "requirements.lock")
    {{ python }} -m monitor run {{ arguments }}

# Style and tests, with Python and Chromium: about five minutes on 2 cores.
test: (install "requirements-dev.lock")
    {{ python }} -m ruff check .
    {{ python }} -m ruff format --check .
    {{ python }} -m pytest -q {{ on_2_cores }} -m "not (ci or slow or quarto)"

# Tests that take longer, or need other programs (LibreOffice, poppler-utils, R with survey, PSPP, user namespaces of Linux): at most 25 minutes.
test-ci: (install "requirements-dev.lock")
    {{ python }} -m pytest -q {{ on_2_cores }} -m "ci and not slow"

# Everything but Quarto, simulations with fewer draws: at most an hour.
test-all: test test-ci
    {{ python }} -m pytest -q {{ on_2_cores }} -m slow

# A simulation with all its draws, by a word of its name: just simulate over_200_seeds
simulate name: (install "requirements-dev.lock")
    {{ python }} -m pytest -q {{ on_2_cores }} -m simulation --full -k {{ quote(name) }}

# Feed the fuzz tests so many new inputs; a seed repeats them: just fuzz 100000 20251129
fuzz inputs seed=datetime_utc("%Y%m%d%H%M%S"): (install "requirements-dev.lock")
    {{ python }} -m pytest -q {{ on_2_cores }} -m fuzz --fuzz {{ inputs }} --hypothesis-seed={{ seed }}

# One file, folder or case of the tests, or every case with a word in its name: just one tests/test_house.py
one test: (install "requirements-dev.lock")
    {{ python }} -m pytest -q {{ if path_exists(replace_regex(test, "::.*", "")) == "true" { quote(test) } else { "-k " + quote(test) } }}

# The types of every function and its callers.
types: (install "requirements-dev.lock")
    {{ python }} -m mypy

# Code that nothing uses; the exceptions and their reasons stand in pyproject.toml.
unused: (install "requirements-dev.lock")
    {{ python }} -m vulture

# The same text from Quarto and from the embedded engine; needs Quarto on PATH.
test-quarto: (install "requirements-dev.lock")
    {{ python }} -m pytest -q -m quarto tests/quarto

# Time and memory of the statistical core, and of whole studies stage by stage; writes build/bench.json.
bench: (install "requirements.lock")
    {{ python }} benchmarks/bench.py

# Renew the small golden files after looking at what changed.
golden-update: (install "requirements-dev.lock")
    {{ python }} -m pytest -q --golden-update

# Make the demonstration responses anew: klantmanagers from published figures, clients and the register from a seed.
demo-data: (install "requirements.lock")
    {{ python }} responses_demo/klantmanagers/generate.py
    {{ python }} responses_demo/clients/generate.py
    {{ python }} responses_demo/register/generate.py

# Format the code.
format: (install "requirements-dev.lock")
    {{ python }} -m ruff format .
    {{ python }} -m ruff check --fix .

# Resolve the locked versions anew (needs uv).
lock:
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml --group build -o requirements.lock
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

# Install a lock into .venv, once.
[private]
install lock:
    @{{ any_python }} tools/install.py {{ lock }}
