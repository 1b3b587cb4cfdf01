"""What a command says: progress on the error stream, what was asked for on the output stream.

A terminal shows how long the stage at hand has taken; a file or a narrow screen gets plain lines.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import typer
from rich.console import Console

from monitor.errors import MonitorError


@dataclass
class Screen:
    """How one command speaks: in lines, not at all (`quiet`), or as one JSON object (`as_json`)."""

    command: str = ""
    quiet: bool = False
    as_json: bool = False
    started: float = field(default_factory=time.monotonic)
    stages: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def progress(self, stage: str, detail: str) -> None:
        """A stage that is done."""
        seconds = time.monotonic() - self.started
        self.stages.append({"stage": stage, "detail": detail, "seconds": round(seconds, 1)})
        if not (self.quiet or self.as_json):
            _errors().print(f"  {stage:<12} {detail}", markup=False, soft_wrap=True)

    def show(self, lines: Iterable[str], asked_for: bool = False) -> None:
        """The summary at the end, or what was `asked_for`, which `quiet` does not silence."""
        for line in lines:
            self.lines.append(line)
            if not self.as_json and (asked_for or not self.quiet):
                typer.echo(line)

    def finish(self, failure: MonitorError | None = None) -> None:
        """The JSON object of a command that ended well, or with something a person can correct."""
        if self.as_json:
            end = {"error": failure.as_data()} if failure else {"lines": self.lines}
            self._write({"ok": not failure, "stages": self.stages, **end})

    def _write(self, said: dict[str, Any]) -> None:
        print(json.dumps({"command": self.command, **said}, ensure_ascii=False, indent=2), file=sys.stdout)


screen = Screen()


def use(command: str, quiet: bool, as_json: bool) -> Screen:
    """Begin a command: all that is said from here on is said its way."""
    global screen
    screen = Screen(command, quiet, as_json)
    return screen


def progress(stage: str, detail: str) -> None:
    """One line about a stage that is done."""
    screen.progress(stage, detail)


def show(lines: Iterable[str]) -> None:
    """The summary of what was done, line by line, on the output stream."""
    screen.show(lines)


def give(lines: Iterable[str]) -> None:
    """The text that was asked for, on the output stream, also with `--quiet`."""
    screen.show(lines, asked_for=True)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)
