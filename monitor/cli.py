"""The command line: gathers the commands, and says by exit code how one ended.

Exit 0 done; 1 something the user can correct, said in one sentence; 2 wrong usage.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer

from monitor.commands.audit import audit
from monitor.commands.benchmark import benchmark
from monitor.commands.check import check
from monitor.commands.compare import compare
from monitor.commands.contacts import contacts
from monitor.commands.demo import demo
from monitor.commands.draw import draw
from monitor.commands.ending import Stopped, exit_code_of, write_any_sign
from monitor.commands.export import export
from monitor.commands.forget import forget
from monitor.commands.helping import SpokenCommand, SpokenGroup
from monitor.commands.init import init
from monitor.commands.next_wave import next_wave
from monitor.commands.plan import plan
from monitor.commands.render import render
from monitor.commands.run import run
from monitor.commands.schema import schema
from monitor.commands.site import site
from monitor.commands.speaking import speaking
from monitor.commands.texts import texts
from monitor.commands.variables import variables
from monitor.commands.verify import verify
from monitor.messages.catalogue import text

COMMANDS: dict[Callable[..., None], str] = {
    demo: "help.demo",
    init: "help.init",
    next_wave: "help.next_wave",
    plan: "help.plan",
    draw: "help.draw",
    export: "help.export",
    check: "help.check",
    run: "help.run",
    render: "help.render",
    benchmark: "help.benchmark",
    site: "help.site",
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


def _stop(*_: object) -> None:
    raise Stopped


def main() -> None:
    """Run a command; turn what went wrong into one sentence and an exit code."""
    write_any_sign()
    signal.signal(signal.SIGINT, _stop)
    try:
        sys.exit(app(standalone_mode=False))
    except (Exception, Stopped) as failure:
        sys.exit(exit_code_of(failure))
