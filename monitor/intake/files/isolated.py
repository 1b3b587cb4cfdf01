"""Files of other programs are opened in a process of their own: a crash, a hang or a flood stays there.

The child writes one Arrow stream to its standard output, or the code and values of one error. Whatever
the libraries print goes nowhere, because it can hold answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import IntakeError, MonitorError
from monitor.intake.files.limits import Limits, read_limits
from monitor.intake.files.readers import READERS
from monitor.messages.catalogue import Said, text
from monitor.shipped import incomplete, missing_part

if TYPE_CHECKING:
    import pyarrow as pa

PACKAGE_FOLDER = Path(__file__).resolve().parents[3]
REFUSED = 3


def read_isolated(path: Path, file_format: str, limits: Limits, sheet: str = "", above: int = 0) -> pa.Table:
    """The table of a file of a format in `READERS`, or of one sheet of a workbook below so many rows, read in another process.

    **Raises** IntakeError: the child's own, or one that says that the file broke its reader.
    """
    reader = READERS[file_format]
    if reader.table is None:
        raise ValueError(f"{file_format} is read in the process that asks for it")
    more = (sheet, str(above)) if above else (sheet,) if sheet else ()
    return read_in_a_process(
        f"{reader.table.__module__}:{reader.table.__name__}", path, reader.title, limits, *more
    )


def read_in_a_process(function: str, path: Path, title: str, limits: Limits, *more: str) -> pa.Table:
    """What a function, named `module:name`, makes of a file, the limits and more texts, in another process.

    **Raises** IntakeError: the child's own, or one that says that the file broke its reader.
    """
    import pyarrow as pa

    command = [
        sys.executable,
        "-m",
        "monitor.intake.files.isolated",
        function,
        str(path.absolute()),
        *more,
    ]
    path_list = os.pathsep.join(filter(None, (str(PACKAGE_FOLDER), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path_list, "PYTHONWARNINGS": "ignore"}
    try:
        child = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=limits.reader_seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _broken(
            path, title, text("response_files.no_answer_within_seconds", seconds=limits.reader_seconds)
        ) from None
    if child.returncode == REFUSED:
        code, where, values = json.loads(child.stdout)
        raise IntakeError(code, where=where, **{name: _value(data) for name, data in values.items()})
    try:
        return pa.ipc.open_stream(child.stdout).read_all()
    except pa.ArrowException:
        raise _broken(path, title, text("response_files.reader_that_stopped")) from None


def _broken(path: Path, title: str, got: str) -> IntakeError:
    return IntakeError("response_files.file_cannot_be_read", where=path.name, got=got, title=title)


def main(function: str, path: str, *more: str) -> int:
    """In the child: read one file within the limits, write the table or the refusal."""
    import pyarrow as pa

    module, _, name = function.partition(":")
    limits = read_limits()
    _limit_memory(limits.reader_bytes)
    try:
        table = getattr(import_module(module), name)(Path(path), limits, *more)
    except IntakeError as failure:
        return _refuse(failure)
    except ImportError as failure:
        return _refuse(incomplete(missing_part(failure) or module, is_package=True))
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)
    return 0


def _refuse(failure: MonitorError) -> int:
    values = {name: _data(value) for name, value in failure.values.items()}
    sys.stdout.write(json.dumps([failure.finding, failure.where, values]))
    return REFUSED


def _data(value: Any) -> Any:
    """A value of a message as JSON has it; a message that it holds stays one, with its own values."""
    if isinstance(value, Said):
        return {"code": value.code, "values": {name: _data(one) for name, one in value.values.items()}}
    return value if isinstance(value, str | int | float | None) else str(value)


def _value(data: Any) -> Any:
    if isinstance(data, dict):
        return text(data["code"], **{name: _value(one) for name, one in data["values"].items()})
    return data


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
