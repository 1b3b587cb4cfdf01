"""What a command says: progress on the error stream, what was asked for on the output stream.

A line for each stage that is done, with how long it took so far and how much of the work is done where that is known
ahead: plain lines, on a narrow screen and in a file too.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from monitor.stages.progress import Course

STAGES = {
    "declared": "run.stage_declared",
    "recognisable": "run.stage_recognisable",
    "beside": "run.stage_beside",
    "taken in": "run.stage_taken_in",
    "held back": "run.stage_held_back",
    "warning": "run.stage_warning",
    "shared ids": "run.stage_shared_ids",
    "weighted": "run.stage_weighted",
    "estimated": "run.stage_estimated",
    "compared": "run.stage_compared",
    "released": "run.stage_released",
    "checked": "run.stage_checked",
    "written": "run.stage_written",
    "published": "run.stage_published",
    "read": "run.stage_read",
    "demonstration": "run.stage_demonstration",
    "left out": "run.stage_left_out",
    "kept": "run.stage_kept",
}
"""By the name of a stage, which scripts read in `--json`: what the screen calls it."""


@dataclass
class Screen:
    """How one command speaks: in lines, not at all (`quiet`), or as one JSON object (`as_json`)."""

    command: str = ""
    quiet: bool = False
    as_json: bool = False
    started: float = field(default_factory=time.monotonic)
    stages: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    course: Course | None = None

    def expect(self, parts: Mapping[str, int]) -> None:
        """What is to come: the parts of each stage."""
        from monitor.stages.progress import Course

        self.course = Course(parts)

    def progress(self, stage: str, detail: str) -> None:
        """A stage that is done, after how long, and how much of the work that makes where it is known ahead."""
        seconds = time.monotonic() - self.started
        percent = self.course.passed(stage, detail) if self.course else None
        self.stages.append(
            {"stage": stage, "detail": detail, "percent": percent, "seconds": round(seconds, 1)}
        )
        if not (self.quiet or self.as_json):
            _errors().print(
                f"  {text(STAGES[stage]):<13}{_how_far(percent, seconds)} {detail}",
                markup=False,
                soft_wrap=True,
            )

    def show(self, lines: Iterable[str], asked_for: bool = False) -> None:
        """The summary at the end, or what was `asked_for`, which `quiet` does not silence."""
        for line in lines:
            self.lines.append(line)
            if not self.as_json and (asked_for or not self.quiet):
                typer.echo(line)

    def finish(self) -> None:
        """The JSON object of a command that ended well."""
        if self.as_json:
            self._write({"ok": True, "stages": self.stages, "lines": self.lines})

    def end(self, error: Mapping[str, str | None], told: Iterable[str]) -> None:
        """What went wrong: as the parts of an error in a JSON object, or as lines on the error stream.

        Lines it is where that object cannot be written, as on a full disk.
        """
        if self.as_json:
            with contextlib.suppress(OSError):
                self._write({"ok": False, "stages": self.stages, "error": dict(error)})
                return
        for line in told:
            typer.echo(line, err=True)

    def _write(self, said: dict[str, Any]) -> None:
        plain = codecs.lookup(sys.stdout.encoding or "ascii").name != "utf-8"
        told = json.dumps({"command": self.command, **said}, ensure_ascii=plain, indent=2)
        print(told, file=sys.stdout, flush=True)


screen = Screen()


def _how_far(percent: int | None, seconds: float) -> str:
    """Percentage and minutes, such as ` 34%  0:12`; the minutes alone where nobody knows what is to come."""
    minutes = f"{int(seconds) // 60}:{int(seconds) % 60:02}"
    return f"{minutes:>5} " if percent is None else f"{percent:>3}% {minutes:>5} "


def use(command: str, quiet: bool, as_json: bool) -> Screen:
    """Begin a command: all that is said from here on is said its way."""
    global screen
    screen = Screen(command, quiet, as_json)
    return screen


def progress(stage: str, detail: str) -> None:
    """One line about a stage that is done."""
    screen.progress(stage, detail)


def expect(parts: Mapping[str, int]) -> None:
    """The parts of each stage that are to come."""
    screen.expect(parts)


def show(lines: Iterable[str]) -> None:
    """The summary of what was done, line by line, on the output stream."""
    screen.show(lines)


def give(lines: Iterable[str]) -> None:
    """The text that was asked for, on the output stream, also with `--quiet`."""
    screen.show(lines, asked_for=True)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)
