"""Shared by all tests: where the repository is, and the switches of the test run."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="renew golden files")
    parser.addoption("--quarto", action="store_true", help="Quarto must be on PATH")


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
