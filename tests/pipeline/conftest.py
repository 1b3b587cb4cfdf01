from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


class Command:
    """Runs the real `monitor` command in a process of its own."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository

    def __call__(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "monitor", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd or self.repository,
            env={**os.environ, "PYTHONPATH": str(self.repository), **environment},
        )


@pytest.fixture(scope="session")
def command(repository: Path) -> Command:
    return Command(repository)


@pytest.fixture(scope="session")
def demonstration(demonstration_run: Path) -> Path:
    """The folder that holds build/ and build-confidential/ of one run of the demonstration studies."""
    return demonstration_run
