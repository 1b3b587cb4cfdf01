"""Truth: a terminal of 80 by 30, and the files of monitor/commands/."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import COMMANDS, app

ROWS, COLUMNS = 30, 80


def spelled(command: Callable) -> str:
    """A command as it is typed."""
    return command.__name__.replace("_", "-")


HEAVY = ("numpy", "pandas", "pyarrow", "pydantic", "ruamel", "altair")


@pytest.fixture
def help_of(monkeypatch: pytest.MonkeyPatch):
    """The lines of `monitor COMMAND --help` on a small terminal."""
    monkeypatch.setenv("COLUMNS", str(COLUMNS))

    def lines(*command: str) -> list[str]:
        done = CliRunner().invoke(app, [*command, "--help"])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()

    return lines


@pytest.mark.parametrize("name", [spelled(command) for command in COMMANDS])
def test_the_help_of_a_command_fits_a_screen_and_has_an_example(help_of, name: str) -> None:
    lines = help_of(name)
    assert len(lines) <= ROWS
    assert max(map(len, lines)) <= COLUMNS
    assert any(line.strip().startswith(f"Example: monitor {name} ") for line in lines)


def test_the_list_of_commands_says_each_in_a_whole_sentence(help_of) -> None:
    lines = help_of()
    assert len(lines) <= ROWS
    listed = {line.split()[0]: line for line in lines if line.startswith("  ")}
    said = [listed[spelled(command)] for command in COMMANDS]
    assert [line for line in said if not line.endswith(".") or line.endswith("...")] == []


def test_every_command_stands_in_a_file_of_its_own_name() -> None:
    assert [command.__module__ for command in COMMANDS] == [
        f"monitor.commands.{command.__name__}" for command in COMMANDS
    ]


def test_the_command_line_starts_without_the_libraries_that_compute(repository: Path) -> None:
    said = f"import sys, monitor.cli; print(*({{name.split('.')[0] for name in sys.modules}} & {set(HEAVY)}))"
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout.strip() == ""
