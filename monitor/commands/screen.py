"""What a command says while it runs, on the error stream, and when it is done."""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.console import Console

_screen = Console(stderr=True, highlight=False)


def progress(stage: str, detail: str) -> None:
    """One line about a stage that is done."""
    _screen.print(f"  {stage:<12} {detail}", markup=False, soft_wrap=True)


def show(lines: Iterable[str]) -> None:
    """What was asked for, line by line, on the output stream."""
    for line in lines:
        typer.echo(line)
