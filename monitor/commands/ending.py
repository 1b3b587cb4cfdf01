"""How a command ends that did not do what was asked: one sentence or JSON object, and the exit code.

1 for what somebody can correct, 2 for wrong usage, 130 where somebody stopped it.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from monitor.commands import screen
from monitor.commands.helping import usage_lines, usage_said
from monitor.errors import MonitorError
from monitor.messages.catalogue import Said, text
from monitor.shipped import absent_files, incomplete, mending, missing_part, part_at

JSON = "--json"
DONE, FAILED, STOPPED = 0, 1, 130


class Stopped(BaseException):
    """Somebody pressed Ctrl-C; unlike KeyboardInterrupt it passes through the command library."""


def write_any_sign() -> None:
    """What goes into a file or another program is UTF-8 on every system, unless PYTHONIOENCODING names another encoding.

    A sign that an encoding does not have is written as its number, never a failure.
    """
    own = "PYTHONIOENCODING" in os.environ
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            to_a_file = not (own or stream.isatty())
            stream.reconfigure(encoding="utf-8" if to_a_file else None, errors="backslashreplace")


def exit_code_of(failure: BaseException) -> int:
    """The exit code of a failure that was told on the screen, or in the JSON object where that was asked for.

    **Raises** what keeps it from being told, such as messages that are gone.
    """
    if isinstance(failure, OSError) and failure.errno == errno.EPIPE:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    speaker = screen.screen
    if JSON in sys.argv[1:] and isinstance(failure, typer.TyperException):  # found before the command begins
        speaker = screen.use(_asked_for(), quiet=False, as_json=True)
    if isinstance(failure, typer.TyperException):
        said = usage_said(failure)
        speaker.end(_data(said), [*usage_lines(failure), text("errors.error", message=said)])
        return failure.exit_code
    if isinstance(failure, Stopped):
        said = text("errors.stopped")
        speaker.end(_data(said), [said])
        return STOPPED
    error = _error(failure)
    data, gone = error.as_data() if isinstance(error, MonitorError) else _data(error), _gone(error)
    speaker.end(
        {**data, **({"installation": gone[0]} if gone else {})}, [text("errors.error", message=error), *gone]
    )
    return FAILED


def _error(failure: BaseException) -> MonitorError | str:
    """What somebody can correct, or the place of a fault of the program and no more: an answer could stand in the message or the frames."""
    if isinstance(failure, MonitorError):
        part = part_at(failure.where)
        return incomplete(part) if part else failure
    if part := missing_part(failure):
        return incomplete(
            part, is_package=isinstance(failure, ImportError) and not part.startswith("monitor")
        )
    if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
        return text("places.screen")
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return text(
        "errors.fault", kind=type(failure).__name__, place=f"{Path(last.filename).name}:{last.lineno}"
    )


def _gone(error: MonitorError | str) -> list[str]:
    """A line about files of the installation that are gone: they can be why anything else failed."""
    gone = absent_files()
    if not gone or (isinstance(error, MonitorError) and error.finding == "errors.missing_from_installation"):
        return []
    count = len(gone) if len(gone) > 1 else None
    return [text("errors.files_missing", count=count, file=gone[0], command=mending(gone[0]))]


def _data(said: str) -> Mapping[str, Any]:
    code = said.code if isinstance(said, Said) else None
    return {
        "code": code,
        "what": said,
        "where": None,
        "got": None,
        "expected": None,
        "hint": None,
        "message": said,
    }


def _asked_for() -> str:
    return next((word for word in sys.argv[1:] if not word.startswith("-")), "")
