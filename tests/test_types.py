"""Truth: mypy and vulture, as `just types` and `just unused` run them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from vulture import Vulture


def _said(program: str, repository: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", program], capture_output=True, text=True, check=False, cwd=repository
    )
    assert not done.stderr
    return done.stdout


def test_the_types_hold(repository: Path) -> None:
    assert _said("mypy", repository).startswith("Success: no issues found")


def test_everything_is_used(repository: Path) -> None:
    assert _said("vulture", repository) == ""


@pytest.fixture
def settings(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["vulture"]


def test_every_exception_names_something_that_is_there_with_its_reason(
    repository: Path, settings: dict[str, Any]
) -> None:
    search = Vulture()
    search.scavenge([str(repository / path) for path in settings["paths"]])
    defined = {
        item.name
        for items in (
            search.defined_attrs,
            search.defined_funcs,
            search.defined_methods,
            search.defined_vars,
        )
        for item in items
    }
    assert set(settings["ignore_names"]) - defined == set()
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    lines = text.split("ignore_names = [\n", 1)[1].split("]\n", 1)[0].splitlines()
    assert len(lines) == len(settings["ignore_names"])
    assert all("  # " in line for line in lines)
