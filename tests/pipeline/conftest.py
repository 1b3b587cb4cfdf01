from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import main


class Process:
    """Runs the real `monitor` command in a process of its own: for what a process, its clock or its end decides."""

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


def in_this_process(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
    """Runs the command through its one entry here, where everything is imported already; answers as a process."""
    stdout, stderr = io.StringIO(), io.StringIO()
    code: int | str | None = 0
    listening = signal.getsignal(signal.SIGINT)
    try:
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            patch.setattr(sys, "argv", ["monitor", *map(str, arguments)])
            patch.chdir(cwd or Path.cwd())
            main()
    except SystemExit as end:
        code = end.code
    finally:
        signal.signal(signal.SIGINT, listening)
    assert code is None or isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code or 0, stdout.getvalue(), stderr.getvalue())


@pytest.fixture(scope="session")
def process(repository: Path) -> Process:
    return Process(repository)


@pytest.fixture(scope="session")
def command(repository: Path):
    """`monitor`, started in the repository unless a test says where."""

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
        return in_this_process(*arguments, cwd=cwd or repository)

    return run


@pytest.fixture(scope="session")
def demonstration(demonstration_run: Path) -> Path:
    """The folder that holds build/ and build-confidential/ of one run of the demonstration studies."""
    return demonstration_run
