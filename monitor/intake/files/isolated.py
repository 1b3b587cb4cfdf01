"""Files of other programs are opened in a process of their own: a crash, a hang or a flood stays there.

The child writes one Arrow stream to its standard output, or the fields of one IntakeError. Whatever
the libraries print goes nowhere, because it can hold answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits, read_limits
from monitor.intake.files.readers import READERS

if TYPE_CHECKING:
    import pyarrow as pa

PACKAGE_FOLDER = Path(__file__).resolve().parents[3]
REFUSED = 3
_FIELDS = ("what", "where", "got", "expected", "hint")


def read_isolated(path: Path, file_format: str, limits: Limits, sheet: str = "") -> pa.Table:
    """The table of a file of a format in `READERS`, or of one sheet of a workbook, read in another process.

    **Raises** IntakeError: the child's own, or one that says that the file broke its reader.
    """
    reader = READERS[file_format]
    if reader.table is None:
        raise ValueError(f"{file_format} is read in the process that asks for it")
    return read_in_a_process(
        f"{reader.table.__module__}:{reader.table.__name__}", path, reader.title, limits, sheet
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
        *filter(None, more),
    ]
    path_list = os.pathsep.join(filter(None, (str(PACKAGE_FOLDER), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path_list, "PYTHONWARNINGS": "ignore"}
    try:
        child = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=limits.reader_seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _broken(path, title, f"no answer within {limits.reader_seconds} seconds") from None
    if child.returncode == REFUSED:
        raise IntakeError(**dict(zip(_FIELDS, json.loads(child.stdout), strict=True)))
    try:
        return pa.ipc.open_stream(child.stdout).read_all()
    except pa.ArrowException:
        raise _broken(path, title, "a reader that stopped") from None


def _broken(path: Path, title: str, got: str) -> IntakeError:
    return IntakeError(
        f"this {title} file cannot be read",
        where=path.name,
        got=got,
        hint="Is it damaged? Open it in its own program and export CSV in UTF-8",
    )


def main(function: str, path: str, *more: str) -> int:
    """In the child: read one file within the limits, write the table or the refusal."""
    import pyarrow as pa

    module, _, name = function.partition(":")
    read = getattr(import_module(module), name)
    limits = read_limits()
    _limit_memory(limits.reader_bytes)
    try:
        table = read(Path(path), limits, *more)
    except IntakeError as failure:
        fields = [getattr(failure, name) or None for name in _FIELDS]
        sys.stdout.write(json.dumps(fields))
        return REFUSED
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)
    return 0


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
