"""Excel and SPSS files are opened in a process of their own: a crash, a hang or a flood stays there.

The child writes one Arrow stream to its standard output, or the fields of one IntakeError. Whatever
the libraries print goes nowhere, because it can hold answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits, read_limits

if TYPE_CHECKING:
    import pyarrow as pa

PACKAGE_FOLDER = Path(__file__).resolve().parents[3]
REFUSED = 3
KIND_NAMES = {"excel": "Excel", "spss": "SPSS"}
_FIELDS = ("what", "where", "got", "expected", "hint")


def read_isolated(path: Path, kind: str, limits: Limits) -> pa.Table:
    """The table of an Excel or SPSS file, read in another process.

    **Raises** IntakeError: the child's own, or one that says that the file broke its reader.
    """
    import pyarrow as pa

    command = [sys.executable, "-m", "monitor.intake.files.isolated", kind, str(path.absolute())]
    path_list = os.pathsep.join(filter(None, (str(PACKAGE_FOLDER), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path_list, "PYTHONWARNINGS": "ignore"}
    try:
        child = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=limits.reader_seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _broken(path, kind, f"no answer within {limits.reader_seconds} seconds") from None
    if child.returncode == REFUSED:
        raise IntakeError(**dict(zip(_FIELDS, json.loads(child.stdout), strict=True)))
    try:
        return pa.ipc.open_stream(child.stdout).read_all()
    except pa.ArrowException:
        raise _broken(path, kind, "a reader that stopped") from None


def _broken(path: Path, kind: str, got: str) -> IntakeError:
    return IntakeError(
        f"this {KIND_NAMES[kind]} file cannot be read",
        where=path.name,
        got=got,
        hint="Is it damaged? Open it in its own program and export CSV in UTF-8",
    )


def main(kind: str, path: str) -> int:
    """In the child: read one file within the limits, write the table or the refusal."""
    import pyarrow as pa

    from monitor.intake.files.spss import read_spss
    from monitor.intake.files.workbook import read_workbook

    limits = read_limits()
    _limit_memory(limits.reader_bytes)
    reader = {"excel": read_workbook, "spss": read_spss}[kind]
    try:
        table = reader(Path(path), limits)
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
    sys.exit(main(sys.argv[1], sys.argv[2]))
