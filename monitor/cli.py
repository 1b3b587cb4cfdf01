"""The command line: gathers the commands, and says by exit code how one ended.

Exit 0 done; 1 something the user can correct, said in one sentence; 2 wrong usage.
"""

from __future__ import annotations

import signal
import sys
import traceback
from pathlib import Path

import typer

from monitor.commands.audit import audit
from monitor.commands.check import check
from monitor.commands.contacts import contacts
from monitor.commands.demo import demo
from monitor.commands.forget import forget
from monitor.commands.render import render
from monitor.commands.run import run
from monitor.commands.schema import schema
from monitor.commands.texts import texts
from monitor.commands.variables import variables
from monitor.errors import MonitorError

COMMANDS = (demo, check, run, render, variables, texts, audit, contacts, forget, schema)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From questionnaire responses to reproducible monitoring reports.",
)
for command in COMMANDS:
    app.command()(command)


class _Stopped(BaseException):
    """Somebody pressed Ctrl-C; unlike KeyboardInterrupt it passes through the command library."""


def _stop(*_: object) -> None:
    raise _Stopped


def main() -> None:
    """Run a command; turn what went wrong into one sentence and an exit code."""
    signal.signal(signal.SIGINT, _stop)
    try:
        app()
    except MonitorError as failure:
        typer.echo(f"Error: {failure}", err=True)
        sys.exit(1)
    except _Stopped:
        typer.echo("Stopped; the previous output is untouched.", err=True)
        sys.exit(130)
    except Exception as failure:  # an answer could stand in the message or the frames
        last = traceback.extract_tb(failure.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        typer.echo(
            f"Error: this is a fault of the program ({type(failure).__name__} at {place}). Please report it.",
            err=True,
        )
        sys.exit(1)
