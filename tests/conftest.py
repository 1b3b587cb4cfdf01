"""Shared by all tests: where the repository is, and the switches of the test run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

# The same cases on every machine and in every run; no clock decides whether a test passes.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="renew golden files")
    parser.addoption("--quarto", action="store_true", help="Quarto must be on PATH")


def _missing(marker: str) -> str:
    """What this machine lacks for tests with a marker; in CI everything must be there."""
    if os.environ.get("CI"):
        return ""
    if marker == "browser" and not (shutil.which("chromium") or shutil.which("chromium-browser")):
        return "chromium"
    if marker == "namespace" and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        return "user namespaces"
    return ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, what a machine with only Python cannot run; CI runs everything."""
    for marker in ("browser", "namespace"):
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and (lacking := _missing(marker)):
            print(f"{len(marked)} tests need {lacking}, which is not here; they run in CI")
            items[:] = [item for item in items if item not in marked]
            config.hook.pytest_deselected(items=marked)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare text with a golden file; `just golden-update` renews it after review."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden file {path.name}: look at the text and run `just golden-update`"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; one for all tests of a process, since Playwright allows no second."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield found
        found.close()
