"""The command line: gathers the commands, and says by exit code how one ended.

Exit 0 done; 1 something the user can correct, said in one sentence; 2 wrong usage.
"""

from __future__ import annotations

import errno
import signal
import sys
import traceback
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from monitor.commands.audit import audit
from monitor.commands.check import check
from monitor.commands.compare import compare
from monitor.commands.contacts import contacts
from monitor.commands.demo import demo
from monitor.commands.export import export
from monitor.commands.forget import forget
from monitor.commands.helping import SpokenCommand, SpokenGroup, tell_usage
from monitor.commands.init import init
from monitor.commands.next_wave import next_wave
from monitor.commands.render import render
from monitor.commands.run import run
from monitor.commands.schema import schema
from monitor.commands.speaking import speaking
from monitor.commands.texts import texts
from monitor.commands.variables import variables
from monitor.commands.verify import verify
from monitor.errors import MonitorError
from monitor.messages.catalogue import text

COMMANDS: dict[Callable[..., None], str] = {
    demo: "help.demo",
    init: "help.init",
    next_wave: "help.next_wave",
    export: "help.export",
    check: "help.check",
    run: "help.run",
    render: "help.render",
    variables: "help.variables",
    texts: "help.texts",
    audit: "help.audit",
    compare: "help.compare",
    verify: "help.verify",
    contacts: "help.contacts",
    forget: "help.forget",
    schema: "help.schema",
}

app = typer.Typer(
    cls=SpokenGroup,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command, said in COMMANDS.items():
    app.command(cls=SpokenCommand, help=said)(speaking(command))


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"monitor {version('bijstandsmonitor')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help="help.monitor")
def begin(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="help.version_no_more"),
    ] = False,
) -> None:
    """From questionnaire responses to reproducible monitoring reports."""
    if context.invoked_subcommand is None:
        typer.echo(text("help.first"))


class _Stopped(BaseException):
    """Somebody pressed Ctrl-C; unlike KeyboardInterrupt it passes through the command library."""


def _stop(*_: object) -> None:
    raise _Stopped


def main() -> None:
    """Run a command; turn what went wrong into one sentence and an exit code."""
    signal.signal(signal.SIGINT, _stop)
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as failure:
        tell_usage(failure)
        sys.exit(failure.exit_code)
    except MonitorError as failure:
        typer.echo(text("errors.error", message=failure), err=True)
        sys.exit(1)
    except _Stopped:
        typer.echo(text("errors.stopped"), err=True)
        sys.exit(130)
    except OSError as failure:
        if failure.errno != errno.ENOSPC:
            _tell_fault(failure)
        typer.echo(text("errors.error", message=text("places.screen")), err=True)
        sys.exit(1)
    except Exception as failure:
        _tell_fault(failure)


def _tell_fault(failure: Exception) -> NoReturn:
    """Where a fault of the program is, and no more: an answer could stand in the message or the frames."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    fault = text("errors.fault", kind=type(failure).__name__, place=place)
    typer.echo(text("errors.error", message=fault), err=True)
    sys.exit(1)
