"""Every command takes `--quiet` and `--json`: how it speaks is decided here, not in each of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from monitor.commands import screen

Quiet = Annotated[bool, typer.Option("--quiet", help="help.say_nothing_but_errors")]
AsJson = Annotated[bool, typer.Option("--json", help="help.say_all_in_one")]
_ADDED = {"quiet": Quiet, "as_json": AsJson}


def speaking(command: Callable[..., None]) -> Callable[..., None]:
    """The same command with both options."""

    @functools.wraps(command)
    def run(*, quiet: bool = False, as_json: bool = False, **arguments: Any) -> None:
        said = screen.use(command.__name__.replace("_", "-"), quiet, as_json)
        command(**arguments)
        said.finish()

    signature = inspect.signature(command, eval_str=True)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation)
        for name, annotation in _ADDED.items()
    ]
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *added])  # type: ignore[attr-defined]
    run.__annotations__ = {name: one.annotation for name, one in run.__signature__.parameters.items()}  # type: ignore[attr-defined]
    return run
